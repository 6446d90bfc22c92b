"""Catalogues, which put messages into the words of a language.

A language is a folder of `locale/` with `LC_MESSAGES/lantern.po` and its compiled form,
`lantern.mo`. Adding one takes no code.
"""

import gettext
import logging
from pathlib import Path
from typing import Final, Self

from assistant.protocol.printable import clean
from assistant.protocol.spoken import ENGLISH, Message, Sayable, Segment, forms, segments

DOMAIN: Final = "lantern"
CATALOGUES: Final = Path(__file__).parent / "locale"
CHECKOUT: Final = "./"
"""How sentences begin a command; it is left out where there is no checkout with its script."""
PLACE: Final = CHECKOUT if (Path(__file__).parents[2] / "lantern").is_file() else ""


class Catalogue:
    """The translations into one language."""

    def __init__(self, languages: list[str] | None, folder: Path = CATALOGUES) -> None:
        """Take the first of `languages` that has a catalogue, else English.

        None takes the languages from LANGUAGE, LC_ALL, LC_MESSAGES and LANG.
        """
        found = gettext.find(DOMAIN, folder, languages)
        self.code = ENGLISH if found is None else Path(found).parents[1].name
        """The code of the language ("en")."""
        self._folder = folder
        self._translations = gettext.translation(DOMAIN, folder, languages, fallback=True)

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
        translations = self._translations
        if language != self.code:
            translations = gettext.translation(DOMAIN, self._folder, [language], fallback=True)
        context, (one, *more) = type(message.phrase).__name__, forms(message.phrase)
        if message.count is None:
            pattern = translations.pgettext(context, one)
        else:
            pattern = translations.npgettext(context, one, more[0], message.count)
        return pattern.replace(CHECKOUT, PLACE)


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


def there_are(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The codes of all languages with a catalogue."""
    found = sorted(path.parents[1].name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return tuple(dict.fromkeys((ENGLISH, *found)))
