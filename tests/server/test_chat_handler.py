"""The handler between requests and the model: when work is cancelled."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

import pytest

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.text import CannotReadError
from assistant.server.chat_request import WORDS, ChatMessage, ChatRequest, RefusedError
from assistant.server.serve import ChatHandler, KeepsNothing
from assistant.skills.picture_session import Analyser
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.skill_set import SkillSet
from assistant.understanding.language_file import Understanding, of
from models.interfaces import (
    UNCANCELLED,
    USUALLY,
    CancelToken,
    ImageEncoding,
    Problem,
    PromptOptions,
    TextChunk,
    WorkCancelledError,
)
from tests.kit.fakes import FakeModel, bundle, look, seen
from tests.kit.writing import Writing
from tests.server.conftest import jpeg


@dataclass
class CancellableModel(FakeModel):
    """Can be cancelled in the middle of its work."""

    cancel: CancelToken = UNCANCELLED
    stops: bool = False

    def cancel_with(self, cancel: CancelToken) -> None:
        self.cancel = cancel

    def generate(
        self,
        look: ImageEncoding,
        prompt: str,
        barred: frozenset[str] = frozenset(),
        how: PromptOptions = USUALLY,
    ) -> Iterator[TextChunk]:
        for piece in super().generate(look, prompt, barred, how):
            if self.stops or self.cancel.cancelled:
                raise WorkCancelledError
            yield piece


def handler_of(model: CancellableModel, language: Understanding | None = None) -> ChatHandler:
    looks = Analyser(bundle(model, model.cancel_with), lambda _: None)
    read = ReadSkill(Writing, lambda _: None)
    return ChatHandler(SkillSet(looks, "world", KeepsNothing(), read), language=language)


def words(handler: ChatHandler) -> str:
    message = ChatMessage(True, "", base64.b64encode(jpeg()).decode())
    parts = handler.answer(ChatRequest((message,), WORDS), UNCANCELLED)
    return "".join(part.text for part in parts)


def test_bare_words_come_although_the_previous_request_was_cancelled() -> None:
    model = CancellableModel(
        look(seen("dog", 0.95)), ["a dog on a sofa"], cancel=CancelWhen(lambda: True)
    )
    handler = handler_of(model)
    assert words(handler) == " a dog on a sofa"
    model.cancel_with(CancelWhen(lambda: True))
    assert words(handler) == " a dog on a sofa", "also of a picture that was looked at before"


def test_a_model_that_stops_by_itself_is_a_fault_not_an_empty_answer() -> None:
    handler = handler_of(CancellableModel(look(seen("dog", 0.95)), ["a dog"], stops=True))
    with pytest.raises(RefusedError, match="Something went wrong"):
        words(handler)


def test_a_question_that_nothing_can_answer_is_not_guessed_at() -> None:
    handler = handler_of(CancellableModel(look(seen("dog", 0.95)), ["a dog"]), of("de"))
    message = ChatMessage(True, "Was ist hinter dem Hund?", base64.b64encode(jpeg()).decode())
    said = "".join(part.text for part in handler.answer(ChatRequest((message,)), UNCANCELLED))
    assert said == "I can only say what I see: a dog."


def test_a_page_that_no_reader_can_read_is_refused_with_the_reason() -> None:
    def missing() -> Writing:
        raise CannotReadError("Reinstall Lantern.")

    looks = Analyser(bundle(FakeModel(look())), lambda _: Problem.NOT_A_PHOTO)
    handler = ChatHandler(
        SkillSet(looks, "world", KeepsNothing(), ReadSkill(missing, lambda _: None))
    )
    message = ChatMessage(True, "Who sent this?", base64.b64encode(jpeg()).decode())
    with pytest.raises(RefusedError, match="Reinstall Lantern") as refused:
        list(handler.answer(ChatRequest((message,)), UNCANCELLED))
    assert refused.value.status == HTTPStatus.SERVICE_UNAVAILABLE
