"""Decides which parts of a caption and which names may be said, and how sure they sound. Pure.

The calibrated names decide: if the caption may not be said, the sentence is made of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.protocol.events import SpokenObject
from assistant.protocol.spoken import Message, Spoken, english
from assistant.saying.english_nouns import with_article
from assistant.saying.messages.core import Line
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.skills import wording
from assistant.skills.wording import BACKGROUND, MOST_WORDS, Facing
from models.interfaces import (
    Certainty,
    Grades,
    ImageEncoding,
    Judgement,
    Scene,
    SeenObject,
)

MOST_SURE, MOST_LIKELY, MOST_PLACED, MOST_UNSURE = 3, 2, 4, 3
"""How many things one sentence names, so that a listener can remember it."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The last caption, and how far the picture supports it."""

    first: str
    """The decoder's first text, before any name was barred."""
    text: str
    """A part of a sentence; empty if none of it may be said."""
    judgement: Judgement


UNWRITTEN = Caption("", "", Judgement(Certainty.NONE, 0.0, ()))


@dataclass(frozen=True, slots=True)
class GradedSentence:
    """A sentence with its grade and the things that it names."""

    text: str
    certainty: Certainty
    probability: float
    objects: tuple[SpokenObject, ...] = ()
    has_scene: bool = False
    own: Message | None = None
    """What is said in the user's language before `text`."""

    @property
    def spoken(self) -> Spoken:
        """The sentence in its language."""
        return Spoken.of(self.own, english(self.text) if self.text else None)


def least_sure(*certainties: Certainty) -> Certainty:
    """The least certain of several grades."""
    return max(certainties, key=list(Certainty).index)


def grade(probability: float, grades: Grades) -> Certainty:
    """The grade at which a name with this probability may be said."""
    if probability >= grades.plain:
        return Certainty.PLAIN
    if probability >= grades.probably:
        return Certainty.PROBABLY
    return Certainty.UNSURE if probability >= grades.unsure else Certainty.NONE


def first_sentence(
    look: ImageEncoding, caption: Caption, grades: Grades, facing: Facing
) -> GradedSentence:
    """The first sentence about a picture."""
    sure, likely, _ = _graded(look, grades, facing)
    judgement = caption.judgement
    mentions = [grade(mention.probability, grades) for mention in judgement.mentions]
    certainty = least_sure(judgement.certainty, *mentions)
    mentioned = tuple(SpokenObject(mention.name, certainty) for mention in judgement.mentions)
    held = [thing for thing in sure if thing.name not in BACKGROUND and thing.name != "person"]
    news = held and facing == "user" and _is_about_a_person(judgement)
    if caption.text and certainty is Certainty.PLAIN:
        if not news:
            return GradedSentence(caption.text, certainty, judgement.probability, mentioned)
        led = _led(held, SightLine.THAT_IS, caption.text, certainty, mentioned)
        if led is not None:
            return led
    if caption.text and certainty is Certainty.PROBABLY:
        led = _led(
            held if news else sure, SightLine.THAT_IS_PROBABLY, caption.text, certainty, mentioned
        )
        if led is not None:
            return led
        if not sure:
            text = SightLine.PROBABLY.said(things=caption.text)
            return GradedSentence(text, certainty, judgement.probability, mentioned)
    if sure or likely:
        return _witness_sentence(sure, likely, facing)
    return _unsure_sentence(look, caption, certainty, mentioned, grades, facing)


def sayable_names(
    look: ImageEncoding, grades: Grades, facing: Facing, *, surely: bool = False
) -> tuple[str, ...]:
    """The names that may be said plainly or, unless `surely`, probably; most interesting first."""
    sure, likely, _ = _graded(look, grades, facing)
    return tuple(seen.name for seen in (sure if surely else (*sure, *likely)))


def names_suffice(look: ImageEncoding, grades: Grades, facing: Facing) -> bool:
    """Whether names or the scene are known well enough to need no caption."""
    return bool(sayable_names(look, grades, facing)) or sure_scene(look, grades) is not None


