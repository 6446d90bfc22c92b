"""The parts of a text that a listener goes to: headings and numbered steps. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from assistant.protocol.text import Text, TextLine
from assistant.skills.reading.paragraphs import paragraphs
from assistant.skills.reading.units import units

LARGER: Final = 1.2
"""How many times higher a heading is than most of the print, unless its letters tell it apart."""
APART: Final = 1.1
"""The same of a line that is a paragraph of its own."""
MOST_WORDS: Final = 10
"""Words of a heading."""
_STEP: Final = re.compile(
    r"(?:(?:step|schritt|paso) (\d{1,2})\b|(\d{1,2})[.)]\s+(?=[\"'„«(¿¡]?[^\W\d_]))", re.IGNORECASE
)
"""What a numbered step begins with."""


def headings(text: Text) -> tuple[str, ...]:
    """The headings, in reading order."""
    heights = sorted(line.height for line in text.lines for _ in line.text)
    usual = heights[len(heights) // 2] if heights else 0.0
    shouted = text.verbatim.isupper()
    found = []
    for group in paragraphs(text.lines, text.rotation):
        least = usual * (APART if len(group) == 1 else LARGER)
        lines = (text.lines[number] for number in group)
        found += [line.spoken for line in lines if _is_heading(line, least, shouted)]
    return tuple(found)


def _is_heading(line: TextLine, least: float, shouted: bool) -> bool:
    """Whether a short line stands out; `least`: the height of one, in pixels."""
    words = line.text.rstrip()
    if "  " in words or words.endswith((".", ",", ";")) or len(line.words) > MOST_WORDS:
        return False
    marked = words.endswith(":") or (words.isupper() and not shouted)
    stands_out = line.height >= least > 0 or marked
    return stands_out and sum(map(str.isalpha, words)) * 2 > len(words)


def steps(text: Text) -> list[list[int]]:
    """The numbers of the lines of each step, of the first numbered list with two steps."""
    starts: list[int] = []
    for at, line in enumerate(text.lines):
        mark = _STEP.match(line.text)
        number = int(mark[1] or mark[2]) if mark else 0
        if number == 1 and len(starts) > 1:
            break
        if number == 1:
            starts = [at]
        elif starts and number == len(starts) + 1:
            starts.append(at)
    if len(starts) < 2:
        return []
    groups = paragraphs(text.lines, text.rotation)
    end = next(group[-1] for group in groups if starts[-1] in group) + 1
    return [[*range(*span)] for span in pairwise((*starts, end))]


def joined(text: Text, numbers: Sequence[int]) -> str:
    """The words of some lines as they are spoken, with sentences whole over wrapped lines."""
    lines = tuple(text.lines[number] for number in numbers)
    return " ".join(unit.words for unit in units(replace(text, lines=lines)))
