"""A language that is spoken: its catalogue, which puts messages into words.

A language is a folder of `locale/` with a catalogue, `LC_MESSAGES/lantern.po`, and what
`pybabel compile` makes of it, `lantern.mo`. No code knows which languages there are.
"""

import gettext
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Final, Self

from assistant.protocol.spoken import ENGLISH, Message, Sayable, Segment, Spoken, words

DOMAIN: Final = "lantern"
CATALOGUES: Final = Path(__file__).parent / "locale"


class Catalogue:
    """Words for messages, in one language."""

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
        """The catalogue of the language in the settings; empty: the system's."""
        return cls([setting] if setting else None)

    def segments(self, said: Sayable) -> tuple[Segment, ...]:
        """What is said, in rows of one language each; their texts make up the whole text."""
        rows: list[Segment] = []
        for text, language in self._pieces(said, self.code):
            if not text:
                continue
            if rows and rows[-1].language == language:
                rows[-1] = Segment(rows[-1].text + text, language)
            elif text.strip() or not rows:
                rows.append(Segment(text, language))
            else:
                rows[-1] = Segment(rows[-1].text + text, rows[-1].language)
        return tuple(rows)

    def text(self, value: object) -> str:
        """A message, or a value of one, in words."""
        return "".join(text for text, _ in self._pieces(value, self.code))

    def _pieces(self, value: object, language: str) -> Iterator[tuple[str, str]]:
        """The texts that a value becomes within a language, each with its own."""
        match value:
            case Message():
                yield from self._message(value, value.language or language)
            case Spoken(parts):
                yield from self._joined(parts, " ", language)
            case tuple():
                yield from self._joined(value, ", ", language)
            case BaseException(args=(Message() as message, *_)):
                yield from self._pieces(message, language)
            case _:
                yield str(value), language

    def _joined(
        self, values: Iterable[object], between: str, language: str
    ) -> Iterator[tuple[str, str]]:
        for number, value in enumerate(values):
            if number:
                yield between, language
            yield from self._pieces(value, language)

    def _message(self, message: Message, language: str) -> Iterator[tuple[str, str]]:
        values = dict(message.values)
        pieces: list[tuple[str, str]] = []
        for literal, name, *_ in Formatter().parse(self._pattern(message, language)):
            pieces.append((literal, language))
            if name is not None:
                pieces += self._pieces(values[name], language)
        return iter(_as_sentence(pieces) if message.sentence else pieces)

    def _pattern(self, message: Message, language: str) -> str:
        translations = self._translations_of(language)
        context = type(message.phrase).__name__
        one, *more = message.phrase.forms
        if not more:
            return translations.pgettext(context, one)
        count = dict(message.values)["count"]
        # A number with a fraction is never one.
        return translations.npgettext(context, one, more[0], count if isinstance(count, int) else 2)

    def _translations_of(self, language: str) -> gettext.NullTranslations:
        if language == self.code:
            return self._translations
        return gettext.translation(DOMAIN, self._folder, [language], fallback=True)


def _as_sentence(pieces: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pieces with a capital letter at the start and one full stop at the end."""
    filled = [number for number, (text, _) in enumerate(pieces) if text.strip()]
    if filled:
        pieces = pieces[filled[0] : filled[-1] + 1]
        text, language = pieces[0]
        text = text.lstrip()
        pieces[0] = f"{text[:1].upper()}{text[1:]}", language
        text, language = pieces[-1]
        pieces[-1] = f"{text.rstrip('.,;: ')}.", language
    return pieces


IN_ENGLISH: Final = Catalogue([ENGLISH])


def there_are(folder: Path = CATALOGUES) -> tuple[str, ...]:
    """The codes of all languages that can be spoken."""
    found = sorted(path.parents[1].name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return tuple(dict.fromkeys((ENGLISH, *found)))


_code = ENGLISH


def use(languages: list[str] | None = None, folder: Path = CATALOGUES) -> None:
    words[:] = [Catalogue(languages, folder).text]
    global _code
    _code = code(languages, folder)


def use_setting(setting: str) -> None:
    use([setting] if setting else None)


def used() -> str:
    return _code


def code(languages: list[str] | None, folder: Path = CATALOGUES) -> str:
    return Catalogue(languages, folder).code


use(["en"])
