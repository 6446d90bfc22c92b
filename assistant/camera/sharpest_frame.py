"""Which of the last frames is the sharpest: a webcam hunts for focus, and a hand shakes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import cv2
import numpy as np

from assistant.camera.scene_change import THRESHOLD, Small, change, small
from models import limits
from models.interfaces import Picture

APART: Final = 0.05
"""Seconds between two frames that are compared; nearer ones cost time and are hardly sharper."""


@dataclass
class KeptFrame:
    """A frame of the last moments, decoded only where that is needed."""

    at: float
    """When it was taken (monotonic)."""
    number: int
    data: Picture | bytes
    """Its pixels, or the camera's JPEG."""

    @cached_property
    def picture(self) -> Picture | None:
        """[H, W, 3] RGB; None if it is damaged or too large for OpenCV."""
        return _decoded(self.data, cv2.IMREAD_COLOR) if isinstance(self.data, bytes) else self.data

    @cached_property
    def view(self) -> Picture | None:
        """The picture at a quarter of its sides, at which a JPEG is decoded faster."""
        if isinstance(self.data, bytes):
            return _decoded(self.data, cv2.IMREAD_REDUCED_COLOR_4)
        return self.data[::4, ::4]

    @cached_property
    def scene(self) -> Small | None:
        """What tells whether another frame shows the same."""
        return None if self.view is None else small(self.view)

    @cached_property
    def sharpness(self) -> float:
        """How steep the middle of the view is, where things are held, whatever its contrast."""
        if self.view is None:
            return 0.0
        height, width = self.view.shape[0] // 4, self.view.shape[1] // 4
        middle = self.view[height : 3 * height, width : 3 * width]
        grey = cv2.cvtColor(middle, cv2.COLOR_RGB2GRAY).astype(np.float32)
        slopes = np.square(np.diff(grey, axis=0)).mean() + np.square(np.diff(grey, axis=1)).mean()
        return float(slopes / (grey.var() + 1))

    def or_sharper(self, earlier: Sequence["KeptFrame"]) -> "KeptFrame":
        """The sharpest of this frame and those before it, back to where the scene was another."""
        best = after = self
        for frame in reversed(earlier):
            if after.at - frame.at < APART:
                continue
            if frame.scene is None or after.scene is None:
                break
            if change(frame.scene, after.scene) >= THRESHOLD:
                break
            best = max(best, frame, key=lambda one: one.sharpness)
            after = frame
        return best


def _decoded(jpeg: bytes, how: int) -> Picture | None:
    if len(jpeg) > limits.CAMERA_JPEG:
        return None
    try:
        pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), how)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)
