"""What is spoken: messages without a language, and texts that have one.

A phrase and its values make a message: `Line.RATE.said(rate=180)`. `Spoken` is a row of messages; a
text that is already worded, such as a model's English sentence, keeps its language:
`Spoken.of(english("A cup on a table."), Line.PICTURE_AGE.said(count=40))`. A `Catalogue` (in
`assistant.saying.language`) renders them where they are spoken, printed or written; `str` gives
English. What stands behind a colon in a blank ("{thing:dat}") is the form of an `Inflected` value.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter
from typing import Final, Self, TypeAlias

from assistant.protocol.printable import clean

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

    def said(self, **values: object) -> "Message":
        """A message: this phrase with its values.

        A value may itself be a message, `Spoken`, an exception that carries a message, or a tuple
        of these, which is said with commas.
        """
        return Message(self, tuple(values.items()))


def forms(phrase: StrEnum) -> tuple[str, ...]:
    """The sentence; of a `counted` one, its singular and its plural."""
    return tuple(phrase.value.split(_BETWEEN))


class Inflected(ABC):
    """A value without a language whose words depend on where it stands, such as a thing."""

    __slots__ = ()

    @abstractmethod
    def in_words(self, language: str, form: str) -> "Segment":
        """Put into words, in English if the language has none; an empty form is the usual one."""

    def __str__(self) -> str:
        """The value in English."""
        return self.in_words(ENGLISH, "").text


class _Text(Phrase):
    TEXT = "{text}"
    ENDED = "{text}."
    LINES = "{text}\n{more}"


@dataclass(frozen=True, slots=True)
class Message:
    """A phrase with its values."""

    phrase: StrEnum
    """A `Phrase`, or a model's sentence."""
    values: tuple[tuple[str, object], ...] = ()
    language: str = ""
    """The language it is always said in; empty: the user's."""
    sentence: bool = False
    """Whether it is given a capital letter and a full stop."""
    open: bool = False
    """Whether the full stop is left out, because the sentence goes on."""

    def __str__(self) -> str:
        """The message in English."""
        return _in_english(self)

    @property
    def count(self) -> int | None:
        """The number that decides between the forms of its phrase, if it has two."""
        if len(forms(self.phrase)) == 1:
            return None
        count = dict(self.values)["count"]
        # A number with a fraction is never one.
        return count if isinstance(count, int) else 2

    def in_language(self, language: str) -> Self:
        """The same, always said in this language."""
        return replace(self, language=language)

    def without(self, part: "Message") -> Self:
        """The same with nothing where it has a certain message as a value, or in one."""

        def left(value: object) -> object:
            if value == part:
                return ""
            return value.without(part) if isinstance(value, Message) else value

        return replace(self, values=tuple((name, left(value)) for name, value in self.values))

    def as_sentence(self) -> Self:
        """The same with a capital letter and one full stop."""
        return replace(self, sentence=True)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Messages that are said one after the other."""

    parts: tuple[Message, ...] = ()

    @classmethod
    def of(cls, *parts: "Sayable | None") -> Self:
        """A row of all parts that are not None."""
        row: list[Message] = []
        for part in parts:
            row += () if part is None else (part,) if isinstance(part, Message) else part.parts
        return cls(tuple(row))

    @property
    def is_english(self) -> bool:
        """Whether a part of it is English whatever the user's language."""
        return _has_english(self.parts)

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.parts)

    def __str__(self) -> str:
        """All of it in English."""
        return _in_english(self)


Sayable: TypeAlias = Message | Spoken


@dataclass(frozen=True, slots=True)
class Segment:
    """Rendered text in one language."""

    text: str
    language: str


def verbatim(text: Message | str) -> Message:
    """A text as it stands, such as one that was read; spoken as the user's language."""
    return as_message(text)


def english(text: str) -> Message:
    """A text that is English whatever the user's language, such as a model's."""
    return Message(_Text.TEXT, (("text", text),), ENGLISH)


def as_message(value: object) -> Message:
    """A value of a message, as a message of its own."""
    return value if isinstance(value, Message) else Message(_Text.TEXT, (("text", value),))


