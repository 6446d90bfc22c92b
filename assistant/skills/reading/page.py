"""Orders places with text into lines, at any angle: pure geometry.

The places come in no order, and which side is up is not known. Their long sides give the axis of
the lines; only their text can tell its direction. Along it, places form rows, and rows are split at
the gutters between columns (after the XY-cut of Nagy and Seth, 1984). Tables differ from columns of
prose in how far their cells fill the columns.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate, pairwise
from operator import or_
from statistics import median_high
from typing import Final

from models.interfaces import Corners, TextRegion

LONG: Final = 1.5
"""Length over height from which a place shows the direction of its line."""
TELLS: Final = 8.0
"""Length over height from which more length shows the direction no better."""
SIDEWAYS: Final = 2.5
"""Height over length from which a place is a line that runs across the others."""
NEAR: Final = math.radians(10)
"""Angle between two lines of one direction, at most."""
LEAN: Final = 0.2
"""Heights by which the box of a straight word may lean, because of its last letter."""
SAME_ROW: Final = 0.5
"""Heights by which two neighbours in a row may be offset."""
ALIKE: Final = 2.5
"""How many times higher than its neighbour a place in a row may be."""
EVEN: Final = 1.5
"""The same for two places that are read as one."""
MARGINS: Final = 0.6
"""Heights by which neighbours may overlap, since places are larger than their text."""
SAME_LABEL: Final = 0.8
"""Heights between two words of one label, at most."""
SAME_LINE: Final = 1.0
"""Heights between two places of one line, at most."""
GUTTER: Final = 0.6
"""Least width of a gutter in heights: words are a third apart, columns about one."""
FULL: Final = 0.7
"""Median share of its column that a line of prose fills; cells of a table fill less."""
SHORT: Final = 4.0
"""Median line length in heights below which a column belongs to a table."""
IN_ROWS: Final = 0.6
"""Least share of a table's rows that have more than one cell."""
APART: Final = 1.5
"""Usual row distances from which a last row does not belong to the column above it."""

SHADOW: Final = 512
"""Parts of the page's width for the first search for gutters."""
_FLAT: Final = 1e-6


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A place in the reader's directions, in pixels: `u` along the lines, `v` down the page."""

    corners: Corners
    """Clockwise from the upper left, for the reader."""
    left: float
    right: float
    from_v: float
    """The middle of its left edge; `to_v` is that of its right edge."""
    to_v: float
    height: float
    sideways: bool
    """Whether its line runs across the others."""

    @property
    def v(self) -> float:
        """Its middle."""
        return (self.from_v + self.to_v) / 2

    @property
    def writing(self) -> float:
        """The height of its writing."""
        return math.dist(*self.corners[:2]) if self.sideways else self.height


Cell = tuple[TextPlace, ...]
"""Places that belong together."""
PageLine = tuple[Cell, ...]
"""One cell, or the cells of a row of a table."""


def axis(regions: Sequence[TextRegion]) -> float:
    """The angle of most lines to the upper edge, in radians from -pi/4 to 3pi/4.

    Text may run in this direction or in the opposite one.
    """
    angles = [_long_side(region.corners) for region in regions]
    known = [(angle, ratio) for angle, ratio in angles if ratio >= LONG]
    if not known:
        return 0.0

    def near(angle: float) -> list[tuple[float, float]]:
        # Opposite directions are the same.
        turns = ((math.remainder(other - angle, math.pi), ratio) for other, ratio in known)
        return [(turn, ratio) for turn, ratio in turns if abs(turn) <= NEAR]

    # A long line shows its angle far better than a short word.
    def support(angle: float) -> float:
        return sum(min(ratio, TELLS) ** 2 for _, ratio in near(angle))

    best = max((angle for angle, _ in known), key=support)
    close = near(best)
    total = sum(ratio**2 for _, ratio in close)
    found = best + sum(turn * ratio**2 for turn, ratio in close) / total
    straight = round(found / (math.pi / 2)) * math.pi / 2
    if abs(found - straight) <= LEAN / max(ratio for _, ratio in close):
        found = straight
    return (found + math.pi / 4) % math.pi - math.pi / 4


def height(region: TextRegion) -> float:
    """The shorter side of a place, in pixels."""
    a, b, _, d = region.corners
    return min(math.dist(a, b), math.dist(a, d))


def rotation(direction: float) -> int:
    """Degrees by which the text is turned clockwise: 0, 90, 180 or 270."""
    return round(math.degrees(direction) / 90) % 4 * 90


def telling(regions: Sequence[TextRegion], angle: float, most: int) -> list[TextRegion]:
    """The places whose text shows the direction best: long, but quick to read."""

    def worth(region: TextRegion) -> float:
        place = placed(region, angle)
        ratio = _ratio((place,))
        readable = min(ratio, TELLS) - max(0.0, ratio - 12.0)
        return -1.0 if place.sideways else readable * region.score * min(place.height, 32.0)

    return [one for one in sorted(regions, key=worth, reverse=True) if worth(one) >= 0][:most]


