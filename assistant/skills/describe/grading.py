"""Decides which parts of a caption and which names may be said, and how sure they sound. Pure.

The calibrated names decide. If the caption may not be said, the narrator makes a sentence of the
names and of the claims about them. How much of a description is said at once is decided last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.protocol.choices import Verbosity
from assistant.protocol.events import SpokenObject
from assistant.protocol.spoken import ENGLISH, Message, Spoken, as_message, english, listed
from assistant.saying import narrator
from assistant.saying.messages.core import Line
from assistant.saying.messages.narrator_lines import NarratorLine
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.saying.narrator import Facts, GradedSentence, is_sure, least
from assistant.saying.noun_phrases import Act, Thing, knows
from assistant.skills import wording
from assistant.skills.known import Known
from assistant.skills.wording import MOST_WORDS
from models.certainty import graded, least_sure
from models.interfaces import (
    HAND,
    PERSON,
    SAYABLE,
    Certainty,
    Claim,
    ClaimKind,
    Judgement,
    SeenObject,
)
from models.lexicon.things import BACKGROUND, SURROUNDINGS

MOST_LED, MOST_PLACED, MOST_UNSURE = 3, 4, 3
"""How many things one sentence names, so that a listener can remember it."""
SHORT: Final = 4
"""Words in a sentence that is short already."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The last caption, and how far the picture supports it."""

    first: str
    """The decoder's first text, before any name was barred."""
    text: str
    """A part of a sentence; empty if none of it may be said."""
    judgement: Judgement
    is_foreign: bool = False
    """Whether another model than the one that ships wrote it."""
    language: str = ENGLISH

    @property
    def words(self) -> Message:
        """The text in its language."""
        return english(self.text).in_language(self.language)

    def line(self, line: SightLine) -> SightLine:
        """The line in which the text stands; in the user's own language it is a whole sentence."""
        return line if self.language == ENGLISH else _WHOLE[line]


_WHOLE: Final = {
    SightLine.PROBABLY: SightLine.PROBABLY_SO,
    SightLine.THAT_IS: SightLine.THAT_IS,
    SightLine.THAT_IS_PROBABLY: SightLine.THAT_IS_PROBABLY_SO,
}
UNWRITTEN = Caption("", "", Judgement(Certainty.NONE, 0.0, ()))


def first_sentence(names: Known, caption: Caption) -> GradedSentence:
    """The first sentence about a picture."""
    sure, facing = names.sure, names.facing
    judgement = caption.judgement
    certainty = _certainty(judgement, names)
    mentioned = tuple(SpokenObject(mention.name, certainty) for mention in judgement.mentions)
    held = [thing for thing in sure if thing.name not in BACKGROUND and thing.name != PERSON]
    about_person = [one.name for one in mentioned[:1]] == [PERSON]
    news = held and facing == "user" and about_person
    written, told = caption.words, judgement.claims
    if caption.text and certainty is Certainty.PLAIN:
        if not news:
            return GradedSentence(written, certainty, judgement.probability, mentioned, told)
        led = _led(held, SightLine.THAT_IS, written, certainty, mentioned)
        if led is not None:
            return replace(led, claims=told)
    if caption.text and certainty is Certainty.PROBABLY:
        line = caption.line(SightLine.THAT_IS_PROBABLY)
        led = _led(held if news else sure, line, written, certainty, mentioned)
        if led is not None:
            return replace(led, claims=told)
        if not sure:
            text = _probably(caption)
            return GradedSentence(text, certainty, judgement.probability, mentioned, told)
    if any(worth_telling(names)):
        return narrated(names)
    return _unsure_sentence(names)


def written_sentence(caption: Caption, names: Known) -> GradedSentence | None:
    """A further sentence as it was written; None if it may not be said."""
    judgement = caption.judgement
    certainty = _certainty(judgement, names)
    if not caption.text or certainty not in SAYABLE:
        return None
    mentioned = tuple(SpokenObject(mention.name, certainty) for mention in judgement.mentions)
    text = caption.words if certainty is Certainty.PLAIN else _probably(caption)
    told = judgement.claims
    return GradedSentence(text, certainty, judgement.probability, mentioned, told, is_whole=True)