def listed(values: Iterable[Message | str]) -> Message:
    """Values with commas and a full stop: "capital B, e, d."."""
    return Message(_Text.ENDED, (("text", tuple(values)),))


def in_lines(first: Message, more: Sayable) -> Message:
    """Two texts on lines of their own; only the first if there is no more."""
    return Message(_Text.LINES, (("text", first), ("more", more))) if more else first


def message_of(error: BaseException) -> Message:
    """The message that an exception carries, or else its text."""
    (message, *_) = error.args or (None,)
    return message if isinstance(message, Message) else verbatim(str(error))


def segments(
    value: object,
    language: str,
    pattern: Callable[[Message, str], str],
    form: str = "",
    *,
    lines: bool = True,
) -> Iterator[Segment]:
    """Render a message, or any value of one; the texts make up the whole text.

    `language` is the user's; `pattern` gives a message's phrase in a language. `form` is for
    inflected values, also those within other messages. `lines`: a value may have several lines, as
    a text that was read does; within a sentence, a line break would forge another one.
    """
    match value:
        case Message():
            within = value.language or language
            values = dict(value.values)
            lines = lines and not value.language and isinstance(value.phrase, _Text)
            parts: list[Segment] = []
            for literal, name, spec, _ in Formatter().parse(pattern(value, within)):
                if literal.startswith("."):
                    parts, literal = _before_stop(parts, literal)
                parts.append(Segment(literal, within))
                if name is not None:
                    parts += segments(values[name], within, pattern, spec or form, lines=lines)
            end = "" if value.open else "."
            yield from _as_sentence(parts, end) if value.sentence else parts
        case Spoken(row):
            yield from _joined(row, Segment(" ", language), pattern, form, lines=lines)
        case tuple():
            yield from _joined(value, Segment(", ", language), pattern, form, lines=lines)
        case Inflected():
            yield value.in_words(language, form)
        case BaseException(args=(Message() as message, *_)):
            yield from segments(message, language, pattern, lines=lines)
        case _:
            yield Segment(clean(str(value), lines=lines), language)


def _before_stop(parts: list[Segment], literal: str) -> tuple[list[Segment], str]:
    """A text before a full stop without signs at its end, or the full stop left out after one."""
    filled = [number for number, part in enumerate(parts) if part.text]
    if not filled:
        return parts, literal
    last = parts[filled[-1]]
    text = last.text.rstrip(",;: ")
    parts = [*parts[: filled[-1]], replace(last, text=text)]
    return parts, literal[1:] if text.endswith((".", "!", "?", "…")) else literal


def _has_english(value: object) -> bool:
    """Whether a part of a value is English whatever the user's language."""
    match value:
        case Message(_, values, language):
            return language == ENGLISH or any(_has_english(one) for _, one in values)
        case Spoken(row):
            return _has_english(row)
        case tuple():
            return any(map(_has_english, value))
    return False


def _joined(
    values: Iterable[object],
    between: Segment,
    pattern: Callable[[Message, str], str],
    form: str,
    *,
    lines: bool,
) -> Iterator[Segment]:
    for number, value in enumerate(values):
        if number:
            yield between
        yield from segments(value, between.language, pattern, form, lines=lines)


def _as_sentence(parts: list[Segment], end: str) -> list[Segment]:
    filled = [number for number, part in enumerate(parts) if part.text.strip()]
    if not filled:
        return []
    parts = parts[filled[0] : filled[-1] + 1]
    first = parts[0].text.lstrip()
    parts[0] = replace(parts[0], text=f"{first[:1].upper()}{first[1:]}")
    parts[-1] = replace(parts[-1], text=f"{parts[-1].text.rstrip('.,;: ')}{end}")
    return parts


def _in_english(value: object) -> str:
    return "".join(part.text for part in segments(value, ENGLISH, english_pattern))


def english_pattern(message: Message, _: str = ENGLISH) -> str:
    """The sentence of a message, with its blanks."""
    return forms(message.phrase)[0 if message.count in (None, 1) else 1]
