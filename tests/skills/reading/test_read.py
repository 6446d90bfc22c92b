"""The flow of reading, with a reader that is told what stands there."""

import math
from collections.abc import Sequence

import numpy as np
import pytest

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.geometry import Side
from assistant.protocol.text import Text, TextProblem
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.held import KEPT
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.wording import Facing
from models.interfaces import (
    UNCANCELLED,
    CancelToken,
    Corners,
    Picture,
    Problem,
    ReadText,
    TextRegion,
    WorkCancelledError,
)
from tests.kit.writing import Writing

LINES = [(100, 100 + 40 * n, 400, 28, f"line {n} here") for n in range(6)]


def picture(value: int = 100) -> Picture:
    return np.full((480, 640, 3), value, np.uint8)


def reading(
    writing: Writing, problem: Problem | None = None, facing: Facing = "world"
) -> ReadSkill:
    return ReadSkill(lambda: writing, lambda _: problem)


def texts(lines: Sequence[tuple[float, float, float, float, str]]) -> list[str]:
    return [text for *_, text in lines]


def texts_of(text: Text) -> list[str]:
    return [line.text for line in text.lines]


@pytest.mark.parametrize(("turned", "rotation"), [(0, 0), (90, 90), (180, 180), (270, 270), (8, 0)])
def test_it_finds_the_upper_side_by_itself(turned: int, rotation: int) -> None:
    text = reading(Writing(LINES, math.radians(turned))).whole(PictureSession(picture()))
    assert [line.text for line in text.lines] == texts(LINES)
    assert text.rotation == rotation


def test_nothing_is_loaded_before_somebody_reads_and_then_once() -> None:
    loads = []

    def load() -> Writing:
        loads.append(1)
        return Writing(LINES)

    read = ReadSkill(load, lambda _: None)
    assert not loads
    for _ in range(KEPT):
        read.whole(PictureSession(picture()))
    assert loads == [1]
    read.whole(PictureSession(picture()))
    assert loads == [1, 1]


def test_the_first_line_is_given_before_the_others_are_read() -> None:
    writing = Writing(LINES)
    first = next(reading(writing).read(PictureSession(picture())))
    assert [line.text for line in first.lines] == ["line 0 here"]
    assert not first.complete
    # Two that tell the upper side, in both directions, and at most one more.
    assert writing.reads <= 5


def test_who_asks_again_goes_on_where_reading_stopped() -> None:
    writing, page = Writing(LINES), PictureSession(picture())
    read = reading(writing)
    asked = iter([False, False, False])
    with pytest.raises(WorkCancelledError):
        list(read.read(page, CancelWhen(lambda: next(asked, True))))
    before = writing.reads
    assert [line.text for line in read.whole(page).lines] == texts(LINES)
    assert writing.finds == 1
    assert writing.reads - before < len(LINES)
    read.whole(page)
    assert writing.finds == 1
    read.whole(PictureSession(picture()))
    assert writing.finds == 2


def test_an_unclear_word_is_marked_and_stays_as_it_was_read() -> None:
    text = reading(Writing([(100, 100, 400, 30, "take tvvo? daily")])).whole(
        PictureSession(picture())
    )
    assert text.verbatim == "take tvvo daily"
    assert text.marked == "take tvvo[?] daily"
    assert text.unsure == ("tvvo",)


def test_marks_stand_right_in_the_row_of_a_table() -> None:
    cells = [
        (100 + 200 * column, 100 + 40 * row, 60, 28, f"{row}{column}" + "?" * (row == column))
        for row in range(3)
        for column in range(2)
    ]
    text = reading(Writing(cells)).whole(PictureSession(picture()))
    assert text.verbatim == "00  01\n10  11\n20  21"
    assert text.marked == "00[?]  01\n10  11[?]\n20  21"


