"""The clerk between requests and the model: whose work is stopped, and when."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from assistant.ears.understanding import Understanding, of
from assistant.serve import Clerk, KeepsNothing
from assistant.serving.asked import WORDS, Asked, Message, RefusedError
from assistant.skills.read import Read
from assistant.skills.together import Skills
from models.interfaces import AbandonedError, Look, Piece
from tests.kit.fakes import FakeModel, look, mind, seen, sights
from tests.kit.writing import Writing
from tests.serving.conftest import jpeg


@dataclass
class Heeding(FakeModel):
    """Stops in the midst of its work, as a checkpoint does."""

    abandoned: Callable[[], bool] = field(default=lambda: False)
    stops: bool = False

    def heed(self, abandoned: Callable[[], bool]) -> None:
        self.abandoned = abandoned

    def generate(
        self, look: Look, prompt: str, barred: frozenset[str] = frozenset()
    ) -> Iterator[Piece]:
        for piece in super().generate(look, prompt, barred):
            if self.stops or self.abandoned():
                raise AbandonedError
            yield piece


def clerk_of(model: Heeding, language: Understanding | None = None) -> Clerk:
    def fresh() -> Skills:
        read, judged = Read(Writing, lambda _: None), mind(model, model.heed)
        return Skills(sights(model), judged, "world", KeepsNothing(), read=read)

    return Clerk(fresh, language=language)


def words(clerk: Clerk) -> str:
    message = Message(True, "", base64.b64encode(jpeg()).decode())
    parts = clerk.answer(Asked((message,), WORDS), lambda: False)
    return "".join(part.text for part in parts)


def test_bare_words_are_given_though_the_request_before_is_over() -> None:
    model = Heeding(look(seen("dog", 0.95)), ["a dog on a sofa"], abandoned=lambda: True)
    clerk = clerk_of(model)
    assert words(clerk) == " a dog on a sofa"
    model.heed(lambda: True)
    assert words(clerk) == " a dog on a sofa", "also of a picture that was looked at before"


def test_a_model_that_stops_by_itself_is_a_fault_and_no_empty_answer() -> None:
    clerk = clerk_of(Heeding(look(seen("dog", 0.95)), ["a dog"], stops=True))
    with pytest.raises(RefusedError, match="Something went wrong"):
        words(clerk)


def test_a_question_that_is_not_understood_is_not_guessed_at() -> None:
    clerk = clerk_of(Heeding(look(seen("dog", 0.95)), ["a dog"]), of("de"))
    message = Message(True, "Welche Farbe hat das?", base64.b64encode(jpeg()).decode())
    said = "".join(part.text for part in clerk.answer(Asked((message,)), lambda: False))
    assert said == "I only understand this question in English. Ask it in English."
