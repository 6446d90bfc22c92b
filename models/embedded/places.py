"""Where a thing is: the detector's best box, or the patches with evidence for it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedded.pixels import QUARTERS
from models.embedded.runtime import Numbers
from models.interfaces import Box


@dataclass(frozen=True, slots=True)
class Detections:
    """The detector's best anchor for each name."""

    logits: Numbers
    """[80], of the whole picture."""
    boxes: Numbers
    """[80, 4], x0 y0 x1 y1 in 0…1."""
    closer: Numbers
    """[80], of the quarter with the best anchor."""
    closer_boxes: Numbers
    """[80, 4], in the whole picture's coordinates."""

    def box(self, index: int, least: float) -> Box | None:
        """A name's box by the whole picture or a quarter, if the logit is at least `least`."""
        if self.logits[index] >= least:
            return as_box(self.boxes[index])
        if self.closer[index] >= least:
            return as_box(self.closer_boxes[index])
        return None


def best_anchors(logits: Numbers, boxes: Numbers) -> Detections:
    """The best anchors in logits [6, A, 80] and boxes [6, A, 4] of `pixels.six_looks`.

    A name's best logits in the picture and its mirror image are averaged; the box is the picture's
    own. The quarters show small things.
    """
    highest, which = logits.max(axis=1), logits.argmax(axis=1)
    nearest = highest[2:].argmax(axis=0)
    names = np.arange(logits.shape[2])
    windows = np.array(QUARTERS, np.float32)[nearest]
    inside = boxes[2 + nearest, which[2 + nearest, names]].reshape(-1, 2, 2)
    corner, size = windows[:, None, :2], windows[:, None, 2:] - windows[:, None, :2]
    return Detections(
        highest[:2].mean(axis=0),
        boxes[0][which[0]],
        highest[2:].max(axis=0),
        (corner + inside * size).reshape(-1, 4),
    )


def as_box(corners: NDArray[np.floating]) -> Box | None:
    """The corners as plain numbers; None if they enclose no area."""
    x0, y0, x1, y1 = (round(float(value), 4) for value in corners)
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None


def box_of_patches(scores: Numbers) -> Box | None:
    """The region around the strongest patch of a square grid, row by row [side * side].

    It holds the connected patches above the middle of the range; None if all score the same.
    """
    side = int(np.sqrt(len(scores)))
    grid = scores.reshape(side, side)
    low, high = float(grid.min()), float(grid.max())
    if not high > low:
        return None
    strong = (grid > (low + high) / 2).astype(np.uint8)
    _, regions = cv2.connectedComponents(strong, connectivity=8)
    rows, columns = np.nonzero(regions == regions.flat[int(grid.argmax())])
    corners = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    return as_box(np.array(corners) / side)


def area(box: Box) -> float:
    """The share of the picture inside a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / (area(one) + area(other) - width * height)
