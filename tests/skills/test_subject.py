"""Whose price or date is asked for, where a text has several."""

import pytest

from assistant.protocol.desktop import Surface
from assistant.protocol.text import Text, TextLine
from assistant.skills.answer.on_page import PageAnswerer
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.written import asks_for_text, written
from models.embedded import files
from models.embedded.passages import EmbeddedPassages
from models.interfaces import SAYABLE, UNCANCELLED, CancelToken, Certainty
from tests.kit.fakes import picture
from tests.kit.queries import query_of

_MENU = "Lunch|Tomato soup  £4.50|Fish and chips  £11.90|Red wine  £4.50|Coffee  £2.60"
_KARTE = "Karte|Filterkaffee 2,80 €|Kaffee 2,60 €|Kakao 2,60 €|Brötchen mit Käse 3,20 €"
_BILL = (
    "INVOICE|Invoice date: 01/04/2026|Due date: 30/04/2026|Description  Qty  Price  Amount"
    "|Garden work  3  40.00  120.00|Subtotal  145.00|Total due  £174.00"
)
_RECHNUNG = "Menge Einzel Betrag|2 Brot 1,20 2,40|3 Kaffee 1,00 3,00|Gesamtbetrag 5,40"
_CARD = "Date of issue 01.02.2024|Date of expiry 01.02.2034|Date of birth 03.04.1961"
_FORM = "Name:  John Smith|Date of birth:  02/05/1961|Date:  14 March 2026"


def text_of(printed: str) -> Text:
    """A text; "|" separates the lines."""
    lines = enumerate(printed.split("|"))
    boxes = ((line, (0.1, 0.06 * n, 0.9, 0.06 * n + 0.05)) for n, line in lines)
    return Text(tuple(TextLine(line, 0.99, box, 30.0) for line, box in boxes))


def found(question: str, printed: str) -> list[tuple[str, bool]]:
    """Each value, and whether it is surely meant."""
    assert asks_for_text(query_of(question))
    return [(one.value, one.clear) for one in written(query_of(question), text_of(printed))]


@pytest.mark.parametrize(
    ("question", "printed", "value"),
    [
        ("What is the total?", "Brot 4,50|Total  £12.00  Cash  £20.00|Sum  £12.00", "£12.00"),
        ("How much is the meal?", "Preis 12,50", "12,50"),
        ("What is the total?", _BILL, "£174.00"),
        ("How much do I have to pay?", _BILL, "£174.00"),
        ("How much is the bill?", _BILL, "£174.00"),
        ("What is the amount due?", _BILL, "£174.00"),
        ("What is the total?", _RECHNUNG, "5,40"),
        ("What is the date of birth?", _CARD, "03.04.1961"),
        ("What is the date of birth?", _FORM, "02/05/1961"),
        ("What is the date of birth?", "Geburtsdatum|03.04.1961|Datum|01.02.2024", "03.04.1961"),
        ("What is the date?", _FORM, "14 March 2026"),
        (
            "When is my appointment?",
            "3 March 2027|Your appointment is on|14 March 2027 at 10:30.",
            "14 March 2027",
        ),
        ("When is the appointment?", "Ihr Termin: 14.03.2027, 9 Uhr", "14.03.2027"),
        ("What is the date on the letter?", "Köln, 3. Februar 1998|Liebe Anna", "3. Februar 1998"),
        ("What is the total?", "Amount 120.00|Total due|£174.00", "£174.00"),
        ("How much is the tomato soup?", "Tomato soup|400 g|£1.20", "£1.20"),
        ("How much is the ticket?", "Preis: 59,90 EUR", "59,90 EUR"),
        ("How much is this?", "Tomato soup £4.50", "£4.50"),
    ],
)
def test_the_value_is_that_of_what_is_asked_for(question: str, printed: str, value: str) -> None:
    assert found(question, printed) == [(value, True)]


