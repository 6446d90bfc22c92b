"""Which banknote is held up, and that a price, another colour or a second note is none."""

from collections.abc import Sequence

import numpy as np
import pytest

from assistant.protocol.text import Text, TextLine
from assistant.saying.language import Catalogue
from assistant.saying.messages.money_lines import MoneyLine
from assistant.skills.money.banknote import Banknote, agreed, banknote, recognised
from models.interfaces import Certainty, Picture
from tests.kit.fakes import FakeModel, held, look, skills
from tests.kit.writing import Writing

COLOURS = {
    5: (178, 186, 168),
    10: (226, 170, 160),
    20: (150, 180, 225),
    50: (240, 190, 130),
    100: (150, 200, 110),
    200: (230, 205, 110),
    500: (200, 150, 195),
}
ISSUERS = ("BCE ECB EZB EKT EKP 2002", (0.4, 0.1, 0.7, 0.15))
SERIAL = ("X27757191782", (0.6, 0.1, 0.9, 0.15))
LARGE = ("150", (0.5, 0.1, 0.8, 0.4))


def paper(value: int) -> Picture:
    """A note's colour beside white, all over a picture."""
    picture = np.full((720, 1280, 3), 250, np.uint8)
    for column in range(0, 1280, 32):
        picture[:, column : column + 20] = COLOURS[value]
    return picture


def printed(*lines: tuple[str, Sequence[float]]) -> Text:
    read = []
    for text, (x0, y0, x1, y1) in lines:
        read.append(TextLine(text, 0.99, (x0, y0, x1, y1), (y1 - y0) * 720))
    return Text(tuple(read))


def worth(text: str) -> tuple[str, Sequence[float]]:
    return text, (0.1, 0.7, 0.3, 0.8)


@pytest.mark.parametrize("value", COLOURS)
@pytest.mark.parametrize("proof", [ISSUERS, SERIAL])
def test_a_note_is_known_by_its_number_its_currency_and_its_colour(
    value: int, proof: tuple[str, Sequence[float]]
) -> None:
    look = banknote(printed(worth(f"{value} EURO"), proof), paper(value))
    assert (look.missing, look.value) == (None, value)


@pytest.mark.parametrize(
    ("read", "value"), [(50, 500), (5, 500), (5, 50), (10, 100), (20, 200), (500, 50), (100, 10)]
)
def test_a_covered_digit_makes_no_other_note(read: int, value: int) -> None:
    look = banknote(printed(worth(f"{read} EURO"), ISSUERS), paper(value))
    assert look.missing is MoneyLine.COLOUR


@pytest.mark.parametrize(
    "lines",
    [
        [worth("50 EURO")],
        [worth("50 EURO"), ("50", (0.1, 0.2, 0.3, 0.3))],
        [worth("nur 50 EURO"), ("SALE", (0.4, 0.1, 0.7, 0.3))],
    ],
)
def test_a_price_is_no_note(lines: list[tuple[str, Sequence[float]]]) -> None:
    assert banknote(printed(*lines), paper(50)).missing is MoneyLine.UNPROVEN


def test_the_large_number_of_the_front_shows_that_it_is_a_note() -> None:
    assert banknote(printed(worth("50 EURO"), LARGE), paper(50)).missing is None


@pytest.mark.parametrize(
    "lines",
    [
        [worth("20 EURO"), ("50 EURO", (0.1, 0.3, 0.3, 0.4)), ISSUERS],
        [worth("50 EURO"), ("20", (0.5, 0.1, 0.6, 0.2)), ISSUERS],
        [worth("50 EURO"), ISSUERS, SERIAL],
        [worth("50 EURO"), ("50EURO", (0.1, 0.3, 0.3, 0.4)), SERIAL],
        [worth("50 EURO"), *[("50", (0.5, at, 0.6, at + 0.1)) for at in (0.1, 0.3, 0.5, 0.7)]],
        [worth("50 EURO"), ("THE UNITED STATES OF AMERICA", (0.5, 0.1, 0.9, 0.2))],
    ],
)
def test_several_notes_are_not_told(lines: list[tuple[str, Sequence[float]]]) -> None:
    assert banknote(printed(*lines), paper(50)).missing is MoneyLine.SEVERAL


@pytest.mark.parametrize(
    ("lines", "missing"),
    [
        ([], MoneyLine.NOTHING),
        ([("Tomato soup 500 g", (0.1, 0.1, 0.5, 0.2))], MoneyLine.NOTHING),
        ([("50", (0.5, 0.5, 0.7, 0.7)), SERIAL], MoneyLine.UNREAD),
        ([("100", (0.5, 0.5, 0.7, 0.7))], MoneyLine.UNREAD),
        ([("1.50 EURO", (0.1, 0.7, 0.3, 0.8))], MoneyLine.NOTHING),
        ([("EURO 50,00", (0.1, 0.7, 0.3, 0.8))], MoneyLine.NOTHING),
        ([("EURO", (0.1, 0.1, 0.2, 0.15)), ("5", (0.8, 0.8, 0.85, 0.9))], MoneyLine.UNREAD),
    ],
)
def test_what_is_missing_is_said(
    lines: list[tuple[str, Sequence[float]]], missing: MoneyLine
) -> None:
    assert banknote(printed(*lines), paper(50)).missing is missing


