"""What a client asks for, in whatever format, and the parts of an answer. Pure."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Protocol

from assistant.protocol import spoken
from assistant.saying.messages.server_lines import ServingLine
from models.interfaces import Certainty

SENTENCES: Final = "lantern"
"""The model that answers as Lantern would aloud, with the certainty in words."""
WORDS: Final = "lantern-words"
"""The model that answers with bare words, for another Lantern, which grades them itself."""


class RefusedError(Exception):
    """A request that is refused; the text is a sentence that says why and what to do."""

    def __init__(self, reason: spoken.Message, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a conversation."""

    by_user: bool
    text: str
    picture: str = ""
    """The last picture in it, in base64; empty: none."""


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A request in a format that is understood."""

    messages: tuple[ChatMessage, ...]
    model: str = SENTENCES
    stream: bool = False
    barred: frozenset[str] = frozenset()
    """Names of things that the answer must not contain."""


@dataclass(frozen=True, slots=True)
class ReplyPart:
    """A part of an answer: whole words, with the space before them."""

    text: str
    log_probability: float = math.nan
    certainty: Certainty | None = None
    """The grade of the whole answer, if its words do not say it."""


class Api(Protocol):
    """The format in which one kind of client asks and wants its answer.

    `created` is the time at which the server started, in seconds since 1970.
    """

    @property
    def content_type(self) -> str:
        """The media type of a streamed answer."""

    def read(self, data: Any) -> ChatRequest:
        """Read a request; RefusedError if it is not understood."""

    def whole(self, asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
        """An answer in one piece."""

    def stream(
        self, asked: ChatRequest, parts: Iterator[ReplyPart], created: int
    ) -> Iterator[bytes]:
        """An answer in many pieces, as they are sent."""

    def fault(self, sentence: str, status: int) -> dict[str, Any]:
        """What is sent in place of an answer."""


def body_of(data: Any) -> dict[str, Any]:
    """The object of a request; RefusedError for anything else."""
    if not isinstance(data, dict):
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    return data


def messages_of(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The messages of a request; RefusedError if there are none."""
    messages = data.get("messages")
    if not isinstance(messages, list) or not messages:
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    for message in messages:
        if not isinstance(message, dict):
            raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
        # The instructions of a program ("system") do not change what may be said.
        if message.get("role") in ("user", "assistant"):
            yield message


def text_of(value: Any) -> str:
    """A text, empty if it is left out; RefusedError for anything else."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(ServingLine.NOT_UNDERSTOOD.said())
    return value


def picture_of(value: Any) -> str:
    """The base64 of a picture, also from a data URL; RefusedError for a URL in a network."""
    text = text_of(value).strip()
    if text.startswith("data:"):
        head, _, text = text.partition(",")
        if not head.endswith(";base64"):
            raise RefusedError(ServingLine.NOT_BASE64.said())
    elif "://" in text[:16]:
        raise RefusedError(ServingLine.FETCHES_NOTHING.said())
    return text


def model_of(data: dict[str, Any]) -> str:
    """The model that is asked for; any other name means the spoken sentences."""
    return WORDS if data.get("model") == WORDS else SENTENCES


def text_of_whole(parts: Sequence[ReplyPart]) -> str:
    """The text of a whole answer."""
    return "".join(part.text for part in parts).strip()


def texts_of(parts: Iterable[ReplyPart]) -> Iterator[str]:
    """The texts of an answer's parts; the first one without the space before it."""
    for place, part in enumerate(parts):
        yield part.text if place else part.text.lstrip()


def event_of(data: dict[str, Any]) -> bytes:
    """An object as a server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
