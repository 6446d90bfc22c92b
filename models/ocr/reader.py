"""Reads text with two networks of PP-OCRv6.

One gives a map of how likely each pixel is text (differentiable binarisation, Liao et al., 2020);
its islands are smaller than the text by a margin that grows with area over perimeter. The other
reads a flattened strip with CTC (Graves, 2006).
"""

import math
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models import limits
from models.embedded.files import fault
from models.embedded.manifest import FileFacts
from models.embedded.runtime import Network, Numbers
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Corners,
    Picture,
    ReadText,
    ReadWord,
    TextRegion,
)
from models.messages import ModelError, ModelFault
from models.ocr import displays

PACKAGE: Final = "rapidocr"
FINDER: Final = "PP-OCRv6_det_small.onnx"
RECOGNISER: Final = "PP-OCRv6_rec_small.onnx"
FILES: Final = {
    FINDER: FileFacts(
        "090f04abcd9d9a7498bc4ebf677e4cb9bdce1fe4197ddb7e529f1ef44e1ff94f", 9_929_594
    ),
    RECOGNISER: FileFacts(
        "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884", 21_234_383
    ),
}
"""The networks as they were measured."""

SHORTEST, LONGEST = 640, 1280
"""Pixels of the longest side that the finder sees: enough for print at 20 pixels a line; more takes
longer and more memory."""
SIDE_STEP: Final = 32
"""The finder's sides are multiples of this."""
TEXT: Final = 0.4
"""The probability from which a pixel is text; `benchmarks/reading.csv` compares others."""
SURE: Final = 0.5
"""The mean probability that a rectangle must have."""
MARGIN: Final = 1.8
"""The margin, in areas over perimeters."""
SMALLEST: Final = 3
"""Pixels of the finder's picture that an island must measure at least."""

HEIGHT: Final = 48
"""Pixels of a strip."""
NARROWEST, WIDEST = 96, 2400
"""Pixels: a narrower strip is padded on the right, a longer one is squeezed."""
WIDTH_STEP: Final = 16
"""A strip's width is a multiple of this."""
BLANK: Final = 0
"""The class between two characters."""


class OcrReader:
    """Implements `TextReader`."""

    def __init__(self, threads: int, text: float = TEXT, margin: float = MARGIN) -> None:
        """Load the networks. Raises ModelError."""
        folder = weights()
        for name, expected in FILES.items():
            if (altered := fault(folder, name, expected)) is not None:
                raise ModelError(altered)
        self._finder = Network(folder / FINDER, threads)
        self._recogniser = Network(folder / RECOGNISER, threads)
        self._characters = ("", *self._recogniser.note("character").split("\n"), " ")
        self._text, self._margin = text, margin

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        """The largest regions first, at any angle, then `faint` ones. Raises WorkCancelledError."""
        found = self._found(reduced(picture), picture, cancel)
        if not faint or len(found) > displays.FEW:
            return found
        again = self._found(displays.smoothed(reduced(picture, SHORTEST)), picture, cancel)
        return (*found, *displays.new_places(again, found))

    def _found(
        self, copy: Picture, picture: Picture, cancel: CancelToken
    ) -> tuple[TextRegion, ...]:
        """The regions in a copy of a picture, at the places of the picture."""
        chances = self._finder.some(None, cancel, {"x": prepared(copy)[None]})[0][0, 0]
        height, width = picture.shape[:2]
        scale = np.array([width / copy.shape[1], height / copy.shape[0]], np.float32)
        found = islands(chances, self._text, self._margin)[: limits.TEXT_REGIONS]
        return tuple(TextRegion(_corners(corners * scale), score) for corners, score in found)

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        """Read the text between corners that begin at the upper left, as its reader sees it."""
        strip = flattened(picture, corners)
        text = self._read(strip)
        tall = _height(corners) >= displays.TALL * min(picture.shape[:2])
        if tall and displays.is_number(text):
            return displays.agreed([text, *map(self._read, displays.ways(strip))])
        return text

    def _read(self, strip: Picture) -> ReadText:
        chances = self._recogniser(x=padded(prepared(strip))[None])[0][0]
        return decoded(chances, self._characters)


