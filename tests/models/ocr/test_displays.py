"""Numbers on displays."""

import numpy as np
import pytest

from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from benchmarks.displays import drawn
from models.interfaces import Corners, Picture, ReadText, ReadWord, TextRegion
from models.ocr import displays
from models.ocr.reader import OcrReader


def text(words: str, probability: float = 0.9) -> ReadText:
    return ReadText(tuple(ReadWord(one, probability) for one in words.split()), probability)


@pytest.mark.parametrize(
    ("words", "number"),
    [("57.00", True), ("7 6.0", True), ("12:30", True), ("7", False), ("12 kg", False)],
)
def test_a_number_is_digits_and_the_marks_between_them(words: str, number: bool) -> None:
    assert displays.is_number(text(words)) is number


def test_it_is_as_sure_as_all_ways_of_reading_agree() -> None:
    found = displays.agreed([text("5700"), text("57.00"), text("LITRES"), text("5790")])
    assert [one.text for one in found.words] == ["57.00"]
    assert found.probability == found.words[0].probability == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("reads", "words"),
    [
        (["1,234.50"] * 4 + ["1,23450"], ["1,234.50"]),
        (["030 1234 5678"] * 5, ["030", "1234", "5678"]),
        (["16 5.0", "165.0", "16 5.0"], ["165.0"]),
    ],
)
def test_marks_and_spaces_are_those_of_most_ways(reads: list[str], words: list[str]) -> None:
    assert [one.text for one in displays.agreed([text(one) for one in reads]).words] == words


def test_if_all_ways_agree_it_is_as_sure_as_the_surest() -> None:
    found = displays.agreed([text("42", 0.995), text("42", 0.8), text("42", 0.9)])
    assert found.probability == 0.995


def test_a_point_is_told_only_if_one_way_sees_it() -> None:
    assert displays.agreed([text("57")] * 5).words == (ReadWord("57", 0.9),)


def region(x: float, score: float) -> TextRegion:
    corners: Corners = ((x, 0), (x + 10, 0), (x + 10, 5), (x, 5))
    return TextRegion(corners, score)


def test_faint_places_count_if_they_are_sure_and_new() -> None:
    known, over, doubtful, new = region(0, 0.9), region(8, 0.9), region(30, 0.6), region(30, 0.8)
    assert list(displays.new_places([over, doubtful, new], [known])) == [new]


@pytest.fixture(scope="module")
def read() -> ReadSkill:
    networks = OcrReader(2)
    return ReadSkill(lambda: networks, lambda _: None)


def said(read: ReadSkill, picture: Picture) -> list[str]:
    return [line.text for line in read.whole(PictureSession(picture)).lines]


@pytest.mark.weights
def test_nearly_all_drawn_displays_are_read_digit_by_digit(read: ReadSkill) -> None:
    rng = np.random.default_rng(3)
    shown = [drawn(rng) for _ in range(20)]
    right = sum(said(read, picture) == [number] for number, picture in shown)
    assert right >= 18


@pytest.mark.weights
def test_a_faint_display_is_read(read: ReadSkill) -> None:
    number, picture = drawn(np.random.default_rng(5))
    grey = np.asarray(90 + (picture.astype(np.float32) - picture.mean()) * 0.05, np.uint8)
    assert said(read, grey) == [number]
