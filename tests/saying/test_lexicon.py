"""Every language has words for all that can be said of a picture, as they stand in `things/`."""

import json
import re
from pathlib import Path
from string import Formatter

import pytest

from assistant.saying.lexicon import FOLDER, Words, english_words, words
from assistant.saying.noun_phrases import Act, Part, Quality, Thing, can_say
from models.embedded.evidence.surfaces import GROUPS, NAMES

MODEL = Path(__file__).parents[2] / "models/embedded/weights/model.json"
CODES = sorted(file.stem for file in FOLDER.glob("*.toml"))
PERSON = Thing("person")


def lexicon(code: str) -> Words:
    found = words(code)
    assert found is not None
    return found


def in_all(value: Thing | Act | Quality | Part, form: str = "") -> tuple[str, str, str]:
    en, de, es = (value.in_words(code, form).text for code in ("en", "de", "es"))
    return en, de, es


@pytest.mark.parametrize("code", CODES)
def test_every_name_that_a_picture_can_show_has_a_noun(code: str) -> None:
    model = json.loads(MODEL.read_text(encoding="utf-8"))
    rooms = set(model["scenes"]) - {"", "outdoors"}
    wanted = {*model["names"], *rooms, *NAMES.values(), *GROUPS}
    assert not wanted - lexicon(code).nouns.keys()


@pytest.mark.parametrize("code", CODES)
def test_the_languages_have_words_for_the_same(code: str) -> None:
    own, english = lexicon(code), english_words()
    assert own.nouns.keys() == english.nouns.keys()
    assert own.qualities.keys() == english.qualities.keys()

    def general(table: object) -> set[str]:
        assert isinstance(table, dict)
        # What stands behind a general act is one certain thing.
        return {key for key in table if not any(key.startswith(f"{one} ") for one in table)}

    acts = {key for key in general(own.acts) if not key.startswith("animal ")}
    assert acts == {key for key in general(english.acts)}
    assert general(own.relations) == general(english.relations)


@pytest.mark.parametrize("code", CODES)
def test_an_act_needs_another_thing_in_every_language_or_in_none(code: str) -> None:
    for value, text in english_words().acts.items():
        own = lexicon(code).acts.get(value)
        if own is not None and " " not in value:
            parts = [("{other" in one.partition(";")[0]) for one in (text, own)]
            assert parts[0] == parts[1], value


@pytest.mark.parametrize("code", CODES)
def test_what_is_filled_in_is_a_known_blank_and_reads_well(code: str) -> None:
    own = lexicon(code)
    for text in (*own.acts.values(), *own.relations.values()):
        for one in text.split("; "):
            assert [name for _, name, *_ in Formatter().parse(one) if name] in ([], ["other"]), text
    for value in own.acts:
        for who in (PERSON, Thing("dog", "2")):
            said = Act(value, who, Thing("dog")).in_words(code, "main").text
            assert re.fullmatch(r"[\w '-]+", said), said


@pytest.mark.parametrize(
    ("thing", "spoken"),
    [
        (Thing("cup"), ("a cup", "eine Tasse", "una taza")),
        (Thing("umbrella"), ("an umbrella", "ein Regenschirm", "un paraguas")),
        (Thing("scissors"), ("scissors", "eine Schere", "unas tijeras")),
        (Thing("grass"), ("grass", "Gras", "hierba")),
        (Thing("sky"), ("the sky", "der Himmel", "el cielo")),
        (
            Thing("dog", "2", ("brown",)),
            ("two brown dogs", "zwei braune Hunde", "dos perros marrones"),
        ),
        (
            Thing("elephant", "3+"),
            ("at least three elephants", "mindestens drei Elefanten", "al menos tres elefantes"),
        ),
        (Thing("apple", "many"), ("many apples", "viele Äpfel", "muchas manzanas")),
        (Thing("bear", "2+"), ("several bears", "mehrere Bären", "varios osos")),
        (
            Thing("bottle", "", ("plastic", "pink")),
            (
                "a plastic pink bottle",
                "eine rosa Flasche aus Plastik",
                "una botella de plástico rosa",
            ),
        ),
        (
            Thing("orange", "", ("orange",)),
            ("an orange orange", "eine orangefarbene Orange", "una naranja naranja"),
        ),
        (Thing("unicycle"), ("a unicycle",) * 3),
    ],
)
def test_things(thing: Thing, spoken: tuple[str, ...]) -> None:
    assert in_all(thing) == spoken


