"""The way of Ollama: `/api/chat`, `/api/generate`, `/api/tags`, `/api/show`. Pure.

Follows https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from assistant.saying.messages.serving_lines import ServingLine
from assistant.server.chat_request import (
    SENTENCES,
    WORDS,
    ChatRequest,
    Message,
    RefusedError,
    ReplyPart,
    body_of,
    messages_of,
    model_of,
    picture_of,
    text_of,
)

CONTENT_TYPE: Final = "application/x-ndjson"
VERSION: Final = "0.12.0"
"""Of the interface that is spoken; clients ask for it before they send pictures."""


def read_chat(data: Any) -> ChatRequest:
    """Understand a request to `/api/chat`; RefusedError."""
    body = body_of(data)
    messages = tuple(
        Message(one["role"] == "user", text_of(one.get("content")), _last(one.get("images")))
        for one in messages_of(body)
    )
    return ChatRequest(messages, model_of(body), body.get("stream") is not False)


def read_generate(data: Any) -> ChatRequest:
    """Understand a request to `/api/generate`; RefusedError."""
    body = body_of(data)
    message = Message(True, text_of(body.get("prompt")), _last(body.get("images")))
    return ChatRequest((message,), model_of(body), body.get("stream") is not False)


def _last(pictures: Any) -> str:
    if not pictures:
        return ""
    if not isinstance(pictures, list):
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    return picture_of(pictures[-1])


def tags(created: int) -> dict[str, Any]:
    """The list of models."""
    at = _time(created)
    details = {"format": "onnx", "family": "lantern", "families": ["lantern"]}
    details |= {"parameter_size": "", "quantization_level": ""}
    return {
        "models": [
            {"name": name, "model": name, "modified_at": at, "size": 0, "digest": name}
            | {"details": details}
            for name in (SENTENCES, WORDS)
        ]
    }


def shown() -> dict[str, Any]:
    """What a model can do."""
    return {"capabilities": ["completion", "vision"], "details": {}, "model_info": {}}


def whole_chat(asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
    """The answer of `/api/chat` in one piece."""
    return _end(asked, created) | _said("".join(part.text for part in parts).strip())


def whole_generate(asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
    """The answer of `/api/generate` in one piece."""
    return _end(asked, created) | {"response": "".join(part.text for part in parts).strip()}


def stream_chat(asked: ChatRequest, parts: Iterator[ReplyPart], created: int) -> Iterator[bytes]:
    """The answer of `/api/chat` in many, one object a line."""
    for text in _texts(parts):
        yield _line(_head(asked, created) | _said(text) | {"done": False})
    yield _line(_end(asked, created) | _said(""))


def stream_generate(
    asked: ChatRequest, parts: Iterator[ReplyPart], created: int
) -> Iterator[bytes]:
    """The answer of `/api/generate` in many, one object a line."""
    for text in _texts(parts):
        yield _line(_head(asked, created) | {"response": text, "done": False})
    yield _line(_end(asked, created) | {"response": ""})


def fault(sentence: str, status: int) -> dict[str, Any]:
    """What is sent in the place of an answer."""
    return {"error": sentence}


def _texts(parts: Iterator[ReplyPart]) -> Iterator[str]:
    begun = False
    for part in parts:
        yield part.text if begun else part.text.lstrip()
        begun = True


def _said(text: str) -> dict[str, Any]:
    return {"message": {"role": "assistant", "content": text}}


def _head(asked: ChatRequest, created: int) -> dict[str, Any]:
    return {"model": asked.model, "created_at": _time(created)}


def _end(asked: ChatRequest, created: int) -> dict[str, Any]:
    return _head(asked, created) | {"done": True, "done_reason": "stop"}


def _time(created: int) -> str:
    return datetime.fromtimestamp(created, UTC).isoformat().replace("+00:00", "Z")


def _line(data: dict[str, Any]) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False)}\n".encode()
