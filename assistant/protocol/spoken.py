"""What is spoken, before it is put into words.

A phrase and its values make a message, which has no language: `Line.RATE.said(rate=180)`. `Spoken` is a
row of messages; a part that is already worded, such as a model's English sentence, keeps its
language: `Spoken.of(english("A cup on a table."), Line.PICTURE_AGE.said(count=40))`. A `Catalogue`
(`assistant.saying.language`) renders them where they are spoken, printed or written.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self, TypeAlias

ENGLISH: Final = "en"
"""The language of the phrases themselves."""
_BETWEEN: Final = "\0"
"""Separates the singular and the plural of a counted phrase."""


def counted(one: str, more: str) -> str:
    """A phrase that depends on the number `count`: its singular and its plural."""
    return f"{one}{_BETWEEN}{more}"


class Phrase(StrEnum):
    """Sentences in English by what they are for, with the names of their values in braces.

    Catalogues translate them; the name of the class is their context there.
    """

    @property
    def forms(self) -> tuple[str, ...]:
        """The sentence; for a `counted` one, its singular and its plural."""
        return tuple(self.value.split(_BETWEEN))

    def said(self, **values: object) -> "Message":
        """This phrase with its values.

        A value may be a message or `Spoken` itself, a fault that carries one, or a tuple of these,
        which is said with commas.
        """
        return Message(self, tuple(values.items()))


class _Text(Phrase):
    TEXT = "{text}"


@dataclass(frozen=True, slots=True)
class Message:
    """A phrase with its values."""

    phrase: Phrase
    values: tuple[tuple[str, object], ...] = ()
    language: str = ""
    """The language it is always said in; empty: the user's."""
    sentence: bool = False
    """Whether it is given a capital letter and a full stop."""

    def __str__(self) -> str:
        return words[-1](self)

    def in_language(self, language: str) -> Self:
        """The same, always said in this language."""
        return replace(self, language=language)

    def as_sentence(self) -> Self:
        """The same with a capital letter and one full stop."""
        return replace(self, sentence=True)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Messages that are said one after the other."""

    parts: tuple[Message, ...] = ()

    @classmethod
    def of(cls, *parts: "Sayable | None") -> Self:
        """A row of all that is not None or empty."""
        row: list[Message] = []
        for part in parts:
            row += () if part is None else (part,) if isinstance(part, Message) else part.parts
        return cls(tuple(row))

    @property
    def is_english(self) -> bool:
        """Whether a part of it is in English whatever the user's language."""
        return any(part.language == ENGLISH for part in self.parts)

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.parts)


Sayable: TypeAlias = Message | Spoken
words: list[Callable[[Message], str]] = []


@dataclass(frozen=True, slots=True)
class Segment:
    """A rendered part of what is spoken."""

    text: str
    language: str


def verbatim(text: Message | str) -> Message:
    """A text as it stands, such as one that was read, spoken in the user's language."""
    if isinstance(text, Message):
        return text
    return Message(_Text.TEXT, (("text", text),))


def english(text: str) -> Message:
    """A text that is English, such as a model's, whatever language the user hears."""
    return Message(_Text.TEXT, (("text", text),), ENGLISH)


def listed(values: "Iterable[Message | str]") -> Message:
    """Values as one sentence, with commas: "capital B, e, d."."""
    return Message(_Text.TEXT, (("text", tuple(values)),), sentence=True)


def message_of(error: BaseException) -> Message:
    """The message that an exception carries, or else its text."""
    (message, *_) = error.args or (str(error),)
    return message if isinstance(message, Message) else verbatim(str(error))