@pytest.mark.parametrize(
    ("thing", "form", "german"),
    [
        (Thing("dog"), "acc", "einen Hund"),
        (Thing("dog", "", ("black",)), "dat", "einem schwarzen Hund"),
        (Thing("elephant"), "dat", "einem Elefanten"),
        (Thing("apple", "2+"), "dat", "mehreren Äpfeln"),
        (Thing("person", "many"), "dat", "vielen Personen"),
        (Thing("car", "2"), "dat", "zwei Autos"),
        (Thing("grass", "", ("green",)), "dat", "grünem Gras"),
        (Thing("sky"), "acc", "den Himmel"),
        (Thing("dog"), "no", "keinen Hund"),
        (Thing("shoes"), "no", "keine Schuhe"),
        (Thing("grass"), "no", "kein Gras"),
        (Thing("dog", the=True), "dat", "dem Hund"),
    ],
)
def test_german_cases(thing: Thing, form: str, german: str) -> None:
    assert thing.in_words("de", form).text == german


@pytest.mark.parametrize(
    ("act", "spoken"),
    [
        (
            Act("riding", PERSON, Thing("horse")),
            ("riding a horse", "reitet auf einem Pferd", "montando a caballo"),
        ),
        (
            Act("riding", PERSON, Thing("bicycle")),
            ("riding a bike", "fährt Fahrrad", "montando en bicicleta"),
        ),
        (
            Act("looking at", PERSON, Thing("dog")),
            ("looking at a dog", "schaut einen Hund an", "mirando a un perro"),
        ),
        (
            Act("sitting", Thing("dog", "2"), where=Act("on", None, Thing("bed"))),
            ("sitting on a bed", "sitzen auf einem Bett", "sentados en una cama"),
        ),
        (
            Act("resting", Thing("cat"), where=Act("in", None, Thing("snow"))),
            ("resting in the snow", "ruht sich im Schnee aus", "descansando en la nieve"),
        ),
        (
            Act("eating", Thing("giraffe"), Thing("grass")),
            ("eating grass", "frisst Gras", "comiendo hierba"),
        ),
        (Act("at", PERSON, Thing("beach")), ("at the beach", "am Strand", "en la playa")),
    ],
)
def test_acts_and_relations(act: Act, spoken: tuple[str, ...]) -> None:
    assert in_all(act, "main") == spoken


def test_a_clause_has_its_verb_at_the_end() -> None:
    act = Act("resting", Thing("cat"), where=Act("on", None, Thing("bed")))
    assert act.in_words("de", "last").text == "sich auf einem Bett ausruht"
    assert Thing("cat").in_words("de", "who").text == "die"
    assert (
        Act("looking at", PERSON, Thing("dog")).in_words("de", "last").text == "einen Hund anschaut"
    )


def test_a_quality_agrees_with_its_thing() -> None:
    assert in_all(Quality("black", Thing("cat", "2"))) == ("black", "schwarz", "negros")
    assert in_all(Quality("red", Thing("flower"))) == ("red", "rot", "roja")
    assert in_all(Part(Thing("dog"))) == ("one", "einer", "uno")
    assert in_all(Part(Thing("cow"), "2")) == ("two", "zwei", "dos")


def test_what_has_no_words_is_not_said() -> None:
    assert can_say(Act("sitting", PERSON))
    assert can_say(Act("wearing", PERSON, Thing("hat")))
    assert not can_say(Act("wearing", PERSON))
    assert not can_say(Act("on", Thing("cup")))
    assert not can_say(Act("defenestrating", PERSON))
    assert not can_say(Act("riding", PERSON, Thing("unicycle")))
