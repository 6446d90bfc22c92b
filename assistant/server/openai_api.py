"""The way of OpenAI: `POST /v1/chat/completions`, `GET /v1/models`. Pure.

Follows https://platform.openai.com/docs/api-reference/chat.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any, Final

from assistant.server.chat_request import (
    SENTENCES,
    WORDS,
    ChatRequest,
    Message,
    ReplyPart,
    body_of,
    event_of,
    messages_of,
    model_of,
    picture_of,
    text_of,
)

CONTENT_TYPE: Final = "text/event-stream"
OWNER: Final = "lantern"
"""By which another Lantern knows this one."""


def read(data: Any) -> ChatRequest:
    """Understand a request; RefusedError."""
    body = body_of(data)
    messages = tuple(_message(one) for one in messages_of(body))
    barred = body.get("lantern_barred")
    names = [name for name in barred if isinstance(name, str)] if isinstance(barred, list) else []
    return ChatRequest(messages, model_of(body), body.get("stream") is True, frozenset(names))


def _message(message: dict[str, Any]) -> Message:
    content = message.get("content")
    if not isinstance(content, list):
        return Message(message["role"] == "user", text_of(content))
    texts, picture = [], ""
    for part in content:
        match part:
            case {"type": "text", "text": text}:
                texts.append(text_of(text))
            case {"type": "image_url", "image_url": {"url": url}} | {
                "type": "image_url",
                "image_url": url,
            }:
                picture = picture_of(url)
    return Message(message["role"] == "user", "\n".join(texts), picture)


def models(created: int) -> dict[str, Any]:
    """The list of models."""
    listed = [
        {"id": name, "object": "model", "created": created, "owned_by": OWNER}
        for name in (SENTENCES, WORDS)
    ]
    return {"object": "list", "data": listed}


def whole(asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
    """The answer in one piece."""
    message = {"role": "assistant", "content": "".join(part.text for part in parts).strip()}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    answer = _head("chat.completion", asked, created)
    answer["choices"] = [choice | _beside(parts)]
    answer["usage"] = {"prompt_tokens": 0, "completion_tokens": len(parts)}
    answer["usage"]["total_tokens"] = len(parts)
    return answer


def stream(asked: ChatRequest, parts: Iterator[ReplyPart], created: int) -> Iterator[bytes]:
    """The same in many, as server-sent events."""
    head = _head("chat.completion.chunk", asked, created)

    def event(delta: dict[str, Any], reason: str | None, of: Sequence[ReplyPart] = ()) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return event_of(head | {"choices": [choice | _beside(of)]})

    begun = False
    for part in parts:
        text = part.text if begun else part.text.lstrip()
        delta = {"content": text} if begun else {"role": "assistant", "content": text}
        begun = True
        yield event(delta, None, [part])
    yield event({}, "stop")
    yield b"data: [DONE]\n\n"


def fault(sentence: str, status: int) -> dict[str, Any]:
    """What is sent in the place of an answer."""
    kinds = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": sentence, "type": kind, "code": kinds.get(status, status)}}


def _head(kind: str, asked: ChatRequest, created: int) -> dict[str, Any]:
    return {"id": "chatcmpl-lantern", "object": kind, "created": created, "model": asked.model}


def _beside(parts: Sequence[ReplyPart]) -> dict[str, Any]:
    """The log-probabilities and the grade, where there are any."""
    tokens: list[dict[str, Any]] = [
        {"token": part.text, "logprob": part.log_probability, "bytes": None, "top_logprobs": []}
        for part in parts
        if not math.isnan(part.log_probability)
    ]
    beside: dict[str, Any] = {"logprobs": {"content": tokens} if tokens else None}
    grades = [part.certainty for part in parts if part.certainty is not None]
    return beside | ({"lantern": {"certainty": grades[0].value}} if grades else {})
