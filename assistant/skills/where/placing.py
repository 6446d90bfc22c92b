"""Says where each thing is that is surely there."""

from dataclasses import dataclass
from typing import Final

from assistant.protocol.spoken import ENGLISH, Message, listed
from assistant.saying.english_nouns import with_article
from assistant.saying.messages.core import PROBLEM_LINES
from assistant.saying.messages.senses_lines import PlaceLine, WhereLine
from assistant.skills import wording
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.wording import Facing
from assistant.understanding.language_file import of
from models.interfaces import Box, CancelToken, SeenObject

MOST: Final = 6
"""Things in one sentence, at most."""
LEAST: Final = 0.85
"""Least probability of a thing: nine in ten are there and on that side, see
`benchmarks/placing.py`."""
WIDE: Final = 0.75
"""The share of the width or height from which a thing is on no side."""
JSON_PLACES: Final = {
    "LEFT": "left",
    "RIGHT": "right",
    "ABOVE": "above",
    "BELOW": "below",
    "TOP_LEFT": "top left",
    "TOP_RIGHT": "top right",
    "BOTTOM_LEFT": "bottom left",
    "BOTTOM_RIGHT": "bottom right",
    "MIDDLE": "in the middle",
    "FILLS": "filling the picture",
}
"""The `place` in JSON of each `PlaceLine`. Programs read it, so it does not follow the wording."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing and its place."""

    seen: SeenObject
    place: str
    """The name of a `PlaceLine`, such as "TOP_LEFT"."""


def place(box: Box, facing: Facing) -> str | None:
    """The `PlaceLine` of a box, by name, as the user sees it; None if it is on every side."""
    wide, high = box[2] - box[0] > WIDE, box[3] - box[1] > WIDE
    if wide and high:
        return None
    down, across = wording.thirds(box, facing)
    down, across = "" if high else down, "" if wide else across
    if not across and down:
        return "ABOVE" if down == "TOP" else "BELOW"
    return "_".join(filter(None, (down, across))) or "MIDDLE"


def placed(objects: tuple[SeenObject, ...], facing: Facing) -> tuple[Placed, ...]:
    """The things that surely are there, likeliest first."""
    found = []
    for seen in objects:
        if seen.probability < LEAST or seen.box is None:
            continue
        # The ground and the like are everywhere, so their place says nothing.
        where = place(seen.box, facing) or ("FILLS" if seen.outlined else None)
        if where is not None:
            found.append(Placed(seen, where))
    return tuple(found[:MOST])


def spoken(things: tuple[Placed, ...], language: str) -> Message:
    """The sentence: "A table below, a window top left, a door right.".

    In English, unless the names of all things are known in the language.
    """
    own = own_names(things, language)
    names = own or [with_article(one.seen.name) for one in things]
    sentence = listed(
        WhereLine.THING.said(thing=name, place=PlaceLine[one.place].said())
        for name, one in zip(names, things, strict=True)
    ).as_sentence()
    return sentence if own else sentence.in_language(ENGLISH)


def own_names(things: tuple[Placed, ...], language: str) -> tuple[str, ...] | None:
    """The names of things in a language other than the model's English; None if one is unknown."""
    known = of(language)
    if language == ENGLISH or known.code != language:
        return None
    names = []
    for one in things:
        own = known.names.own(one.seen.name)
        if own is None:
            return None
        names.append(own)
    return tuple(names)


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Say what is where in a picture. Raises WorkCancelledError."""
    analysis = session.analysis(cancel)
    if analysis.problem is not None:
        return SkillResult(PROBLEM_LINES[analysis.problem].said(), {"things": []})
    things = placed(analysis.look.objects if analysis.look else (), session.facing)
    if not things:
        return SkillResult(WhereLine.NOTHING.said(), {"things": []})
    details = [
        {
            "name": one.seen.name,
            "probability": round(one.seen.probability, 4),
            "box": one.seen.box and [round(edge, 4) for edge in one.seen.box],
            "place": JSON_PLACES[one.place],
        }
        for one in things
    ]
    return SkillResult(spoken(things, session.language), {"things": details})