def test_newer_notes_have_the_word_below_or_beside_the_number() -> None:
    five = ("5", (0.4, 0.3, 0.48, 0.55)), ("EURO", (0.4, 0.65, 0.55, 0.7))
    look = banknote(printed(*five, ("EYPΩ", (0.4, 0.7, 0.55, 0.75))), paper(5))
    assert (look.missing, look.value) == (None, 5)


@pytest.mark.parametrize(
    ("lines", "spoken"),
    [
        (["TWENTY DOLLARS", "20", "THE UNITED STATES OF AMERICA"], "Twenty dollars. Please check."),
        (["ONE DOLLAR", "1", "FEDERAL RESERVE NOTE"], "One dollar. Please check."),
        (["ONE HUNDRED DOLLARS", "100", "FEDERAL RESERVE NOTE"], "One hundred dollars."),
        (["TEN POUNDS", "£10", "BANK OF ENGLAND"], "Ten pounds. Please check."),
        (["TEN POUNDS", "£20", "BANK OF ENGLAND"], MoneyLine.SEVERAL),
        (["TWENTY DOLLARS", "THE UNITED STATES OF AMERICA"], MoneyLine.UNPROVEN),
        (["TWENTY DOLLARS", "20"], MoneyLine.UNPROVEN),
    ],
)
def test_dollars_and_pounds_are_known_by_their_words_and_numbers(
    lines: list[str], spoken: str
) -> None:
    places = [(text, (0.1, 0.2 * n + 0.1, 0.5, 0.2 * n + 0.2)) for n, text in enumerate(lines)]
    assert str(banknote(printed(*places), paper(5)).spoken).startswith(spoken)


FIFTY = Banknote(None, value=50)
UNPROVEN = Banknote(MoneyLine.UNPROVEN, value=50)
NOTHING = Banknote(MoneyLine.NOTHING)


@pytest.mark.parametrize(
    ("looks", "missing"),
    [
        ([FIFTY, FIFTY], None),
        ([FIFTY, UNPROVEN], None),
        ([UNPROVEN, NOTHING, FIFTY], None),
        ([FIFTY], MoneyLine.ONCE),
        ([FIFTY, NOTHING], MoneyLine.ONCE),
        ([UNPROVEN, UNPROVEN], MoneyLine.UNPROVEN),
        ([FIFTY, FIFTY, Banknote(None, value=20)], MoneyLine.ONCE),
        ([FIFTY, FIFTY, Banknote(MoneyLine.SEVERAL)], MoneyLine.SEVERAL),
        ([FIFTY, Banknote(MoneyLine.COLOUR, value=50)], MoneyLine.ONCE),
        ([NOTHING, Banknote(MoneyLine.UNREAD)], MoneyLine.UNREAD),
    ],
)
def test_two_looks_have_to_agree(looks: list[Banknote], missing: MoneyLine | None) -> None:
    assert agreed(looks).missing is missing


def test_one_picture_is_read_twice() -> None:
    read: list[Picture] = []

    def reading(view: Picture) -> Text:
        read.append(view)
        return printed(worth("50 EURO"), ISSUERS)

    for shape in ((480, 640), (720, 1280)):
        read.clear()
        assert recognised(paper(50)[: shape[0], : shape[1]], reading).missing is None
        assert read[0].shape != read[1].shape
        assert len(read) == 2


def test_a_question_about_money_is_answered_with_the_value() -> None:
    lines = [(130.0, 500.0, 260.0, 70.0, "50 EURO"), (500.0, 80.0, 400.0, 30.0, ISSUERS[0])]
    able = skills(FakeModel(), writing=Writing(lines))
    given = able.answer(paper(50), "Which note is this?")
    assert (str(given.spoken), given.answer) == ("Fifty euros. Please check.", "50 euros")
    assert given.certainty is Certainty.PLAIN
    assert Catalogue.of_setting("de").text(given.spoken).startswith("Fünfzig Euro.")


def test_a_note_that_is_held_up_is_told_unasked() -> None:
    lines = [(65.0, 300.0, 130.0, 35.0, "50 EURO"), (250.0, 40.0, 200.0, 15.0, ISSUERS[0])]
    able = skills(FakeModel(look(held("card", 0.95))), writing=Writing(lines))
    told = able.mention(np.ascontiguousarray(paper(50)[:480, :640]))
    assert (told.words, str(told.said)) == ("50 euros", "Fifty euros. Please check.")
    assert able.mention(np.ascontiguousarray(paper(100)[:480, :640])).words != "50 euros"
