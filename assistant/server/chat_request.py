"""What a client asks for, whichever way it words it, and the parts of an answer. Pure."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from assistant.saying.messages.serving_lines import ServingLine
from models.interfaces import Certainty

SENTENCES: Final = "lantern"
"""The model whose answers are what Lantern would say aloud, with the grade in words."""
WORDS: Final = "lantern-words"
"""The model whose answers are the bare words, for another Lantern, which grades them itself."""


class RefusedError(Exception):
    """A request that is not done; the text is a sentence that says why and what to do."""

    def __init__(self, sentence: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Take the sentence and HTTP's word for it."""
        super().__init__(sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    by_user: bool
    text: str
    picture: str = ""
    """The last picture in it, in base64; empty: none."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request that can be understood."""

    messages: tuple[Message, ...]
    model: str = SENTENCES
    stream: bool = False
    barred: frozenset[str] = frozenset()
    """Names of things that another Lantern must not hear of."""


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """A part of an answer: whole words with the space before them."""

    text: str
    log_probability: float = math.nan
    certainty: Certainty | None = None
    """The grade of the whole answer, where it is not in its words."""


def body_of(data: Any) -> dict[str, Any]:
    """The object of a request; RefusedError for anything else."""
    if not isinstance(data, dict):
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    return data


def messages_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The messages of a request; RefusedError where there are none."""
    messages = data.get("messages")
    if not isinstance(messages, list) or not messages:
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    for message in messages:
        if not isinstance(message, dict):
            raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
        # What a program says about itself ("system") changes nothing of what may be said.
        if message.get("role") in ("user", "assistant"):
            yield message


def text_of(value: Any) -> str:
    """A text, or nothing where it is left out; RefusedError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    return value


def picture_of(value: Any) -> str:
    """The base64 of a data address, or of itself; RefusedError for an address in a network."""
    text = text_of(value).strip()
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise RefusedError(ServingLine.NOT_BASE64.said())
    elif "://" in text[:16]:
        raise RefusedError(ServingLine.FETCHES_NOTHING.said())
    return text


def model_of(data: dict[str, Any]) -> str:
    """The model that is asked for; any name that is not known means the spoken sentences."""
    return WORDS if data.get("model") == WORDS else SENTENCES


def event_of(data: dict[str, Any]) -> bytes:
    """An object as a server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
