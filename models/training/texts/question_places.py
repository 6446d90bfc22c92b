"""Where things are: left, right, above, below, from boxes and from ADE20K's masks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.lexicon.names import SPOKEN
from models.training.texts.question_objects import ADE_THINGS, Rows
from models.training.texts.question_parts import MadeQuestion, ask, levelled, pick, several, some

_WHERE = ("where {be} the {x}", "where in the picture {be} the {x}", "where can i find the {x}",
          "on which side {be} the {x}", "where {be} the {x} in the image")  # fmt: skip
_ASIDE = ("{be} the {x} on the left or on the right", "{be} the {x} left or right",
          "{be} the {x} to my left or to my right",
          "{be} the {x} on the right or the left")  # fmt: skip
_BESIDE = ("{be} the {x} left or right of the {y}",
           "{be} the {x} to the left or to the right of the {y}",
           "{be} the {x} on the left or right side of the {y}")  # fmt: skip
_OVER = ("{be} the {x} above or below the {y}", "{be} the {x} over or under the {y}")
_AT = {
    "left": ("what is on the left", "what is on the left side of the picture", "what is on my left",
             "what is on the left side"),
    "right": ("what is on the right", "what is on the right side of the picture",
              "what is on my right", "what is on the right side"),
}  # fmt: skip
_NEXT = {
    "left": ("what is to the left of the {}", "what is on the left side of the {}",
             "what is left of the {}"),
    "right": ("what is to the right of the {}", "what is on the right side of the {}",
              "what is right of the {}"),
    "above": ("what is above the {}", "what is over the {}"),
    "below": ("what is below the {}", "what is under the {}"),
}  # fmt: skip


@dataclass(frozen=True)
class PlacedThing:
    """A thing in a photo with its box in 0…1."""

    name: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def area(self) -> float:
        """Its share of the picture."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)


def side(thing: PlacedThing) -> str:
    """ "left", "right", "middle", "top", "bottom", or "" if it spreads too far to say."""
    x, y = (thing.x0 + thing.x1) / 2, (thing.y0 + thing.y1) / 2
    if thing.x1 - thing.x0 > 0.6:
        return ""
    if x < 0.35:
        return "left"
    if x > 0.65:
        return "right"
    if 0.42 < x < 0.58:
        if thing.y1 < 0.45:
            return "top"
        if thing.y0 > 0.6:
            return "bottom"
        return "middle" if 0.3 < y < 0.7 else ""
    return ""


def relation(one: PlacedThing, other: PlacedThing) -> str:
    """Where `one` is from `other`: "left", "right", "above", "below", or "" if unclear."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    along = min(one.y1, other.y1) - max(one.y0, other.y0)
    if across < 0.02 and along > 0:
        return "left" if one.x0 < other.x0 else "right"
    narrow = min(one.x1 - one.x0, other.x1 - other.x0)
    if along < 0.02 and across > 0.5 * narrow:
        return "above" if one.y0 < other.y0 else "below"
    return ""


def asked(
    set_name: str,
    photos: Mapping[int, Sequence[PlacedThing]],
    rng: np.random.Generator,
    each: int = 3,
) -> list[MadeQuestion]:
    """Questions about places; `photos` holds for each row the things that it shows once."""
    where: list[MadeQuestion] = []
    others: list[MadeQuestion] = []
    for index, placed in photos.items():
        own: list[MadeQuestion] = []

        def add(question: str, answer: str, to: list[MadeQuestion], row: int = index) -> None:
            to.append(ask(set_name, row, question, answer, "side"))

        for thing in some(rng, placed, each):
            if side(thing):
                add(_filled(pick(rng, _WHERE), thing), side(thing), where)
                if side(thing) in ("left", "right"):
                    add(_filled(pick(rng, _ASIDE), thing), side(thing), own)
        for end in ("left", "right"):
            there = [thing for thing in placed if side(thing) == end]
            if there:
                largest = max(there, key=lambda thing: thing.area)
                if largest.area > 0.03:
                    add(pick(rng, _AT[end]), largest.name, own)
        for thing in some(rng, placed, each):
            own += _around(set_name, index, thing, placed, rng)
        others += some(rng, own, 2 * each)
    return levelled(where, rng, 0.3) + others


def _filled(template: str, thing: PlacedThing, other: PlacedThing | None = None) -> str:
    be = "are" if several(thing.name) else "is"
    return template.format(x=thing.name, be=be, y=other.name if other else "")


def _around(
    set_name: str,
    index: int,
    thing: PlacedThing,
    placed: Sequence[PlacedThing],
    rng: np.random.Generator,
) -> list[MadeQuestion]:
    near = {other: relation(other, thing) for other in placed if other.name != thing.name}
    found = []
    for way in ("left", "right", "above", "below"):
        there = [other for other, relative in near.items() if relative == way]
        if not there:
            continue
        if len(there) == 1:
            question = pick(rng, _NEXT[way]).format(thing.name)
            found.append(ask(set_name, index, question, there[0].name, "side"))
        other = pick(rng, there)
        if way in ("left", "right"):
            question = _filled(pick(rng, _BESIDE), other, thing)
            found.append(ask(set_name, index, question, way, "side"))
        else:
            question = _filled(pick(rng, _OVER), other, thing)
            if "under" in question:
                way = "over" if way == "above" else "under"
            found.append(ask(set_name, index, question, way, "side"))
    return found


def from_boxes(set_name: str, rows: Rows, rng: np.random.Generator) -> list[MadeQuestion]:
    """From things with a single box in the photo, larger than 0.5 percent of it."""
    photos = {}
    for index, row in rows:
        number = Counter(box[0] for box in row.get("boxes", ()))
        placed = [
            PlacedThing(SPOKEN.get(name, (name,))[0], *corners)
            for name, *corners in row.get("boxes", ())
            if number[name] == 1 and name != "handle"
        ]
        placed = [thing for thing in placed if thing.area > 0.005]
        if placed:
            photos[index] = placed
    return asked(set_name, photos, rng)


def box_of(mask: NDArray[np.bool_]) -> tuple[float, float, float, float] | None:
    """The box of a mask [H, W] without its outer 5 percent each way; None if it is too small."""
    rows, columns = np.nonzero(mask)
    if len(rows) < 30:
        return None
    x0, x1 = np.percentile(columns, (5, 95))
    y0, y1 = np.percentile(rows, (5, 95))
    height, width = mask.shape
    return x0 / width, y0 / height, (x1 + 1) / width, (y1 + 1) / height


def from_masks(
    rows: Rows, masks: NDArray[np.uint8], numbers: Mapping[str, int], rng: np.random.Generator
) -> list[MadeQuestion]:
    """From ADE20K's masks [N, H, W], in the order of all records, and its class numbers."""
    photos = {}
    for index, row in rows:
        placed = []
        for name, labels in ADE_THINGS.items():
            if name != "plant" and row["objects"].keys() & set(labels) == {labels[0]}:
                box = box_of(masks[index] == numbers[labels[0]])
                # A label spread over the picture is probably several things.
                if box and box[2] - box[0] < 0.5:
                    placed.append(PlacedThing(name, *box))
        if placed:
            photos[index] = placed
    return asked("ade20k", photos, rng)