def test_what_is_hardly_text_is_left_out() -> None:
    text = reading(Writing(LINES, clear=0.3)).whole(PictureSession(picture()))
    assert text.lines == ()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(60, 200, 150, 130, "NO"), (240, 200, 330, 130, "ENTRY")], ["NO ENTRY"]),
        ([(200, 60, 150, 130, "NO"), (100, 260, 400, 130, "SMOKING")], ["NO", "SMOKING"]),
        ([(60, 60, 150, 130, "II"), (100, 260, 200, 30, "Fire exit")], ["Fire exit"]),
        ([(60, 200, 150, 130, "II"), (240, 200, 150, 130, "O")], []),
        (
            [(60, 40, 200, 30, "Gouda"), (100, 200, 90, 130, "2"), (400, 200, 90, 70, "49")],
            ["Gouda", "2", "49"],
        ),
        ([(60, 200, 150, 130, "12")], ["12"]),
    ],
)
def test_few_large_letters_are_read_only_beside_more_of_them(
    lines: list[tuple[float, float, float, float, str]], expected: list[str]
) -> None:
    text = reading(Writing(lines)).whole(PictureSession(picture()))
    assert texts_of(text) == expected


class Parted(Writing):
    """All but the last of its lines are found; that one is what is read across them."""

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        return super().find(picture, cancel)[1:]


@pytest.mark.parametrize(
    "lines",
    [
        [
            (60, 200, 200, 100, "PUSHI"),
            (220, 204, 300, 98, "I OPEN"),
            (60, 200, 460, 102, "PUSH OPEN"),
        ],
        [(60, 200, 110, 100, "1"), (110, 200, 110, 100, "12"), (60, 200, 160, 100, "Room 12")],
    ],
)
def test_large_letters_that_were_found_in_parts_are_read_as_one(
    lines: list[tuple[float, float, float, float, str]],
) -> None:
    text = reading(Parted(lines)).whole(PictureSession(picture()))
    assert texts_of(text) == [lines[-1][-1]]


@pytest.mark.parametrize(
    ("writing", "problem", "expected"),
    [
        (Writing(), None, TextProblem.NO_TEXT),
        (Writing(), Problem.NOT_A_PHOTO, TextProblem.NO_TEXT),
        (Writing(), Problem.DARK, TextProblem.DARK),
        (Writing(), Problem.COVERED, TextProblem.DARK),
        (Writing(), Problem.BLURRED, TextProblem.BLURRED),
        (Writing(), Problem.BRIGHT, TextProblem.GLARE),
        (Writing(LINES, clear=0.3), None, TextProblem.BLURRED),
        (Writing([(100, 100, 60, 8, "small")], clear=0.3), None, TextProblem.FAR),
        (Writing([(0, 100, 60, 30, "cut")], clear=0.3), None, TextProblem.CUT_OFF),
        (Writing([(0, 100, 60, 30, "x")], clear=0.3), None, TextProblem.NO_TEXT),
    ],
)
def test_it_says_why_nothing_can_be_read(
    writing: Writing, problem: Problem | None, expected: TextProblem
) -> None:
    text = reading(writing, problem).whole(PictureSession(picture()))
    assert text.problem is expected
    assert str(text.advice).endswith(".")
    assert text.complete


def test_text_under_a_lamp_is_told_from_text_out_of_focus() -> None:
    text = reading(Writing(LINES, clear=0.3)).whole(PictureSession(picture(255)))
    assert text.problem is TextProblem.GLARE


def test_a_page_that_is_no_photo_of_things_is_read_all_the_same() -> None:
    text = reading(Writing(LINES), Problem.NOT_A_PHOTO).whole(PictureSession(picture()))
    assert text.problem is None
    assert len(text.lines) == len(LINES)


