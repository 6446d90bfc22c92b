"""Statements about a picture in other languages: which things they say are there."""

import pytest

from assistant.understanding.language_file import of
from assistant.understanding.statements import stated


@pytest.mark.parametrize(
    ("language", "said", "english", "partly"),
    [
        ("es", "Hay una botella de agua.", "there is a water bottle", False),
        ("es", "Hay un ratón de ordenador.", "there is a computer mouse", False),
        ("es", "Hay una bolsa de patatas fritas.", "there is a bag of chips", False),
        ("es", "Hay una mesa.", "there is a table", False),
        ("es", "Hay una taza roja y una silla.", "there is a cup and a chair", True),
        ("de", "Da ist ein Blatt Papier.", "there is a sheet of paper", False),
        ("de", "Da ist eine rote Tasse.", "there is a cup", True),
        ("de", "Da ist ein Grammelpott.", "", True),
    ],
)
def test_a_thing_is_named_by_all_words_of_its_name(
    language: str, said: str, english: str, *, partly: bool
) -> None:
    found = stated(said, of(language))
    assert (found.english, found.partly) == (english, partly)
