"""The order of reading, by geometry alone: places in any order and at any angle."""

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.skills.reading import page
from models.interfaces import TextRegion
from tests.kit.writing import Writing

PROSE = [(100, 100 + 40 * n, 500 - 30 * (n % 3), 28, f"line {n}") for n in range(8)]
COLUMNS = [(100, 100, 800, 36, "heading")] + [
    (100 + 420 * side, 180 + 40 * n, 380 - 20 * (n % 2), 28, f"{'left right'.split()[side]} {n}")
    for side in (0, 1)
    for n in range(6)
]
TABLE = [
    (100 + 300 * side, 100 + 50 * n, 130 if side else 120 + 30 * (n % 3), 28, f"{n}.{side}")
    for n in range(5)
    for side in (0, 1, 2)
]
MIXED = [
    *COLUMNS,
    (100, 470, 820, 28, "below"),
    *((x, y + 450, w, h, t) for x, y, w, h, t in TABLE),
]
ANGLES = [0, 90, 180, 270, 17, -25, 102, 195, 262]


def seen(writing: Writing) -> list[TextRegion]:
    return list(writing.find(None))  # type: ignore[arg-type]  # it looks at no picture


def read(lines: Sequence[tuple[float, float, float, float, str]], degrees: float) -> list[str]:
    """The texts of the lines in the order that is found, whatever comes first."""
    writing = Writing(lines, math.radians(degrees))
    regions = seen(writing)
    random.Random(3).shuffle(regions)
    found = page.lines(regions, math.radians(degrees))
    texts = {}
    for *where, text in lines:
        corner = writing.corners(*where)[0]
        texts[round(corner[0]), round(corner[1])] = text
    return [
        "  ".join(
            " ".join(texts[round(p.corners[0][0]), round(p.corners[0][1])] for p in cell)
            for cell in line
        )
        for line in found
    ]


@pytest.mark.parametrize("degrees", ANGLES)
def test_lines_are_read_from_the_top_down_at_any_angle(degrees: float) -> None:
    assert read(PROSE, degrees) == [text for *_, text in PROSE]


@pytest.mark.parametrize("degrees", ANGLES)
def test_columns_are_read_one_after_the_other_under_their_heading(degrees: float) -> None:
    assert read(COLUMNS, degrees) == [text for *_, text in COLUMNS]


@pytest.mark.parametrize("degrees", ANGLES)
def test_a_table_is_read_row_by_row(degrees: float) -> None:
    assert read(TABLE, degrees) == [f"{n}.0  {n}.1  {n}.2" for n in range(5)]


@pytest.mark.parametrize("degrees", ANGLES)
def test_a_column_of_short_entries_is_no_prose(degrees: float) -> None:
    """Names fill their column of a receipt, prices stand right of them."""
    receipt = [
        place
        for n in range(4)
        for place in (
            (100, 100 + 50 * n, 380 - 10 * n, 28, f"item {n}"),
            (560, 100 + 50 * n, 70, 28, f"price {n}"),
        )
    ]
    assert read(receipt, degrees) == [f"item {n}  price {n}" for n in range(4)]


@pytest.mark.parametrize("degrees", ANGLES)
def test_a_table_is_one_under_lines_of_its_first_column(degrees: float) -> None:
    """The title of a ticket or the number of a bill ends before the last column begins."""
    above = [(100, 100 + 50 * n, 360 - 20 * n, 28, f"above {n}") for n in range(4)]
    rows = [
        (100 + 300 * side, 310 + 50 * n, 110, 28, f"{n}.{side}")
        for n in range(4)
        for side in (0, 1, 2)
    ]
    lines = [*above, *rows, (100, 520, 300, 28, "below")]
    table = [f"{n}.0  {n}.1  {n}.2" for n in range(4)]
    assert read(lines, degrees) == [*(text for *_, text in above), *table, "below"]


def test_an_address_and_what_stands_right_of_it_are_no_table() -> None:
    """Two rows of them lie on the same height by chance."""
    address = [(60, y, 260, 28, f"address {y}") for y in (150, 188, 232)]
    right = [(640, y, 220, 28, f"number {y}") for y in (140, 176, 212, 248)]
    assert read([*address, *right], 0) == [text for *_, text in (*address, *right)]


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_short_column_of_prose_beside_a_long_one_is_no_table(count: int) -> None:
    left = [(100, 100 + 40 * n, 380 - 20 * (n % 2), 28, f"left {n}") for n in range(9)]
    right = [(520, 100 + 40 * n, 380 - 20 * (n % 2), 28, f"right {n}") for n in range(count)]
    found = read([*left, *right], 0)
    assert [line for line in found if line.startswith("left")] == [text for *_, text in left]
    assert [line for line in found if line.startswith("right")] == [text for *_, text in right]


