"""Why nothing could be read, from what was measured. Pure."""

from dataclasses import dataclass
from typing import Final

from assistant.protocol.text import TextProblem
from models.interfaces import Problem

SMALL: Final = 11.0
"""Pixels of height below which text is too small: more than 5 % of its characters are wrong."""
SHINING: Final = 0.45
"""Share of the pixels that are white from light which makes text unreadable.

`benchmarks/reading_reasons.py` chooses both.
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """What was measured in a picture of which nothing was read."""

    wrong: Problem | None
    """What is wrong with its pixels."""
    heights: tuple[float, ...]
    """Those of the places that seem to hold text, in pixels, the lowest first."""
    white: float
    """The share of white in these places; where there are none, in the whole picture."""
    parted: bool
    """Whether several lines showed in a block once it was enlarged."""
    cut: bool
    """Whether a place touches a border."""


def reason(seen: Unread, small: float = SMALL, shining: float = SHINING) -> TextProblem:
    """The likeliest reason."""
    if seen.wrong in (Problem.DARK, Problem.COVERED):
        return TextProblem.DARK
    if seen.parted:
        return TextProblem.FAR
    if not seen.heights:
        if seen.wrong is Problem.BLURRED:
            return TextProblem.BLURRED
        shines = seen.wrong is Problem.BRIGHT or (seen.wrong is not None and seen.white >= shining)
        return TextProblem.GLARE if shines else TextProblem.NO_TEXT
    if seen.white >= shining:
        return TextProblem.GLARE
    if seen.heights[len(seen.heights) // 2] < small:
        return TextProblem.FAR
    return TextProblem.CUT_OFF if seen.cut else TextProblem.BLURRED
