"""The colours of things, by crops."""

import numpy as np
import pytest

from models.embedded.evidence import colours
from models.embedded.evidence.colours import ColourHead, chosen, cut_out
from models.interfaces import SeenObject
from tests.kit.shipped import shipped

NAMES = {"dog": 0, "cup": 1}


def thing(name: str, x0: float, side: float, probability: float = 0.9) -> SeenObject:
    return SeenObject(name, probability, (x0, 0.5 - side / 2, x0 + side, 0.5 + side / 2), True)


def test_the_largest_and_most_central_things_come_first() -> None:
    dog, cup, aside = thing("dog", 0.3, 0.5), thing("cup", 0.4, 0.2), thing("cup", 0.0, 0.2)
    assert chosen((aside, cup, dog), NAMES) == [dog, cup, aside]


def test_unlikely_unknown_and_unplaced_things_are_not_looked_at() -> None:
    unknown, unlikely = thing("person", 0.3, 0.5), thing("dog", 0.3, 0.5, 0.3)
    assert chosen((unknown, unlikely, SeenObject("cup", 0.9)), NAMES) == []


def test_at_most_three_things_are_looked_at() -> None:
    assert len(chosen(tuple(thing("dog", x / 10, 0.2) for x in range(6)), NAMES)) == colours.MOST


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        ((0.4, 0.4, 0.6, 0.5), (50, 50)),
        ((0.0, 0.0, 0.2, 0.2), (50, 50)),
        ((0.0, 0.0, 1.0, 1.0), (100, 200)),
        ((0.5, 0.5, 0.501, 0.501), (8, 8)),
    ],
)
def test_a_crop_is_square_as_far_as_the_picture_goes(
    box: tuple[float, float, float, float], shape: tuple[int, int]
) -> None:
    picture = np.zeros((100, 200, 3), np.uint8)
    assert cut_out(picture, box).shape[:2] == shape


def test_the_network_that_ships_tells_a_red_thing_from_a_green_one() -> None:
    found = shipped(ColourHead, colours.FILE)
    pooled = np.zeros(len(found.features) - 1, np.float32)

    def share(plain: int, colour: str) -> float:
        patches = np.zeros((81, 15), np.float32)
        patches[:, plain] = 1
        return float(found.shares(pooled, patches, "bus")[found.colours.index(colour)])

    assert share(3, "red") > share(6, "red")
    assert share(6, "green") > share(3, "green")
