"""The format of Ollama: `/api/chat`, `/api/generate`, `/api/tags`, `/api/show`. Pure.

Follows https://github.com/ollama/ollama/blob/main/docs/api.md.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from assistant.server import chat_request
from assistant.server.chat_request import MODELS, Api, ChatMessage, ChatRequest, ReplyPart

VERSION: Final = "0.12.0"
"""Of the API that is spoken; clients ask for it before they send pictures."""


class _Chat(Api):
    content_type = "application/x-ndjson"
    streams = True

    def messages(self, body: dict[str, Any]) -> Iterator[ChatMessage]:
        for one in chat_request.messages_of(body):
            text = chat_request.text_of(one.get("content"))
            yield ChatMessage(one["role"] == "user", text, _last(one.get("images")))

    def said(self, text: str) -> dict[str, Any]:
        """Where the answer stands."""
        return {"message": {"role": "assistant", "content": text}}

    def whole(self, asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
        text = chat_request.text_of_whole(parts)
        return self._part(asked, created, text, done=True, done_reason="stop")

    def stream(
        self, asked: ChatRequest, parts: Iterator[ReplyPart], created: int
    ) -> Iterator[bytes]:
        for text in chat_request.texts_of(parts):
            yield _line(self._part(asked, created, text, done=False))
        yield _line(self.whole(asked, (), created))

    def _part(self, asked: ChatRequest, created: int, text: str, **end: object) -> dict[str, Any]:
        return {"model": asked.model, "created_at": _time(created)} | self.said(text) | end

    def fault(self, sentence: str, status: int) -> dict[str, Any]:
        return {"error": sentence}


class _Generate(_Chat):
    """The endpoint for a single prompt."""

    def messages(self, body: dict[str, Any]) -> Iterator[ChatMessage]:
        text = chat_request.text_of(body.get("prompt"))
        yield ChatMessage(True, text, _last(body.get("images")))

    def said(self, text: str) -> dict[str, Any]:
        return {"response": text}


CHAT: Final = _Chat()
GENERATE: Final = _Generate()


def tags(created: int) -> dict[str, Any]:
    """The list of models."""
    details = {"format": "onnx", "family": "lantern", "families": ["lantern"]}
    details |= {"parameter_size": "", "quantization_level": ""}
    about = {"modified_at": _time(created), "size": 0, "details": details}
    return {"models": [{"name": name, "model": name, "digest": name} | about for name in MODELS]}


def shown() -> dict[str, Any]:
    """What a model can do."""
    return {"capabilities": ["completion", "vision"], "details": {}, "model_info": {}}


def _last(pictures: Any) -> str:
    return chat_request.picture_of(chat_request.of_kind(list, pictures)[-1]) if pictures else ""


def _time(created: int) -> str:
    return datetime.fromtimestamp(created, UTC).isoformat().replace("+00:00", "Z")


def _line(data: dict[str, Any]) -> bytes:
    return f"{json.dumps(data, ensure_ascii=False)}\n".encode()
