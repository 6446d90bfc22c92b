"""Where the tip of a pointing finger is: skin that comes in from a border and ends in a finger.

No network: skin of every tone has nearly one hue (Chai and Ngan, 1999), so only brightness differs.
What has that hue and no finger's outline, such as a wooden table, gives no tip; a stick may.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.resize import shrunk
from models.interfaces import Picture

SIZE: Final = 240
"""The longer side, in pixels, at which a finger is searched for."""
SKIN: Final = ((25, 134, 75), (250, 180, 128))
"""Luma and the two differences of colour between which skin lies."""
ARM: Final = 0.01
"""The least share of the picture that a hand covers."""
THIN, THICK = 0.02, 0.2
"""How wide a finger may be, as shares of the longer side."""
LONG: Final = 1.5
"""How many times longer than wide a finger is at least, before the hand begins."""
WIDENS: Final = 1.25
"""How much wider than at its tip a finger may be along that length."""
GAP: Final = 0.1
"""How far apart a hand may touch the border, between two fingers, as a share of the longer side."""
STEEP: Final = 0.4
"""How far up a finger points at least, for each step to a side: labels are above a finger."""
SECOND: Final = 0.5
"""How much else of a hand may reach so far, as a share of the finger; more is an open hand."""


@dataclass(frozen=True, slots=True)
class Fingertip:
    """The tip of a finger that points up, in shares of the picture's sides."""

    x: float
    y: float


def fingertip(picture: Picture) -> Fingertip | None:
    """The tip of the one finger that points up; None if none does, or several do."""
    small = shrunk(picture, SIZE / max(picture.shape[:2]))
    luma = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.0), cv2.COLOR_RGB2YCrCb)
    skin = cv2.inRange(luma, np.array(SKIN[0]), np.array(SKIN[1]))
    opened = cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    found = [one for one in map(_tip, _arms(np.asarray(opened, np.uint8))) if one is not None]
    if len(found) != 1:
        return None
    x, y = found[0]
    height, width = small.shape[:2]
    return Fingertip((x + 0.5) / width, (y + 0.5) / height)


def _arms(mask: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The parts of a mask that are large enough for a hand and come in from one place."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    large = (one for one in range(1, count) if stats[one, cv2.CC_STAT_AREA] >= ARM * mask.size)
    arms = (np.where(parts == one, np.uint8(255), np.uint8(0)) for one in large)
    return [arm for arm in arms if _comes_in(arm)]


def _comes_in(arm: NDArray[np.uint8]) -> bool:
    """Whether an arm touches the border in one place: a bar that crosses the picture does not.

    Before wood of its hue, it touches all of it.
    """
    ring = np.concatenate([arm[0], arm[1:, -1], arm[-1, -2::-1], arm[-2:0:-1, 0]]) > 0
    if ring.all() or not ring.any():
        return bool(ring.any())
    # Begin where it does not touch, so that no place is cut in two.
    ring = np.roll(ring, -int(np.argmin(ring)))
    touched = np.flatnonzero(ring)
    return bool(np.diff(touched).max(initial=1) <= GAP * max(arm.shape))


def _tip(arm: NDArray[np.uint8]) -> tuple[float, float] | None:
    """The tip of an arm, in pixels; None if no finger sticks out upwards."""
    steps = _from_border(arm)
    farthest = int(steps.max())
    longer = max(arm.shape)
    widths = range(max(2, round(THIN * longer)), round(THICK * longer) + 1)
    # So much of a finger as it is wide has about the area of a square.
    wide = next((w for w in widths if _beyond(steps, farthest - w).sum() <= w * w), None)
    if wide is None or farthest < LONG * wide:
        return None
    far = steps >= farthest - LONG * wide
    finger = _beyond(steps, farthest - LONG * wide)
    area = finger.sum()
    if area > LONG * wide * WIDENS * wide or far.sum() > (1 + SECOND) * area:
        return None
    y, x = (float(np.mean(one)) for one in np.nonzero(_beyond(steps, farthest - 1)))
    from_y, from_x = (float(np.mean(one)) for one in np.nonzero(finger))
    return (x, y) if from_y - y >= STEEP * abs(from_x - x) else None


def _from_border(arm: NDArray[np.uint8]) -> NDArray[np.int32]:
    """[H, W]: by how many steps inside the arm each of its pixels is from the border; else -1."""
    reached = np.zeros_like(arm)
    for edge in (np.s_[0], np.s_[-1], np.s_[:, 0], np.s_[:, -1]):
        reached[edge] = arm[edge]
    steps = np.where(reached > 0, 0, -1).astype(np.int32)
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    square = np.ones((3, 3), np.uint8)
    for step in range(1, arm.size):
        # Diagonals count in every second step: distances are nearly round.
        wider = cv2.bitwise_and(cv2.dilate(reached, square if step % 2 else cross), arm)
        fresh = (wider > 0) & (steps < 0)
        if not fresh.any():
            break
        steps[fresh] = step
        reached = np.asarray(wider, np.uint8)
    return steps


def _beyond(steps: NDArray[np.int32], least: float) -> NDArray[np.bool_]:
    """[H, W]: what is at least so far from the border, and connected with the farthest pixel."""
    _, parts = cv2.connectedComponents((steps >= least).astype(np.uint8), connectivity=8)
    return np.asarray(parts == parts.flat[int(steps.argmax())])
