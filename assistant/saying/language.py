"""Catalogues, which put messages into the words of a language.

A language is a folder of `locale/` with `LC_MESSAGES/lantern.po`. Adding one takes no code.
"""

import logging
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Self

from assistant.protocol.choices import Choice
from assistant.protocol.printable import clean
from assistant.protocol.spoken import (
    ENGLISH,
    Message,
    Sayable,
    Segment,
    english_pattern,
    forms,
    segments,
)
from assistant.saying import po_file
from assistant.saying.messages.menu_lines import MenuLine

CATALOGUES: Final = Path(__file__).parent / "locale"
CHECKOUT: Final = "./"
"""How sentences begin a command; it is left out where there is no checkout with its script."""
PLACE: Final = CHECKOUT if (Path(__file__).parents[2] / "lantern").is_file() else ""
_FROM: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that name languages; the first that is set counts."""


class Catalogue:
    """The translations into one language."""

    def __init__(self, languages: list[str] | None, folder: Path = CATALOGUES) -> None:
        """Take the first of `languages` that has a catalogue, else English.

        None takes the languages from LANGUAGE, LC_ALL, LC_MESSAGES and LANG.
        """
        wanted, there = languages or _of_system(), there_are(folder)
        self.code = next((code for code in wanted if code in there), ENGLISH)
        """The code of the language ("en")."""
        self._folder = folder

    @classmethod
    def of_setting(cls, setting: str) -> Self:
        """The catalogue for a language setting; empty: the system's language."""
        return cls([setting] if setting else None)

    def segments(self, said: Sayable) -> tuple[Segment, ...]:
        """Put into words; adjoining texts of one language form one segment."""
        row: list[Segment] = []
        for part in segments(said, self.code, self._pattern):
            # Spaces belong to what is before them.
            if row and (row[-1].language == part.language or not part.text.strip()):
                row[-1] = Segment(row[-1].text + part.text, row[-1].language)
            elif part.text:
                row.append(part)
        return tuple(row)

    def text(self, value: object) -> str:
        """Put a message, or any value of one, into words."""
        return "".join(part.text for part in segments(value, self.code, self._pattern))

    def _pattern(self, message: Message, language: str) -> str:
        pattern = None
        if language != ENGLISH and language in there_are(self._folder):
            there = po_file.read(_file(self._folder / language))
            context, english = type(message.phrase).__name__, forms(message.phrase)[0]
            pattern = there.text(context, english, message.count)
        return (pattern or english_pattern(message)).replace(CHECKOUT, PLACE)


class WordsFormatter(logging.Formatter):
    """Puts the messages in a log into words."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Use a catalogue."""
        super().__init__()
        self._catalogue = catalogue

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record, which a library may have written."""
        if isinstance(record.msg, Message):
            record.msg = self._catalogue.text(record.msg)
        return clean(super().format(record), lines=True)


def _of_system() -> Iterator[str]:
    """The languages that the system is set to, the preferred one first."""
    names = next(filter(None, map(os.environ.get, _FROM)), "")
    for name in names.split(":"):
        whole = re.split("[.@]", name)[0]
        yield from (whole, whole.partition("_")[0])


def _file(folder: Path) -> Path:
    """The file with the translations of a language, in its folder."""
    return folder / "LC_MESSAGES" / "lantern.po"


@cache
def there_are(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The codes of all languages with a catalogue."""
    found = sorted(one.name for one in folder.iterdir() if _file(one).is_file())
    return tuple(dict.fromkeys((ENGLISH, *found)))


def choices() -> tuple[Choice, ...]:
    """The system's language (the empty value), then each by its own name."""
    system, own = MenuLine.OF_THE_SYSTEM.said(), MenuLine.THIS_LANGUAGE.said()
    named = (Choice(code, Catalogue([code]).text(own)) for code in there_are())
    return (Choice("", Catalogue(None).text(system)), *named)
