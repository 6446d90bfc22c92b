"""What stands in a place: the strip is laid flat and read by a network with CTC (Graves, 2006)."""

import math
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from models.embedded.runtime import Network, Numbers
from models.interfaces import Corners, Picture, ReadText, ReadWord
from models.ocr.text_detection import prepared

HEIGHT: Final = 48
"""Pixels of a strip."""
NARROWEST, WIDEST = 96, 2400
"""Pixels: a narrower strip is filled up on the right; a longer one is squeezed."""
STEP: Final = 16
"""Widths are whole numbers of these."""
BLANK: Final = 0
"""The class between two characters."""


class TextRecogniser:
    """Reads one strip at a time."""

    def __init__(self, path: Path, threads: int) -> None:
        """Load the network and its characters. Raises ModelError."""
        self._network = Network(path, threads)
        self._characters = ("", *self._network.note("character").split("\n"), " ")

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        """Read the text between corners that begin at the upper left, as seen by its reader."""
        strip = flattened(picture, corners)
        chances = self._network(x=filled(prepared(strip))[None])[0][0]
        return decoded(chances, self._characters)


def flattened(picture: Picture, corners: Corners) -> Picture:
    """The part of a picture between four corners as a strip of `HEIGHT`."""
    points = np.array(corners, np.float32)
    length = (_distance(points[0], points[1]) + _distance(points[3], points[2])) / 2
    height = (_distance(points[0], points[3]) + _distance(points[1], points[2])) / 2
    width = math.ceil(HEIGHT * length / max(height, 1.0))
    width = min(max(width, STEP), WIDEST)
    # Taken at its own size first where it is larger: else every other pixel would be left out.
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


def _distance(a: Numbers, b: Numbers) -> float:
    return float(np.hypot(*(a - b)))


def filled(strip: Numbers) -> Numbers:
    """[3, H, W] with grey on the right up to a width that the network takes."""
    width = max(NARROWEST, math.ceil(strip.shape[2] / STEP) * STEP)
    return np.pad(strip, ((0, 0), (0, 0), (0, width - strip.shape[2])))


def decoded(chances: Numbers, characters: tuple[str, ...]) -> ReadText:
    """[T, characters] -> the likeliest character at each step, without repeats and blanks.

    A word is as probable as its least probable character, the text as their mean.
    """
    best = chances.argmax(axis=1)
    held = chances[np.arange(len(best)), best]
    letters: list[tuple[str, float]] = []
    before = BLANK
    for which, chance in zip(best.tolist(), held.tolist(), strict=True):
        if which != BLANK:
            if which != before:
                letters.append((characters[which], chance))
            elif chance > letters[-1][1]:
                letters[-1] = (letters[-1][0], chance)
        before = which
    words: list[ReadWord] = []
    spelt: list[tuple[str, float]] = []
    for letter in (*letters, (" ", 1.0)):
        if not letter[0].isspace():
            spelt.append(letter)
        elif spelt:
            words.append(ReadWord("".join(one for one, _ in spelt), min(c for _, c in spelt)))
            spelt = []
    chances_of = [chance for letter, chance in letters if not letter.isspace()]
    mean = sum(chances_of) / len(chances_of) if chances_of else 0.0
    return ReadText(tuple(words), mean)
