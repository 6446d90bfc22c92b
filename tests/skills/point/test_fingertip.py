"""Where the tip of a pointing finger is, and what is none."""

import cv2
import numpy as np
import pytest

from assistant.skills.point.fingertip import fingertip
from models.interfaces import Picture
from models.training.held_up.panels import TONES

WIDE = 40
TIP = (300, 200)


def panel(level: int = 190) -> Picture:
    return np.full((480, 640, 3), level, np.uint8)


def pointing(tone: tuple[int, int, int], picture: Picture, tip: tuple[int, int] = TIP) -> Picture:
    """A finger from a fist that comes in from below."""
    x, y = tip
    cv2.line(picture, (x, y + WIDE // 2), (x + 30, y + 150), tone, WIDE, cv2.LINE_AA)
    cv2.ellipse(picture, (x + 60, y + 200), (80, 70), 0, 0, 360, tone, -1, cv2.LINE_AA)
    cv2.line(picture, (x + 60, y + 200), (x + 80, 2000), tone, 110, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("level", [30, 190])
def test_a_finger_of_any_tone_is_found(tone: tuple[int, int, int], level: int) -> None:
    found = fingertip(pointing(tone, panel(level)))
    assert found is not None
    assert (found.x * 640, found.y * 480) == pytest.approx(TIP, abs=12)


def test_a_panel_without_a_hand_has_none() -> None:
    assert fingertip(panel()) is None


def test_two_hands_point_nowhere() -> None:
    both = pointing(TONES[1], pointing(TONES[1], panel(), (120, 200)), (480, 200))
    assert fingertip(both) is None


def test_a_whole_hand_does_not_point() -> None:
    shown = panel()
    for number in range(4):
        x = 240 + number * 45
        cv2.line(shown, (x, 180), (x, 330), TONES[1], WIDE, cv2.LINE_AA)
    cv2.rectangle(shown, (220, 300), (400, 480), TONES[1], -1)
    assert fingertip(shown) is None


def test_a_hand_within_the_picture_is_nobodys() -> None:
    """An arm comes in from a border: a printed hand does not."""
    shown = pointing(TONES[1], panel())
    shown[-8:] = 190
    assert fingertip(shown) is None


def test_before_wood_nothing_is_sure() -> None:
    wood = panel()
    wood[:] = (168, 124, 86)
    assert fingertip(pointing(TONES[2], wood)) is None


@pytest.mark.parametrize("wide", [14, 25, 40])
@pytest.mark.parametrize(("start", "end"), [((320, 0), (320, 480)), ((0, 240), (640, 200))])
def test_a_bar_across_the_picture_is_no_finger(
    start: tuple[int, int], end: tuple[int, int], wide: int
) -> None:
    shown = panel()
    cv2.line(shown, start, end, (168, 124, 86), wide)
    assert fingertip(shown) is None


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_finger_from_above_or_from_a_side_hides_what_it_is_at(turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(pointing(TONES[1], panel()), turns))
    assert fingertip(turned) is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (10000, 10), (4, 4000), (2, 3)])
def test_pictures_of_odd_shapes_have_none(shape: tuple[int, int]) -> None:
    assert fingertip(np.full((*shape, 3), TONES[1], np.uint8)) is None
