"""What statements claim."""

import pytest

from models.interfaces import ClaimKind
from models.lexicon.statements import parse

COUNT, COLOUR, PRESENCE = ClaimKind.COUNT, ClaimKind.COLOUR, ClaimKind.PRESENCE


@pytest.mark.parametrize(
    ("said", "claims"),
    [
        ("A dog and a sofa.", [(PRESENCE, "dog", "", "dog"), (PRESENCE, "couch", "", "sofa")]),
        ("There are two young brown dogs", [(COUNT, "dog", "2", "two dogs"),
                                            (COLOUR, "dog", "brown", "brown dogs")]),
        ("a couple of gray cats", [(COUNT, "cat", "2", "cats"),
                                   (COLOUR, "cat", "grey", "gray cats")]),
        ("many apples", [(COUNT, "apple", "many", "many apples")]),
        ("Two men and a dog", [(COUNT, "person", "2", "two men"), (PRESENCE, "dog", "", "dog")]),
    ],
)  # fmt: skip
def test_things_their_number_and_their_colour_are_claims(
    said: str, claims: list[tuple[ClaimKind, str, str, str]]
) -> None:
    found = parse(said).claims
    assert [(one.claim.kind, one.claim.name, one.claim.value, one.text) for one in found] == claims


@pytest.mark.parametrize(
    "said", ["a dog runs", "a cat on a sofa", "a young dog", "a woman", "a dog sleeps", ""]
)
def test_more_than_things_is_left_to_the_words(said: str) -> None:
    assert parse(said).more


@pytest.mark.parametrize("said", ["a dog", "There are two dogs here.", "I can see a cat and a cup"])
def test_a_list_of_things_says_no_more(said: str) -> None:
    assert not parse(said).more


@pytest.mark.parametrize("said", ["there is no dog", "the dog isn't here", "nobody is here"])
def test_a_denial_is_told_from_a_statement(said: str) -> None:
    assert parse(said).denies
    assert not parse("there is a dog").denies
