"""The single things in a picture: the detector's boxes from its six looks, each thing once."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.embedded.pixels import QUARTERS
from models.embedded.runtime import Numbers

LEAST: Final = -2.0
"""The least logit of a box."""
SAME: Final = 0.5
"""Intersection over union above which two boxes are of one thing."""
MOST: Final = 16
"""More things of one name are not told apart."""
CANDIDATES: Final = 250
"""How many of the likeliest boxes are compared."""
EDGE: Final = 0.02
"""A quarter's box this near to a side inside the picture may be a part of something larger."""
UNSEEN: Final = LEAST - 2
"""Stands for the logit of a look that does not show a thing."""
LOOKS: Final = np.array([(0.0, 0.0, 1.0, 1.0)] * 2 + list(QUARTERS), np.float32)
"""[6, 4]: the windows of `pixels.six_looks`."""
FEATURES: Final = 12


@dataclass(frozen=True, slots=True)
class Instances:
    """The things of one name, likeliest first."""

    boxes: Numbers
    """[K, 4], x0 y0 x1 y1 in 0…1."""
    features: Numbers
    """[K, FEATURES]"""


NONE: Final = Instances(np.zeros((0, 4), np.float32), np.zeros((0, FEATURES), np.float32))


def find_instances(logits: Numbers, boxes: Numbers) -> Instances:
    """The things of a name with logits [6, A] and boxes [6, A, 4] in the six looks."""
    look, anchor = np.nonzero(logits > LEAST)
    scores, corners = logits[look, anchor], boxes[look, anchor]
    whole = ~_cut(look, corners)
    look, scores, corners = look[whole], scores[whole], corners[whole]
    order = np.argsort(-scores, kind="stable")[:CANDIDATES]
    look, scores = look[order], scores[order]
    corners = _in_picture(look, corners[order])
    united, inside = overlaps(corners, corners)
    kept = _apart(united)
    if not kept:
        return NONE
    return Instances(corners[kept], _features(look, scores, corners, united, inside, kept))


def _cut(look: NDArray[np.integer], boxes: Numbers) -> NDArray[np.bool_]:
    """Which boxes a quarter cuts off."""
    windows = LOOKS[look]
    low = (boxes[:, :2] < EDGE) & (windows[:, :2] > 0)
    high = (boxes[:, 2:] > 1 - EDGE) & (windows[:, 2:] < 1)
    return np.asarray((low | high).any(axis=1))


def _in_picture(look: NDArray[np.integer], boxes: Numbers) -> Numbers:
    """Boxes of looks in the picture's coordinates."""
    mirrored = look == 1
    boxes = boxes.copy()
    boxes[mirrored, 0], boxes[mirrored, 2] = 1 - boxes[mirrored, 2], 1 - boxes[mirrored, 0]
    windows = LOOKS[look]
    corner, size = windows[:, :2], windows[:, 2:] - windows[:, :2]
    moved = np.tile(corner, 2) + boxes * np.tile(size, 2)
    return np.asarray(moved.clip(0, 1), np.float32)


def overlaps(boxes: Numbers, others: Numbers) -> tuple[Numbers, Numbers]:
    """Every box's intersection with every other one, over their union and over the smaller."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    shared = (high - low).clip(0).prod(axis=2)
    areas, more = ((some[:, 2:] - some[:, :2]).prod(axis=1) for some in (boxes, others))
    united = areas[:, None] + more[None] - shared
    smaller = np.minimum(areas[:, None], more[None])
    return shared / np.maximum(united, 1e-9), shared / np.maximum(smaller, 1e-9)


def _apart(united: Numbers) -> list[int]:
    """Non-maximum suppression of boxes in the order of their scores."""
    kept: list[int] = []
    free = np.ones(len(united), bool)
    for index in range(len(united)):
        if free[index]:
            kept.append(index)
            free &= united[index] <= SAME
            if len(kept) == MOST:
                break
    return kept


def _features(
    look: NDArray[np.integer],
    scores: Numbers,
    boxes: Numbers,
    united: Numbers,
    inside: Numbers,
    kept: list[int],
) -> Numbers:
    """What tells of each box that is kept whether there is a thing: [K, FEATURES]."""
    near = united[kept] > SAME
    best = [
        np.where(near & which, scores, UNSEEN).max(axis=1)
        for which in (look == 0, look == 1, look >= 2)
    ]
    own = boxes[kept]
    width, height = own[:, 2] - own[:, 0], own[:, 3] - own[:, 1]
    likelier = np.tri(len(kept), k=-1, dtype=np.float32)
    others = [(table[np.ix_(kept, kept)] * likelier).max(axis=1) for table in (united, inside)]
    border = np.concatenate([own[:, :2], 1 - own[:, 2:]], axis=1).min(axis=1)
    columns = [
        scores[kept],
        *best,
        np.log(width * height + 1e-4),
        np.log((width + 1e-3) / (height + 1e-3)),
        *others,
        np.log(near.sum(axis=1)),
        look[kept] >= 2,
        border < 0.01,
        np.log(np.arange(1, len(kept) + 1)),
    ]
    return np.stack(columns, axis=1).astype(np.float32)