def _certainty(judgement: Judgement, names: Known) -> Certainty:
    """How sure a caption may sound: as its least likely thing at most."""
    bars = names.grades
    mentions = (
        graded(mention.probability, bars.plain, bars.probably, bars.unsure)
        for mention in judgement.mentions
    )
    return least_sure(judgement.certainty, *mentions)


def _probably(caption: Caption) -> Message:
    line = caption.line(SightLine.PROBABLY)
    name = "things" if line is SightLine.PROBABLY else "caption"
    return line.said(**{name: caption.words})


def facts_of(names: Known) -> Facts:
    """What may be said of the things in a picture."""
    told, sure = (one.name if one else "" for one in (names.told_scene, names.sure_scene))
    mirrored = names.facing == "user"
    return Facts.of(names.claims, mirrored=mirrored, scene=told, room=sure)


def narrated(names: Known, led: GradedSentence | None = None) -> GradedSentence:
    """The sentence of names and claims, without any caption; `led`: only what follows its lead."""
    sure, likely = worth_telling(names)
    if led is not None and led.certainty is Certainty.PROBABLY:
        # What was begun as probable goes on as that, though by now more may be sure.
        sure, likely = [], sure + likely
    likely = [one for one in likely if one.name not in SURROUNDINGS] or ([] if sure else likely)
    most = MOST_WORDS - (0 if led is None else wording.word_count(led.text))
    to_user = names.facing == "user"
    return narrator.tell(sure, likely, facts_of(names), most, to_user=to_user, led=led)


def worth_telling(names: Known) -> tuple[list[SeenObject], list[SeenObject]]:
    """The sure and the likely things that have a word and are no whole place."""
    sure, likely = (
        [one for one in row if one.name not in narrator.PLACES and knows(one.name)]
        for row in (names.sure, names.likely)
    )
    return sure, likely


def _led(
    sure: Sequence[SeenObject],
    line: SightLine,
    caption: Message,
    certainty: Certainty,
    mentioned: tuple[SpokenObject, ...],
) -> GradedSentence | None:
    """The sure names, then the caption with its own grade; None if that is too long."""
    named = list(sure[:MOST_LED])
    while named:
        lead = narrator.listed(_things(named))
        text = line.said(sure=lead, caption=caption)
        if wording.word_count(text) <= MOST_WORDS:
            plain = tuple(SpokenObject(seen.name, Certainty.PLAIN) for seen in named)
            names = {seen.name for seen in named}
            rest = tuple(spoken for spoken in mentioned if spoken.name not in names)
            return GradedSentence(text, Certainty.PLAIN, least(named), plain + rest)
        named.pop()
    return None


def _unsure_sentence(names: Known) -> GradedSentence:
    """What can be said if no name is sure."""
    scene = names.told_scene
    if scene is not None:
        text = scene_words(scene.name)
        return GradedSentence(text, Certainty.PLAIN, scene.probability, has_scene=True)
    for certainty, known in ((Certainty.PLAIN, names.sure), (Certainty.PROBABLY, names.likely)):
        for place in known:
            if place.name in narrator.PLACES:
                return _place_sentence(place, certainty)
    unsure = names.unsure[: narrator.MOST_LIKELY]
    if not unsure:
        return GradedSentence(Line.UNKNOWN.said(), Certainty.NONE, 0.0, is_whole=True)
    things = narrator.listed(_things(unsure), SightLine.LIST_OR)
    spoken = tuple(SpokenObject(seen.name, Certainty.UNSURE) for seen in unsure)
    return GradedSentence(
        SightLine.MAY_BE.said(things=things), Certainty.UNSURE, least(unsure), spoken
    )


def _place_sentence(place: SeenObject, certainty: Certainty) -> GradedSentence:
    """ "In a kitchen." """
    text = as_message(Act("in", None, Thing(place.name)))
    if certainty is Certainty.PROBABLY:
        text = SightLine.PROBABLY.said(things=text)
    spoken = (SpokenObject(place.name, certainty),)
    return GradedSentence(text, certainty, place.probability, spoken, has_scene=True)


