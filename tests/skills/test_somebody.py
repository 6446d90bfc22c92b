"""Names of people in what other models write."""

import pytest

from assistant.saying.gloss import gloss
from assistant.skills.somebody import names_somebody


@pytest.mark.parametrize(
    ("language", "text", "somebody"),
    [
        ("de", "Angela Merkel steht neben einem Hund.", True),
        ("de", "Ein Hund sitzt neben Peter.", True),
        ("de", "Auf dem Tisch steht eine Tasse Kaffee.", False),
        ("de", "Eine Schaufensterpuppe trägt einen Hut.", False),
        ("es", "Un hombre con Pedro", True),
        ("es", "Una taza de café en la mesa", False),
    ],
)
def test_names_of_people_are_found(language: str, text: str, somebody: bool) -> None:
    assert names_somebody(gloss(text, language).text, language) is somebody