def test_a_page_may_have_all_of_them() -> None:
    table = [f"{n}.0  {n}.1  {n}.2" for n in range(5)]
    assert read(MIXED, 5) == [*(text for *_, text in COLUMNS), "below", *table]


def test_columns_whose_lines_are_shifted_against_one_another_stay_apart() -> None:
    shifted = [(x, y + (17 if t.startswith("right") else 0), w, h, t) for x, y, w, h, t in COLUMNS]
    assert read(shifted, 0) == [text for *_, text in shifted]


def test_words_that_stand_together_are_one_line() -> None:
    words = [(100, 100, 90, 30, "Best"), (200, 102, 120, 30, "before"), (335, 99, 110, 30, "March")]
    assert read(words, 0) == ["Best before March"]


def test_the_cents_of_a_price_stand_behind_its_euros() -> None:
    price = [
        (100, 100, 120, 200, "2"),
        (200, 90, 150, 90, "49"),
        (100, 310, 200, 30, "1 kg = 6.23"),
    ]
    assert read(price, 0) == ["2 49", "1 kg = 6.23"]


def test_what_stands_far_apart_is_no_line() -> None:
    signs = [(100, 100, 90, 30, "Taxi"), (600, 104, 120, 30, "Hotel")]
    assert read(signs, 0) == ["Taxi", "Hotel"]


def test_a_line_that_climbs_is_still_one_row() -> None:
    """Seen from the side, later words of a line stand higher than the line above began."""
    words = [
        (100 + 150 * n, 200 + 40 * row - 12 * n, 140, 30, f"{row}.{n}")
        for row in range(3)
        for n in range(5)
    ]
    assert read(words, 0) == [" ".join(f"{row}.{n}" for n in range(5)) for row in range(3)]


@pytest.mark.parametrize("degrees", ANGLES)
def test_the_axis_is_that_of_most_lines(degrees: float) -> None:
    found = page.axis(seen(Writing(PROSE, math.radians(degrees))))
    off = (math.degrees(found) - degrees + 90) % 180 - 90
    assert abs(off) < 0.5
    assert -45 <= math.degrees(found) < 135


def test_a_line_that_runs_across_does_not_turn_the_page() -> None:
    across = TextRegion(((50, 100), (80, 100), (80, 600), (50, 600)), 0.9)
    regions = [*seen(Writing(PROSE)), across]
    assert abs(page.axis(regions)) < 0.01
    sideways = [p for line in page.lines(regions, 0.0) for c in line for p in c if p.sideways]
    assert [(place.corners, place.writing) for place in sideways] == [(across.corners, 30)]


def test_one_very_long_line_does_not_outvote_all_others() -> None:
    label = [(60, 40 + 50 * n, width, 30, "") for n, width in enumerate((280, 240, 300, 180, 260))]
    regions = seen(Writing([*label, (600, 40, 12, 340, "")]))
    assert page.axis(regions) == 0.0


def test_without_a_long_place_the_picture_is_taken_as_upright() -> None:
    square = TextRegion(((10, 10), (30, 10), (30, 30), (10, 30)), 0.9)
    assert page.axis([square]) == 0.0
    assert page.axis([]) == 0.0
    assert page.lines([], 0.0) == []


def test_the_rotation_is_a_quarter_clockwise() -> None:
    found = [page.rotation(math.radians(degrees)) for degrees in (3, -8, 88, 181, -95, 268)]
    assert found == [0, 0, 90, 180, 270, 270]


boxes = st.tuples(
    st.floats(0, 1000), st.floats(0, 1000), st.floats(4, 400), st.floats(4, 60), st.just("x")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(boxes, max_size=14), st.floats(-math.pi, math.pi))
def test_every_place_is_read_exactly_once(
    found: list[tuple[float, float, float, float, str]], turned: float
) -> None:
    regions = seen(Writing(found, turned))
    places = [place for line in page.lines(regions, turned) for cell in line for place in cell]
    assert len(places) == len(regions)
    assert {frozenset(p.corners) for p in places} == {frozenset(r.corners) for r in regions}
