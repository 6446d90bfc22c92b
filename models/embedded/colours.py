"""The plain colours of a picture, patch by patch: the encoder was taught to overlook them."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Numbers
from models.interfaces import Picture

GRID: Final = 9
_COLOURS: Final = (
    (20, 20, 20), (240, 240, 240), (128, 128, 128), (190, 30, 40), (240, 130, 30), (245, 220, 60),
    (50, 140, 60), (40, 80, 180), (140, 190, 230), (120, 50, 150), (240, 140, 180), (110, 70, 40),
    (205, 175, 140), (40, 60, 35), (25, 30, 70),
)  # fmt: skip
"""Black, white, grey, red, orange, yellow, green, blue, light blue, purple, pink, brown, tan, dark
green and dark blue as red, green and blue."""
COLOURS: Final = len(_COLOURS)
_LEVELS: Final = 32


def _nearest() -> NDArray[np.uint8]:
    """The nearest colour of every red, green and blue in steps of 8; light counts by half."""
    steps = np.arange(0, 256, 256 // _LEVELS) + 4
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(1, -1, 3)
    every, named = (
        cv2.cvtColor(np.asarray(part, np.uint8), cv2.COLOR_RGB2LAB)[0].astype(np.float32)
        for part in (cube, np.array([_COLOURS]))
    )
    light = np.array([0.5, 1, 1], np.float32)
    # The squared distance without what is the same for all named ones; exact, since all are halves.
    apart = named**2 @ light - 2 * (every * light) @ named.T
    return np.asarray(apart.argmin(1), np.uint8)


_NEAREST: Final = _nearest()


def patch_colours(square: Picture) -> Numbers:
    """The share of each colour in each of the 9x9 parts of a square picture: [81, 15]."""
    side = len(square)
    edges = np.linspace(0, side, GRID + 1).round().astype(np.int64)
    part = np.repeat(np.arange(GRID), np.diff(edges))
    red, green, blue = (np.asarray(square[..., plane] >> 3, np.int64) for plane in range(3))
    colour = _NEAREST[(red * _LEVELS + green) * _LEVELS + blue]
    where = (part[:, None] * GRID + part[None]) * COLOURS + colour
    counts = np.bincount(where.ravel(), minlength=GRID * GRID * COLOURS)
    shares = counts.reshape(GRID * GRID, COLOURS).astype(np.float32)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)