def _things(seen: Sequence[SeenObject]) -> list[Thing]:
    return [Thing(one.name) for one in seen]


def begun(
    led: GradedSentence, names: Known, caption: Caption = UNWRITTEN
) -> tuple[GradedSentence, Spoken]:
    """The sentence with this lead, and what is left of it to say.

    A caption that says more than the lead comes behind it.
    """
    written = written_sentence(caption, names)
    if written is not None and _says_more(written, led):
        is_plain = written.certainty is Certainty.PLAIN
        line = caption.line(SightLine.THAT_IS if is_plain else SightLine.THAT_IS_PROBABLY)
        text = line.said(sure=led.text, caption=caption.words)
        objects = tuple(dict.fromkeys((*led.objects, *written.objects)))
        told = (*led.claims, *written.claims)
        whole = replace(written, text=text, certainty=led.certainty, objects=objects, claims=told)
        return whole, Spoken.of(listed((text.without(led.text),)))
    rest = narrated(names, led)
    objects = tuple(dict.fromkeys((*led.objects, *rest.objects)))
    whole = replace(
        rest,
        text=NarratorLine.LED.said(lead=led.text, rest=rest.text),
        objects=objects,
        claims=(*led.claims, *rest.claims),
    )
    whole = completed(whole, names)
    silent = whole.text.without(led.text)
    return whole, Spoken.of(listed((silent,))) if str(silent) else Spoken()


def _says_more(written: GradedSentence, led: GradedSentence) -> bool:
    """Whether a sentence says more than that the things of a lead are there."""
    names = {one.name for one in led.objects}
    more = (
        one for one in written.claims if one.kind is not ClaimKind.PRESENCE or one.name not in names
    )
    return written.certainty is Certainty.PROBABLY or any(more)


def completed(said: GradedSentence, names: Known) -> GradedSentence:
    """Add the scene, and which side of a thing alone is cut off, if the sentence stays short."""
    if said.is_whole:
        return said
    text, has_scene = said.text, said.has_scene
    scene = names.told_scene
    if scene is not None and not has_scene:
        has_scene = scene.name in str(text)
        grown = SightLine.WITH_SCENE.said(sentence=text, scene=scene_words(scene.name))
        if _adds(scene.name, said) and wording.word_count(grown) <= MOST_WORDS:
            text, has_scene = grown, True
    elif scene is None and said.objects and not names.held:
        places = Facts.of(names.claims).places()
        place = next((one for one in places if _adds(one.name, said)), None)
        if place is not None:
            there = Act("in", None, Thing(place.name))
            grown = SightLine.WITH_SCENE.said(sentence=text, scene=as_message(there))
            if wording.word_count(grown) <= MOST_WORDS:
                text, said = grown, _with_place(said, place)
    shown = [spoken for spoken in said.objects if spoken.name != HAND]
    if len(shown) == 1 and shown[0].certainty in SAYABLE and not names.part:
        main = shown[0].name
        objects = names.look.objects
        box = next((seen.box for seen in objects if seen.name == main and seen.outlined), None)
        grown = wording.with_aim(text, main, box, names.facing)
        if wording.word_count(grown) <= MOST_WORDS:
            text = grown
    return replace(said, text=text, has_scene=has_scene)


def _adds(scene: str, said: GradedSentence) -> bool:
    """Whether a scene tells more than a sentence does."""
    tells = scene in str(said.text) or scene == "outdoors"
    return not tells and said.certainty is not Certainty.NONE


def _with_place(said: GradedSentence, place: Claim) -> GradedSentence:
    spoken = SpokenObject(place.name, place.certainty)
    return replace(said, objects=(*said.objects, spoken), claims=(*said.claims, place))


def more_sentences(first: GradedSentence, names: Known) -> tuple[GradedSentence, ...]:
    """What else can be said about a picture, most interesting first."""
    facts = facts_of(names)
    said = {spoken.name for spoken in first.objects}
    sure, likely, unsure = (
        [seen for seen in things if seen.name not in said]
        for things in (names.sure, names.likely, names.unsure)
    )
    named = [one.name for one in names.sure if one.name in said]
    sentences = [*narrator.more(named, first.claims, facts)]
    if sure or likely:
        placed = [*sure, *likely][:MOST_PLACED]
        sentences.append(_placed_sentence(placed, names))
    rest = _rest_sentence(first, unsure[:MOST_UNSURE], names)
    return (*sentences, rest) if rest is not None else tuple(sentences)