def weights() -> Path:
    """The folder of the networks. Raises ModelError if their package is not installed."""
    # find_spec does not import the package.
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise ModelError(ModelFault.NO_READER.said())
    return Path(found.submodule_search_locations[0]) / "models"


def reduced(picture: Picture, longest: int = LONGEST) -> Picture:
    """The picture at the finder's size, its longest side in pixels at most `longest`."""
    height, width = picture.shape[:2]
    side = max(height, width)
    scale = min(max(side, SHORTEST), longest) / side
    size = [max(SIDE_STEP, round(one * scale / SIDE_STEP) * SIDE_STEP) for one in (width, height)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def prepared(picture: Picture) -> Numbers:
    """[H, W, 3] RGB of 0…255 -> [3, H, W] BGR of -1…1, as both networks were trained."""
    return np.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1), np.float32) / 127.5 - 1


def islands(
    chances: Numbers, text: float = TEXT, margin: float = MARGIN
) -> list[tuple[Numbers, float]]:
    """Rectangles [4, 2] around the islands of a map [H, W] with their scores, the largest first."""
    land = cv2.dilate((chances > text).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(land, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found: list[tuple[float, Numbers, float]] = []
    for outline in outlines:
        middle, (width, height), angle = cv2.minAreaRect(outline)
        if min(width, height) < SMALLEST:
            continue
        inner = np.asarray(cv2.boxPoints((middle, (width, height), angle)), np.float32)
        score = _mean(chances, inner)
        if score < SURE:
            continue
        more = width * height * margin / (width + height)
        outer = cv2.boxPoints((middle, (width + more, height + more), angle))
        area = (width + more) * (height + more)
        found.append((area, np.asarray(outer, np.float32), score))
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


def flattened(picture: Picture, corners: Corners) -> Picture:
    """The part of a picture between four corners as a strip of `HEIGHT`."""
    points = np.array(corners, np.float32)
    length = (_distance(points[0], points[1]) + _distance(points[3], points[2])) / 2
    height = _height(corners)
    width = math.ceil(HEIGHT * length / max(height, 1.0))
    width = min(max(width, WIDTH_STEP), WIDEST)
    # A larger region is taken at its own size first, so that no pixels are skipped.
    factor = max(1, round(height / HEIGHT))
    size = (width * factor, HEIGHT * factor)
    flat = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    turn = cv2.getPerspectiveTransform(points, flat)
    strip = cv2.warpPerspective(
        picture, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    if factor > 1:
        strip = cv2.resize(strip, (width, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(strip, np.uint8)


def _height(corners: Corners) -> float:
    a, b, c, d = corners
    return (math.dist(a, d) + math.dist(b, c)) / 2


def _distance(a: Numbers, b: Numbers) -> float:
    return float(np.hypot(*(a - b)))


def padded(strip: Numbers) -> Numbers:
    """[3, H, W], padded with grey on the right to a width that the recogniser takes."""
    width = max(NARROWEST, math.ceil(strip.shape[2] / WIDTH_STEP) * WIDTH_STEP)
    return np.pad(strip, ((0, 0), (0, 0), (0, width - strip.shape[2])))


def decoded(chances: Numbers, characters: tuple[str, ...]) -> ReadText:
    """[T, characters] -> the likeliest character at each step, without repeats and blanks.

    A word is as probable as its least probable character, the text as the mean of all.
    """
    best = chances.argmax(axis=1)
    held = chances[np.arange(len(best)), best]
    letters: list[tuple[str, float]] = []
    for which, steps in groupby(zip(best.tolist(), held.tolist(), strict=True), itemgetter(0)):
        if which != BLANK:
            letters.append((characters[which], max(chance for _, chance in steps)))
    words: list[ReadWord] = []
    for spaced, group in groupby(letters, lambda letter: letter[0].isspace()):
        if not spaced:
            spelt, each = zip(*group, strict=True)
            words.append(ReadWord("".join(spelt), min(each)))
    chances_of = [chance for letter, chance in letters if not letter.isspace()]
    mean = sum(chances_of) / len(chances_of) if chances_of else 0.0
    return ReadText(tuple(words), mean)
