"""What other models write in German and Spanish is put into English to be checked."""

import pytest

from assistant.saying.gloss import bare_gloss, gloss
from models.interfaces import ClaimKind
from models.lexicon.sentences import stated

PRESENCE, COUNT, COLOUR, ACTION, RELATION = (
    ClaimKind.PRESENCE,
    ClaimKind.COUNT,
    ClaimKind.COLOUR,
    ClaimKind.ACTION,
    ClaimKind.RELATION,
)


@pytest.mark.parametrize(
    ("language", "text", "claims"),
    [
        (
            "de",
            "Ein brauner Hund sitzt auf einem roten Sofa.",
            {(COLOUR, "brown"), (ACTION, "sitting"), (COLOUR, "red"), (RELATION, "on")},
        ),
        (
            "de",
            "Zwei Männer stehen neben einem Auto, und eine Frau hält einen Regenschirm.",
            {(COUNT, "2"), (ACTION, "standing"), (RELATION, "next to"), (ACTION, "holding")},
        ),
        ("de", "Der Hund ist schwarz.", {(COLOUR, "black")}),
        ("es", "Un perro marrón está sentado.", {(COLOUR, "brown"), (ACTION, "sitting")}),
        (
            "es",
            "Dos hombres de pie junto a un coche rojo",
            {(COUNT, "2"), (ACTION, "standing"), (RELATION, "next to"), (COLOUR, "red")},
        ),
    ],
)
def test_a_sentence_makes_the_same_claims_in_english(
    language: str, text: str, claims: set[tuple[ClaimKind, str]]
) -> None:
    found = gloss(text, language)
    assert found.whole
    made = {(one.kind, one.value) for one in stated(found.text)}
    assert made - {(PRESENCE, "")} == claims


@pytest.mark.parametrize(
    ("language", "text", "english", "whole"),
    [
        ("de", "rot", "red", True),
        ("de", "Ein Hund", "dog", True),
        ("de", "drei", "3", True),
        ("de", "ein Glorp", "Glorp", False),
        ("es", "la mesa", "dining table", True),
        ("es", "siete", "7", True),
        ("eo", "ruĝa", "ruĝa", False),
    ],
)
def test_an_answer_is_as_models_give_it_in_english(
    language: str, text: str, english: str, whole: bool
) -> None:
    found = gloss(text, language)
    assert (bare_gloss(found.text), found.whole) == (english, whole)