@pytest.mark.parametrize(
    ("x", "y", "facing", "side", "advice"),
    [
        (0, 100, "world", Side.LEFT, "The text is cut off on the left: move the camera left."),
        (340, 100, "world", Side.RIGHT, "The text is cut off on the right: move the camera right."),
        (0, 100, "user", Side.LEFT, "The text is cut off on the right: move it to the left."),
        (100, 450, "user", Side.BOTTOM, "The text is cut off at the bottom: move it up."),
        (100, 0, "world", Side.TOP, "The text is cut off at the top: move the camera up."),
    ],
)
def test_it_says_where_the_text_runs_out(
    x: int, y: int, facing: Facing, side: Side, advice: str
) -> None:
    text: Text = reading(Writing([(x, y, 300, 30, "cut text")])).whole(
        PictureSession(picture(), facing=facing)
    )
    assert text.verbatim == "cut text"
    assert text.problem is TextProblem.CUT_OFF
    assert text.cut == (side,)
    assert str(text.advice) == advice


def test_of_a_part_of_a_picture_no_half_lines_are_read_and_nobody_is_to_move() -> None:
    halves = [(0, 100, 300, 30, "alf a line"), (340, 200, 300, 30, "a line and a ha")]
    whole = (100, 300, 300, 30, "a whole line")
    reads = reading(Writing([*halves, whole]))
    text = reads.whole(PictureSession(picture(), part=True))
    assert (text.verbatim, text.problem, str(text.advice)) == ("a whole line", None, "")
    text = reading(Writing(halves)).whole(PictureSession(picture(), part=True))
    assert (text.verbatim, str(text.advice)) == ("", "I can't read any text there.")


def test_a_page_larger_than_the_picture_is_to_be_moved_back() -> None:
    text = reading(Writing([(0, 100, 640, 30, "wide text")])).whole(
        PictureSession(picture(), facing="user")
    )
    assert str(text.advice) == "The text does not fit in the picture: move it back."


@pytest.mark.parametrize("count", [1, 2, 6])
def test_a_line_that_runs_across_the_others_is_read_too(count: int) -> None:
    writing = Writing([(0, 100, 200, 30, "line")], math.radians(90))
    regions = writing.find(picture())
    across = Writing(LINES[:count])

    class Both:
        def find(
            self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
        ) -> tuple[TextRegion, ...]:
            return (*across.find(picture), *regions)

        def read(self, picture: Picture, corners: Corners) -> ReadText:
            found = across.read(picture, corners)
            return found if found.probability > 0.5 else writing.read(picture, corners)

    text = ReadSkill(lambda: Both(), lambda _: None).whole(PictureSession(picture()))
    heights = {line.text: round(line.height) for line in text.lines}
    assert heights == dict.fromkeys(texts(LINES[:count]), 28) | {"line": 30}


class FromNear(Writing):
    """Sees one block from afar, and the lines in it once it is enlarged."""

    def find(
        self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
    ) -> tuple[TextRegion, ...]:
        self.finds += 1
        if self.finds == 1:
            return (TextRegion(((84, 84), (240, 84), (240, 140), (84, 140)), 0.8),)
        near = [(x - 68, y - 68, w, h, text) for x, y, w, h, text in self.lines]
        return Writing(near).find(picture)


SMALL_PRINT = [(100, 100 + 10 * n, 90, 8, f"small {n}") for n in range(3)]


@pytest.mark.parametrize(
    ("clear", "read_lines", "advice"),
    [
        (0.99, True, "The text is very small, so parts may be wrong: bring it closer."),
        (0.3, False, "I can't read this. The text is too small: bring it closer."),
    ],
)
def test_small_print_is_looked_at_closer_and_told_to_be_small(
    clear: float, read_lines: bool, advice: str
) -> None:
    writing = FromNear(SMALL_PRINT, clear=clear)
    read, shown = reading(writing), PictureSession(picture())
    text = read.whole(shown)
    assert [line.text for line in text.lines] == (texts(SMALL_PRINT) if read_lines else [])
    assert text.problem is TextProblem.FAR
    assert str(text.advice) == advice
    assert read.whole(shown) == text
    assert writing.finds == 2
