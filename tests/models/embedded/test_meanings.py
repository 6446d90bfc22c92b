"""What the weights that ship make of wordings that they have never seen."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.protocol.query import Kind, Never, Risk, Talk
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from assistant.understanding.meaning import meant
from benchmarks.meanings import LANGUAGES, share, shipped, unseen
from models.embedded.meanings import EmbeddedMeanings
from models.embedded.passages import bare
from models.interfaces import Meaning

pytestmark = pytest.mark.weights
WORDINGS = Path(__file__).parents[3] / "benchmarks" / "wordings"
LISTED = 250
"""Dangers of those that were learned, or chose the bars."""


@pytest.fixture(scope="module")
def meanings() -> EmbeddedMeanings:
    return shipped()


def listed(language: str) -> list[str]:
    """Dangers of `benchmarks/wordings/`."""
    lines = (WORDINGS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    dangers = [line.partition("\t")[2] for line in lines if line.startswith("risk:")]
    return dangers[:: len(dangers) // LISTED][:LISTED]


@pytest.mark.parametrize(("language", "least"), [("en", 0.95), ("de", 0.9), ("es", 0.89)])
def test_dangers_get_a_caution_in_words_that_nobody_listed(
    language: str, least: float, meanings: EmbeddedMeanings
) -> None:
    said = unseen("risk", language)
    assert len(said) + LISTED >= 400
    assert share(said, language, meanings, "risk") >= least
    assert share(listed(language), language, meanings, "risk") >= 0.9


@pytest.mark.parametrize(("language", "least"), [("en", 0.88), ("de", 0.86), ("es", 0.85)])
def test_what_people_are_is_refused_in_words_that_nobody_listed(
    language: str, least: float, meanings: EmbeddedMeanings
) -> None:
    assert share(unseen("never", language), language, meanings, "never") >= least


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_harmless_question_is_not_refused_and_seldom_takes_a_caution(
    language: str, meanings: EmbeddedMeanings
) -> None:
    said = unseen("none", language)
    assert share(said, language, meanings, "never") <= 0.02
    assert share(said, language, meanings, "risk") <= 0.16


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("thank you", "talk:thanks"),
        ("Wer bist du?", "talk:who_are_you"),
        ("¿Qué hora es?", "talk:clock"),
        ("tell me a joke", "talk:joke"),
        ("Is she pretty?", "never:traits"),
        ("Lauf ich gleich wo gegen?", "risk:stairs"),
        ("Ist das Licht noch an?", "kind:lamp"),
        ("What is on the table?", ""),
    ],
)
def test_what_is_said_often_is_known(words: str, meaning: str, meanings: EmbeddedMeanings) -> None:
    assert meanings.meaning(words).name == meaning


@pytest.mark.parametrize(
    ("words", "talk"),
    [
        ("tell me a joke", Talk.JOKE),
        ("what's your name", Talk.WHO_ARE_YOU),
        ("what time is it", Talk.CLOCK),
        ("Wie spät ist es?", Talk.CLOCK),
    ],
)
def test_small_talk_is_known_where_a_template_takes_it_for_a_question(
    words: str, talk: Talk, meanings: EmbeddedMeanings
) -> None:
    query = asked(words, of("de" if words.startswith("Wie") else "en"))
    assert query is not None
    found = meant(query, meanings.meaning(query.question), lambda query: False, lambda: False)
    assert (found.kind, found.name) == (Kind.TALK, talk)


@pytest.mark.parametrize(("about", "kind"), [("chair", Kind.TALK), ("clock", Kind.TIME)])
def test_only_a_clock_that_was_spoken_of_is_asked_for_its_time(about: str, kind: Kind) -> None:
    query = asked("what time is it", of("en"))
    assert query is not None
    found = meant(
        replace(query, about=about), Meaning("", sure=False), lambda query: False, lambda: False
    )
    assert found.kind is kind


@pytest.mark.parametrize(
    ("name", "sure", "close", "risk"),
    [
        ("risk:stairs", False, False, Risk.STAIRS),
        ("risk:stairs", False, True, None),
        ("risk:stairs", True, True, Risk.STAIRS),
        ("risk:danger", False, True, Risk.DANGER),
    ],
)
def test_what_lies_near_by_has_no_stairs(
    name: str, sure: bool, close: bool, risk: Risk | None
) -> None:
    query = asked("is there a scratch on it", of("en"))
    assert query is not None
    found = meant(query, Meaning(name, sure=sure), lambda query: False, lambda: close)
    assert found.risk is risk


@pytest.mark.parametrize(
    ("sure", "close", "never"),
    [(False, False, Never.EMOTION), (False, True, None), (True, True, Never.EMOTION)],
)
def test_what_lies_near_by_has_no_feelings(sure: bool, close: bool, never: Never | None) -> None:
    query = asked("sind die gestreift", of("de"))
    assert query is not None
    meaning = Meaning("never:emotion", sure=sure)
    assert meant(query, meaning, lambda query: False, lambda: close).never is never


def test_signs_and_capitals_change_no_meaning() -> None:
    assert bare("¿Qué hora es?") == bare("QUÉ HORA ES") == "qué hora es"


def test_a_colour_that_is_asked_for_in_other_words_is_that_of_its_thing() -> None:
    colour = Meaning("kind:colour", sure=True)
    for words, things in (("what tint is on the back wall", ("wall",)), ("what tint is it", ())):
        query = asked(words, of("en"))
        assert query is not None
        known = meant(query, colour, lambda _: False, lambda: False)
        assert (known.kind, known.things) == (Kind.COLOUR, things)