def sure_scene(look: ImageEncoding, grades: Grades) -> Scene | None:
    """The scene, if it may be named plainly."""
    scene = look.scene
    return scene if scene is not None and scene.probability >= grades.scene else None


def _is_about_a_person(judgement: Judgement) -> bool:
    return bool(judgement.mentions) and judgement.mentions[0].name == "person"


def _led(
    sure: Sequence[SeenObject],
    line: SightLine,
    caption: str,
    certainty: Certainty,
    mentioned: tuple[SpokenObject, ...],
) -> GradedSentence | None:
    """The sure names, then the caption with its own grade; None if that is too long."""
    named = list(sure[:MOST_SURE])
    while named:
        lead = wording.listed([with_article(seen.name) for seen in named])
        text = line.said(sure=lead, caption=caption)
        if wording.word_count(text) <= MOST_WORDS:
            plain = tuple(SpokenObject(seen.name, Certainty.PLAIN) for seen in named)
            names = {seen.name for seen in named}
            rest = tuple(spoken for spoken in mentioned if spoken.name not in names)
            return GradedSentence(text, Certainty.PLAIN, _least(named), plain + rest)
        named.pop()
    return None


def _witness_sentence(
    sure: Sequence[SeenObject], likely: Sequence[SeenObject], facing: Facing
) -> GradedSentence:
    """A sentence of names alone: "a table, and probably a cup"."""
    sure, likely = sure[:MOST_SURE], likely[:MOST_LIKELY]
    spoken = tuple(
        SpokenObject(seen.name, certainty)
        for things, certainty in ((sure, Certainty.PLAIN), (likely, Certainty.PROBABLY))
        for seen in things
    )
    alone = [seen.name for seen in sure] == ["person"]
    if alone and not likely and facing == "user":
        return GradedSentence(SightLine.ONLY_YOU.said(), Certainty.PLAIN, _least(sure), spoken)
    parts = [[with_article(seen.name) for seen in things] for things in (sure, likely)]
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    return GradedSentence(wording.graded(*parts), certainty, _least(sure or likely), spoken)


def _unsure_sentence(
    look: ImageEncoding,
    caption: Caption,
    certainty: Certainty,
    mentioned: tuple[SpokenObject, ...],
    grades: Grades,
    facing: Facing,
) -> GradedSentence:
    """What can be said if no name is sure."""
    scene = sure_scene(look, grades)
    if scene is not None:
        text = scene_words(scene.name)
        return GradedSentence(text, Certainty.PLAIN, scene.probability, has_scene=True)
    if caption.text and certainty is Certainty.UNSURE:
        text = SightLine.PERHAPS.said(caption=caption.text)
        return GradedSentence(text, certainty, caption.judgement.probability, mentioned)
    unsure = _graded(look, grades, facing)[2][:MOST_LIKELY]
    if not unsure:
        return GradedSentence("", Certainty.NONE, 0.0, own=Line.UNKNOWN.said())
    things = wording.listed([with_article(seen.name) for seen in unsure], SightLine.LIST_OR)
    spoken = tuple(SpokenObject(seen.name, Certainty.UNSURE) for seen in unsure)
    return GradedSentence(
        SightLine.MAY_BE.said(things=things), Certainty.UNSURE, _least(unsure), spoken
    )


def _graded(
    look: ImageEncoding, grades: Grades, facing: Facing
) -> tuple[list[SeenObject], list[SeenObject], list[SeenObject]]:
    """The names that are plain, probable and unsure; things before background.

    If the camera faces its user, what is held up comes before the person.
    """

    def rank(seen: SeenObject) -> tuple[int, float]:
        behind = 2 * (seen.name in BACKGROUND) + (seen.name == "person" and facing == "user")
        return behind, -seen.probability

    ordered = sorted(look.objects, key=rank)
    wanted = (Certainty.PLAIN, Certainty.PROBABLY, Certainty.UNSURE)
    plain, probably, unsure = (
        [seen for seen in ordered if grade(seen.probability, grades) is certainty]
        for certainty in wanted
    )
    return plain, probably, unsure


