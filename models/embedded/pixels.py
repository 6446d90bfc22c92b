"""A picture as the networks read it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.interfaces import Picture


def reduce(picture: Picture, short_side: int) -> Picture:
    """The picture with at most that short side, so that a camera's frame and a training photo
    carry the same detail.

    Raises ValueError unless the picture is uint8 [H, W, 3] with at least one pixel.
    """
    if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
        raise ValueError("A picture must be uint8 [height, width, 3].")
    height, width = picture.shape[:2]
    scale = short_side / min(height, width)
    if scale >= 1:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.uint8)


def with_mirror_image(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A batch of one [1, side, side, 3] and its mirror image: [2, side, side, 3]."""
    return np.concatenate([picture, picture[:, :, ::-1]])


def square(picture: Picture, side: int) -> NDArray[np.uint8]:
    """The picture squashed to a square, as a batch [1, side, side, 3]."""
    resized = cv2.resize(picture, (side, side), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(resized[None], dtype=np.uint8)
