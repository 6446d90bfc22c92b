"""Whether a page is the right way up, with the real reader."""

import pytest

from tests.kit.samples import answer

pytestmark = [pytest.mark.weights, pytest.mark.slow]


@pytest.mark.parametrize(
    ("quarters", "said"),
    [
        (0, "The writing is the right way up."),
        (1, "It is turned on its side."),
        (2, "It is upside down."),
    ],
)
def test_print_tells_which_way_a_page_is_held(quarters: int, said: str) -> None:
    assert answer("letter.jpg", "Is this page upside down?", quarters=quarters) == said


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("Halte ich das richtig herum?", "de", "Es steht auf dem Kopf."),
        ("¿está al revés?", "es", "Está al revés."),
    ],
)
def test_it_is_told_in_other_languages(question: str, language: str, said: str) -> None:
    assert answer("letter.jpg", question, language, quarters=2) == said


def test_what_has_no_print_is_left_open() -> None:
    said = answer("coffee.jpg", "Is it the right way up?")
    assert said == "I can only say what I see: a cup and a table."
