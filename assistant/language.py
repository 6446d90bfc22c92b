"""The language that is spoken: the catalogue in use, and the base of all sentences."""

import gettext
from enum import StrEnum
from pathlib import Path

DOMAIN = "lantern"
CATALOGUES = Path(__file__).parent / "locale"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use(languages: list[str] | None = None, folder: Path = CATALOGUES) -> None:
    """Speak the first of `languages` that has a catalogue, else English.

    None takes the languages from LANGUAGE, LC_ALL, LC_MESSAGES and LANG.
    """
    global _catalogue
    _catalogue = gettext.translation(DOMAIN, folder, languages, fallback=True)


class Phrase(StrEnum):
    """Sentences by what they are for, in English; names in braces are filled in."""

    def said(self, **values: object) -> str:
        """The text in the language in use, with its blanks filled in."""
        return _catalogue.gettext(self.value).format(**values)

    def english(self, **values: object) -> str:
        """The same in English, for what is said together with the model's words."""
        return self.value.format(**values)
