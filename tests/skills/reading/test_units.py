"""A text in the parts that mean something by themselves."""

import pytest

from assistant.skills.reading.units import units
from benchmarks.page_answers import Page, as_read


def parts(printed: str) -> list[str]:
    """The parts of lines that "|" separates; nothing between two of them is an empty line."""
    return [
        one.words for one in units(as_read(Page("en", "", "note", tuple(printed.split("|")), ())))
    ]


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        (
            "Your supply will be shut off on Tuesday|3 March. Fill a kettle before|that.",
            [
                "Your supply will be shut off on Tuesday 3 March.",
                "Fill a kettle before that.",
            ],
        ),
        (
            "Ingredients: tomatoes 84 %, water,|cream (milk), sugar.|Best before 1/2027",
            ["Ingredients: tomatoes 84 %, water, cream (milk), sugar.", "Best before 1/2027"],
        ),
        ("Espresso  2.10|Lemonade  2.40", ["Espresso, 2.10", "Lemonade, 2.40"]),
        (
            "Gate  Boarding  Seat|B22  16:05  14C|Terminal  Group  Bag|2  D  23 kg",
            ["Gate B22, Boarding 16:05, Seat 14C", "Terminal 2, Group D, Bag 23 kg"],
        ),
        (
            "Tapa  Ración|Croquetas  2,20  9,00|Pan  0,80  -",
            ["Croquetas, Tapa 2,20, Ración 9,00", "Pan, Tapa 0,80, Ración -"],
        ),
        ("1. Stir well.|2. Bake for 50 minutes.", ["1. Stir well.", "2. Bake for 50 minutes."]),
        ("See Dr. Miller on 9. März um 8 Uhr.", ["See Dr. Miller on 9. März um 8 Uhr."]),
        ("Harbour Trust||Dear Ms Oakley,", ["Harbour Trust", "Dear Ms Oakley"]),
        ("We have ap-|proved it.", ["We have approved it."]),
        ("", []),
    ],
)
def test_a_part_is_whole_and_holds_nothing_else(printed: str, found: list[str]) -> None:
    assert parts(printed) == found


def test_a_part_knows_its_lines() -> None:
    printed = "The fee will be taken from your account|on 9 March. We thank you."
    page = as_read(Page("en", "", "note", tuple(printed.split("|")), ()))
    first, second = units(page)
    assert first.lines == page.lines
    assert second.lines == page.lines[1:]