def placed(region: TextRegion, direction: float) -> TextPlace:
    """A place for a reader for whom `direction` is forward."""
    corners = turned(region.corners, direction)
    cosine, sine = math.cos(direction), math.sin(direction)
    across = [x * cosine + y * sine for x, y in corners]
    down = [y * cosine - x * sine for x, y in corners]
    height = (math.dist(corners[0], corners[3]) + math.dist(corners[1], corners[2])) / 2
    length = (math.dist(corners[0], corners[1]) + math.dist(corners[3], corners[2])) / 2
    return TextPlace(
        corners,
        min(across[0], across[3]),
        max(across[1], across[2]),
        (down[0] + down[3]) / 2,
        (down[1] + down[2]) / 2,
        height,
        height >= SIDEWAYS * max(length, _FLAT),
    )


def turned(corners: Corners, direction: float) -> Corners:
    """The corners, beginning at the upper left if `direction` is forward."""

    def off(start: int) -> float:
        (x0, y0), (x1, y1) = corners[start], corners[(start + 1) % 4]
        return abs(math.remainder(math.atan2(y1 - y0, x1 - x0) - direction, math.tau))

    start = min(range(4), key=off)
    a, b, c, d = corners[start:] + corners[:start]
    return a, b, c, d


def lines(regions: Sequence[TextRegion], direction: float) -> list[PageLine]:
    """The lines in reading order."""
    places = [placed(region, direction) for region in regions]
    return _ordered(_rows(places))


def joined(cell: Cell) -> Cell:
    """A cell with overlapping places merged: large words are found in pieces."""
    found = [cell[0]]
    for place in cell[1:]:
        last = found[-1]
        low, high = sorted((last.height, place.height))
        if last.left < place.left < last.right < place.right and high <= EVEN * low:
            (a, _, _, d), (_, b, c, _) = last.corners, place.corners
            found[-1] = replace(last, corners=(a, b, c, d), right=place.right, to_v=place.to_v)
        else:
            found.append(place)
    return tuple(found)


def _rows(places: list[TextPlace]) -> list[list[TextPlace]]:
    """Rows from the top down, each from left to right."""
    rest = sorted(places, key=lambda place: place.left)
    row_of: dict[int, list[TextPlace]] = {}
    rows = []
    for number, place in enumerate(rest):
        if number not in row_of:
            rows.append(row_of.setdefault(number, [place]))
        later = (one for one in range(number + 1, len(rest)) if one not in row_of)
        follower = next((one for one in later if _beside(place, rest[one])), None)
        if follower is not None and not place.sideways:
            row_of[follower] = row_of[number]
            row_of[number].append(rest[follower])
    return sorted(rows, key=_middle)


def _beside(place: TextPlace, other: TextPlace) -> bool:
    """Whether another place continues the row of a place to its left."""
    low, high = sorted((place.height, other.height))
    shared = min(place.right, other.right) - other.left
    narrower = min(place.right - place.left, other.right - other.left)
    # The cents of a price may be raised beside its euros, and overlap them.
    raised = high / 2 if shared > 0 else 0.0
    return (
        not other.sideways
        and high <= ALIKE * low
        and abs(place.to_v - other.from_v) <= max(SAME_ROW * low, raised)
        and (shared <= 0.3 * narrower or (shared <= MARGINS * low and place.right < other.right))
    )


def _middle(row: Sequence[TextPlace]) -> float:
    return sum(place.v for place in row) / len(row)


def _ordered(rows: list[list[TextPlace]]) -> list[PageLine]:
    """Lines from the top down, but one column after the other."""
    block = _block(rows) if rows else None
    if block is None:
        return [line for row in rows for line in split(row)]
    first, last, gutters = block
    inside = rows[first:last]
    read = _table(inside) if _is_table(inside, gutters) else _columns(inside, gutters)
    return [*_ordered(rows[:first]), *read, *_ordered(rows[last:])]


def split(row: Sequence[TextPlace], gap: float = SAME_LINE) -> list[PageLine]:
    """A row, split into lines at gaps wider than so many heights."""
    cells = [[row[0]]]
    for before, place in pairwise(row):
        if place.left - before.right <= gap * min(before.height, place.height):
            cells[-1].append(place)
        else:
            cells.append([place])
    return [(tuple(cell),) for cell in cells]


def _block(rows: list[list[TextPlace]]) -> tuple[int, int, list[float]] | None:
    """The longest run of rows with gutters: its first row, the row after it, and the gutters."""
    best: tuple[int, int, list[float]] | None = None
    size = 0
    shadows = _shadows(rows)
    for first in range(len(rows)):
        # The bit mask of each run, which is cheap to extend by a row.
        runs = list(accumulate(shadows[first:], or_))
        for last in range(len(rows), first + 1, -1):
            count = sum(len(row) for row in rows[first:last])
            if count <= size:
                break
            if _whole(runs[last - first - 1]) or not _gutters(rows[first:last]):
                continue
            start, end = _trimmed(rows, first, last)
            if end - start >= 2 and (gutters := _gutters(rows[start:end])):
                best, size = (start, end, gutters), count
            break
    return best


