"""Keeping, telling again, listing and forgetting, by words."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from assistant.dialog.intent_handlers import KEEPING
from assistant.dialog.questions import NO_PICTURE
from assistant.skills.memory.remember import recognised
from assistant.storage.memory import StoredMemory
from assistant.understanding.language_file import of
from assistant.understanding.matcher import named, understand
from models.interfaces import Certainty, Problem
from tests.kit.fakes import (
    FakeModel,
    Skills,
    look,
    picture,
    seen,
    skills,
)


@pytest.fixture
def model() -> FakeModel:
    return FakeModel()


@pytest.fixture
def able(model: FakeModel, tmp_path: Path) -> Skills:
    return skills(model, memory=StoredMemory(model.space, tmp_path / "memory.sqlite"))


def ask(able: Skills, words: str) -> str:
    return str(able.answer(picture(), words).spoken)


@pytest.mark.parametrize(
    "words",
    [
        "Keep this as my mug.",
        "remember this as my mug",
        "save it under my mug",
        "call this my mug",
        "remember that this is my mug",
        "please keep this thing as my mug",
        "Keep this as my mug, please.",
        "Can you remember this as my mug?",
        "Okay, Lantern, remember this as my mug",
        "Keep this under the name my mug",
    ],
)
def test_a_view_is_kept_and_told_again(able: Skills, words: str) -> None:
    assert ask(able, words) == "Remembered as my mug."
    answer = able.answer(picture(), "What is this?")
    assert str(answer.spoken) == "It looks like what you called my mug."
    assert answer.certainty is Certainty.PROBABLY
    assert (answer.about, answer.kept) == ("my mug", True)


def test_a_name_keeps_its_capitals(able: Skills) -> None:
    assert ask(able, "Have you kept my Lucy?") == "I don't remember anything called my Lucy."
    assert ask(able, "Remember this as my Lucy.") == "Remembered as my Lucy."
    assert ask(able, "keep this as my lucy") == "Remembered as my Lucy."
    assert ask(able, "WHAT HAVE YOU KEPT") == "I remember my Lucy."
    assert ask(able, "Is this my lucy?") == "It looks like what you called my Lucy."
    assert ask(able, "Forget my Lucy") == "Forgotten: my Lucy."
    assert ask(able, "KEEP THIS AS MY MUG") == "Remembered as my mug."


def test_what_a_name_ends_with_belongs_to_it(able: Skills) -> None:
    assert ask(able, KEEPING.format(name="a gift for me")) == "Remembered as a gift for me."


@pytest.mark.parametrize("question", ["What is it?", "which one is this", "what am I holding?"])
def test_it_is_told_where_the_thing_is_asked_for(able: Skills, question: str) -> None:
    ask(able, "keep this as my mug")
    assert "my mug" in ask(able, question)


@pytest.mark.parametrize("question", ["Is it red?", "what colour is it", "what is on the table"])
def test_other_questions_are_answered_as_before(able: Skills, question: str) -> None:
    ask(able, "keep this as my mug")
    assert "my mug" not in ask(able, question)


@pytest.mark.parametrize("name", ["Lucy", "my wife"])
def test_nobody_is_told_by_a_kept_name(able: Skills, model: FakeModel, name: str) -> None:
    ask(able, f"keep this as {name}")
    assert name.lower() in ask(able, "what is this").lower()
    model.analysis = look(seen("person", 0.4))
    shown = able.answer(picture(101), "what is this")
    assert name.lower() not in str(shown.spoken).lower()


def test_what_looks_different_has_no_name(able: Skills, model: FakeModel) -> None:
    ask(able, "keep this as my mug")
    model.shows = 0.7
    assert "my mug" not in ask(able, "what is this")
    model.shows = 0.3
    assert "my mug" in ask(able, "what is this")


def test_another_side_is_kept_only_if_it_may_be_of_the_same_thing(
    able: Skills, model: FakeModel
) -> None:
    def side(shows: float, name: str = "my mug") -> tuple[str, Certainty]:
        model.shows = shows
        answer = able.answer(picture(), f"keep this as {name}", verify=True)
        return str(answer.spoken), answer.certainty

    ask(able, "keep this as my mug")
    assert side(0.6) == ("Remembered as my mug.", Certainty.PLAIN)
    no = "That does not look like my mug, so I did not keep it."
    assert side(1.6) == (no, Certainty.NONE)
    assert side(1.2) == ("Remembered as my mug.", Certainty.PLAIN), "it is near to the other side"
    assert side(2.5, "my cup") == ("Remembered as my cup.", Certainty.PLAIN)


def test_what_looks_like_two_kept_things_has_the_name_of_neither(
    able: Skills, model: FakeModel
) -> None:
    ask(able, "keep this as my mug")
    model.shows = 0.8
    ask(able, "keep this as my cup")
    model.shows = 0.4
    assert "looks like" not in ask(able, "what is this")
    model.shows = 0.2
    assert "my mug" in ask(able, "what is this")


@pytest.mark.parametrize(
    ("near", "other", "told"),
    [
        (1.0, 1.0, True),
        (0.95, 0.9, True),
        (0.85, -1.0, True),
        (0.85, 0.6, True),
        (0.85, 0.84, False),
        (0.8, -1.0, False),
    ],
)
def test_a_kept_thing_is_near_and_nearer_than_another(
    near: float, other: float, told: bool
) -> None:
    assert recognised(near, other, 0.9) is told
    assert not recognised(near, other, 2.0)


def test_the_nearest_of_several_is_told(able: Skills, model: FakeModel) -> None:
    ask(able, "keep this as my mug")
    model.shows = 0.4
    ask(able, "keep this as my cup")
    model.shows = 0.3
    assert "my cup" in ask(able, "what is this")


def test_what_is_kept_is_listed_and_forgotten(able: Skills) -> None:
    assert ask(able, "What have you kept?") == "You haven't asked me to remember anything yet."
    ask(able, "keep this as my mug")
    ask(able, "keep this as the front door key")
    ask(able, "keep this as my mug")
    assert ask(able, "list what I kept") == "I remember my mug and the front door key."
    assert ask(able, "forget my mug") == "Forgotten: my mug."
    assert ask(able, "forget my mug") == "I don't remember anything called my mug."
    assert "my mug" not in ask(able, "what have you kept")
    assert ask(able, "Can you forget the front door key?") == "Forgotten: the front door key."
    for words in ("Tell me what you have kept.", "What things have you kept?", "What have I saved"):
        assert ask(able, words) == "You haven't asked me to remember anything yet."


@pytest.mark.parametrize(
    "words",
    [
        "Forget everything you kept.",
        "Forget all the names",
        "forget all my things",
        "Delete everything I have saved.",
    ],
)
def test_all_that_is_kept_can_be_forgotten(able: Skills, words: str) -> None:
    assert ask(able, words) == "You haven't asked me to remember anything yet."
    ask(able, "keep this as my mug")
    ask(able, "keep this as tea")
    assert ask(able, words) == "Forgotten: my mug and tea."
    assert ask(able, "what have you kept") == "You haven't asked me to remember anything yet."


@pytest.mark.parametrize("words", ["Have you kept {}?", "Do you remember {}", "have I saved {}"])
def test_whether_something_is_kept_is_no_question_to_the_picture(able: Skills, words: str) -> None:
    ask(able, "keep this as my mug")
    assert ask(able, words.format("my mug")) == "I remember my mug."
    assert ask(able, words.format("the mug")) == "I remember my mug."
    assert ask(able, words.format("my cup")) == "I don't remember anything called my cup."


@pytest.mark.parametrize("words", ["delete my mug", "Erase my mug.", "forget the name my mug"])
def test_what_is_deleted_is_forgotten(able: Skills, words: str) -> None:
    ask(able, "keep this as my mug")
    assert ask(able, words) == "Forgotten: my mug."


def test_no_picture_is_looked_at_to_list_or_to_forget(able: Skills, model: FakeModel) -> None:
    for words in ("What have you kept?", "forget my mug"):
        able.answer(NO_PICTURE.pixels, words)
    assert model.looks == []


def test_signs_within_a_name_are_kept(able: Skills) -> None:
    assert ask(able, "keep this as milk, 1.5 %, please") == "Remembered as milk, 1.5 %."
    assert ask(able, "forget milk, 1.5 %") == "Forgotten: milk, 1.5 %."


@pytest.mark.parametrize(
    ("code", "name", "forget"),
    [
        ("en", "Dr. Smith's pills", "Forget Dr. Smith's pills."),
        ("en", "Box No. 3", "Please forget box no. 3"),
        ("en", "milk 1.5 %", "forget milk 1.5 %"),
        ("en", "salt & pepper", "Can you forget salt & pepper?"),
        ("en", "Tea (green)", "Forget tea (green)."),
        ("en", "AT&T bill", "Forget AT&T bill"),
        ("en", "coffee/tea", "forget coffee/tea"),
        ("de", "Tee, grün", "Vergiss Tee, grün."),
        ("es", "Sr. Gómez", "Olvida Sr. Gómez"),
    ],
)
def test_a_name_with_signs_is_kept_as_said_and_forgotten(
    able: Skills, model: FakeModel, code: str, name: str, forget: str
) -> None:
    kept = named(name, of(code))
    assert ask(able, KEEPING.format(name=kept)) == f"Remembered as {kept}."
    asked = understand(forget, of(code))
    assert asked is not None
    assert ask(able, asked.english or asked.question).startswith("Forgotten: ")


@pytest.mark.parametrize(
    "name",
    ["the price tag", "the phone number", "the expiry date", "the total bill", "the bank notes"],
)
def test_a_name_that_sounds_like_a_question_is_kept(able: Skills, name: str) -> None:
    assert ask(able, KEEPING.format(name=name)) == f"Remembered as {name}."


def test_a_bad_picture_is_not_kept(model: FakeModel, tmp_path: Path) -> None:
    memory = StoredMemory(model.space, tmp_path / "memory.sqlite")
    blurred = skills(model, problem=Problem.BLURRED, memory=memory, complete=True)
    assert "blurred" in ask(blurred, "keep this as my mug")
    assert memory.views() == []


def test_a_memory_that_cannot_be_written_is_told(model: FakeModel, tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    path.write_text("this is no database, but long enough to look like one")
    broken = skills(model, memory=StoredMemory(model.space, path))
    assert str(path) in ask(broken, "keep this as my mug")
    assert ask(broken, "what is this")


def test_a_damaged_view_is_told_once_and_the_others_are_recognised(
    model: FakeModel, tmp_path: Path
) -> None:
    path = tmp_path / "memory.sqlite"
    able = skills(model, memory=StoredMemory(model.space, path))
    ask(able, "keep this as my mug")
    ask(able, "keep this as tea")
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute("UPDATE kept SET vector = x'010203' WHERE name = 'tea'")
    said = ask(able, "What is this?")
    assert said.startswith("It looks like what you called my mug. Part of what I remember for you")
    assert ask(able, "What is this?") == "It looks like what you called my mug."


@pytest.fixture
def outdated(model: FakeModel, tmp_path: Path) -> Skills:
    """Two names were kept with other towers, one of them with these as well."""
    path = tmp_path / "memory.sqlite"
    for name in ("my mug", "tea"):
        StoredMemory("other towers", path).keep(name, model.embed_look(look()))
    able = skills(model, memory=StoredMemory(model.space, path))
    ask(able, "keep this as tea")
    return able


def test_what_other_towers_kept_is_listed_as_to_be_kept_once_more(
    outdated: Skills,
) -> None:
    again = "I can no longer recognise my mug. Show me again, and use the same name."
    assert ask(outdated, "What have you kept?") == f"I remember my mug and tea. {again}"
    assert ask(outdated, "Have you kept my mug?") == f"I remember my mug. {again}"
    assert ask(outdated, "Have you kept tea?") == "I remember tea."
    assert ask(outdated, "Is this my mug?") == again
    assert "tea" in ask(outdated, "What is this?"), "my mug is not compared"
    ask(outdated, "keep this as my mug")
    assert ask(outdated, "What have you kept?") == "I remember my mug and tea."


def test_what_other_towers_kept_is_forgotten(outdated: Skills) -> None:
    assert ask(outdated, "Forget my mug.") == "Forgotten: my mug."
    assert ask(outdated, "Have you kept my mug?") == "I don't remember anything called my mug."
    assert ask(outdated, "Forget everything you kept.") == "Forgotten: tea."
    assert ask(outdated, "What have you kept?") == "You haven't asked me to remember anything yet."


def test_everything_reaches_what_only_other_towers_kept(model: FakeModel, tmp_path: Path) -> None:
    path = tmp_path / "memory.sqlite"
    StoredMemory("other towers", path).keep("my mug", model.embed_look(look()))
    able = skills(model, memory=StoredMemory(model.space, path))
    assert ask(able, "Forget everything you kept.") == "Forgotten: my mug."
    assert ask(able, "What have you kept?") == "You haven't asked me to remember anything yet."
