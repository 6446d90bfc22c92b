"""What a text holds: what is asked for by name (a date, a price, a telephone number), and what is
written largest. Pure.

The value is taken as it stands there, with its line. A line that names what is asked for comes
before all others, then the lines under it; where several values fit, all are given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.choices import Words
from assistant.text import Text, TextLine
from models.interfaces import Problem

_MONTHS: Final = (
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|june?|july?|aug|sept?|o[ck]t|nov|de[cz])[a-zä]{0,7}\.?"
)
_YEAR: Final = r"(?:20)?\d{2}"
_DATE: Final = re.compile(
    rf"(?<!\d)(?:20\d{{2}}[-./]\d{{1,2}}[-./]\d{{1,2}}"
    rf"|\d{{1,2}} ?[-./] ?\d{{1,2}} ?[-./] ?{_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[. ]{{0,2}}{_MONTHS} ?{_YEAR}"
    rf"|{_MONTHS} ?\d{{1,2}}(?:st|nd|rd|th)?,? 20\d{{2}}"
    rf"|{_MONTHS} ?20\d{{2}}|\d{{1,2}} ?[-./] ?20\d{{2}}|\d{{1,2}} \d{{1,2}} (?:20)?[2-4]\d)(?!\d)",
    re.IGNORECASE,
)
_COIN: Final = r"(?:€|\$|£|EUR|USD|GBP|CHF|Euro?s?|Fr\.?|kr\.?|zł|p)"
_AMOUNT: Final = r"\d{1,3}(?:[.,' ]\d{3})*(?:[.,](?:\d{2}|-+))?"
_PRICE: Final = re.compile(
    rf"(?:€|\$|£|EUR|USD|GBP|CHF) ?{_AMOUNT}(?!\d)|(?<![\d.,]){_AMOUNT} ?{_COIN}(?!\w)",
    re.IGNORECASE,
)
_BARE_PRICE: Final = re.compile(r"(?<![\d.,])\d{1,4}[.,]\d{2}(?![\d.,])")
_PHONE: Final = re.compile(r"(?<![\w+])(?:\+|\(?0|1[ -]?8)[\d ()/.-]{5,20}\d(?!\w)")


@dataclass(frozen=True, slots=True)
class _Kind:
    """Something that can be asked for by its name."""

    asked: re.Pattern[str]
    """What a question for it holds."""
    named: re.Pattern[str]
    """What its line, or the one above, says beside the value."""
    value: re.Pattern[str]
    named_value: re.Pattern[str] | None = None
    """What counts as the value only where the line names it."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_KINDS: Final = (
    _Kind(
        _pattern(
            r"\b(?:best[ -]before|use[ -]by|best[ -]by|sell[ -]by|expir\w*|go(?:es)? off"
            r"|keep until)\b"
        ),
        _pattern(
            r"best|use by|sell by|\bexp\b|expir|\bbbe?\b|\bmhd\b|haltbar|verbrauch|consum|caduc"
        ),
        _DATE,
    ),
    _Kind(
        _pattern(r"^(?!.*\b(?:today|now)\b).*\b(?:what|which|the) (?:\w+ )?dates?\b"),
        _pattern(r"\bdate\b|datum|fecha"),
        _DATE,
    ),
    _Kind(
        _pattern(
            r"\bprices?\b|\b(?:total|sum)\b.*\b(?:bill|receipt)|\bhow much (?:does|do|is|are|will) "
            r"(?:this|that|it|these|those|they|(?:the|my) \w+)(?: cost)?\W*$"
            r"|\bwhat (?:does|do|will) .+ cost\b"
        ),
        _pattern(r"price|total|\bsum\b|preis|summe|betrag|precio|amount|to pay"),
        _PRICE,
        _BARE_PRICE,
    ),
    _Kind(
        _pattern(
            r"\b(?:tele)?phone\b.*\bnumber|\b(?:tele)?phone (?:no|nr)\b|\bnumber\b.*\b(?:call|ring)"
            r"|\bnumber (?:of|for) the (?:tele)?phone"
        ),
        _pattern(r"\btel\b|\btel[.:e]|phone|\bcall\b|\bfon\b|mobile?|hotline|\bring\b|\bt:"),
        _PHONE,
    ),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a text holds of what was asked for."""

    value: str
    """As it stands there."""
    line: str
    clear: bool
    """Whether every word of the line was clear."""


def asks_for_text(question: str) -> bool:
    """Whether a question is for something that can only be read."""
    return any(kind.asked.search(question) for kind in _KINDS)


def written(question: str, text: Text) -> tuple[Written, ...]:
    """What the text holds of what the question asks for; several where it is open which."""
    for kind in _KINDS:
        if kind.asked.search(question):
            return _named(kind, text.lines) or _all(kind, text.lines)
    return ()


def _named(kind: _Kind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    """The value in a line that names it, or in one of the two below."""
    for number, line in enumerate(lines):
        if not kind.named.search(line.text):
            continue
        for near in lines[number : number + 3]:
            for value in filter(None, (kind.value, kind.named_value)):
                if found := _values(value, near):
                    return found[:1]
    return ()


def _all(kind: _Kind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    found = {one.value: one for line in lines for one in _values(kind.value, line)}
    return tuple(found.values())


def _values(pattern: re.Pattern[str], line: TextLine) -> tuple[Written, ...]:
    values = (found.group().strip() for found in pattern.finditer(line.text))
    # A date has the digits of a short telephone number.
    good = (one for one in values if pattern is not _PHONE or not _DATE.fullmatch(one))
    return tuple(Written(one, line.text, not line.unsure) for one in good)


PROMINENT: Final = 0.6
"""Share of the largest line's height from which a line is prominent too."""
MOST_LINES, MOST_WORDS = 3, 10


LARGE, SURE = 0.05, 0.99
"""The height that a line must have, as a share of the picture's shorter side, and its probability,
to be mentioned unasked; `benchmarks/prominent_text.py` chooses them."""
LETTERS: Final = 3
"""Letters and digits that it must have."""
_LATIN: Final = 0x250
"""Where the Latin letters end: others no voice of a Latin language can speak."""
LEGIBLE: Final = (None, Problem.NOT_A_PHOTO)
"""What may stand against a picture whose text is looked for unasked."""


def wanted(problem: Problem | None, words: Words) -> bool:
    """Whether text is looked for after a description: not where that is to be short."""
    return words != "short" and problem in LEGIBLE


def mentioned(largest: Text) -> str:
    """Of the lines that are written large, the words that are worth a mention; may be none."""
    sure = (line for line in largest.lines if line.probability >= SURE)
    return prominent(replace(largest, lines=tuple(filter(_speakable, sure)))).rstrip(".")


def _speakable(line: TextLine) -> bool:
    letters = [letter for letter in line.text if letter.isalnum()]
    return len(letters) >= LETTERS and all(ord(letter) < _LATIN for letter in letters)


def prominent(text: Text) -> str:
    """The few words that are written largest and clearly, in the order of reading; may be none."""
    clear = [line for line in text.lines if not line.unsure]
    if not clear:
        return ""
    largest = max(line.height for line in clear)
    said: list[str] = []
    for line in clear:
        words = sum(len(one.split()) for one in (*said, line.text))
        fits = len(said) < MOST_LINES and words <= MOST_WORDS
        if line.height >= PROMINENT * largest and fits:
            said.append(line.text.replace("  ", ", "))
    return ". ".join(said)
