"""Decides which parts of a caption and which names may be said, and how sure they sound. Pure.

The calibrated names decide. If the caption may not be said, the narrator makes a sentence of the
names and of the claims about them.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.protocol.events import SpokenObject
from assistant.protocol.spoken import ENGLISH, Message, Spoken, as_message, english, listed
from assistant.saying import narrator
from assistant.saying.messages.core import FAULT_LINES, Line
from assistant.saying.messages.narrator_lines import NarratorLine
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.saying.narrator import Facts, Told, is_sure
from assistant.saying.noun_phrases import Act, Thing
from assistant.skills import wording
from assistant.skills.wording import BACKGROUND, HOLDABLE, MOST_WORDS, SURROUNDINGS, Facing
from models.interfaces import (
    HAND,
    PERSON,
    SAYABLE,
    Certainty,
    Claim,
    ClaimKind,
    Grades,
    ImageEncoding,
    Judgement,
    Problem,
    Scene,
    SeenObject,
)

MOST_LED, MOST_PLACED, MOST_UNSURE = 3, 4, 3
"""How many things one sentence names, so that a listener can remember it."""
SURER: Final = 0.97
"""The least probability at which a thing may be named in a dark, bright or blurred picture;
`benchmarks/told_in_spite.py` chooses it."""
UNASKED: Final = 0.85
"""The least probability of a scene that is mentioned unasked.

