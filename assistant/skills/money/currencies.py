"""What is printed on banknotes, and the colours of euro notes. Pure."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.saying.messages.money_lines import MoneyLine

_NOTHING: Final = re.compile(r"(?!)")
_IN_WORDS: Final = {
    **{"ONE": 1, "TWO": 2, "FIVE": 5, "TEN": 10, "TWENTY": 20, "FIFTY": 50},
    "ONE HUNDRED": 100,
}


@dataclass(frozen=True, slots=True)
class Hues:
    """The colours of a note in CIELAB."""

    first: float
    last: float
    """Degrees of the mean, counted on from `first`, so `last` may be above 360."""
    least: float
    most: float = 100.0
    """Chroma of the mean."""
    other: tuple[int, int, float] = 0, 0, 0.0
    """Degrees of the note that looks like this one if a finger covers a digit and adds its own
    colour; and the share of them from which it may be that note."""

    def fit(self, colours: NDArray[np.float64]) -> bool:
        """Whether a and b of pixels [N, 2] are those of this note."""
        a, b = colours.mean(axis=0)
        along = (math.degrees(math.atan2(b, a)) - self.first) % 360
        if along > self.last - self.first or not self.least <= math.hypot(a, b) <= self.most:
            return False
        degrees = np.degrees(np.arctan2(colours[:, 1], colours[:, 0])) % 360
        chroma = np.hypot(colours[:, 0], colours[:, 1])
        first, last, share = self.other
        other = chroma[(degrees >= first) & (degrees < last)]
        return float(other.sum()) <= share * float(chroma.sum())


@dataclass(frozen=True, slots=True)
class Currency:
    """How notes of a currency are known by their print."""

    amount: MoneyLine
    """What is said of a number of it."""
    worth: Pattern[str]
    """A value with the currency's word beside it; one of the groups is the value."""
    alone: Pattern[str]
    """A value without that word."""
    front: Pattern[str]
    """What only notes have, on their front; on their back; and on either side."""
    back: Pattern[str] = _NOTHING
    either: Pattern[str] = _NOTHING
    like_front: Pattern[str] = _NOTHING
    """What may be on the front, though it is not read well."""
    word: Pattern[str] = _NOTHING
    """The currency's word alone, if it may be above or below the value."""
    hues: Mapping[int, Hues] | None = None
    """Of each value; None: the value is printed in words too, which must agree with the number."""

    def value(self, worth: re.Match[str]) -> int:
        """The value in a match of `worth`."""
        text = " ".join(next(filter(None, worth.groups())).split())
        return _IN_WORDS.get(text) or int(text)


_VALUE: Final = r"(500|200|100|50|20|10|5)"
# On the back, the word and its Greek twin are printed into each other.
_EURO: Final = r"E[UV][RB8E][O0B8Q]"
_EURO_NOTE: Final = Currency(
    MoneyLine.EUROS,
    re.compile(
        rf"(?<![\w.,€$£]){_VALUE} {{0,2}}{_EURO}(?!\w)|(?<!\w){_EURO} {{0,2}}{_VALUE}(?![\w.,%])"
    ),
    # A line of the drawing before the large number looks like a 1.
    re.compile(rf"1?{_VALUE}"),
    front=re.compile(r"\b(?:BCE|ECB|EZB|EKT|EKP)\b"),
    back=re.compile(r"\b[A-Z]{1,2}[0-9OZ]{9,11}\b"),
    either=re.compile(r"(?<![^\W\d_])(?:E?Y[PR][ΩOQD0]|E[BV8]PO|EV[B8RE][8B0O])"),
    like_front=re.compile(r"\b(?:[BUO]CE|E[CZ][BDEH]|E[KX][TP]|UZH)\b"),
    word=re.compile(_EURO),
    hues={
        5: Hues(95, 260, 1.0, 9, (290, 350, 0.12)),
        10: Hues(-30, 85, 2, 100, (105, 190, 0.12)),
        20: Hues(150, 330, 1.8),
        50: Hues(42, 113, 2.5, 100, (290, 350, 0.06)),
        100: Hues(95, 190, 5),
        200: Hues(50, 130, 4),
        500: Hues(290, 375, 3),
    },
)
"""Colours are far apart where a covered digit makes another value of one: 5 is grey, 50 orange and
500 purple; 10 red and 100 green; 20 blue and 200 yellow. `benchmarks/banknotes.py` covers some."""
_DOLLAR_NOTE: Final = Currency(
    MoneyLine.DOLLARS,
    re.compile(r"\b(ONE|TWO|FIVE|TEN|TWENTY|FIFTY|ONE +HUNDRED) *DOLLARS?\b"),
    re.compile(r"\$?(100|50|20|10|5|2|1)"),
    front=re.compile(r"\bFEDERAL *RESERVE *NOTE\b"),
    either=re.compile(r"\bUNITED *STATES *OF *AMERICA\b"),
)
_POUND_NOTE: Final = Currency(
    MoneyLine.POUNDS,
    re.compile(r"\b(FIVE|TEN|TWENTY|FIFTY) *POUNDS?\b"),
    re.compile(r"£?(50|20|10|5)"),
    front=re.compile(r"\bPROMISE *TO *PAY\b"),
    either=re.compile(r"\bBANK *OF *ENGLAND\b"),
)
CURRENCIES: Final = (_EURO_NOTE, _DOLLAR_NOTE, _POUND_NOTE)
