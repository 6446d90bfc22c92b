from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.camera.scene_change import THRESHOLD, change, same_scene, small
from models.interfaces import Picture

SAMPLES = Path(__file__).parents[2] / "assistant" / "cli" / "samples"
NAMES = ("coffee.jpg", "cat.jpg", "dogs.jpg", "bowl.jpg", "wine.jpg", "street.jpg")


def sample(name: str) -> Picture:
    found = cv2.imread(str(SAMPLES / name))
    assert found is not None
    return np.asarray(cv2.resize(found, (640, 480)), np.uint8)


def noisy(picture: Picture, exposure: float = 1.0) -> Picture:
    noise = np.random.default_rng(9).normal(0, 8, picture.shape)
    return np.asarray(np.clip(picture * exposure + noise, 0, 255), np.uint8)


@pytest.mark.parametrize("name", NAMES)
def test_noise_exposure_and_slight_motion_are_no_change(name: str) -> None:
    picture = sample(name)
    assert same_scene(picture, picture)
    assert same_scene(picture, noisy(picture))
    assert same_scene(picture, noisy(picture, 0.9))
    assert same_scene(picture, np.roll(picture, (2, -2), (0, 1)))


@pytest.mark.parametrize("name", NAMES)
def test_a_thing_held_up_is_a_change(name: str) -> None:
    picture = sample(name)
    thing = cv2.resize(sample("bowl.jpg" if name != "bowl.jpg" else "cat.jpg"), (160, 160))
    shown = picture.copy()
    shown[200:360, 240:400] = thing
    assert not same_scene(picture, shown)
    assert not same_scene(shown, noisy(picture))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((200, 30, 40), (40, 140, 60)),
        ((200, 30, 40), (50, 80, 200)),
        ((120, 20, 25), (20, 75, 30)),
        ((25, 30, 90), (100, 25, 30)),
    ],
)
def test_a_thing_in_another_colour_is_a_change(
    name: str, before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    picture, other = sample(name), np.roll(sample(name), (2, -2), (0, 1))
    picture[140:330, 200:450], other[140:330, 203:453] = before, after
    assert not same_scene(picture, other)
    other[140:330, 203:453] = before
    assert same_scene(picture, other)


def test_different_photos_are_different_scenes() -> None:
    for first, second in pairwise(NAMES):
        assert not same_scene(sample(first), sample(second))


def test_pictures_of_different_sizes_are_different_scenes() -> None:
    picture = sample("cat.jpg")
    assert not same_scene(picture, picture[:-2])


def test_pictures_of_one_colour_are_compared_too() -> None:
    flat = np.full((480, 640, 3), 90, np.uint8)
    assert change(small(flat), small(flat)) == 0
    spot = flat.copy()
    spot[:120, :120] = 200
    assert change(small(flat), small(spot)) > THRESHOLD


def test_a_tiny_picture_is_compared_too() -> None:
    tiny = np.zeros((2, 2, 3), np.uint8)
    assert same_scene(tiny, tiny)
