"""The format of Ollama: `/api/chat`, `/api/generate`, `/api/tags`, `/api/show`. Pure.

Follows https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from assistant.saying.messages.server_lines import ServingLine
from assistant.server.chat_request import (
    SENTENCES,
    WORDS,
    Api,
    ChatMessage,
    ChatRequest,
    RefusedError,
    ReplyPart,
    body_of,
    messages_of,
    model_of,
    picture_of,
    text_of,
    text_of_whole,
    texts_of,
)

VERSION: Final = "0.12.0"
"""Of the API that is spoken; clients ask for it before they send pictures."""


@dataclass(frozen=True, slots=True)
class _Ollama:
    """One of the two endpoints, which differ in where the messages and the answer stand."""

    messages: Callable[[dict[str, Any]], tuple[ChatMessage, ...]]
    said: Callable[[str], dict[str, Any]]
    content_type: str = "application/x-ndjson"

    def read(self, data: Any) -> ChatRequest:
        body = body_of(data)
        return ChatRequest(
            self.messages(body), model_of(body), stream=body.get("stream") is not False
        )

    def whole(self, asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
        head = {"model": asked.model, "created_at": _time(created)}
        return head | self.said(text_of_whole(parts)) | {"done": True, "done_reason": "stop"}

    def stream(
        self, asked: ChatRequest, parts: Iterator[ReplyPart], created: int
    ) -> Iterator[bytes]:
        head = {"model": asked.model, "created_at": _time(created)}
        for text in texts_of(parts):
            yield _line(head | self.said(text) | {"done": False})
        yield _line(self.whole(asked, (), created))

    def fault(self, sentence: str, status: int) -> dict[str, Any]:
        return {"error": sentence}


def _chat(body: dict[str, Any]) -> tuple[ChatMessage, ...]:
    return tuple(
        ChatMessage(one["role"] == "user", text_of(one.get("content")), _last(one.get("images")))
        for one in messages_of(body)
    )


def _prompt(body: dict[str, Any]) -> tuple[ChatMessage, ...]:
    return (ChatMessage(True, text_of(body.get("prompt")), _last(body.get("images"))),)


CHAT: Final[Api] = _Ollama(_chat, lambda text: {"message": {"role": "assistant", "content": text}})
GENERATE: Final[Api] = _Ollama(_prompt, lambda text: {"response": text})


def tags(created: int) -> dict[str, Any]:
    """The list of models."""
    details = {"format": "onnx", "family": "lantern", "families": ["lantern"]}
    details |= {"parameter_size": "", "quantization_level": ""}
    about = {"modified_at": _time(created), "size": 0, "details": details}
    return {
        "models": [
            {"name": name, "model": name, "digest": name} | about for name in (SENTENCES, WORDS)
        ]
    }


def shown() -> dict[str, Any]:
    """What a model can do."""
    return {"capabilities": ["completion", "vision"], "details": {}, "model_info": {}}


def _last(pictures: Any) -> str:
    if not pictures:
        return ""
    if not isinstance(pictures, list):
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    return picture_of(pictures[-1])


def _time(created: int) -> str:
    return datetime.fromtimestamp(created, UTC).isoformat().replace("+00:00", "Z")


def _line(data: dict[str, Any]) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False)}\n".encode()
