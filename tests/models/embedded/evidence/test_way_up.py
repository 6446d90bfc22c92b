"""How a picture is turned."""

from collections.abc import Iterator

import numpy as np
import pytest

from models.embedded.evidence.way_up import WayUp, turned_back
from models.embedded.runtime import Numbers
from models.interfaces import Box, Claim, ClaimKind, ImageEncoding, SeenObject

UP: Box = (0.1, 0.2, 0.4, 0.3)


def network() -> WayUp:
    """Sees light patches: the side on which they are is the top, mirrored or not."""
    outer = np.zeros((10, 4), np.float32)
    for quarters, region in enumerate((1, 3, 7, 5)):
        outer[region, quarters] = 5.0
    return WayUp(np.array([[1.0], [0.0]], np.float32), outer)


def views(quarters: int, light: float = 1.0) -> Iterator[Numbers]:
    """The patches [2, 81, 1] of a picture that is lit from above, and turned ever further."""
    grid = np.zeros((9, 9), np.float32)
    grid[:3, 3:6] = light
    for further in range(4):
        held = np.rot90(grid, quarters + further)
        yield np.stack([held, held[:, ::-1]]).reshape(2, 81, 1)


@pytest.mark.parametrize("quarters", range(4))
def test_a_picture_is_turned_by_what_all_four_sides_show(quarters: int) -> None:
    patches, *turned = views(quarters)
    assert network().quarters(patches, turned) == quarters


def test_what_is_not_sure_counts_as_upright() -> None:
    patches, *turned = views(2, light=0.1)
    assert network().quarters(patches, turned) == 0


def test_what_is_upright_is_looked_at_once() -> None:
    patches, *_ = views(0)

    def turned() -> Iterator[Numbers]:
        raise AssertionError("It was turned.")
        yield patches

    assert network().quarters(patches, turned()) == 0


@pytest.mark.parametrize(
    ("quarters", "box"),
    [
        (0, UP),
        (1, (0.2, 0.6, 0.3, 0.9)),
        (2, (0.6, 0.7, 0.9, 0.8)),
        (3, (0.7, 0.1, 0.8, 0.4)),
    ],
)
def test_boxes_are_those_of_the_picture_as_it_is_held(quarters: int, box: Box) -> None:
    cup = SeenObject("cup", 0.9, UP)
    there = Claim(ClaimKind.PRESENCE, "cup", "", box=UP)
    look = ImageEncoding((cup, SeenObject("dog", 0.5)), None, 0.0, None, 0.0, (there,), (cup,))
    found = turned_back(look, quarters, 90 * quarters)
    boxes = [found.objects[0].box, found.claims[0].box, found.instances[0].box]
    assert boxes == [pytest.approx(box)] * 3
    assert (found.objects[1].box, found.turned) == (None, 90 * quarters)
