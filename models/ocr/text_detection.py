"""Where text stands: a map of how likely each pixel is text, and the rectangles around its islands.

The network is the differentiable binarisation of Liao et al., 2020; its islands are smaller than
the text, by a margin that grows with area over perimeter.
"""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.embedded.runtime import Network, Numbers
from models.interfaces import UNCANCELLED, CancelToken, Corners, Picture, TextRegion

SHORTEST, LONGEST = 640, 1280
"""Pixels of the longest side that the network sees: print is seen at 20 pixels a line, and what is
larger takes longer and more memory."""
STEP: Final = 32
"""Sides are whole numbers of these."""
TEXT: Final = 0.4
"""The probability from which a pixel is text; `benchmarks/reading.csv` has others."""
SURE: Final = 0.5
"""The mean probability that a rectangle must have."""
MARGIN: Final = 1.8
"""The margin, in areas over perimeters."""
SMALLEST: Final = 3
"""Pixels of the network's picture that an island must measure at least."""
MOST: Final = 400


class TextDetector:
    """Finds lines and words of text, at any angle."""

    def __init__(
        self, path: Path, threads: int, text: float = TEXT, margin: float = MARGIN
    ) -> None:
        """Load the network. Raises ModelError."""
        self._network = Network(path, threads)
        self._text, self._margin = text, margin

    def find(self, picture: Picture, cancel: CancelToken = UNCANCELLED) -> tuple[TextRegion, ...]:
        """The places with text, at most `MOST`, the largest first; in no order of reading.

        Raises WorkCancelledError.
        """
        small = reduced(picture)
        chances = self._network.unless(cancel, x=prepared(small)[None])[0][0, 0]
        height, width = picture.shape[:2]
        scale = np.array([width / small.shape[1], height / small.shape[0]], np.float32)
        found = islands(chances, self._text, self._margin)[:MOST]
        return tuple(TextRegion(_corners(corners * scale), score) for corners, score in found)


def reduced(picture: Picture) -> Picture:
    """The picture at the size that the network sees."""
    height, width = picture.shape[:2]
    longest = max(height, width)
    scale = min(max(longest, SHORTEST), LONGEST) / longest
    size = [max(STEP, round(side * scale / STEP) * STEP) for side in (width, height)]
    shrinks = scale < 1
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def prepared(picture: Picture) -> Numbers:
    """[H, W, 3] RGB of 0…255 -> [3, H, W] BGR of -1…1, as both networks were trained."""
    return np.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1), np.float32) / 127.5 - 1


def islands(
    chances: Numbers, text: float = TEXT, margin: float = MARGIN
) -> list[tuple[Numbers, float]]:
    """Rectangles [4, 2] around the islands of a map [H, W], with their score, the largest first."""
    land = cv2.dilate((chances > text).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(land, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        middle, (width, height), angle = cv2.minAreaRect(outline)
        if min(width, height) < SMALLEST:
            continue
        inner = np.asarray(cv2.boxPoints((middle, (width, height), angle)), np.float32)
        score = _mean(chances, inner)
        if score < SURE:
            continue
        more = width * height * margin / (width + height)
        outer = (middle, (width + more, height + more), angle)
        found.append(
            (outer[1][0] * outer[1][1], np.asarray(cv2.boxPoints(outer), np.float32), score)
        )
    found.sort(key=lambda one: -one[0])
    return [(corners, score) for _, corners, score in found]


def _corners(points: Numbers) -> Corners:
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return a, b, c, d


def _mean(chances: Numbers, corners: Numbers) -> float:
    """The mean of a map inside a rectangle."""
    height, width = chances.shape
    low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    high = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((high[1] - low[1] + 1, high[0] - low[0] + 1), np.uint8)
    cv2.fillPoly(mask, [np.round(corners - low).astype(np.int32)], 1)
    part = chances[low[1] : high[1] + 1, low[0] : high[0] + 1]
    return float(cv2.mean(part, mask)[0])
