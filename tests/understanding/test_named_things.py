"""That what has a narrower name here is looked for, and cautioned of, as by the wider one."""

import pytest

from assistant.saying.lexicon import words
from assistant.skills.find.find_skill import TEXT
from assistant.understanding.language_file import of
from models.embedded.evidence import doors
from models.embedded.finder import known_name
from models.lexicon.things import SEEN
from tests.kit.queries import query_of

CODES = ("de", "es")
BY_WORDS_ONLY = {
    *("basket", "bread", "can", "candle", "coffee maker", "cooking pot", "crosswalk", "drawer"),
    *("elevator", "face", "glass", "headphones", "heater", "house key", "kettle", "key"),
    *("key ring", "letter", "light switch", "package", "pan", "pen", "pencil", "plate", "pot"),
    *("soap", "socks", "switch", "tin can", "trash can", "wallet", "washing machine"),
    *("water glass", "white cane"),
}
"""What neither the witness nor the network for doors knows."""
WIDER = {"cooktop": "stove", "hot plate": "stove", "gas stove": "stove", "step": "stairs"}


def english(code: str) -> set[str]:
    return {name for _, name in of(code).names.things.values()}


def blind(name: str) -> bool:
    return known_name(name) is None and doors.called(name) is None


@pytest.mark.parametrize("code", CODES)
def test_what_can_be_seen_is_not_looked_for_by_words_only(code: str) -> None:
    spoken = words(code)
    assert spoken is not None
    unseen = set(spoken.nouns) - SEEN
    assert set(filter(blind, english(code) - unseen)) - TEXT <= BY_WORDS_ONLY


@pytest.mark.parametrize(
    ("name", "known"),
    [
        *(("step", "stairs"), ("note", "paper"), ("tram", "train")),
        *(("duvet", "blanket"), ("sneakers", "shoes")),
        *(("flower pot", "potted plant"), ("stuffed animal", "teddy bear")),
        *(("furniture", "cabinet"), ("hot plate", "oven"), ("red cooktop", "oven")),
    ],
)
def test_what_resembles_a_known_thing_is_a_kind_of_it(name: str, known: str) -> None:
    assert known_name(name) == known


NEAR_ANOTHER = [
    ("cup on the table", "cup"),
    ("red cup on the table", "cup"),
    ("chair next to the window", "chair"),
    ("bottle of water", "bottle"),
    ("traffic light on the left", "traffic light"),
    ("key in the door", "key"),
    ("latch in the door", None),
    ("pair of scissors", "scissors"),
    ("couple of chairs", "chair"),
    ("pair of glasses on the bed", "glasses"),
    ("small piece of paper", "paper"),
]


@pytest.mark.parametrize(("name", "known"), NEAR_ANOTHER)
def test_what_a_thing_is_near_is_not_taken_for_it(name: str, known: str | None) -> None:
    assert known_name(name) == known


@pytest.mark.parametrize(
    ("code", "thing", "english"),
    [
        ("de", "die Tasse auf dem Tisch", "cup"),
        ("de", "der Schlüssel in der Tür", "key"),
        ("de", "die rote Tasse neben dem Fenster", "cup"),
        ("de", "die Tasse im Regal", "cup"),
        ("es", "la taza en la mesa", "cup"),
        ("es", "la llave en la puerta", "key"),
    ],
)
def test_nor_is_it_in_other_languages(code: str, thing: str, english: str) -> None:
    assert of(code).names.english(thing, exactly=False) == english
    assert of(code).names.english(thing) is None


@pytest.mark.parametrize("code", CODES)
def test_whatever_lantern_says_can_be_asked_for(code: str) -> None:
    spoken = words(code)
    assert spoken is not None
    said = (one for noun in spoken.nouns.values() for one in (noun.one, noun.several) if one)
    assert [one for one in said if of(code).names.english(one) is None] == []


def wider(name: str) -> str:
    return WIDER.get(name) or known_name(name) or name


@pytest.mark.parametrize("code", CODES)
def test_the_narrower_name_is_cautioned_of_as_the_wider(code: str) -> None:
    lines = (line for lines in of("en").english.values() for line in lines)
    asked = [
        line.replace("{side}", "on the left")
        .replace("{state}", state)
        .replace("{pattern}", "striped")
        for line in lines
        for state in (("open", "closed", "empty", "full", "on") if "{state}" in line else ("",))
        if "thing}" in line and "other}" not in line and "or_side}" not in line
    ]
    careless = [
        text.format(thing=name)
        for name in english(code)
        for text in (one.replace("{a_thing}", "a {thing}") for one in asked)
        if query_of(text.format(thing=wider(name))).risk
        and not query_of(text.format(thing=name)).risk
    ]
    assert not careless


@pytest.mark.parametrize(
    ("code", "words", "searched"),
    [
        ("de", "Hunde", "dog"),
        ("de", "Hund am Strand", "dog"),
        ("de", "dog at the beach", "dog at the beach"),
        ("de", "red cup", "red cup"),
        ("de", "Quitten", "Quitten"),
        ("es", "perro en la playa", "dog"),
        ("es", "a hot dog", "a hot dog"),
        ("en", "Hund am Strand", "Hund am Strand"),
    ],
)
def test_photos_are_searched_for_what_is_known_in_english(
    code: str, words: str, searched: str
) -> None:
    assert of(code).searched(words) == searched
