import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.geometry import Side, cut_sides
from models.interfaces import Box

inner = st.floats(0.03, 0.97)


@pytest.mark.parametrize(
    ("box", "sides"),
    [
        ((0.3, 0.3, 0.6, 0.6), ()),
        ((0.0, 0.3, 0.6, 0.6), (Side.LEFT,)),
        ((0.3, -0.02, 0.6, 0.6), (Side.TOP,)),
        ((0.3, 0.3, 0.99, 1.01), (Side.RIGHT, Side.BOTTOM)),
        ((0.005, 0.3, 0.995, 0.6), (Side.LEFT, Side.RIGHT)),
        ((0, 0, 1, 1), tuple(Side)),
        ((0.05, 0.05, 0.95, 0.95), ()),
    ],
)
def test_the_sides_that_a_box_touches_are_named(box: Box, sides: tuple[Side, ...]) -> None:
    assert cut_sides(box) == sides


@given(inner, inner, inner, inner)
def test_mirroring_the_box_mirrors_the_sides(x0: float, y0: float, x1: float, y1: float) -> None:
    for box in ((0.0, y0, x1, y1), (x0, y0, x1, y1)):
        mirrored = (1 - box[2], box[1], 1 - box[0], box[3])
        swap = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
        assert set(cut_sides(mirrored)) == {swap.get(side, side) for side in cut_sides(box)}
