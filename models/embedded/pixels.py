"""A picture as the networks read it, and its plain colours."""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Numbers
from models.interfaces import Picture

QUARTER = 5 / 8
"""The side of a quarter as a share of the picture's: quarters overlap."""
QUARTERS = tuple(
    (left, top, left + QUARTER, top + QUARTER)
    for top in (0.0, 1 - QUARTER)
    for left in (0.0, 1 - QUARTER)
)
"""The four quarters as x0, y0, x1, y1 in 0…1."""


def checked(picture: Picture) -> Picture:
    """The picture itself; ValueError unless it is uint8 [H, W, 3] with at least one pixel."""
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise ValueError("A picture must be uint8 [height, width, 3].")
    return picture


def reduce(picture: Picture, short_side: int) -> Picture:
    """Reduce a picture to a short side, so that it has as much detail as a training photo."""
    return shrunk(checked(picture), short_side / min(picture.shape[:2]))


def shrunk(picture: Picture, scale: float) -> Picture:
    """Scale a picture down; a scale of 1 or more leaves it as it is."""
    if scale >= 1:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def with_mirror_image(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A batch of one [1, side, side, 3] and its mirror image: [2, side, side, 3]."""
    return np.concatenate([picture, picture[:, :, ::-1]])


def six_looks(picture: Picture, side: int) -> NDArray[np.uint8]:
    """The picture, its mirror image and its quarters as squares [6, side, side, 3]."""
    height, width = picture.shape[:2]
    parts = [with_mirror_image(square(picture, side))]
    for x0, y0, x1, y1 in QUARTERS:
        rows = slice(int(y0 * height), max(int(y1 * height), int(y0 * height) + 1))
        columns = slice(int(x0 * width), max(int(x1 * width), int(x0 * width) + 1))
        parts.append(square(picture[rows, columns], side))
    return np.concatenate(parts)


def square(picture: Picture, side: int) -> NDArray[np.uint8]:
    """Squash a picture into a square, as a batch [1, side, side, 3]."""
    resized = cv2.resize(picture, (side, side), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(resized[None], dtype=np.uint8)


GRID: Final = 9
_COLOURS: Final = (
    (20, 20, 20), (240, 240, 240), (128, 128, 128), (190, 30, 40), (240, 130, 30), (245, 220, 60),
    (50, 140, 60), (40, 80, 180), (140, 190, 230), (120, 50, 150), (240, 140, 180), (110, 70, 40),
    (205, 175, 140), (40, 60, 35), (25, 30, 70),
)  # fmt: skip
"""RGB of black, white, grey, red, orange, yellow, green, blue, light blue, purple, pink, brown,
tan, dark green and dark blue."""
COLOURS: Final = len(_COLOURS)
_LEVELS: Final = 32


def _nearest() -> NDArray[np.uint8]:
    """The nearest of `_COLOURS` for every RGB in steps of 8; lightness counts by half."""
    steps = np.arange(0, 256, 256 // _LEVELS) + 4
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), -1).reshape(1, -1, 3)
    every, named = (
        cv2.cvtColor(np.asarray(part, np.uint8), cv2.COLOR_RGB2LAB)[0].astype(np.float32)
        for part in (cube, np.array([_COLOURS]))
    )
    light = np.array([0.5, 1, 1], np.float32)
    # The squared distance without the term that all colours share; exact, as all are halves.
    apart = named**2 @ light - 2 * (every * light) @ named.T
    return np.asarray(apart.argmin(1), np.uint8)


_NEAREST: Final = _nearest()


def patch_colours(square: Picture) -> Numbers:
    """The share of each colour in the 9x9 patches of a square picture [81, 15]."""
    side = len(square)
    edges = np.linspace(0, side, GRID + 1).round().astype(np.int64)
    part = np.repeat(np.arange(GRID), np.diff(edges))
    red, green, blue = (np.asarray(square[..., plane] >> 3, np.int64) for plane in range(3))
    colour = _NEAREST[(red * _LEVELS + green) * _LEVELS + blue]
    where = (part[:, None] * GRID + part[None]) * COLOURS + colour
    counts = np.bincount(where.ravel(), minlength=GRID * GRID * COLOURS)
    shares = counts.reshape(GRID * GRID, COLOURS).astype(np.float32)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)