@pytest.mark.parametrize(
    ("question", "printed", "values"),
    [
        ("How much is the pizza?", _MENU, ["£4.50", "£11.90", "£2.60"]),
        ("How much is a coffee?", "Coffee|£2.60|Iced coffee £3.60", ["£2.60", "£3.60"]),
        ("What is the price?", "Coffee £2.60|Tea £2.00", ["£2.60", "£2.00"]),
        ("How much is the tea?", "Coffee|Tea|£2.60|£2.00", ["£2.60", "£2.00"]),
        ("What is the total?", "Subtotal|Total|10.00|8.00|Price 9.00", ["10.00", "8.00", "9.00"]),
    ],
)
def test_where_it_stays_open_all_are_given(question: str, printed: str, values: list[str]) -> None:
    assert [value for value, _ in found(question, printed)] == values


def test_a_price_is_only_perhaps_the_total() -> None:
    assert found("What is the total?", "Lunch|Tomato soup £4.50") == [("£4.50", False)]
    assert found("What is the total?", "Haferdrink  1,89|SUMME  4,13") == [("4,13", True)]


def test_another_date_is_no_date_of_birth_and_only_perhaps_an_appointment() -> None:
    assert found("What is the date of birth?", "Date: 14 March 2026") == []
    assert found("When is the meeting?", "Date: 14 March 2026") == [("14 March 2026", False)]


class Printed(ReadSkill):
    """Has read a text."""

    def __init__(self, text: Text) -> None:
        self.text = text

    def whole(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Text:
        return self.text


@pytest.fixture(scope="module")
def passages() -> EmbeddedPassages:
    return EmbeddedPassages(files.WEIGHTS, 1)


def told(question: str, printed: str, passages: EmbeddedPassages) -> tuple[str, Certainty]:
    """The value, if it is surely meant, or else the part of the text that answers."""
    query, text = query_of(question), text_of(printed)
    page = PageAnswerer(Printed(text), passages)
    session = PictureSession(picture(), surface=Surface.FILE)
    values = page.values(session, query, text, UNCANCELLED)
    if values:
        sure = len(values) == 1 and values[0].clear
        return values[0].value, Certainty.PLAIN if sure else Certainty.UNSURE
    answer = page.answer(session, query, UNCANCELLED)
    assert answer is not None
    return answer.answer, answer.certainty


@pytest.mark.weights
@pytest.mark.parametrize(
    ("question", "printed", "value"),
    [
        ("What does the coffee cost?", _MENU, "£2.60"),
        ("How much is a coffee?", _MENU, "£2.60"),
        ("How much is the tomato soup on the menu?", _MENU, "£4.50"),
        ("What is the price of the fish and chips?", _MENU, "£11.90"),
        ("How much does a red wine cost?", _MENU, "£4.50"),
        ("What does kaffee cost?", _KARTE, "2,60 €"),
        ("What does brötchen mit käse cost?", _KARTE, "3,20 €"),
        ("What does helado cost?", "Sopa  6,20 €  Helado  3,50 €|Pan  1 €  Flan  2 €", "3,50 €"),
        ("What does sopa cost?", "Sopa  6,20 €  Helado  3,50 €|Pan  1 €  Flan  2 €", "6,20 €"),
        ("What is the due date?", _BILL, "30/04/2026"),
        ("What is the invoice date?", _BILL, "01/04/2026"),
        ("What is the date of issue?", _CARD, "01.02.2024"),
    ],
)
def test_of_several_the_value_is_that_of_the_part_that_is_meant(
    question: str, printed: str, value: str, passages: EmbeddedPassages
) -> None:
    words, certainty = told(question, printed, passages)
    assert value in words
    assert certainty in SAYABLE


@pytest.mark.weights
def test_what_something_else_costs_is_only_a_guess(passages: EmbeddedPassages) -> None:
    words, certainty = told("How much is the coffee?", "Haferdrink  1,89|SUMME  4,13", passages)
    assert certainty not in SAYABLE, words


@pytest.mark.parametrize(
    "question",
    [
        "How much is the bottle full?",
        "How much does the dog weigh?",
        "How much is the baby crying?",
    ],
)
def test_not_every_how_much_is_a_price(question: str) -> None:
    assert not asks_for_text(query_of(question))
