import csv
import time
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.events import Action
from assistant.protocol.query import Intent
from assistant.understanding.matcher import understand

HERE = Path(__file__).parent
VOICES = ("espeak-ng", "flite")
QUESTIONS_RIGHT = 0.98
"""Share of the heard questions that must stay questions: a swallowed one costs the most."""
COMMANDS_RIGHT = 0.75
"""Share of the heard phrasings that must give their command, for each kind of command."""


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


PHRASINGS = rows("phrasings.tsv")
HEARD = rows("heard.tsv")


def expected(row: dict[str, str]) -> tuple[str, str, str]:
    return row["intent"], row["about"], row["question"]


def understood(words: str) -> tuple[str, str, str] | None:
    query = understand(words)
    if query is None:
        return None
    return query.intent, "" if query.is_question else query.name, query.question


def asked(question: str) -> tuple[str, str, str]:
    return Intent.QUESTION, "", question


@pytest.mark.parametrize("kind", list(Intent))
def test_the_table(kind: Intent) -> None:
    rows = {row["phrase"]: expected(row) for row in PHRASINGS if row["intent"] == kind}
    assert len(rows) >= 7
    assert {phrase: understood(phrase) for phrase in rows} == rows


def test_the_table_holds_what_it_should() -> None:
    assert len({row["phrase"] for row in PHRASINGS}) == len(PHRASINGS) >= 200
    assert sum(row["intent"] == Intent.QUESTION for row in PHRASINGS) >= len(PHRASINGS) / 3
    assert sum(row["source"] == "misheard" for row in PHRASINGS) >= 60


@pytest.mark.parametrize(
    "manner",
    [
        "{}.",
        "{}?",
        " {}, please!",
        "Um, lantern, {}",
        "Hey Lantern. {}. Thank you, Lantern.",
        "{}. {}.",
    ],
)
def test_manners_change_nothing(manner: str) -> None:
    wrong = {
        said: understood(said)
        for row in PHRASINGS
        if row["source"] == "said"
        for said in [manner.format(row["phrase"], row["phrase"])]
        if understood(said) != expected(row)
    }
    assert not wrong


def test_capital_letters_change_no_intent() -> None:
    for row in PHRASINGS:
        loud = understood(row["phrase"].upper())
        assert loud is not None
        assert loud[:2] == (row["intent"], row["about"]), row


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("Find my Lucy.", "my Lucy"),
        ("Remember this as Anna's mug", "Anna's mug"),
        ("FIND MY LUCY", "my lucy"),
        ("Find the cup", "cup"),
    ],
)
def test_a_name_has_the_capitals_that_it_was_given(words: str, about: str) -> None:
    query = understand(words)
    assert query is not None
    assert query.name == about


def test_a_question_that_is_read_back_is_the_same_question() -> None:
    for row in PHRASINGS:
        if row["intent"] == Intent.QUESTION:
            assert understood(row["question"]) == expected(row)


@pytest.mark.parametrize(
    "words",
    ["", " ", "...", "um", "Um, please.", "you", "The"],
)
def test_nothing_is_asked(words: str) -> None:
    assert understand(words) is None


@pytest.mark.parametrize("kind", list(Intent))
def test_a_command_word_inside_a_question_stays_a_word(kind: Intent) -> None:
    for question in (f"Is there a {kind} button?", f"What is next to the {kind} sign?"):
        assert understood(question) == asked(question)


@pytest.mark.parametrize(
    "question",
    [
        "where is my dog sitting",
        "where is my cup on the table",
        "where is this shirt",
        "find the man in the red shirt",
        "name this flower",
        "would you call this a deep plate",
        "what does the man say",
        "turn off the light",
        "stop sign",
        "exit sign",
        "light switch",
        "colour of the cup",
        "back of the box",
        "help me cross the street",
        "look at the dog",
        "watch on the table",
        "remember the milk",
        "what colour is the thing on the left",
        "is the light red",
        "is there a light",
        "what keys are on the table",
        "what is happening on the left",
        "what else is red",
    ],
)
def test_what_only_begins_like_a_command_is_a_question(question: str) -> None:
    query = understand(question)
    assert query is not None
    assert query.is_question


def test_a_lantern_can_be_asked_about() -> None:
    for question in ("Is there a lantern?", "What colour is the lantern?"):
        assert understood(question) == asked(question)
    assert understand("What is this, Lantern?") == understand("What is this?")


def test_the_intents_have_the_names_of_the_keys_that_do_the_same() -> None:
    # Nobody asks to ask, who says no stops, and a line is asked for by its number.
    unsaid = {Action.ASK, Action.TYPE, Action.NO, Action.FIRST_LINE, Action.LAST_LINE}
    keys = {action.value for action in Action} - unsaid
    assert keys <= {kind.value for kind in Intent}


@given(st.text(max_size=80) | st.text("stop what is the my red, .?'", max_size=80))
def test_any_words_give_an_intent_or_nothing(words: str) -> None:
    query = understand(words)
    if query is not None and query.is_question:
        assert query.question.endswith((".", "?"))
        assert query.question == query.question.strip()


def test_long_words_do_not_take_long() -> None:
    start = time.process_time()
    for words in ("what is on the " * 300, "a" * 5000, "tell me what the red cup " * 200 + "is"):
        understand(words)
    assert time.process_time() - start < 1.0


def test_every_phrase_was_heard_by_every_voice() -> None:
    said = Counter((row["phrase"], row["intent"]) for row in PHRASINGS if row["source"] == "said")
    for voice in VOICES:
        heard = Counter((row["phrase"], row["intent"]) for row in HEARD if row["voice"] == voice)
        assert heard == said, "run python -m benchmarks.intent_hearing"


@cache
def became_of_the_heard() -> dict[str, list[str | None]]:
    """What each intent became, over the clips in which something was heard."""
    found: dict[str, list[str | None]] = defaultdict(list)
    for row in HEARD:
        if row["heard"]:
            query = understand(row["heard"])
            found[row["intent"]].append(None if query is None else query.intent)
    return found


@pytest.mark.parametrize("kind", list(Intent))
def test_what_is_heard_gives_the_right_intent(kind: Intent) -> None:
    became = became_of_the_heard()[kind]
    share = became.count(kind) / len(became)
    print(f"{kind}: {share:.0%} of {len(became)} clips")
    assert share >= (QUESTIONS_RIGHT if kind is Intent.QUESTION else COMMANDS_RIGHT)


def test_what_is_heard_badly_becomes_a_question_and_no_other_command() -> None:
    became = [(meant, got) for meant, all_got in became_of_the_heard().items() for got in all_got]
    right = sum(meant == got for meant, got in became)
    wrong = [pair for pair in became if pair[1] not in (pair[0], Intent.QUESTION, None)]
    print(f"{right / len(became):.1%} of {len(became)} clips right; another command: {wrong}")
    assert right >= 0.9 * len(became)
    assert len(wrong) <= 0.01 * len(became)
    assert all(got != Intent.QUIT for _, got in wrong)
