"""Short ways to make what is spoken out of texts."""

import json

from assistant.protocol.spoken import Message, Segment, Spoken, english, verbatim
from assistant.saying.language import Catalogue


def plain(text: str) -> Spoken:
    """A text in the user's language."""
    return Spoken.of(verbatim(text))


def by_model(text: str) -> Spoken:
    """A model's text, which is English."""
    return Spoken.of(english(text))


def message(text: str) -> Message:
    """A text as a message."""
    return verbatim(text)


def segments(text: str, language: str = "en") -> tuple[Segment, ...]:
    """A text as it is rendered."""
    return (Segment(text, language),)


def in_words(code: str, said: object) -> str:
    """A message in a language."""
    return Catalogue([code]).text(said)


def printed(row: dict[str, object]) -> dict[str, object]:
    """What a command gives, as it is printed with --json."""
    shown: dict[str, object] = json.loads(json.dumps(row, default=str))
    return shown
