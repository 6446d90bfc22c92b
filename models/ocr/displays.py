"""Numbers on displays: seven segments, often faint, behind glass.

To a reader of print, segments are strokes that do not touch. Smoothed, they do, and with more
contrast faint ones show. So a number is read in several ways, and is as sure as they agree.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import cv2
import numpy as np

from models.interfaces import Corners, Picture, ReadText, ReadWord, TextRegion

FEW: Final = 8
"""Places with text up to which faint ones are looked for: a display has few."""
SURE: Final = 0.7
"""The score that a faint place must have."""
TALL: Final = 0.04
"""The height from which a number is read in several ways, as a share of the shorter side."""
WIDTHS: Final = (1.0, 1.4)
"""How much wider a number is made: marks stand close between digits."""
MARKS: Final = frozenset(".,:-")
"""What stands between digits."""
LEAST: Final = 2
"""Digits of a number that is read in several ways."""


def smoothed(picture: Picture, parts: int = 8, sigma: float = 1.5) -> Picture:
    """A picture with even contrast (CLAHE, Zuiderveld, 1994), and blurred."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    lab[..., 0] = cv2.createCLAHE(4.0, (parts, parts)).apply(lab[..., 0])
    return _blurred(np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2RGB), np.uint8), sigma)


def ways(strip: Picture) -> Iterator[Picture]:
    """A strip with a number as it can be read better."""
    for wider in WIDTHS:
        size = round(strip.shape[1] * wider), strip.shape[0]
        wide = np.asarray(cv2.resize(strip, size, interpolation=cv2.INTER_LINEAR), np.uint8)
        yield _blurred(wide)
        yield smoothed(wide, 2, 1.0)


def _blurred(picture: Picture, sigma: float = 1.0) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def is_number(text: ReadText) -> bool:
    """Whether a text is digits and what stands between them."""
    spelt = _spelt(text)
    digits = sum(map(str.isdecimal, spelt))
    return digits >= LEAST and all(one in MARKS or one.isdecimal() for one in spelt)


def agreed(reads: Sequence[ReadText]) -> ReadText:
    """The number of which most ways of reading give the digits, as sure as they agree.

    A mark between digits counts even if only one way sees it. At least one reading is a number.
    """
    votes: dict[str, list[ReadText]] = defaultdict(list)
    for one in filter(is_number, reads):
        votes["".join(filter(str.isdecimal, _spelt(one)))].append(one)
    alike = max(votes.values(), key=lambda row: sum(one.probability for one in row))
    share = sum(one.probability for one in alike) / len(reads)
    if len(alike) == len(reads):
        share = max(one.probability for one in alike)
    marked = [one for one in alike if not MARKS.isdisjoint(_spelt(one))]
    words = _likeliest(marked or alike)
    return ReadText(tuple(ReadWord(word, share) for word in words), share)


def _likeliest(alike: Sequence[ReadText]) -> tuple[str, ...]:
    """The words of most of these readings of the same digits; in one word if one has them so."""
    sums: dict[tuple[str, ...], float] = defaultdict(float)
    for one in alike:
        sums[tuple(word.text for word in one.words)] += one.probability
    whole = [words for words in sums if len(words) == 1]
    return max(whole or sums, key=lambda words: sums[words])


def _spelt(text: ReadText) -> str:
    return "".join(word.text for word in text.words)


def new_places(found: Sequence[TextRegion], known: Sequence[TextRegion]) -> Iterator[TextRegion]:
    """The places found that are sure, and overlap none of the known ones."""
    for one in found:
        beside = not any(_overlap(one.corners, other.corners) for other in known)
        if beside and one.score >= SURE:
            yield one


def _overlap(one: Corners, other: Corners) -> bool:
    (a, b), (c, d) = ((min(row), max(row)) for row in zip(*one, strict=True))
    (e, f), (g, h) = ((min(row), max(row)) for row in zip(*other, strict=True))
    return max(a, e) < min(b, f) and max(c, g) < min(d, h)
