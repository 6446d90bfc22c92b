"""Which borders of the picture cut a thing off, so that the user can be told where to move."""

from enum import StrEnum

from models.interfaces import Box

MARGIN = 0.01
"""How near to a border a box counts as touching it, as a share of the picture's width or height.

A detector's box ends a little inside or outside the thing. A wider margin finds more of the cut
sides and calls more that are whole; `benchmarks/aim_margin.py` weighs both on boxes drawn by people
(its csv has all margins), and this is where the harmonic mean of the two is highest.
"""


class Side(StrEnum):
    """A border of the picture, as seen in the picture."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


def cut_sides(box: Box, margin: float = MARGIN) -> tuple[Side, ...]:
    """The borders that a thing's box touches, in the order of `Side`.

    A box outside 0…1 touches the border that it crosses. A thing that touches opposite borders
    does not fit the picture: all that it touches is given, and the caller says to move back.
    """
    x0, y0, x1, y1 = box
    touched = (x0 <= margin, x1 >= 1 - margin, y0 <= margin, y1 >= 1 - margin)
    return tuple(side for side, cut in zip(Side, touched, strict=True) if cut)


def holds(crop: Box, box: Box) -> bool:
    """Whether the middle of a box is in a part of the picture."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return crop[0] <= x <= crop[2] and crop[1] <= y <= crop[3]
