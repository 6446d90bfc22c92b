"""From boxes to the parts of a screen."""

import pytest

from assistant.saying.messages.desktop_lines import DesktopLine
from assistant.skills.reading.layout import ScreenPart, columns, parts
from models.interfaces import Box


def column(x0: float, x1: float, count: int = 4, top: float = 0.2) -> list[Box]:
    return [(x0, top + 0.1 * n, x1, top + 0.04 + 0.1 * n) for n in range(count)]


BAR: Box = (0.0, 0.0, 0.3, 0.03)
STATUS: Box = (0.0, 0.975, 0.1, 0.995)


@pytest.mark.parametrize(
    ("count", "places"),
    [
        (1, [DesktopLine.MIDDLE]),
        (2, [DesktopLine.LEFT, DesktopLine.RIGHT]),
        (3, [DesktopLine.LEFT, DesktopLine.MIDDLE, DesktopLine.RIGHT]),
        (4, [DesktopLine.COLUMN] * 4),
    ],
)
def test_columns_have_names(count: int, places: list[DesktopLine]) -> None:
    boxes = [box for n in range(count) for box in column(0.25 * n, 0.25 * n + 0.2)]
    found = parts(boxes)
    assert [part.place for part in found] == places
    assert [part.number for part in found] == list(range(1, count + 1))
    assert [part.lines for part in found] == [tuple(range(4 * n, 4 * n + 4)) for n in range(count)]
    assert columns(found) == count


def test_bars_are_parts_of_their_own() -> None:
    found = parts([BAR, *column(0.1, 0.4), STATUS])
    assert found == (
        ScreenPart(DesktopLine.TOP, (0,)),
        ScreenPart(DesktopLine.MIDDLE, (1, 2, 3, 4)),
        ScreenPart(DesktopLine.BOTTOM, (5,)),
    )
    assert columns(found) == 1


def test_a_wide_line_joins_no_columns_and_goes_to_the_first() -> None:
    wide: Box = (0.0, 0.1, 0.9, 0.14)
    found = parts([wide, *column(0.0, 0.4), *column(0.5, 0.9)])
    assert [part.lines for part in found] == [(0, 1, 2, 3, 4), (5, 6, 7, 8)]


def test_a_few_words_aside_are_no_column() -> None:
    found = parts([*column(0.0, 0.4), *column(0.6, 0.7, count=2)])
    assert [part.place for part in found] == [DesktopLine.MIDDLE]
    assert len(found[0].lines) == 6


def test_nothing_has_no_parts() -> None:
    assert parts([]) == ()
