"""Says where each thing is that is surely there."""

from collections.abc import Sequence
from typing import Final

from assistant.protocol.spoken import Message, listed
from assistant.saying.messages.core import PROBLEM_LINES
from assistant.saying.messages.senses_lines import PlaceLine, WhereLine
from assistant.saying.noun_phrases import Thing
from assistant.skills import wording
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.wording import Facing
from models.interfaces import Box, CancelToken, SeenObject

MOST: Final = 6
"""Things in one sentence, at most."""
LEAST: Final = 0.85
"""Least probability of a thing: nine in ten are there and on that side, see
`benchmarks/placing.py`."""
WIDE: Final = 0.75
"""The share of the width or height from which a thing is on no side."""
JSON_PLACES: Final = {one.name: one.name.lower().replace("_", " ") for one in PlaceLine} | {
    "TOP": "above",
    "BOTTOM": "below",
    "MIDDLE": "in the middle",
    "FILLS": "filling the picture",
}
"""The `place` in JSON of each `PlaceLine`. Programs read it, so it does not follow the wording."""


def place(box: Box, facing: Facing) -> str | None:
    """The `PlaceLine` of a box, by name, as the user sees it; None if it is on every side."""
    wide, high = box[2] - box[0] > WIDE, box[3] - box[1] > WIDE
    if wide and high:
        return None
    down, across = wording.thirds(box, facing)
    down, across = "" if high else down, "" if wide else across
    return "_".join(filter(None, (down, across))) or "MIDDLE"


def where_is(seen: SeenObject, facing: Facing) -> str | None:
    """The `PlaceLine` of a thing, by name; None if it is nowhere in particular."""
    if seen.box is None:
        return None
    # The ground and the like are everywhere, so their place says nothing.
    return place(seen.box, facing) or ("FILLS" if seen.outlined else None)


def placed(objects: tuple[SeenObject, ...], facing: Facing) -> list[tuple[SeenObject, str]]:
    """The things that surely are there, likeliest first, each with the name of its `PlaceLine`."""
    sure = (one for one in objects if one.probability >= LEAST)
    places = ((one, where_is(one, facing)) for one in sure)
    return [(one, where) for one, where in places if where is not None][:MOST]


def spoken(things: Sequence[tuple[SeenObject, str]]) -> Message:
    """The sentence: "A table below, a window top left, a door right."."""
    return listed(
        WhereLine.THING.said(thing=Thing(seen.name), place=PlaceLine[where].said())
        for seen, where in things
    ).as_sentence()


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Say what is where in a picture. Raises WorkCancelledError."""
    analysis = session.analysis(cancel)
    if analysis.problem is not None:
        return SkillResult(PROBLEM_LINES[analysis.problem].said(), {"things": []})
    things = placed(analysis.look.objects if analysis.look else (), session.facing)
    said = spoken(things) if things else WhereLine.NOTHING.said()
    details = [
        {
            "name": seen.name,
            "probability": round(seen.probability, 4),
            "box": seen.box and [round(edge, 4) for edge in seen.box],
            "place": JSON_PLACES[where],
        }
        for seen, where in things
    ]
    return SkillResult(said, {"things": details})
