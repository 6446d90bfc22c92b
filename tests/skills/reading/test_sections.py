"""Headings and steps of a page, with the real reader, and the values under a name."""

import numpy as np
import pytest

from assistant.protocol.text import Text, TextLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.sections import headings, joined, steps
from assistant.skills.written import called
from models.ocr.reader import OcrReader
from tests.kit import pages

PARTS = [
    (52, ["Tomato soup"]),
    (36, ["Ingredients"]),
    (28, ["2 tomatoes", "1 onion"]),
    (36, ["Directions"]),
    (
        28,
        [
            "1. Cut the onion and the tomatoes into small",
            "pieces. Fry them in oil.",
            "2. Add water and heat gently.",
            "3. Stir for 5 minutes, then serve.",
        ],
    ),
    (28, ["Serves two people."]),
]


def test_a_printed_recipe_has_its_headings_and_its_steps() -> None:
    strips = [
        pages.draw(
            [(90, 20 + 1.4 * height * n, line) for n, line in enumerate(lines)],
            (1240, int(1.4 * height * len(lines)) + 30),
            height,
        )
        for height, lines in PARTS
    ]
    networks = OcrReader(2)
    read = ReadSkill(lambda: networks, lambda _: None)
    text = read.whole(PictureSession(np.vstack(strips)))
    assert headings(text) == ("Tomato soup", "Ingredients", "Directions")
    assert [joined(text, step) for step in steps(text)] == [
        "1. Cut the onion and the tomatoes into small pieces. Fry them in oil.",
        "2. Add water and heat gently.",
        "3. Stir for 5 minutes, then serve.",
    ]


def text_of(*lines: str) -> Text:
    boxes = [(0.1, 0.1 + 0.05 * n, 0.9, 0.13 + 0.05 * n) for n in range(len(lines))]
    return Text(tuple(TextLine(*one, 20.0) for one in zip(lines, [1.0] * 99, boxes, strict=False)))


@pytest.mark.parametrize(
    ("name", "line", "value"),
    [
        ("account number", "Your account number is 16283376.", "16283376"),
        ("iban", "IBAN GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19"),
        ("code", "The code 1234 is for the door", "1234"),
        ("kundennummer", "Die Kundennummer lautet 4711-08.", "4711-08"),
        ("reference", "Booking reference: XK7PQ9", "XK7PQ9"),
        ("passcode", "Passcode  ab cd  valid until May", "ab cd"),
        ("contraseña", "Contraseña: sol 7", "sol 7"),
        ("summe", "Zwischensumme 40,00 EUR", None),
        ("pin", "Shipping: 4.50", None),
        ("password", "Enter the password here", None),
    ],
)
def test_a_value_stands_behind_its_name(name: str, line: str, value: str | None) -> None:
    found = [one.value for one in called(name, text_of("Hello", line, "Goodbye")) if one.clear]
    assert found == ([] if value is None else [value])


def test_a_value_may_stand_below_its_name() -> None:
    (below,) = called("pin", text_of("Your PIN", "4711"))
    assert (below.value, below.clear) == ("4711", True)
    (unsure,) = called("password", text_of("Password", "sunflower"))
    assert (unsure.value, unsure.clear) == ("sunflower", False)
    assert not called("pin", text_of("PIN", "You get it by post within the next two weeks"))
