"""A fake reader of given text."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Corners,
    Picture,
    ReadText,
    ReadWord,
    TextRegion,
)


@dataclass
class Writing:
    """Reads the given lines, each x, y, width, height and text, all turned alike."""

    lines: Sequence[tuple[float, float, float, float, str]] = ()
    turned: float = 0.0
    """Radians clockwise around the upper left."""
    clear: float = 0.99
    """The probability of every word without a question mark."""
    finds: int = 0
    reads: int = 0

    def corners(self, x: float, y: float, width: float, height: float) -> Corners:
        """The corners of a rectangle, turned."""
        cosine, sine = math.cos(self.turned), math.sin(self.turned)

        def at(u: float, v: float) -> tuple[float, float]:
            return u * cosine - v * sine, u * sine + v * cosine

        right, low = x + width, y + height
        return at(x, y), at(right, y), at(right, low), at(x, low)

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        self.finds += 1
        regions = []
        for number, (*where, _) in enumerate(self.lines):
            a, b, c, d = self.corners(*where)
            # In no order, and starting at any corner.
            regions.append(TextRegion((c, d, a, b) if number % 2 else (b, c, d, a), 0.9))
        return tuple(reversed(regions))

    def read(self, picture: Picture, corners: Corners) -> ReadText:
        self.reads += 1
        for *where, text in self.lines:
            own = self.corners(*where)
            if math.dist(own[0], corners[0]) < 1 and math.dist(own[2], corners[2]) < 1:
                words = [
                    ReadWord(w.rstrip("?"), 0.3 if "?" in w else self.clear) for w in text.split()
                ]
                return ReadText(tuple(words), self.clear)
        return ReadText((ReadWord("~", 0.2),), 0.2)
