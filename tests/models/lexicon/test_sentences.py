import pytest

from models.interfaces import Claim, ClaimKind
from models.lexicon.sentences import forms, stated

PRESENCE, COUNT, COLOUR, ATTRIBUTE, ACTION, RELATION = ClaimKind


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (
            "Two brown dogs are running on grass.",
            [
                (PRESENCE, "dog", "", ""),
                (COUNT, "dog", "2", ""),
                (COLOUR, "dog", "brown", ""),
                (ACTION, "dog", "running", ""),
                (PRESENCE, "grass", "", ""),
                (RELATION, "dog", "on", "grass"),
            ],
        ),
        (
            "a man in a red shirt riding a bike down a dirt road",
            [
                (PRESENCE, "person", "", ""),
                (PRESENCE, "shirt", "", ""),
                (COLOUR, "shirt", "red", ""),
                (RELATION, "person", "in", "shirt"),
                (PRESENCE, "bicycle", "", ""),
                (ACTION, "person", "riding", "bicycle"),
                (PRESENCE, "street", "", ""),
                (RELATION, "bicycle", "along", "street"),
            ],
        ),
        (
            "a group of people standing around a kitchen table",
            [
                (PRESENCE, "person", "", ""),
                (COUNT, "person", "3+", ""),
                (ACTION, "person", "standing", ""),
                (PRESENCE, "dining table", "", ""),
            ],
        ),
        (
            "a black and white cat lying on top of a laptop keyboard",
            [
                (PRESENCE, "cat", "", ""),
                (COLOUR, "cat", "black", ""),
                (COLOUR, "cat", "white", ""),
                (ACTION, "cat", "lying", ""),
                (PRESENCE, "keyboard", "", ""),
                (RELATION, "cat", "on", "keyboard"),
            ],
        ),
        (
            "a small white plate of french fries",
            [
                (PRESENCE, "plate", "", ""),
                (ATTRIBUTE, "plate", "small", ""),
                (COLOUR, "plate", "white", ""),
                (PRESENCE, "french fries", "", ""),
            ],
        ),
        (
            "a little white girl and three old men",
            [(PRESENCE, "person", "", ""), (COUNT, "person", "3", "")],
        ),
        ("The bag is blue.", [(PRESENCE, "bag", "", ""), (COLOUR, "bag", "blue", "")]),
        ("a tennis player", [(PRESENCE, "person", "", "")]),
        ("a horse racing stadium", [(PRESENCE, "stadium", "", "")]),
        ("it is dark", []),
        ("", []),
    ],
)
def test_a_sentence_claims_what_it_says(
    sentence: str, claims: list[tuple[ClaimKind, str, str, str]]
) -> None:
    assert stated(sentence) == tuple(Claim(*claim) for claim in claims)


def test_a_value_has_the_words_that_assert_it() -> None:
    assert forms(Claim(ACTION, "dog", "running")) == ("running", "runs", "run")
    assert forms(Claim(PRESENCE, "dog", "")) == ()
