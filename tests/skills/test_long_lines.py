"""A line of any length is searched in time that grows with it, and not with its square."""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest

from assistant.protocol.query import Kind, Query, Value
from assistant.protocol.text import Text, TextLine
from assistant.skills import receipts
from assistant.skills.caution import caution
from assistant.skills.money.currencies import CURRENCIES
from assistant.skills.values import OF_VALUE, labels, matches
from assistant.skills.written import prominent, written

SHORT, LONG = 1000, 2000
"""Letters of the lines whose work is counted."""
LONGEST: Final = 10_000
"""Letters of a line that has to be searched in `SECONDS`, where a square would take far longer."""
SECONDS: Final = 5.0
ENDLESS: Final = 60_000
"""Letters of a line that a single pattern reads."""
KNOWN: Final = (
    *("1 € ", "1 € off ", "total 1 € ", "preis incl 1 € ", "01 2345678 ", "01.02.2024 ", "1-"),
    *(
        "20",
        "..",
        " ",
        "(",
        "111 ",
        "111.",
        "12 12 ",
        "tel ",
        "tel (us ",
        "a-",
        "€ 1",
        "01/",
        "mai ",
    ),
)
PARTS: Final = (
    *"0 1 2 9 € $ £ . , : ; - \u2013 / ( ) [ ' % x p a l _ @ + = #".split(),
    *(" ", "  ", "EUR", "total", "preis", "tel", "fax", "exp", "incl", "inkl", "mwst", "versand"),
    *("per", "je", "kg", "off", "jan", "mai", "de", "uhr", "co", "gmbh", "rundung", "amount"),
    *("birth", "date", "no", "3 items", "24/7", "2024", "111", "12.50", "\t"),
)


def lines_of(count: int, seed: int = 7) -> list[str]:
    """What lines are made of: a few parts, again and again."""
    chance = random.Random(seed)
    return ["".join(chance.choices(PARTS, k=chance.randint(1, 5))) for _ in range(count)]


def text_of(unit: str, letters: int, end: str = "!") -> Text:
    return one_line((unit * (letters // len(unit) + 1))[:letters] + end)


def one_line(text: str) -> Text:
    return Text((TextLine(text, 1.0, (0.0, 0.0, 1.0, 0.1), 10.0),))


def searched(text: Text) -> None:
    """All that looks into the text of a picture."""
    for value in OF_VALUE:
        written(Query(Kind.VALUE, value=value), text)
    for search in (receipts.paid, receipts.shop, receipts.address, prominent):
        search(text)
    caution(text.verbatim)
    for currency in CURRENCIES:
        for pattern in (currency.front, currency.back, currency.either, currency.like_front):
            any(pattern.finditer(text.verbatim))


@dataclass
class Calls:
    """How many functions a piece of work calls."""

    count: int = 0

    def of(self, work: Callable[[Text], None], text: Text) -> int:
        self.count = 0
        sys.setprofile(self._called)
        try:
            work(text)
        finally:
            sys.setprofile(None)
        return self.count

    def _called(self, frame: object, event: str, argument: object) -> None:
        self.count += event in ("call", "c_call")


@pytest.mark.parametrize("unit", [*KNOWN, *lines_of(30)])
def test_a_line_twice_as_long_takes_twice_the_work(unit: str) -> None:
    calls = Calls()
    searched(text_of(unit, SHORT))
    short = calls.of(searched, text_of(unit, SHORT))
    assert calls.of(searched, text_of(unit, LONG)) < 2.5 * short


@pytest.mark.slow
@pytest.mark.parametrize("unit", [*KNOWN, *lines_of(20)])
def test_a_very_long_line_is_searched_at_once(unit: str) -> None:
    for end in ("", "!", " x"):
        start = time.process_time()
        searched(text_of(unit, LONGEST, end))
        assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    ("search", "unit"),
    [
        (lambda text: labels(OF_VALUE[Value.PHONE], text), "20"),
        (lambda text: matches(OF_VALUE[Value.PRICE], text), "111 "),
        (lambda text: receipts.shop(one_line(f"Shop Ltd {text}")), "a"),
        (receipts._PATTERNS[receipts._Role.TAX].search, ".."),
    ],
)
def test_a_pattern_reads_each_letter_a_few_times(
    search: Callable[[str], object], unit: str
) -> None:
    start = time.process_time()
    search(unit * (ENDLESS // len(unit)) + "!")
    assert time.process_time() - start < SECONDS
