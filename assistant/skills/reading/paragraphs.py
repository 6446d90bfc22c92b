"""Which lines of a text belong together. Pure."""

from collections.abc import Sequence
from typing import Final

from assistant.protocol.text import TextLine

ALIKE: Final = 1.3
"""How many times higher one line of a paragraph may be than the next, and one text than another
that counts as much."""
LEADING: Final = 2.2
"""The largest distance between the middles of two lines of a paragraph, in heights of a line, if
they are equally high; less by the third power of how much higher one is."""


def paragraphs(lines: Sequence[TextLine], rotation: int) -> list[list[int]]:
    """The numbers of the lines of each paragraph; `rotation` is that of their `Text`."""
    size = _size(lines, rotation)
    groups: list[list[int]] = []
    for number, line in enumerate(lines):
        if number and _goes_on(lines[number - 1], line, rotation, size):
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _goes_on(line: TextLine, after: TextLine, rotation: int, size: float) -> bool:
    """Whether a line is the next one of the same paragraph; `size`: the picture's, in pixels."""
    small, large = sorted((line.height, after.height))
    if small <= 0 or large > ALIKE * small:
        return False
    boxes = line.box, after.box
    across, down = (0, 1) if rotation in (0, 180) else (1, 0)
    beside = max(box[across] for box in boxes) >= min(box[across + 2] for box in boxes)
    middles = [(box[down] + box[down + 2]) / 2 for box in boxes]
    step = abs(middles[1] - middles[0]) * size / ((small + large) / 2)
    return not beside and step * (large / small) ** 3 <= LEADING


def _size(lines: Sequence[TextLine], rotation: int) -> float:
    """The picture's size across the lines, in pixels; 0 if no line has a height.

    A box is as high as its line, or higher if that is tilted.
    """
    down = 1 if rotation in (0, 180) else 0
    heights = ((line.height, line.box[down + 2] - line.box[down]) for line in lines)
    return max((pixels / share for pixels, share in heights if share > 0), default=0.0)
