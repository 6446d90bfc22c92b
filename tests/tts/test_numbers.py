"""Long numbers are spelled out."""

import pytest

from assistant.tts.numbers import digit_by_digit


@pytest.mark.parametrize(
    ("printed", "spoken"),
    [
        ("Tel. 020 7946 0018.", "Tel. 0 2 0, 7 9 4 6, 0 0 1 8."),
        ("0221 1234567, Fax 0221 123456", "0 2 2 1, 1 2 3 4 5 6 7, Fax 0 2 2 1, 1 2 3 4 5 6"),
        ("+49 (0) 6221 / 12 34 56", "+4 9, 0, 6 2 2 1, 1 2, 3 4, 5 6"),
        ("(030) 1234-0", "0 3 0, 1 2 3 4, 0"),
        ("913 368 000", "9 1 3, 3 6 8, 0 0 0"),
        ("01 23 45 67 89", "0 1, 2 3, 4 5, 6 7, 8 9"),
        ("1-800-555-0123", "1, 8 0 0, 5 5 5, 0 1 2 3"),
        ("DE12 3456 7890 1234 5678 90.", "DE1 2, 3 4 5 6, 7 8 9 0, 1 2 3 4, 5 6 7 8, 9 0."),
        ("978-3-16-148410-0", "9 7 8, 3, 1 6, 1 4 8 4 1 0, 0"),
        ("1234567", "1 2 3 4 5 6 7"),
    ],
)
def test_a_long_number_is_spoken_digit_by_digit(printed: str, spoken: str) -> None:
    assert digit_by_digit(printed) == spoken


@pytest.mark.parametrize(
    "printed",
    [
        *("2026-03-14", "2026-03-14 09:48", "14/03/2026", "03/04/2026", "14.03.2026", "14 03 2026"),
        *(
            "1 000 000",
            "1 000 000 000",
            "12 345 678",
            "1.234.567,89 €",
            "£1,234,567.00",
            "1.23456789",
        ),
        *("08-12 14-18", "17:42 18:42", "10-20", "Invoice 2026-0417", "Room 012", "12345 km"),
        *("3 7 12 25 38 44", "0.5 - 1.5", "112"),
    ],
)
def test_any_other_number_stays_one(printed: str) -> None:
    assert digit_by_digit(printed) == printed
