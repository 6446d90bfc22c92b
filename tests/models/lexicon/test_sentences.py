import pytest

from models.interfaces import Claim, ClaimKind
from models.lexicon.sentences import forms, is_phrase, parse, stated

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
        (
            "a group of four people picking out bananas",
            [(PRESENCE, "banana", "", "")],
        ),
        ("a man skis", [(PRESENCE, "person", "", ""), (ACTION, "person", "skiing", "")]),
        ("two skis", [(PRESENCE, "skis", "", ""), (COUNT, "skis", "2", "")]),
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


@pytest.mark.parametrize(
    ("said", "claims"),
    [
        ("A dog and a sofa.", [(PRESENCE, "dog", "", "dog"), (PRESENCE, "couch", "", "sofa")]),
        ("There are two young brown dogs", [(COUNT, "dog", "2", "two dogs"),
                                            (COLOUR, "dog", "brown", "brown dogs")]),
        ("a couple of gray cats", [(COUNT, "cat", "2", "cats"),
                                   (COLOUR, "cat", "grey", "gray cats")]),
        ("many apples", [(COUNT, "apple", "many", "many apples")]),
        ("two men ride horses", [(COUNT, "person", "2", "two men"),
                                 (PRESENCE, "horse", "", "horses")]),
        ("a group of four boys", [(COUNT, "person", "4", "four boys")]),
        ("a crowd of people", [(COUNT, "person", "many", "people")]),
        ("a pair of scissors", [(PRESENCE, "scissors", "", "scissors")]),
        ("a black and white cat", [(PRESENCE, "cat", "", "cat")]),
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


@pytest.mark.parametrize(
    "text",
    [
        *("cup", "two dogs", "red and white stripes", "red t-shirt", "man's hat", "heinz"),
        *("tomato ketchup", "can of soup", "box of ibuprofen", "bus 42", "$5", "4:30", "50 euro"),
        *("on the table", "to the left of the dog", "playing tennis", "two dogs on a sofa"),
        *("cup is on the table", "people walk", "stop sign"),
    ],
)
def test_a_phrase_names_something(text: str) -> None:
    assert is_phrase(text)


@pytest.mark.parametrize(
    "text",
    [
        *("take two pills", "drink it", "call 0900 1234", "call 555", "0900 1234", "1234567"),
        *("go to the street", "walk over the street", "jump", "eat apples", "park the car"),
        *("open the door", "watch two dogs", "do not move", "be quiet", "back off", "to jump"),
        *(
            "evil.example",
            "cat.dog",
            "http://cup",
            "cup/dog",
            "a@cup",
            "on",
            "the",
            "",
            "r\u00f6d cup",
        ),
    ],
)
def test_what_tells_somebody_to_do_something_and_an_address_are_no_phrases(text: str) -> None:
    assert not is_phrase(text)