def _shadows(rows: list[list[TextPlace]]) -> list[int]:
    """Each row as a bit mask of the parts of the page's width that hold text."""
    left = min(place.left for row in rows for place in row)
    width = max(place.right for row in rows for place in row) - left
    step = max(width, _FLAT) / SHADOW

    def shadow(place: TextPlace) -> int:
        # Rounded inwards, so that no gutter is hidden.
        start, end = math.ceil((place.left - left) / step), math.floor((place.right - left) / step)
        return ((1 << max(end - start, 0)) - 1) << start

    return [reduce(or_, map(shadow, row)) for row in rows]


def _whole(shadow: int) -> bool:
    """Whether a bit mask has no gap."""
    if not shadow:
        return False
    bare = shadow // (shadow & -shadow)
    return bare & (bare + 1) == 0


def _gutters(rows: list[list[TextPlace]]) -> list[float]:
    """Gaps through all rows with at least two places on each side."""
    places = sorted((place for row in rows for place in row), key=lambda place: place.left)
    height = sorted(place.height for place in places)[len(places) // 2]
    gutters, reach = [], places[0].right
    for number, place in enumerate(places):
        if place.left - reach >= GUTTER * height and _flank(places[:number], places[number:]):
            gutters.append((reach + place.left) / 2)
        reach = max(reach, place.right)
    return gutters


def _flank(left: list[TextPlace], right: list[TextPlace]) -> bool:
    """Whether two columns are side by side for at least half of the shorter one."""
    if len(left) < 2 or len(right) < 2:
        return False
    top, bottom = (
        [limit(place.v for place in side) for side in (left, right)] for limit in (min, max)
    )
    shorter = min(low - high for high, low in zip(top, bottom, strict=True))
    return min(bottom) - max(top) > 0.5 * shorter


def _trimmed(rows: list[list[TextPlace]], first: int, last: int) -> tuple[int, int]:
    """A run of rows without those at its ends that are set apart."""
    steps = sorted(low - high for high, low in pairwise(map(_middle, rows[first:last])))
    usual = max(steps[len(steps) // 2], rows[first][0].height / 2)

    def apart(end: int, inside: int) -> bool:
        step = abs(_middle(rows[end]) - _middle(rows[inside]))
        return last - first > 2 and len(rows[end]) == 1 and step > APART * usual

    while apart(last - 1, last - 2):
        last -= 1
    while apart(first, first + 1):
        first += 1
    return first, last


def _parted(places: Sequence[TextPlace], gutters: list[float]) -> list[list[TextPlace]]:
    """The places of each column."""
    columns: list[list[TextPlace]] = [[] for _ in range(len(gutters) + 1)]
    for place in places:
        columns[sum(place.left > gutter for gutter in gutters)].append(place)
    return columns


def _is_table(rows: list[list[TextPlace]], gutters: list[float]) -> bool:
    """Whether rows form a table, apart from single lines above and below it."""
    wide = [any(_parted(row, gutters)[1:]) for row in rows]
    rows = rows[wide.index(True) : len(rows) - wide[::-1].index(True)]
    shared = sum(sum(map(bool, _parted(row, gutters))) > 1 for row in rows)
    if shared < max(2, IN_ROWS * len(rows)):
        return False
    columns = _parted([place for row in rows for place in row], gutters)
    cells = zip(*(_parted(row, gutters) for row in rows), strict=True)
    if any(median_high([_ratio(cell) for cell in column if cell]) < SHORT for column in cells):
        return True
    starts = [min(place.left for place in column) for column in columns]
    of_column = zip(columns, starts, starts[1:], strict=False)
    filled = [[(one.right - start) / (end - start) for one in c] for c, start, end in of_column]
    return min(map(median_high, filled)) < FULL


def _ratio(cell: Sequence[TextPlace]) -> float:
    """Length over height of places in a row."""
    length = max(place.right for place in cell) - min(place.left for place in cell)
    return length / max(*(place.height for place in cell), _FLAT)


def _table(rows: list[list[TextPlace]]) -> list[PageLine]:
    return [tuple(cell for line in split(row) for cell in line) for row in rows]


def _columns(rows: list[list[TextPlace]], gutters: list[float]) -> list[PageLine]:
    columns = _parted([place for row in rows for place in row], gutters)
    return [line for column in columns for line in _ordered(_rows(column))]


def _long_side(corners: Corners) -> tuple[float, float]:
    """The angle of the longer side, and the ratio of the sides."""
    (x0, y0), (x1, y1), (x2, y2), _ = corners
    first, second = math.dist((x0, y0), (x1, y1)), math.dist((x1, y1), (x2, y2))
    if first >= second:
        return math.atan2(y1 - y0, x1 - x0), first / max(second, _FLAT)
    return math.atan2(y2 - y1, x2 - x1), second / max(first, _FLAT)
