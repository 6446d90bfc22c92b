"""Smaller copies of pictures. Pure."""

import cv2
import numpy as np

from models.interfaces import Picture


def shrunk(picture: Picture, scale: float) -> Picture:
    """The picture with its sides scaled; itself if the scale is 1 or more."""
    if scale >= 1:
        return picture
    height, width = picture.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
