"""Whose a thing is: by what is kept, or not at all."""

from pathlib import Path

import pytest

from assistant.storage.memory import StoredMemory
from models.interfaces import Certainty, Guess, ImageEncoding, Reply
from tests.kit.fakes import (
    FakeModel,
    Skills,
    look,
    picture,
    reply,
    seen,
    skills,
)
from tests.kit.queries import query_of

QUESTIONS = (
    "Is this my mug?",
    "Is it my cat?",
    "Is this mine?",
    "Isn't that my mug on the table?",
    "Could you tell me if this is my mug, please?",
    "Are these our keys?",
    "Is this her mug or not?",
    "Is this mug mine?",
    "Does this belong to me?",
    "Whose mug is this?",
    "Who does this mug belong to?",
    "Is this my mug or yours?",
)


class SaysYes(FakeModel):
    """Affirms whatever it is asked."""

    def reply(self, look: ImageEncoding, question: str, guesses: tuple[Guess, ...]) -> Reply:
        return reply("yes", Certainty.PROBABLY)


@pytest.fixture
def model() -> FakeModel:
    return SaysYes(look(seen("cup", 0.95)), certainty=Certainty.NONE)


@pytest.fixture
def able(model: FakeModel, tmp_path: Path) -> Skills:
    return skills(model, memory=StoredMemory(model.space, tmp_path / "memory.sqlite"))


@pytest.mark.parametrize("question", QUESTIONS)
def test_where_nothing_is_kept_only_what_is_there_is_said(able: Skills, question: str) -> None:
    answer = able.answer(picture(), question, "cup")
    assert str(answer.spoken) == "I can't tell whose it is. A cup."
    assert answer.certainty is Certainty.NONE


@pytest.mark.parametrize(
    "question",
    [
        "Is this a mug?",
        "Is the mug on my table?",
        "Is this a gold mine?",
        "Is this mug clean?",
        "Is this my left or my right hand?",
    ],
)
def test_other_questions_are_answered_as_before(able: Skills, question: str) -> None:
    assert not query_of(question).owned
    able.answer(picture(), "keep this as my mug")
    assert "you called" not in str(able.answer(picture(), question).spoken)


def test_what_is_missing_is_told(model: FakeModel, tmp_path: Path) -> None:
    blind = FakeModel(look(seen("cat", 0.001)))
    said = skills(blind).answer(picture(), "Is it my cat?").spoken
    assert str(said) == "No, I can't see a cat here."


@pytest.mark.parametrize("question", QUESTIONS[:1] + QUESTIONS[2:5] + QUESTIONS[6:])
def test_the_kept_view_decides_that_it_is(able: Skills, question: str) -> None:
    able.answer(picture(), "keep this as my mug")
    answer = able.answer(picture(), question, "cup")
    assert str(answer.spoken) == "It looks like what you called my mug."
    assert answer.certainty is Certainty.PROBABLY
    assert (answer.about, answer.kept) == ("my mug", True)


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("my mug", "Is this my mug?"),
        ("my mug", "Is it not the mug here?"),
        ("the front door key", "Is this the front door key?"),
        ("my t-shirt", "Is that my t-shirt on the chair?"),
        ("the cup on the shelf", "Is this the cup on the shelf?"),
    ],
)
def test_the_kept_view_decides_that_it_is_not(
    able: Skills, model: FakeModel, name: str, question: str
) -> None:
    able.answer(picture(), f"keep this as {name}")
    model.shows = 0.7
    answer = able.answer(picture(), question)
    assert str(answer.spoken) == f"I am not sure. It does not look like what you called {name}."
    assert answer.certainty is Certainty.UNSURE


def test_what_is_kept_under_another_name_is_told_where_it_shows(
    able: Skills, model: FakeModel
) -> None:
    able.answer(picture(), "keep this as tea")
    assert "you called tea" in str(able.answer(picture(), "Is this mine?").spoken)
    model.shows = 0.7
    for question in ("Is this mine?", "Is this my mug?"):
        assert str(able.answer(picture(), question).spoken) == "I can't tell whose it is. A cup."


@pytest.mark.parametrize(
    ("name", "question", "said"),
    [
        ("my wife", "Is this my wife?", "I never say who someone is."),
        ("Lucy", "Is this Lucy?", "I never say who someone is."),
        ("my insulin", "Is this my insulin?", "Please check with a person"),
    ],
)
def test_a_kept_view_does_not_tell_who_it_is_or_what_is_safe(
    able: Skills, name: str, question: str, said: str
) -> None:
    able.answer(picture(), f"keep this as {name}")
    spoken = able.answer(picture(), question).spoken
    assert said in str(spoken)
    assert "It looks like" not in str(spoken)
