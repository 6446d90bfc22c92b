"""Finds the reason why nothing could be read. Pure."""

from dataclasses import dataclass
from typing import Final

from assistant.protocol.text import TextProblem
from models.interfaces import Problem

SMALL: Final = 11.0
"""Height in pixels below which more than 5 % of the characters are read wrong."""
SHINING: Final = 0.45
"""Share of glare that makes text unreadable.

`benchmarks/reading_reasons.py` chooses both.
"""


@dataclass(frozen=True, slots=True)
class Unread:
    """What was measured in a picture."""

    wrong: Problem | None
    """What is wrong with its pixels."""
    heights: tuple[float, ...]
    """Heights in pixels of the places that seem to hold text, smallest first."""
    white: float
    """The share of glare in these places, or in the whole picture if there are none."""
    parted: bool
    """Whether a block showed several lines when it was looked at again."""
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
