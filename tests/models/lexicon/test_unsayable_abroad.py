"""What is never said in German and Spanish either."""

import pytest

from models.lexicon.unsayable import unsayable_abroad


@pytest.mark.parametrize(
    ("language", "text", "never"),
    [
        ("de", "Ein Hund sitzt auf einem Sofa", False),
        ("de", "Ein altes Auto steht auf der Straße", False),
        ("de", "Eine junge Frau hält einen Schirm", True),
        ("de", "Ein alter Mann", True),
        ("de", "Ein Mann lächelt", True),
        ("de", "Der Weg ist sicher", True),
        ("de", "Eine Tür, zwei Meter entfernt", True),
        ("de", "Herr Schulze sitzt", True),
        ("de", "Auf dem Bild ist kein Hund", True),
        ("de", "Ich kann leider nichts erkennen", True),
        ("es", "Un perro sobre un sofá", False),
        ("es", "Una mujer joven", True),
        ("es", "Un niño feliz", True),
        ("es", "Es seguro cruzar", True),
        ("es", "No hay ningún perro", True),
        ("es", "A tres metros de la puerta", True),
        ("fr", "Un chien", True),
    ],
)
def test_ages_feelings_safety_and_what_is_absent(language: str, text: str, never: bool) -> None:
    assert unsayable_abroad(text, language) is never
