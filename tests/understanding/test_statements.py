"""Statements about a picture in other languages: what they claim."""

import pytest

from assistant.understanding.language_file import of
from assistant.understanding.statements import stated


@pytest.mark.parametrize(
    ("language", "said", "english", "partly"),
    [
        ("es", "Hay una botella de agua.", "there is a water bottle", False),
        ("es", "Hay un ratón de ordenador.", "there is a mouse", False),
        ("es", "Hay una bolsa de patatas fritas.", "there is a bag of chips", False),
        ("es", "Hay una mesa.", "there is a dining table", False),
        ("es", "Hay una taza roja y una silla.", "there is a red cup and a chair", False),
        ("es", "Una taza roja zumba.", "there is a cup", True),
        ("es", "El gato está durmiendo.", "the cat is sleeping", False),
        ("es", "No hay gatos.", "not there is cats", False),
        ("es", "No hay gatos rayados.", "", True),
        ("es", "La taza no es roja.", "the cup not is red", False),
        ("de", "Da ist ein Blatt Papier.", "there is a sheet of paper", False),
        ("de", "Da ist eine rote Tasse.", "there is a red cup", False),
        ("de", "Da ist ein Grammelpott.", "", True),
        ("de", "Da ist keine Katze.", "there is no cat", False),
        ("de", "Da ist keine grummelige Katze.", "", True),
        ("de", "Die Katze schläft.", "the cat is sleeping", False),
        ("de", "Zwei Tassen stehen auf dem Tisch.", "two cups is on the dining table", False),
    ],
)
def test_a_statement_is_put_into_english_word_by_word_or_by_its_things(
    language: str, said: str, english: str, *, partly: bool
) -> None:
    found = stated(said, of(language))
    assert (found.english, found.partly) == (english, partly)
