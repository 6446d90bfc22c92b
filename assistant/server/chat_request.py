"""What a client asks for, in whatever format, and the parts of an answer. Pure."""

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, TypeVar

from assistant.protocol import spoken
from assistant.saying.messages.server_lines import ServingLine
from models import limits
from models.interfaces import Certainty

T = TypeVar("T")

SENTENCES: Final = "lantern"
"""The model that answers as Lantern would aloud, with the certainty in words."""
WORDS: Final = "lantern-words"
"""The model that answers with bare words, for another Lantern, which grades them itself."""
MODELS: Final = (SENTENCES, WORDS)


class RefusedError(Exception):
    """A request that is refused; the text is a sentence that says why and what to do."""

    def __init__(
        self,
        reason: spoken.Message = ServingLine.NOT_UNDERSTOOD.said(),  # noqa: B008  # it is frozen
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
    ) -> None:
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


class Api(ABC):
    """The format in which one kind of client asks and wants its answer.

    `created` is the time at which the server started, in seconds since 1970.
    """

    content_type = "text/event-stream"
    """The media type of a streamed answer."""
    streams = False
    """Whether an answer is streamed if the request does not say."""

    def read(self, data: Any) -> ChatRequest:
        """Read a request; RefusedError if it is not understood."""
        body = of_kind(dict, data)
        stream, barred = body.get("stream"), body.get("lantern_barred")
        names = barred if isinstance(barred, list) else []
        return ChatRequest(
            tuple(self.messages(body)),
            # Any other name means the spoken sentences.
            WORDS if body.get("model") == WORDS else SENTENCES,
            stream if isinstance(stream, bool) else self.streams,
            frozenset(name for name in names[: limits.BARRED] if _is_name(name)),
        )

    @abstractmethod
    def messages(self, body: dict[str, Any]) -> Iterable[ChatMessage]:
        """The messages of a request; RefusedError if there are none."""

    @abstractmethod
    def whole(self, asked: ChatRequest, parts: Sequence[ReplyPart], created: int) -> dict[str, Any]:
        """An answer in one piece."""

    @abstractmethod
    def stream(
        self, asked: ChatRequest, parts: Iterator[ReplyPart], created: int
    ) -> Iterator[bytes]:
        """An answer in many pieces, as they are sent."""

    @abstractmethod
    def fault(self, sentence: str, status: int) -> dict[str, Any]:
        """What is sent in place of an answer."""


def of_kind(kind: type[T], value: Any) -> T:
    """A value of this kind; RefusedError for any other."""
    if not isinstance(value, kind):
        raise RefusedError
    return value


def messages_of(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The messages of a request; RefusedError if there are none."""
    messages = of_kind(list, body.get("messages"))
    if not messages:
        raise RefusedError
    for message in messages:
        # The instructions of a program ("system") do not change what may be said.
        if of_kind(dict, message).get("role") in ("user", "assistant"):
            yield message


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= limits.BARRED_LETTERS and value.isprintable()


def text_of(value: Any) -> str:
    """A text, empty if it is left out; RefusedError for anything else."""
    text = "" if value is None else of_kind(str, value)
    if not text.isascii():
        try:
            text.encode()
        # JSON can hold half a character.
        except UnicodeEncodeError as error:
            raise RefusedError from error
    return text


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
