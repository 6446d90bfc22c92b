"""The format of OpenAI: `POST /v1/chat/completions`, `GET /v1/models`. Pure.

Follows https://platform.openai.com/docs/api-reference/chat.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from assistant.server import chat_request
from assistant.server.chat_request import MODELS, Api, ChatMessage, ChatRequest, ReplyPart

OWNER: Final = "lantern"
"""By which another Lantern recognises this one."""


class _OpenAi(Api):
    def messages(self, body: dict[str, Any]) -> Iterator[ChatMessage]:
        return map(_message, chat_request.messages_of(body))

    def whole(self, asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
        message = {"role": "assistant", "content": chat_request.text_of_whole(parts)}
        choice = {"index": 0, "message": message, "finish_reason": "stop"} | _extras(parts)
        count = len(parts)
        usage = {"prompt_tokens": 0, "completion_tokens": count, "total_tokens": count}
        head = _head("chat.completion", asked, created)
        return head | {"choices": [choice], "usage": usage}

    def stream(
        self, asked: ChatRequest, parts: Iterator[ReplyPart], created: int
    ) -> Iterator[bytes]:
        head = _head("chat.completion.chunk", asked, created)

        def event(delta: dict[str, Any], reason: str | None, *parts: ReplyPart) -> bytes:
            choice = {"index": 0, "delta": delta, "finish_reason": reason} | _extras(parts)
            return chat_request.event_of(head | {"choices": [choice]})

        for place, part in enumerate(parts):
            first = {"role": "assistant", "content": part.text.lstrip()}
            yield event({"content": part.text} if place else first, None, part)
        yield event({}, "stop")
        yield b"data: [DONE]\n\n"

    def fault(self, sentence: str, status: int) -> dict[str, Any]:
        codes = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
        kind = "invalid_request_error" if status < 500 else "server_error"
        return {"error": {"message": sentence, "type": kind, "code": codes.get(status, status)}}


API: Final = _OpenAi()


def models(created: int) -> dict[str, Any]:
    """The list of models."""
    listed = [
        {"id": name, "object": "model", "created": created, "owned_by": OWNER} for name in MODELS
    ]
    return {"object": "list", "data": listed}


def _message(message: dict[str, Any]) -> ChatMessage:
    content = message.get("content")
    if not isinstance(content, list):
        return ChatMessage(message["role"] == "user", chat_request.text_of(content))
    texts, picture = [], ""
    for part in content:
        match part:
            case {"type": "text", "text": text}:
                texts.append(chat_request.text_of(text))
            case {"type": "image_url", "image_url": {"url": url}} | {
                "type": "image_url",
                "image_url": url,
            }:
                picture = chat_request.picture_of(url)
    return ChatMessage(message["role"] == "user", "\n".join(texts), picture)


def _head(kind: str, asked: ChatRequest, created: int) -> dict[str, Any]:
    return {"id": "chatcmpl-lantern", "object": kind, "created": created, "model": asked.model}


def _extras(parts: Sequence[ReplyPart]) -> dict[str, Any]:
    """The log probabilities and the grade, if there are any."""
    tokens: list[dict[str, Any]] = [
        {"token": part.text, "logprob": part.log_probability, "bytes": None, "top_logprobs": []}
        for part in parts
        if not math.isnan(part.log_probability)
    ]
    extras: dict[str, Any] = {"logprobs": {"content": tokens} if tokens else None}
    grades = [part.certainty for part in parts if part.certainty is not None]
    return extras | ({"lantern": {"certainty": grades[0].value}} if grades else {})
