"""Which borders of a picture cut off an object, to guide the user."""

from enum import StrEnum

from models.interfaces import Box

MARGIN = 0.01
"""How near to a border a box touches it, as a share of the picture's width or height.

Detectors place boxes a little inside or outside the object. A wider margin finds more of the cut
sides, but also more that are whole. At this margin the F1 score on boxes drawn by people is highest
(`benchmarks/aim_margin.py`).
"""


class Side(StrEnum):
    """A border of the picture."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"

    @property
    def mirrored(self) -> "Side":
        """The same side for a person who faces the camera."""
        return {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}.get(self, self)


def cut_sides(box: Box, margin: float = MARGIN) -> tuple[Side, ...]:
    """The borders that a box touches or crosses, in the order of `Side`."""
    x0, y0, x1, y1 = box
    touched = (x0 <= margin, x1 >= 1 - margin, y0 <= margin, y1 >= 1 - margin)
    return tuple(side for side, cut in zip(Side, touched, strict=True) if cut)


def within(box: Box) -> Box:
    """The part of a box that is in the picture."""
    x0, y0, x1, y1 = (min(max(edge, 0.0), 1.0) for edge in box)
    return x0, y0, x1, y1


def holds(crop: Box, box: Box) -> bool:
    """Whether the centre of a box lies inside a crop."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return crop[0] <= x <= crop[2] and crop[1] <= y <= crop[3]