def of_thing(name: str, names: Known, said: Sequence[Claim] = ()) -> tuple[GradedSentence, ...]:
    """What may be said of one thing: where it is, then what it is like and does; () if it is not
    surely or probably there. `said` is what was said of it already."""
    seen = next((one for one in names.sure + names.likely if one.name == name), None)
    if seen is None:
        return ()
    return _placed_sentence([seen], names), *narrator.more([name], said, facts_of(names))


def _placed_sentence(things: Sequence[SeenObject], names: Known) -> GradedSentence:
    """ "A cup on the left and probably a clock at the top right." """
    parts, spoken = [], []
    for seen in things:
        certainty = Certainty.PLAIN if seen in names.sure else Certainty.PROBABLY
        text: object = Thing(seen.name)
        if seen.box is not None:
            place = wording.place(seen.box, names.facing)
            text = SightLine.THING_AT.said(thing=text, place=place)
        if certainty is Certainty.PROBABLY:
            text = SightLine.PROBABLY.said(things=text)
        parts.append(text)
        spoken.append(SpokenObject(seen.name, certainty))
    return GradedSentence(narrator.listed(parts), spoken[0].certainty, least(things), tuple(spoken))


def _rest_sentence(
    first: GradedSentence, unsure: Sequence[SeenObject], names: Known
) -> GradedSentence | None:
    """The scene, unless it was said, and what else may be there."""
    parts: list[Message] = []
    certainty, probability = Certainty.UNSURE, least(unsure)
    scene = names.look.scene
    said = first.has_scene or any(one.name == scene.name for one in first.objects if scene)
    if scene is not None and not said and scene.probability >= names.grades.probably:
        certainty, probability = Certainty.PROBABLY, scene.probability
        text = scene_words(scene.name)
        if scene is names.told_scene:
            certainty = Certainty.PLAIN
        else:
            text = SightLine.PROBABLY.said(things=text)
        parts.append(text)
    if unsure:
        things = narrator.listed(_things(unsure), SightLine.LIST_OR)
        parts.append(SightLine.ALSO_MAY.said(things=things))
    if not parts:
        return None
    spoken = tuple(SpokenObject(seen.name, Certainty.UNSURE) for seen in unsure)
    more = Spoken.of(*(part.as_sentence() for part in parts[1:]))
    return GradedSentence(parts[0], certainty, probability, spoken, more=more)


def in_turn(
    first: GradedSentence, more: Sequence[GradedSentence], words: Verbosity
) -> tuple[GradedSentence, ...]:
    """The sentences about a picture, one for each key press.

    If the first is shortened, the whole one comes second.
    """
    if words == "full" and more:
        return (_joined(first, more[0]), *more[1:])
    if words == "short":
        short = shortened(first)
        return (first, *more) if short is first else (short, first, *more)
    return (first, *more)


def shortened(said: GradedSentence) -> GradedSentence:
    """The first thing that a sentence names; the whole sentence if it names none or is short."""
    if not said.objects or wording.word_count(said.text) <= SHORT:
        return said
    main = said.objects[0]
    plain = tuple(one for one in said.claims if one.name == main.name and is_sure(one))
    thing, claims = Facts(plain).thing(main.name)
    match main.certainty:
        case Certainty.PLAIN:
            text = as_message(thing)
        case Certainty.PROBABLY:
            text = SightLine.PROBABLY.said(things=thing)
        case _:
            text = SightLine.MAY_BE.said(things=thing)
    return GradedSentence(text, main.certainty, said.probability, (main,), claims)


def _joined(first: GradedSentence, second: GradedSentence) -> GradedSentence:
    return replace(
        first,
        objects=(*first.objects, *second.objects),
        claims=(*first.claims, *second.claims),
        has_scene=first.has_scene or second.has_scene,
        more=Spoken.of(first.more, second.spoken),
    )
