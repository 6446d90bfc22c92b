"""Smaller, larger and turned copies of pictures. Pure."""

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


def enlarged(picture: Picture, scale: float) -> Picture:
    """The picture with its sides scaled; itself if the scale is 1 or less."""
    if scale <= 1:
        return picture
    grown = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.uint8)


def turned(picture: Picture, degrees: float) -> Picture:
    """The whole picture, turned around its middle; its border goes on into the corners."""
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(height * sine + width * cosine), int(height * cosine + width * sine))
    turn[0, 2] += (size[0] - width) / 2
    turn[1, 2] += (size[1] - height) / 2
    return np.asarray(
        cv2.warpAffine(picture, turn, size, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
