"""What the last message of a conversation wants of which picture. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from assistant.protocol.query import Intent, Kind, Query
from assistant.saying.messages.server_lines import ServingLine
from assistant.server.chat_request import ChatMessage, RefusedError
from assistant.understanding.language_file import Understanding, of
from assistant.understanding.matcher import MOST_LETTERS, asked
from assistant.understanding.normaliser import as_question, is_question, split
from models import limits
from models.lexicon.sentence_ends import sentences


class Wish(Enum):
    """What can be done with a picture."""

    DESCRIBE = auto()
    MORE = auto()
    ASK = auto()


@dataclass(frozen=True, slots=True)
class Want:
    """A picture and what is wanted of it."""

    picture: str
    """In base64."""
    wish: Wish
    query: Query | None = None
    """What is asked, if anything is; the model may not know its language."""
    detail: int = 0
    """How often more was wanted, this time counted."""
    cut: bool = False
    """Whether only the end of the last words was read."""


def want(messages: Sequence[ChatMessage], language: Understanding | None = None) -> Want:
    """Read the newest picture and the last words about it, in `language` (None: English).

    RefusedError if there is no picture.
    """
    shown = [place for place, message in enumerate(messages) if message.picture]
    if not shown:
        raise RefusedError(ServingLine.NO_PICTURE.said())
    picture = messages[shown[-1]].picture
    # Some clients send the picture again with every question.
    since = next(place for place, message in enumerate(messages) if message.picture == picture)
    turns = [
        (message.text, place == since)
        for place, message in enumerate(messages)
        if place >= since and message.by_user
    ]
    if not turns:
        return Want(picture, Wish.DESCRIBE)
    *before, (last, first) = turns
    kind, query = wish(last, language, first=first)
    detail = 0
    if kind is Wish.MORE:
        each = (wish(text, language, first=first)[0] for text, first in before[1 - limits.TURNS :])
        detail = 1 + sum(one is Wish.MORE for one in each)
    return Want(picture, kind, query, detail, cut=len(last) > MOST_LETTERS)


def wish(
    text: str, language: Understanding | None = None, *, first: bool
) -> tuple[Wish, Query | None]:
    """What words about a picture ask for, and the question if they hold one.

    `first`: nothing was said of the picture yet, so words without a question describe it. Of a
    long text, only the end is read, where the question is.
    """
    text = text[-MOST_LETTERS:]
    said = [one for line in text.splitlines() for one in sentences(line)]
    questions = [one for one in said if one.endswith("?")]
    last = questions[-1] if questions else " ".join(said)
    query = asked(last, language)
    if query is None:
        return Wish.DESCRIBE, None
    if query.intent is Intent.DESCRIBE or query.describes:
        return Wish.DESCRIBE, None
    if query.intent is Intent.MORE:
        return (Wish.DESCRIBE if first else Wish.MORE), None
    if first and not questions and not _asks(query):
        return Wish.DESCRIBE, None
    how = of(query.language).sentences
    return Wish.ASK, replace(query, question=as_question(split(query.question), how))


def _asks(query: Query) -> bool:
    """Whether words without a question mark ask something."""
    how = of(query.language).sentences
    said = (Kind.OPEN, Kind.ABOUT, Kind.AGAIN)
    return query.kind not in said or is_question(query.question.lower(), how)
