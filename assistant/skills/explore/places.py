"""The places of a picture that can be explored: its things, and the colours of its empty parts.

They come from what is known of the picture already. Of several things of a kind each has a place of
its own, as sure as it is by itself and no surer than that there is such a thing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Final

import numpy as np

from assistant.protocol.events import Layer, Place
from assistant.protocol.spoken import Message, Spoken
from assistant.saying.messages.core import PROBLEM_LINES
from assistant.saying.messages.senses_lines import ExploreLine
from assistant.saying.noun_phrases import Thing
from assistant.skills import wording
from assistant.skills.colour import colours
from assistant.skills.known import Known
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.wording import Facing
from models.certainty import graded, least_sure
from models.interfaces import SAYABLE, Box, CancelToken, Certainty, Picture, SeenObject

ACROSS: Final = 3
"""Into so many columns and rows a picture is cut for the colours of its empty parts."""
EMPTY: Final = 0.5
"""The least share of a part that no thing covers if it is empty."""
_LINES: Final = {Certainty.PLAIN: ExploreLine.THING, Certainty.PROBABLY: ExploreLine.PROBABLY}


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Find the places of a picture. Raises WorkCancelledError."""
    problem, known = session.analysis(cancel).problem, session.known(cancel)
    single = [] if known is None else [*single_things(known)]
    outlines = [one.box for one, _ in single if one.outlined and one.box is not None]
    cancel.raise_if_cancelled()
    found = (*_things(single, session.facing), *_empty(session.pixels, outlines, session.facing))
    if found:
        return SkillResult(Spoken.of(*(one.said for one in found)), places=found)
    return SkillResult((ExploreLine.NOTHING if problem is None else PROBLEM_LINES[problem]).said())


def single_things(known: Known) -> Iterator[tuple[SeenObject, Certainty]]:
    """Every single thing that may be said, with its grade; the first of each kind is the surest."""
    bars = known.grades.plain, known.grades.probably, known.grades.unsure
    for grade, kinds in zip(SAYABLE, (known.sure, known.likely), strict=True):
        for kind in kinds:
            first, *others = [one for one in known.look.instances if one.name == kind.name] or [
                kind
            ]
            yield first, grade
            for one in others:
                own = least_sure(grade, graded(one.probability, *bars))
                if own in SAYABLE:
                    yield one, own


def _things(single: Sequence[tuple[SeenObject, Certainty]], facing: Facing) -> Iterator[Place]:
    for one, grade in single:
        if one.box is not None:
            said = _LINES[grade].said(thing=Thing(one.name)).as_sentence()
            yield _place(Layer.THINGS, said, one.box, facing, one.name)


def _empty(picture: Picture, outlines: Sequence[Box], facing: Facing) -> Iterator[Place]:
    """The colours of the parts that hold no thing, as far as they can be told."""
    height, width = picture.shape[:2]
    free = np.ones((height, width), np.bool_)
    for x0, y0, x1, y1 in outlines:
        free[round(y0 * height) : round(y1 * height), round(x0 * width) : round(x1 * width)] = False
    boxes, parts = [], []
    for row, column in product(range(ACROSS), repeat=2):
        part = np.zeros_like(free)
        rows = slice(row * height // ACROSS, (row + 1) * height // ACROSS)
        columns = slice(column * width // ACROSS, (column + 1) * width // ACROSS)
        part[rows, columns] = free[rows, columns]
        if free[rows, columns].mean() >= EMPTY:
            x, y, size = column / ACROSS, row / ACROSS, 1 / ACROSS
            boxes.append((x, y, x + size, y + size))
            parts.append(part)
    for box, found in zip(boxes, colours.of_parts(picture, parts), strict=True):
        if colours.certainty(found) in SAYABLE:
            said = colours.answer(replace(found, warning=None))
            yield _place(Layer.COLOURS, said, box, facing)


def _place(layer: Layer, said: Message | Spoken, box: Box, facing: Facing, name: str = "") -> Place:
    return Place(layer, Spoken.of(said), box, *wording.middle(box, facing), name)
