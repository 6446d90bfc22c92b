"""The language that is spoken: the catalogue in use, and the base of all sentences.

A language is a folder of `locale/` with a catalogue, `LC_MESSAGES/lantern.po`, and what
`pybabel compile` makes of it, `lantern.mo`. No code knows which languages there are.
"""

import gettext
from enum import StrEnum
from pathlib import Path
from typing import Final

DOMAIN = "lantern"
CATALOGUES = Path(__file__).parent / "locale"
ENGLISH = "en"
"""The language of the sentences themselves, which needs no catalogue."""
_BETWEEN: Final = "\0"
"""What stands between a sentence about one and the same about more, as in a catalogue."""

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


def counted(one: str, more: str) -> str:
    """The value of a `Phrase` that depends on the number `count`: for one, and for all others."""
    return f"{one}{_BETWEEN}{more}"


class Phrase(StrEnum):
    """Sentences by what they are for, in English; names in braces are filled in.

    In a catalogue, the name of the class is their context.
    """

    @property
    def forms(self) -> tuple[str, ...]:
        """The sentence in English; where it is `counted`, for one and for more."""
        return tuple(self.value.split(_BETWEEN))

    def said(self, **values: object) -> str:
        """The text in the language in use, with its blanks filled in."""
        return self._from(_catalogue, values)

    def english(self, **values: object) -> str:
        """The same in English, for what is said together with the model's words."""
        return self._from(gettext.NullTranslations(), values)

    def said_in(self, language: str, **values: object) -> str:
        """The text in another language, by its code."""
        known = gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)
        return self._from(known, values)

    def _from(self, catalogue: gettext.NullTranslations, values: dict[str, object]) -> str:
        context = type(self).__name__
        one, *more = self.forms
        if not more:
            return catalogue.pgettext(context, one).format(**values)
        count = values["count"]
        # A number with a fraction is never one.
        number = count if isinstance(count, int) else 2
        return catalogue.npgettext(context, one, more[0], number).format(**values)
