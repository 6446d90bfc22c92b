"""What a text holds: what is asked for by name (a date, a price, a telephone number), and what is
written largest. Pure.

The value is taken as it stands there, with its line. What is named as asked for comes before all
else, on the line of the name or on one of the next two that stand beside or below it; what is named
as something else does not count. Where several values fit, all are given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.choices import Words
from assistant.skills.values import KINDS, Kind, labels, matches, possible, trimmed
from assistant.text import Text, TextLine
from models.interfaces import Box, Problem

_WORD: Final = re.compile(r"(?!(?:EUR|USD|GBP|CHF)\b)\b[^\W\d_]{2,}")
SAME_ROW: Final = 0.5
"""Share of the lower one's height in which two lines overlap that stand in the same row."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a text holds of what was asked for."""

    value: str
    """As it stands there."""
    line: TextLine
    clear: bool
    """Whether every word of the line was clear, and it is surely this that is meant."""


def asks_for_text(question: str) -> bool:
    """Whether a question is for something that can only be read."""
    return any(kind.asked.search(question) for kind in KINDS)


def written(question: str, text: Text) -> tuple[Written, ...]:
    """What the text holds of what the question asks for; several where it is open which."""
    for kind in KINDS:
        if kind.asked.search(question):
            return _named(kind, text) or _all(kind, text.lines)
    return ()


@dataclass(frozen=True, slots=True)
class _Value:
    """A value on a line, and what the text before it says of it."""

    found: Written
    named: bool | None
    """Whether it is what is asked for, or something else; None: nothing says what it is."""


def _named(kind: Kind, text: Text) -> tuple[Written, ...]:
    """The values that are named, each on the line of its name or on a near one."""
    found: dict[str, Written] = {}
    for number, line in enumerate(text.lines):
        if not _names(kind, line):
            continue
        near = [one for one in text.lines[number + 1 : number + 3] if _follows(line, one, text)]
        if number and _stacked(kind, text.lines[number - 1], near):
            open_which = (one.found for below in near for one in _values(kind, below, named=True))
            found |= {one.value: replace(one, clear=False) for one in open_which}
            continue
        for below, one in enumerate((line, *near)):
            found |= _of_name(kind, line, one if below else None)
            digits = kind.same_line and not below and _digits_behind(kind, line)
            labelled = below and labels(kind, one.text)
            if digits or labelled or _values(kind, one, named=True if below else None):
                break
    return tuple(found.values())


def _stacked(kind: Kind, before: TextLine, near: Sequence[TextLine]) -> bool:
    """Whether names stand one below the other, and so do the values below them."""
    bare = labels(kind, before.text) and not _values(kind, before, named=None)
    return bool(bare) and len(near) > 1 and all(_values(kind, one, named=True) for one in near)


def _of_name(kind: Kind, line: TextLine, below: TextLine | None) -> dict[str, Written]:
    """The values on a line of names, or on one below it."""
    if below is None:
        values = _values(kind, line, named=None)
    else:
        values = _in_columns(kind, line, _values(kind, below, named=True))
    good = [one.found for one in values if one.named]
    unnamed = [one.found for one in values if one.named is None]
    if not good and below is None and len(values) == 1:
        good, unnamed = unnamed, []
    if unnamed and (good or below is not None):
        meant = [one.found for one in values if one.named is not False]
        return {one.value: replace(one, clear=False) for one in meant}
    chosen = good[-1 if kind.last else 0] if good else None
    return {} if chosen is None else {chosen.value: chosen}


def _in_columns(kind: Kind, heads: TextLine, values: list[_Value]) -> list[_Value]:
    """The values below a line of names, each with its own; where names are missing it is open."""
    names = [label.named for label in labels(kind, heads.text)]
    if all(names) and len(values) <= 1:
        return values
    of_each: Sequence[bool | None] = names if len(names) == len(values) else [None] * len(values)
    return [replace(one, named=name) for one, name in zip(values, of_each, strict=True)]


def _names(kind: Kind, line: TextLine) -> bool:
    return any(label.named for label in labels(kind, line.text))


def _digits_behind(kind: Kind, line: TextLine) -> bool:
    """Whether digits stand behind the last name of a line."""
    ends = [label.end for label in labels(kind, line.text) if label.named]
    return any(map(str.isdigit, line.text[ends[-1] :]))


def _follows(name: TextLine, other: TextLine, text: Text) -> bool:
    """Whether a line stands beside one with a name, or below it."""
    left, top, right, bottom = _upright(name.box, text.rotation)
    x0, y0, x1, y1 = _upright(other.box, text.rotation)
    shared = min(bottom, y1) - max(top, y0)
    beside = x0 >= left and shared >= SAME_ROW * min(bottom - top, y1 - y0)
    return beside or (y0 >= top and min(right, x1) > max(left, x0))


def _upright(box: Box, rotation: int) -> Box:
    """A box as the reader holds the page, by whose rotation the picture has it turned."""
    for _ in range(rotation // 90):
        x0, y0, x1, y1 = box
        box = (y0, 1 - x1, y1, 1 - x0)
    return box


def _all(kind: Kind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    """The values that nothing names; not surely those that are meant."""
    found = {}
    for line in lines:
        for one in _values(kind, line, named=None):
            if one.named is None:
                plain = kind.plain is not None and kind.plain.match(one.found.value) is not None
                found[one.found.value] = replace(one.found, clear=one.found.clear and plain)
    return tuple(found.values())


def _values(kind: Kind, line: TextLine, named: bool | None) -> list[_Value]:
    """The values of a line in their order; before its first label they are `named`.

    What other words lead to is not surely the same again.
    """
    found, at = [], 0
    said = labels(kind, line.text)
    for match in matches(kind, line.text):
        before = [one.named for one in said if at <= one.start and one.end <= match.start()]
        if before:
            named = before[-1]
        elif named and _WORD.search(line.text, at, match.start()):
            named = None
        at = match.end()
        value = trimmed(kind, match.group())
        counts = match.re is kind.value or named or (named is None and _names(kind, line))
        if counts and possible(kind, value):
            found.append(_Value(Written(value, line, not line.unsure), named))
    return found


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
