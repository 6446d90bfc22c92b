"""Whether two pictures show the same scene, so that a question about one holds for the other. Pure.

Both are reduced to small ones. What the camera does by itself is evened out: noise by the
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
COLOUR: Final = 2.0
"""How much more a step of colour says than one of grey."""
EDGE: Final = 0.1
"""How much of the step between neighbouring cells a slight move may change."""
THRESHOLD: Final = 32.5
"""From here on the scene has changed. `benchmarks/scene_change.py` chooses this and `EDGE`."""
_NONE: Final = (0, 128, 128)
"""What is black."""

Small: TypeAlias = NDArray[np.float32]
"""[24, 32, 3]: grey, 0…255, and how far each cell is redder and bluer than that."""


def small(picture: Picture) -> Small:
    """Reduce a picture."""
    reduced = cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
    grey_and_colour = cv2.cvtColor(reduced, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    return np.asarray((grey_and_colour - _NONE) * (1, COLOUR, COLOUR), np.float32)


def change(one: Small, other: Small, edge: float = EDGE) -> float:
    """How much is new between two pictures, in steps of grey or colour; 0: nothing."""
    rest = np.abs(one - _exposed(other, one))
    rest = np.maximum(0.0, rest - edge * _steps(one)).max(-1)
    count = round(MOST * rest.size)
    return float(np.partition(rest.ravel(), -count)[-count:].mean())


def same_scene(one: Picture, other: Picture) -> bool:
    """Whether nothing that matters is different."""
    return one.shape == other.shape and change(small(one), small(other)) < THRESHOLD


def _exposed(picture: Small, like: Small) -> Small:
    """The picture as if it were exposed like another; what is new in it must not count."""
    low, middle, high = np.percentile(picture[..., 0], (25, 50, 75))
    low_like, middle_like, high_like = np.percentile(like[..., 0], (25, 50, 75))
    gain = np.clip((high_like - low_like + 1) / (high - low + 1), 0.5, 2.0)
    exposed = picture * gain
    exposed[..., 0] += middle_like - middle * gain
    return np.asarray(exposed, np.float32)


def _steps(picture: Small) -> Small:
    """How much each cell differs from its neighbours at most."""
    around = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.dilate(picture, around) - cv2.erode(picture, around), np.float32)
