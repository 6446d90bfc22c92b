"""A picture as the networks read it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.interfaces import Picture

QUARTER = 5 / 8
"""Side of a quarter as a share of the picture's: neighbours overlap, and no cut is in both."""
QUARTERS = tuple(
    (left, top, left + QUARTER, top + QUARTER)
    for top in (0.0, 1 - QUARTER)
    for left in (0.0, 1 - QUARTER)
)
"""The four quarters as x0, y0, x1, y1 in 0…1."""


def reduce(picture: Picture, short_side: int) -> Picture:
    """The picture with at most that short side, so that a camera's frame and a training photo
    carry the same detail.

    Raises ValueError unless the picture is uint8 [H, W, 3] with at least one pixel.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise ValueError("A picture must be uint8 [height, width, 3].")
    return shrunk(picture, short_side / min(picture.shape[:2]))


def shrunk(picture: Picture, scale: float) -> Picture:
    """The picture with its sides made smaller by a scale; itself from 1 on."""
    if scale >= 1:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def with_mirror_image(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A batch of one [1, side, side, 3] and its mirror image: [2, side, side, 3]."""
    return np.concatenate([picture, picture[:, :, ::-1]])


def six_looks(picture: Picture, side: int) -> NDArray[np.uint8]:
    """The picture, its mirror image and its `QUARTERS`, squashed to squares: [6, side, side, 3]."""
    height, width = picture.shape[:2]
    parts = [with_mirror_image(square(picture, side))]
    for x0, y0, x1, y1 in QUARTERS:
        rows = slice(int(y0 * height), max(int(y1 * height), int(y0 * height) + 1))
        columns = slice(int(x0 * width), max(int(x1 * width), int(x0 * width) + 1))
        parts.append(square(picture[rows, columns], side))
    return np.concatenate(parts)


def square(picture: Picture, side: int) -> NDArray[np.uint8]:
    """The picture squashed to a square, as a batch [1, side, side, 3]."""
    resized = cv2.resize(picture, (side, side), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(resized[None], dtype=np.uint8)
