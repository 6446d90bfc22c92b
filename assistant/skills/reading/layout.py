"""Groups the lines of a screen into a top bar, columns and a bottom bar. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.saying.messages.desktop_lines import DesktopLine
from models.interfaces import Box

TOP, BOTTOM = 0.07, 0.96
"""Shares of the height: lines above the first and below the second belong to a bar."""
WIDE: Final = 0.6
"""Share of the width from which a line does not belong to one column."""
GAP: Final = 0.012
"""Least empty share of the width between two columns."""
COLUMN: Final = 3
"""Least lines of a column."""


@dataclass(frozen=True, slots=True)
class ScreenPart:
    """Lines that stand together."""

    place: DesktopLine
    """What says where it is; `COLUMN` for one of more than three columns."""
    lines: tuple[int, ...]
    """Their numbers, in the order of reading."""
    number: int = 1
    """The number of the column, from the left."""


def parts(boxes: Sequence[Box]) -> tuple[ScreenPart, ...]:
    """The parts of a screen in reading order; `boxes` are those of its lines, in that order too."""
    middles = [(box[1] + box[3]) / 2 for box in boxes]
    top = tuple(n for n, y in enumerate(middles) if y < TOP)
    bottom = tuple(n for n, y in enumerate(middles) if y > BOTTOM)
    rest = [n for n, y in enumerate(middles) if TOP <= y <= BOTTOM]
    columns = _columns(boxes, rest)
    found = [ScreenPart(DesktopLine.TOP, top)]
    for number, column in enumerate(columns, start=1):
        found.append(ScreenPart(_place(number, len(columns)), tuple(column), number))
    found.append(ScreenPart(DesktopLine.BOTTOM, bottom))
    return tuple(part for part in found if part.lines)


def columns(found: Sequence[ScreenPart]) -> int:
    """How many of the parts are columns."""
    return sum(part.place not in (DesktopLine.TOP, DesktopLine.BOTTOM) for part in found)


def _place(number: int, count: int) -> DesktopLine:
    left, middle, right = DesktopLine.LEFT, DesktopLine.MIDDLE, DesktopLine.RIGHT
    names = {1: (middle,), 2: (left, right), 3: (left, middle, right)}
    return names[count][number - 1] if count in names else DesktopLine.COLUMN


def _columns(boxes: Sequence[Box], lines: Sequence[int]) -> list[list[int]]:
    """The lines of each column; too few for a column join the one before."""
    starts: list[float] = []
    reach = 0.0
    counts: list[int] = []
    for x0, _, x1, _ in sorted(boxes[n] for n in lines):
        if x1 - x0 >= WIDE:
            continue
        if not starts or x0 - reach >= GAP:
            starts.append(x0)
            counts.append(0)
        counts[-1] += 1
        reach = max(reach, x1)
    kept = [start for start, count in zip(starts, counts, strict=True) if count >= COLUMN][1:]
    gathered: list[list[int]] = [[] for _ in range(len(kept) + 1)]
    for n in lines:
        box = boxes[n]
        wide = box[2] - box[0] >= WIDE
        gathered[0 if wide else sum(box[0] >= start for start in kept)].append(n)
    return [column for column in gathered if column]