It was fitted to rooms, and is too high for pictures that show none: `benchmarks/richness.py` counts
how many rooms are confirmed.
"""
SHOWN: Final = 0.05
"""Below this probability of showing nothing, a picture clearly shows something."""


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
    SightLine.PERHAPS: SightLine.PERHAPS_SO,
    SightLine.PROBABLY: SightLine.PROBABLY_SO,
    SightLine.THAT_IS: SightLine.THAT_IS,
    SightLine.THAT_IS_PROBABLY: SightLine.THAT_IS_PROBABLY_SO,
}
UNWRITTEN = Caption("", "", Judgement(Certainty.NONE, 0.0, ()))


@dataclass(frozen=True, slots=True)
class GradedSentence:
    """A sentence with its grade, the things that it names and what else it claims."""

    text: Message
    certainty: Certainty
    probability: float
    objects: tuple[SpokenObject, ...] = ()
    claims: tuple[Claim, ...] = ()
    has_scene: bool = False
    is_whole: bool = False
    """Whether nothing may be added to it."""
    more: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    """What follows it."""

    @property
    def spoken(self) -> Spoken:
        """The sentence as it is said."""
        return Spoken.of(self.text.as_sentence(), self.more)


def grade(probability: float, grades: Grades) -> Certainty:
    """The grade at which a name with this probability may be said."""
    return graded(probability, grades.plain, grades.probably, grades.unsure)


def graded(probability: float, *bars: float) -> Certainty:
    """The grade of a probability by the least one to be plain, probable and unsure."""
    reached = (one for one, bar in zip(Certainty, bars, strict=False) if probability >= bar)
    return next(reached, Certainty.NONE)


def sure_scene(look: ImageEncoding, grades: Grades) -> Scene | None:
    """The scene, if it may be named plainly."""
    scene = look.scene
    return scene if scene is not None and scene.probability >= grades.scene else None


def in_spite_of(problem: Problem, look: ImageEncoding, grades: Grades) -> ImageEncoding:
    """The objects that may be named although the picture has a problem.

    These are things held up, and objects with a probability of at least `SURER`. If the picture
    clearly shows something despite poor light or focus, less likely held things count too; if
    nothing is held, the usual bars apply. In flat pictures, such as drawings, an object is named
    only if the picture clearly shows something.
    """
    shows, flat = look.nothing < SHOWN, problem not in FAULT_LINES
    least_held = grades.unsure if shows and not flat else grades.probably
    held = tuple(one for one in look.objects if one.held and one.probability >= least_held)
    if flat:
        least = SURER if shows and not held else math.inf
    else:
        least = grades.probably if shows and not held else SURER
    other = (one for one in look.objects if not one.held and one.probability >= least)
    return replace(look, objects=(*held, *other), scene=None)


class GradedNames:
    """What is seen in a picture, by the grade at which it may be said; things before background.

    Where a claim says how likely a thing is there and worth a word, that decides. What is held up
    to be read comes first, and beside paper or a package only what is sure; if the camera faces its
    user, all that is held up comes before the person.
    """

    def __init__(self, look: ImageEncoding, grades: Grades, facing: Facing) -> None:
        self.look = look
        self.grades = grades
        self.facing: Facing = facing

        def rank(seen: SeenObject) -> tuple[int, float]:
            last = seen.name == HAND or (seen.name == PERSON and facing == "user")
            return -1 if seen.held else 2 * (seen.name in BACKGROUND) + last, -seen.probability

        claimed = {one.name: one for one in look.claims if one.kind is ClaimKind.PRESENCE}
        objects = _hand_or_person(look.objects)
        ordered = sorted((_weighed(seen, claimed) for seen in objects), key=rank)
        self.hand = any(seen.name == HAND for seen in ordered)
        """Whether of a person there is hardly more than a hand."""
        wanted = (Certainty.PLAIN, Certainty.PROBABLY, Certainty.UNSURE)

        def certainty(seen: SeenObject) -> Certainty:
            claim = claimed.get(seen.name)
            return grade(seen.probability, grades) if claim is None else claim.certainty

        self.sure, self.likely, self.unsure = (
            [seen for seen in ordered if certainty(seen) is one] for one in wanted
        )
        self.sure_scene = sure_scene(look, grades)
        self.in_hand = self._in_hand()
        """What a hand holds, if it does; then the hand is named only for that."""
        if self.in_hand is not None:
            self.sure, self.likely = (
                [seen for seen in row if seen.name != HAND] for row in (self.sure, self.likely)
            )
        held = [seen for seen in self.sure + self.likely if seen.held]
        self.held = bool(held)
        """Whether something is there that people hold up to have it read."""
        if held:
            self.sure = [one for one in self.sure if one is held[0] or not one.held]
            if not held[0].outlined:
                # What is printed on paper or a package looks like things and places.
                self.likely = [one for one in self.likely if one is held[0]]
                self.sure_scene = None

    def _in_hand(self) -> Claim | None:
        """That the main thing is in a hand, if there is one and it can hold that thing."""
        seen = self.sure + self.likely
        hand = next((one for one in seen if one.name == HAND), None)
        main = next((one for one in seen if one is not hand), None)
        if main is None or hand is None or main.name not in HOLDABLE:
            return None
        certainty = grade(hand.probability, self.grades)
        facts = ClaimKind.RELATION, main.name, "in", hand.name
        return Claim(*facts, hand.probability, certainty, main.box)

    def sayable(self, *, surely: bool = False) -> tuple[str, ...]:
        """The names that may be said plainly or, unless `surely`, probably."""
        return tuple(seen.name for seen in (self.sure if surely else self.sure + self.likely))

    @property
    def told_scene(self) -> Scene | None:
        """The scene, if it is sure enough to be mentioned unasked."""
        scene = self.sure_scene
        return scene if scene is not None and scene.probability >= UNASKED else None

    @property
    def suffice(self) -> bool:
        """Whether names or the scene are known well enough to need no caption."""
        return bool(self.sayable()) or self.told_scene is not None


def _weighed(seen: SeenObject, claimed: Mapping[str, Claim]) -> SeenObject:
    """A thing with the probability of the claim that it is there, if there is one."""
    claim = claimed.get(seen.name)
    return seen if claim is None else replace(seen, probability=claim.probability)


def _hand_or_person(objects: Sequence[SeenObject]) -> tuple[SeenObject, ...]:
    """The objects without a hand, or without the person of whom there is hardly more than that."""
    likely = {seen.name: seen.probability for seen in objects}
    hand, person = likely.get(HAND, 0.0), likely.get(PERSON, 0.0)
    left_out = PERSON if hand > person / 2 else HAND if person else ""
    return tuple(seen for seen in objects if seen.name != left_out)


def first_sentence(
    names: GradedNames, caption: Caption, claims: Sequence[Claim] = ()
) -> GradedSentence:
    """The first sentence about a picture."""
    sure, likely, facing = names.sure, names.likely, names.facing
    judgement = caption.judgement
    mentions = [grade(mention.probability, names.grades) for mention in judgement.mentions]
    certainty = narrator.least_sure(judgement.certainty, *mentions)
    mentioned = tuple(SpokenObject(mention.name, certainty) for mention in judgement.mentions)
    held = [thing for thing in sure if thing.name not in BACKGROUND and thing.name != PERSON]
    news = held and facing == "user" and _is_about_a_person(judgement)
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
    if sure or likely:
        return narrated(names, claims)
    return _unsure_sentence(names, caption, certainty, mentioned)


def written_sentence(caption: Caption, names: GradedNames) -> GradedSentence | None:
    """A further sentence as it was written; None if it may not be said."""
    judgement = caption.judgement
    mentions = [grade(mention.probability, names.grades) for mention in judgement.mentions]
    certainty = narrator.least_sure(judgement.certainty, *mentions)
    if not caption.text or certainty not in SAYABLE:
        return None
    mentioned = tuple(SpokenObject(mention.name, certainty) for mention in judgement.mentions)
    text = caption.words if certainty is Certainty.PLAIN else _probably(caption)
    told = judgement.claims
    return GradedSentence(text, certainty, judgement.probability, mentioned, told, is_whole=True)


def _probably(caption: Caption) -> Message:
    line = caption.line(SightLine.PROBABLY)
    name = "things" if line is SightLine.PROBABLY else "caption"
    return line.said(**{name: caption.words})


def with_written(claims: Sequence[Claim], written: Sequence[Claim]) -> tuple[Claim, ...]:
    """The claims about a picture, and those of other models' texts that it supports.

    A number or a colour that is known already is kept.
    """
    sayable = [one for one in claims if one.certainty in SAYABLE]
    known = {_said_of(one) for one in sayable}
    return (*claims, *(one for one in written if _said_of(one) not in known))


def _said_of(claim: Claim) -> tuple[str, ...]:
    """What two claims share if only one of them is to be said."""
    alone = claim.kind in (ClaimKind.COUNT, ClaimKind.COLOUR)
    return (claim.kind, claim.name, "" if alone else claim.value, claim.other)


def facts_of(names: GradedNames, claims: Sequence[Claim]) -> Facts:
    """What may be said of the things in a picture."""
    scene = names.told_scene
    mirrored = names.facing == "user"
    if names.hand:
        claims = [one for one in claims if PERSON not in (one.name, one.other)]
    if names.in_hand is not None:
        claims = [*claims, names.in_hand]
    return Facts.of(claims, mirrored=mirrored, scene="" if scene is None else scene.name)


def narrated(
    names: GradedNames, claims: Sequence[Claim], led: Told | None = None
) -> GradedSentence:
    """The sentence of names and claims, without any caption; `led`: only what follows its lead."""
    sure, likely = with_claimed(names, claims)
    if led is not None and led.certainty is Certainty.PROBABLY:
        # What was begun as probable goes on as that.
        sure, likely = [], [*names.likely]
    likely = [one for one in likely if one.name not in SURROUNDINGS] or ([] if sure else likely)
    most = MOST_WORDS - (0 if led is None else wording.word_count(led.said))
    to_user = names.facing == "user"
    facts = facts_of(names, claims)
    told = narrator.tell(sure, likely, facts, most, to_user=to_user, led=led)
    return _of_told(told, _least(sure[: narrator.MOST_SURE] or likely))


def with_claimed(
    names: GradedNames, claims: Sequence[Claim]
) -> tuple[list[SeenObject], list[SeenObject]]:
    """The sure and likely things, and those that a claim adds.

    A claim makes likely what the witness did not name, and sure only what it does not know or what
    is in the background. What is held up stands alone.
    """
    sure, likely = list(names.sure), list(names.likely)
    if names.held:
        return sure, likely
    known = {seen.name: seen for seen in names.look.objects}
    for one in facts_of(names, claims).present():
        seen = known.get(one.name, SeenObject(one.name, 0.0, one.box))
        seen = replace(seen, probability=max(seen.probability, one.probability))
        if any(other.name == one.name for other in sure):
            continue
        if is_sure(one) and (one.name in BACKGROUND or one.name not in known):
            likely = [other for other in likely if other.name != one.name]
            sure.append(seen)
        elif all(other.name != one.name for other in likely):
            likely.append(seen)
    return sure, sorted(likely, key=lambda one: one.name in BACKGROUND)


def _of_told(told: Told, probability: float) -> GradedSentence:
    return GradedSentence(told.said, told.certainty, probability, told.objects, told.claims)


def _is_about_a_person(judgement: Judgement) -> bool:
    return bool(judgement.mentions) and judgement.mentions[0].name == PERSON


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
            return GradedSentence(text, Certainty.PLAIN, _least(named), plain + rest)
        named.pop()
    return None


def _unsure_sentence(
    names: GradedNames,
    caption: Caption,
    certainty: Certainty,
    mentioned: tuple[SpokenObject, ...],
) -> GradedSentence:
    """What can be said if no name is sure."""
    scene = names.told_scene
    if scene is not None:
        text = scene_words(scene.name)
        return GradedSentence(text, Certainty.PLAIN, scene.probability, has_scene=True)
    if caption.text and certainty is Certainty.UNSURE:
        text = caption.line(SightLine.PERHAPS).said(caption=caption.words)
        return GradedSentence(text, certainty, caption.judgement.probability, mentioned)
    unsure = names.unsure[: narrator.MOST_LIKELY]
    if not unsure:
        return GradedSentence(Line.UNKNOWN.said(), Certainty.NONE, 0.0, is_whole=True)
    things = narrator.listed(_things(unsure), SightLine.LIST_OR)
    spoken = tuple(SpokenObject(seen.name, Certainty.UNSURE) for seen in unsure)
    return GradedSentence(
        SightLine.MAY_BE.said(things=things), Certainty.UNSURE, _least(unsure), spoken
    )


def _things(seen: Sequence[SeenObject]) -> list[Thing]:
    return [Thing(one.name) for one in seen]


def _least(things: Sequence[SeenObject]) -> float:
    return min((seen.probability for seen in things), default=0.0)


def begun(
    led: Told, names: GradedNames, claims: Sequence[Claim], caption: Caption = UNWRITTEN
) -> tuple[GradedSentence, Spoken]:
    """The sentence with this lead, and what is left of it to say.

    A caption that says more than the lead comes behind it.
    """
    written = written_sentence(caption, names)
    if written is not None and _says_more(written, led):
        is_plain = written.certainty is Certainty.PLAIN
        line = caption.line(SightLine.THAT_IS if is_plain else SightLine.THAT_IS_PROBABLY)
        text = line.said(sure=led.said, caption=caption.words)
        objects = tuple(dict.fromkeys((*led.objects, *written.objects)))
        told = (*led.claims, *written.claims)
        whole = replace(written, text=text, certainty=led.certainty, objects=objects, claims=told)
        return whole, Spoken.of(listed((text.without(led.said),)))
    rest = narrated(names, claims, led)
    objects = tuple(dict.fromkeys((*led.objects, *rest.objects)))
    whole = replace(
        rest,
        text=NarratorLine.LED.said(lead=led.said, rest=rest.text),
        objects=objects,
        claims=(*led.claims, *rest.claims),
    )
    whole = completed(whole, names, claims)
    silent = whole.text.without(led.said)
    return whole, Spoken.of(listed((silent,))) if str(silent) else Spoken()


def _says_more(written: GradedSentence, led: Told) -> bool:
    """Whether a sentence says more than that the things of a lead are there."""
    names = {one.name for one in led.objects}
    more = (
        one for one in written.claims if one.kind is not ClaimKind.PRESENCE or one.name not in names
    )
    return written.certainty is Certainty.PROBABLY or any(more)


def completed(
    said: GradedSentence, names: GradedNames, claims: Sequence[Claim] = ()
) -> GradedSentence:
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
        place = next((one for one in Facts.of(claims).places() if _adds(one.name, said)), None)
        if place is not None:
            there = Act("in", None, Thing(place.name))
            grown = SightLine.WITH_SCENE.said(sentence=text, scene=as_message(there))
            if wording.word_count(grown) <= MOST_WORDS:
                text, said = grown, _with_place(said, place)
    shown = [spoken for spoken in said.objects if spoken.name != HAND]
    if len(shown) == 1 and shown[0].certainty in SAYABLE:
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


def more_sentences(
    first: GradedSentence, names: GradedNames, claims: Sequence[Claim] = ()
) -> tuple[GradedSentence, ...]:
    """What else can be said about a picture, most interesting first."""
    facts = facts_of(names, claims)
    said = {spoken.name for spoken in first.objects}
    sure, likely, unsure = (
        [seen for seen in things if seen.name not in said]
        for things in (names.sure, names.likely, names.unsure)
    )
    named = [one.name for one in names.sure if one.name in said]
    claimed = [
        _of_told(told, min(one.probability for one in told.claims))
        for told in narrator.more(named, first.claims, facts)
    ]
    sentences = claimed
    if sure or likely:
        placed = [*sure, *likely][:MOST_PLACED]
        sentences.append(_placed_sentence(placed, names))
    rest = _rest_sentence(first, unsure[:MOST_UNSURE], names)
    return (*sentences, rest) if rest is not None else tuple(sentences)


def _placed_sentence(things: Sequence[SeenObject], names: GradedNames) -> GradedSentence:
    """ "A cup on the left and probably a clock at the top right." """
    parts, spoken = [], []
    for seen in things:
        certainty = grade(seen.probability, names.grades)
        text: object = Thing(seen.name)
        if seen.box is not None:
            text = wording.at_place(text, seen.box, names.facing)
        if certainty is Certainty.PROBABLY:
            text = SightLine.PROBABLY.said(things=text)
        parts.append(text)
        spoken.append(SpokenObject(seen.name, certainty))
    return GradedSentence(
        narrator.listed(parts), spoken[0].certainty, _least(things), tuple(spoken)
    )


def _rest_sentence(
    first: GradedSentence, unsure: Sequence[SeenObject], names: GradedNames
) -> GradedSentence | None:
    """The scene, unless it was said, and what else may be there."""
    parts: list[Message] = []
    certainty, probability = Certainty.UNSURE, _least(unsure)
    scene = names.look.scene
    if scene is not None and not first.has_scene and scene.probability >= names.grades.probably:
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
