"""The language that is spoken: the catalogue in use, and the base of all sentences."""

import gettext
from enum import StrEnum
from pathlib import Path

DOMAIN = "lantern"
CATALOGUES = Path(__file__).parent / "locale"
ENGLISH = "en"
"""The language of the sentences themselves, which needs no catalogue."""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_code = ENGLISH


def use(languages: list[str] | None = None, folder: Path = CATALOGUES) -> None:
    """Speak the first of `languages` that has a catalogue, else English.

    None takes the languages from LANGUAGE, LC_ALL, LC_MESSAGES and LANG.
    """
    global _catalogue, _code
    _catalogue = gettext.translation(DOMAIN, folder, languages, fallback=True)
    _code = code(languages, folder)


def use_setting(setting: str) -> None:
    """Speak the language of the settings; empty: the system's."""
    use([setting] if setting else None)


def used() -> str:
    """The code of the language in use ("en")."""
    return _code


def code(languages: list[str] | None, folder: Path = CATALOGUES) -> str:
    """The code of the language that `use` would speak."""
    found = gettext.find(DOMAIN, folder, languages)
    return ENGLISH if found is None else Path(found).parents[1].name


def there_are(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The codes of all languages that can be spoken."""
    found = sorted(path.parents[1].name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return tuple(dict.fromkeys((ENGLISH, *found)))


class Phrase(StrEnum):
    """Sentences by what they are for, in English; names in braces are filled in."""

    def said(self, **values: object) -> str:
        """The text in the language in use, with its blanks filled in."""
        return _catalogue.gettext(self.value).format(**values)

    def english(self, **values: object) -> str:
        """The same in English, for what is said together with the model's words."""
        return self.value.format(**values)

    def said_in(self, language: str, folder: Path = CATALOGUES) -> str:
        """The text in another language, by its code; it has no blanks."""
        known = gettext.translation(DOMAIN, folder, [language], fallback=True)
        return known.gettext(self.value)
