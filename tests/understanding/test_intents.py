import csv
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.protocol.events import Action
from assistant.understanding.intents import Intent, Kind, intent_of

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


def expected(row: dict[str, str]) -> Intent:
    return Intent(Kind(row["intent"]), row["about"], row["question"])


@pytest.mark.parametrize("kind", list(Kind))
def test_the_table(kind: Kind) -> None:
    asked = {row["phrase"]: expected(row) for row in PHRASINGS if row["intent"] == kind}
    assert len(asked) >= 7
    assert {phrase: intent_of(phrase) for phrase in asked} == asked


def test_the_table_holds_what_it_should() -> None:
    assert len({row["phrase"] for row in PHRASINGS}) == len(PHRASINGS) >= 200
    assert sum(row["intent"] == Kind.QUESTION for row in PHRASINGS) >= len(PHRASINGS) / 3
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
        said: intent_of(said)
        for row in PHRASINGS
        if row["source"] == "said"
        for said in [manner.format(row["phrase"], row["phrase"])]
        if intent_of(said) != expected(row)
    }
    assert not wrong


def test_capital_letters_change_no_intent() -> None:
    for row in PHRASINGS:
        loud = intent_of(row["phrase"].upper())
        assert loud is not None
        assert (loud.kind, loud.about) == (row["intent"], row["about"]), row


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
    intent = intent_of(words)
    assert intent is not None
    assert intent.about == about


def test_a_question_that_is_read_back_is_the_same_question() -> None:
    for row in PHRASINGS:
        if row["intent"] == Kind.QUESTION:
            assert intent_of(row["question"]) == expected(row)


@pytest.mark.parametrize(
    "words",
    ["", " ", "...", "um", "Um, please.", "Thank you.", "Thanks for watching!", "you", "The"],
)
def test_nothing_is_asked(words: str) -> None:
    assert intent_of(words) is None


@pytest.mark.parametrize("kind", list(Kind))
def test_a_command_word_inside_a_question_stays_a_word(kind: Kind) -> None:
    for question in (f"Is there a {kind} button?", f"What is next to the {kind} sign?"):
        assert intent_of(question) == Intent(Kind.QUESTION, question=question)


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
    intent = intent_of(question)
    assert intent is not None
    assert intent.kind is Kind.QUESTION


def test_a_lantern_can_be_asked_about() -> None:
    for question in ("Is there a lantern?", "What colour is the lantern?"):
        assert intent_of(question) == Intent(Kind.QUESTION, question=question)
    assert intent_of("What is this, Lantern?") == intent_of("What is this?")


def test_the_intents_have_the_names_of_the_keys_that_do_the_same() -> None:
    # Nobody asks to ask.
    keys = {action.value for action in Action} - {Action.ASK, Action.TYPE}
    assert keys <= {kind.value for kind in Kind}


@given(st.text(max_size=80) | st.text("stop what is the my red, .?'", max_size=80))
def test_any_words_give_an_intent_or_nothing(words: str) -> None:
    intent = intent_of(words)
    if intent is not None and intent.kind is Kind.QUESTION:
        assert intent.question.endswith((".", "?"))
        assert intent.question == intent.question.strip()


def test_long_words_do_not_take_long() -> None:
    start = time.process_time()
    for words in ("what is on the " * 300, "a" * 5000, "tell me what the red cup " * 200 + "is"):
        intent_of(words)
    assert time.process_time() - start < 1.0


def test_every_phrase_was_heard_by_every_voice() -> None:
    said = Counter((row["phrase"], row["intent"]) for row in PHRASINGS if row["source"] == "said")
    for voice in VOICES:
        heard = Counter((row["phrase"], row["intent"]) for row in HEARD if row["voice"] == voice)
        assert heard == said, "run python -m benchmarks.intent_hearing"


def understood() -> dict[str, list[str | None]]:
    """What each intent became, over the clips in which something was heard."""
    found: dict[str, list[str | None]] = defaultdict(list)
    for row in HEARD:
        if row["heard"]:
            intent = intent_of(row["heard"])
            found[row["intent"]].append(None if intent is None else intent.kind)
    return found


@pytest.mark.parametrize("kind", list(Kind))
def test_what_is_heard_gives_the_right_intent(kind: Kind) -> None:
    became = understood()[kind]
    share = became.count(kind) / len(became)
    print(f"{kind}: {share:.0%} of {len(became)} clips")
    assert share >= (QUESTIONS_RIGHT if kind is Kind.QUESTION else COMMANDS_RIGHT)


def test_what_is_heard_badly_becomes_a_question_and_no_other_command() -> None:
    became = [(meant, got) for meant, all_got in understood().items() for got in all_got]
    right = sum(meant == got for meant, got in became)
    wrong = [pair for pair in became if pair[1] not in (pair[0], Kind.QUESTION, None)]
    print(f"{right / len(became):.1%} of {len(became)} clips right; another command: {wrong}")
    assert right >= 0.9 * len(became)
    assert len(wrong) <= 0.01 * len(became)
    assert all(got != Kind.QUIT for _, got in wrong)