def _least(things: Sequence[SeenObject]) -> float:
    return min((seen.probability for seen in things), default=0.0)


def completed(
    said: GradedSentence, look: ImageEncoding, grades: Grades, facing: Facing
) -> GradedSentence:
    """Add the scene, and which side is cut off, if the sentence stays short enough."""
    if said.own is not None:
        return said
    text, has_scene = said.text, said.has_scene
    scene = sure_scene(look, grades)
    if scene is not None and not has_scene:
        grown = SightLine.WITH_SCENE.said(sentence=text, scene=scene_words(scene.name))
        known = scene.name in text or scene.name == "outdoors" or said.certainty is Certainty.NONE
        if not known and wording.word_count(grown) <= MOST_WORDS:
            text, has_scene = grown, True
    if said.objects and said.objects[0].certainty in (Certainty.PLAIN, Certainty.PROBABLY):
        main = said.objects[0].name
        box = next((seen.box for seen in look.objects if seen.name == main and seen.outlined), None)
        grown = wording.with_aim(text, main, box, facing)
        if wording.word_count(grown) <= MOST_WORDS:
            text = grown
    return replace(said, text=wording.sentence(text), has_scene=has_scene)


def more_sentences(
    first: GradedSentence, look: ImageEncoding, grades: Grades, facing: Facing
) -> tuple[GradedSentence, ...]:
    """What else can be said about a picture, most interesting first."""
    said = {spoken.name for spoken in first.objects}
    sure, likely, unsure = (
        [seen for seen in things if seen.name not in said]
        for things in _graded(look, grades, facing)
    )
    sentences = []
    if sure or likely:
        placed = [*sure, *likely][:MOST_PLACED]
        sentences.append(_placed_sentence(placed, grades, facing))
    rest = _rest_sentence(first, look, unsure[:MOST_UNSURE], grades)
    return (*sentences, rest) if rest is not None else tuple(sentences)


def _placed_sentence(
    things: Sequence[SeenObject], grades: Grades, facing: Facing
) -> GradedSentence:
    """ "A cup on the left and probably a clock at the top right." """
    parts, spoken = [], []
    for seen in things:
        certainty = grade(seen.probability, grades)
        text = with_article(seen.name)
        if seen.box is not None:
            text = wording.at_place(text, seen.box, facing)
        if certainty is Certainty.PROBABLY:
            text = SightLine.PROBABLY.said(things=text)
        parts.append(text)
        spoken.append(SpokenObject(seen.name, certainty))
    text = wording.sentence(wording.listed(parts))
    return GradedSentence(text, spoken[0].certainty, _least(things), tuple(spoken))


def _rest_sentence(
    first: GradedSentence, look: ImageEncoding, unsure: Sequence[SeenObject], grades: Grades
) -> GradedSentence | None:
    """The scene, unless it was said, and what else may be there."""
    parts: list[str] = []
    certainty, probability = Certainty.UNSURE, _least(unsure)
    scene = look.scene
    if scene is not None and not first.has_scene and scene.probability >= grades.probably:
        certainty, probability = Certainty.PROBABLY, scene.probability
        text = scene_words(scene.name)
        if scene.probability >= grades.scene:
            certainty = Certainty.PLAIN
        else:
            text = SightLine.PROBABLY.said(things=text)
        parts.append(wording.sentence(text))
    if unsure:
        things = wording.listed([with_article(seen.name) for seen in unsure], SightLine.LIST_OR)
        parts.append(SightLine.ALSO_MAY.said(things=things))
    if not parts:
        return None
    spoken = tuple(SpokenObject(seen.name, Certainty.UNSURE) for seen in unsure)
    return GradedSentence(" ".join(parts), certainty, probability, spoken)
