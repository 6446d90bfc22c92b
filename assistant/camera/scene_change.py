"""Whether two pictures show the same scene, so that a question about one holds for the other. Pure.

Both are reduced to a small grid. What a camera does by itself is evened out: noise by the
reduction, exposure by a gain and an offset, slight motion by a tolerance at edges. Something new
then stands out in a few cells, so the cells that differ most decide.
"""

from typing import Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from models.interfaces import Picture

SIZE: Final = (32, 24)
"""Cells across and down."""
DECIDING_SHARE: Final = 0.02
"""Share of the cells that decide: a thing of this size must be noticed."""
COLOUR: Final = 2.0
"""Weight of a step in colour against one in grey."""
EDGE: Final = 0.1
"""Share of the step between neighbouring cells that slight motion may change."""
THRESHOLD: Final = 32.5
"""From here on the scene has changed. `benchmarks/scene_change.py` chooses this and `EDGE`."""
_BLACK: Final = (0, 128, 128)

Small: TypeAlias = NDArray[np.float32]
"""[24, 32, 3]: grey, 0…255, and how much redder and bluer each cell is."""


def small(picture: Picture) -> Small:
    """Reduce a picture."""
    reduced = cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA)
    grey_and_colour = cv2.cvtColor(reduced, cv2.COLOR_RGB2YCrCb).astype(np.float32)
    return np.asarray((grey_and_colour - _BLACK) * (1, COLOUR, COLOUR), np.float32)


def change(one: Small, other: Small, edge: float = EDGE) -> float:
    """How much is new between two pictures, in steps of grey or colour; 0: nothing."""
    rest = np.abs(one - _exposed(other, one))
    rest = np.maximum(0.0, rest - edge * _steps(one)).max(-1)
    count = round(DECIDING_SHARE * rest.size)
    return float(np.partition(rest.ravel(), -count)[-count:].mean())


def same_scene(one: Picture, other: Picture) -> bool:
    """Whether nothing that matters is different."""
    return one.shape == other.shape and change(small(one), small(other)) < THRESHOLD


def _exposed(picture: Small, like: Small) -> Small:
    """The picture with another's exposure, by quartiles, so that new things hardly count."""
    low, middle, high = np.percentile(picture[..., 0], (25, 50, 75))
    low_like, middle_like, high_like = np.percentile(like[..., 0], (25, 50, 75))
    gain = np.clip((high_like - low_like + 1) / (high - low + 1), 0.5, 2.0)
    exposed = picture * gain
    exposed[..., 0] += middle_like - middle * gain
    return np.asarray(exposed, np.float32)


def _steps(picture: Small) -> Small:
    """The largest difference of each cell from its neighbours."""
    around = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.dilate(picture, around) - cv2.erode(picture, around), np.float32)
