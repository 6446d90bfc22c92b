"""Which borders of the picture cut a thing off, so that the user can be told where to move."""

from enum import StrEnum

from models.interfaces import Box

MARGIN = 0.02
"""How near to a border a box counts as touching it, as a share of the picture's width or height.

A detector's box ends a little inside the thing: two cells of its finest map of 38 are 0.05, and the
boxes of things that a border does cut end within half a cell of it, which is 0.013. With a little
room to spare that makes 0.02; a thing that truly stands clear of the border is rarely nearer.
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
