"""Whether two pictures show the same scene, so that a question about one holds for the other. Pure.

Both are reduced to small grey ones. What the camera does by itself is evened out: noise by the
reduction, exposure by a gain and an offset, a slight move by what moves with the edges. What is
left stands out only where something is new, so the cells that differ most decide.
"""

from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from models.interfaces import Picture

SIZE: Final = (32, 24)
"""Cells across and down."""
MOST: Final = 0.02
"""Share of the cells that decide: a thing of this size must be noticed."""
EDGE: Final = 0.2
"""How much of the step between neighbouring cells a slight move may change."""
THRESHOLD: Final = 21.0
"""From here on the scene has changed. `benchmarks/scene_change.py` chooses this and `EDGE`."""

Small: TypeAlias = NDArray[np.float32]
"""[24, 32], grey, 0…255."""


def small(picture: Picture) -> Small:
    """Reduce a picture."""
    reduced = cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(reduced, cv2.COLOR_RGB2GRAY), np.float32)


def change(one: Small, other: Small, edge: float = EDGE) -> float:
    """How much is new between two pictures, in steps of grey; 0: nothing."""
    rest = np.abs(one - _exposed(other, one))
    rest = np.maximum(0.0, rest - edge * _steps(one))
    count = round(MOST * rest.size)
    return float(np.partition(rest.ravel(), -count)[-count:].mean())


def same_scene(one: Picture, other: Picture) -> bool:
    """Whether nothing that matters is different."""
    return one.shape == other.shape and change(small(one), small(other)) < THRESHOLD


def _exposed(grey: Small, like: Small) -> Small:
    """The picture as if it were exposed like another; what is new in it must not count."""
    low, middle, high = np.percentile(grey, (25, 50, 75))
    low_like, middle_like, high_like = np.percentile(like, (25, 50, 75))
    gain = np.clip((high_like - low_like + 1) / (high - low + 1), 0.5, 2.0)
    return np.asarray((grey - middle) * gain + middle_like, np.float32)


def _steps(grey: Small) -> Small:
    """How much each cell differs from its neighbours at most."""
    around = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.dilate(grey, around) - cv2.erode(grey, around), np.float32)
