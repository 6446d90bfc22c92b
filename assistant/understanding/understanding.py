"""What the files of `languages/` say: how each language is understood. Pure.

Whoever adds a language writes a file, and no code; `en.toml` explains what stands in it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

from assistant.saying import language
from assistant.skills import wording

FOLDER: Final = Path(__file__).with_name("languages")
ENGLISH: Final = language.ENGLISH
BREAK: Final = r"[\s,.!?;:]+"
"""The part that every file has: what stands between two words."""

Pairs: TypeAlias = tuple[tuple[re.Pattern[str], str], ...]
"""Patterns, each with what takes its place."""

_PART: Final = re.compile(r"\{([A-Z_]+)\}")
_NEVER: Final = "(?!)"
_TRANSLATED: Final = ("thing", "other")
"""The groups of a carried question that hold the name of a thing."""


class LanguageFileError(Exception):
    """A language's file cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Cleaning:
    """How words are cleaned before they are understood."""

    contractions: Pairs
    thanks: re.Pattern[str]
    fillers: re.Pattern[str]
    polite: Pairs
    """What is said to somebody who is not called by the first name, as it is said to a friend."""
    misheard: Pairs
    frames: re.Pattern[str]
    """What stands before an indirect question."""
    direct: Pairs
    untold: re.Pattern[str]
    nothing: re.Pattern[str]
    """What asks for nothing."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """How cleaned words are written as a question."""

    asks: re.Pattern[str]
    """How a question begins."""
    commands: re.Pattern[str]
    """How a command begins that is put to the picture."""
    doubtful: re.Pattern[str]
    """What is no command where it has a question mark."""
    written: Pairs
    opening: str
    """The sign before a question; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a recogniser is told."""

    prompt: str
    names: str
    """What stands in the place of the prompt where a name is awaited; empty: nothing does."""
    endings: frozenset[str]
    noise: frozenset[str]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that a language's file says."""

    code: str
    hearing: Hearing
    cleaning: Cleaning
    sentences: Sentences
    around: re.Pattern[str]
    """What stands around a command and does not change it."""
    intents: tuple[tuple[str, re.Pattern[str]], ...]
    """Names of intents, each with a pattern for all the words; the first that fits decides."""
    carried: Pairs
    """Patterns of questions, each with the English question."""
    articles: re.Pattern[str]
    """What stands before a name and does not belong to it."""
    before: re.Pattern[str]
    """What is said before a name where nothing else is awaited ("where is")."""
    things: Mapping[str, tuple[str, str]]
    """What things are called, in small letters: each with its own spelling, and in English."""
    written: frozenset[str]
    """Their names as they are written, also without the letters that a keyboard abroad lacks."""
    inflected: Pairs
    """Endings of names, each with what takes its place where a name is not known as it is."""
    behind: re.Pattern[str]
    """What stands behind a name and does not say what kind of thing it is ("on the table")."""
    head_first: bool
    """Whether what kind of thing it is stands first in its name ("taza roja")."""
    common: frozenset[str]
    """The commonest words."""

    def likeness(self, text: str) -> int:
        """How many of the words are common in this language."""
        return sum(word in self.common for word in re.findall(r"\w+", text.lower()))

    def bare(self, thing: str) -> str:
        """A thing without its article or owner, in small letters."""
        words = " ".join(unicodedata.normalize("NFC", thing).lower().strip(" .?!¿¡").split())
        return self.articles.sub("", words)

    def is_article(self, words: str) -> bool:
        """Whether words end before the name: "the", of "find the"."""
        return self.articles.fullmatch(f"{words.strip().lower()} ") is not None

    def called(self, thing: str) -> str:
        """A thing as this language writes it, without its article; as it was said if not known."""
        known = self._known(self.bare(thing))
        return self.bare(thing) if known is None else known[0]

    def english_thing(self, thing: str, *, exactly: bool = True) -> str | None:
        """The English name of a thing; None where it has none here. English names count too.

        Unless it must be `exactly` that, what is said of the thing may be left out ("red cup").
        """
        if self.code == ENGLISH:
            return thing
        bare = self.bare(thing)
        words = self.behind.sub("", bare).split()
        kinds: tuple[str, ...] = ()
        if words and not exactly:
            kinds = (" ".join(words), words[0 if self.head_first else -1])
        for name in (bare, *kinds):
            known = self._known(name)
            if known is not None:
                return known[1]
            if any(name == english for _, english in self.things.values()):
                return name
        return None

    def searched(self, words: str) -> str:
        """What photos are searched for, as the towers know it: a thing by its English name.

        Of a phrase in this language ("Hund am Strand") the thing alone is known; else the words.
        """
        own = self.likeness(words) > of(ENGLISH).likeness(words)
        return self.english_thing(words, exactly=not own) or words

    def _known(self, bare: str) -> tuple[str, str] | None:
        """A thing's own spelling and English name, by its name as it is or as it is inflected."""
        if bare in self.things:
            return self.things[bare]
        for pattern, ending in self.inflected:
            bare = pattern.sub(ending, bare)
        return self.things[bare] if bare in self.written else None

    def own_name(self, english: str) -> str | None:
        """What a thing with an English name is called first; None where that is not known."""
        for called in (english, wording.called(english)):
            for own, name in self.things.values():
                if name == called:
                    return own
        return None

    def in_english(self, question: str) -> str:
        """A plain question in English; empty where it cannot be carried over exactly."""
        for pattern, english in self.carried:
            found = pattern.fullmatch(question)
            values = None if found is None else self._values(found.groupdict())
            if values is not None:
                return english.format(**values)
        return ""

    def _values(self, groups: Mapping[str, str | None]) -> dict[str, str] | None:
        """What the blanks of an English question are filled with; None if a thing is not known, or
        two of them are the same in English.
        """
        values = {}
        for group, words in groups.items():
            name = self.bare(words or "")
            if group in _TRANSLATED:
                known = self.english_thing(name)
                if known is None:
                    return None
                values[f"a_{group}"], name = wording.thing(known), known
            values[group] = name
        things = [values[group] for group in _TRANSLATED if group in values]
        return values if len(set(things)) == len(things) else None


def of(code: str) -> Understanding:
    """How a language is understood; English where there is no file for it."""
    file = FOLDER / f"{code}.toml"
    return load(file if code in there_are() else FOLDER / f"{ENGLISH}.toml")


def there_are() -> tuple[str, ...]:
    """The codes of the languages that are understood."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def asked_in(setting: str) -> str:
    """The code of the language that the user asks in: of the settings, else as Lantern speaks.

    A language that is spoken but not understood is answered in, and asked in English.
    """
    spoken = language.used()
    return setting or (spoken if spoken in there_are() else ENGLISH)


@cache
def load(file: Path) -> Understanding:
    """Read a language's file. Raises LanguageFileError."""
    try:
        return _read(file.stem, tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise LanguageFileError(f"{file.name} cannot be read: {error}. Mend it.") from error
    except KeyError as error:
        raise LanguageFileError(f"{file.name} has no {error}. Add it.") from error


def _read(code: str, table: Mapping[str, Any]) -> Understanding:
    letters = table.get("letters", {})
    things = _things(table.get("things", {}), letters)
    patterns = _Patterns(table.get("parts", {}), letters)
    hearing, clean, names = table["recogniser"], table["clean"], table.get("names", {})
    return Understanding(
        code=code,
        hearing=Hearing(
            hearing["prompt"],
            hearing.get("names", ""),
            frozenset(_listed(hearing["endings"])),
            frozenset(_listed(hearing["noise"])),
            _listed(hearing["answers"]),
        ),
        cleaning=Cleaning(
            patterns.pairs(clean.get("contractions", [])),
            patterns.one(clean["thanks"]),
            patterns.one(clean["fillers"]),
            patterns.pairs(clean.get("polite", [])),
            patterns.pairs(clean.get("misheard", [])),
            patterns.one(clean["frames"]),
            patterns.pairs(clean.get("direct", [])),
            patterns.one(clean.get("untold", _NEVER)),
            patterns.one(clean["nothing"]),
        ),
        sentences=Sentences(
            patterns.one(clean["asks"]),
            patterns.one(clean["commands"]),
            patterns.one(clean.get("doubtful", _NEVER)),
            patterns.pairs(clean.get("written", [])),
            clean.get("opening", ""),
        ),
        around=patterns.one(clean["around"]),
        intents=tuple(patterns.each(table["intents"])),
        carried=tuple((one, text) for text, one in patterns.each(table.get("carried", {}))),
        articles=patterns.one(rf"^(?:{names.get('articles', _NEVER)})\s"),
        before=patterns.one(rf"^(?:{names.get('before', _NEVER)})\s"),
        things=things,
        written=_written((own for own, _ in things.values()), letters),
        inflected=patterns.pairs(names.get("inflected", [])),
        behind=patterns.one(rf"\s(?:{names.get('behind', _NEVER)})\s.*$"),
        head_first=names.get("head_first", False),
        common=frozenset(table["common"].split()),
    )


class _Patterns:
    """Makes patterns of texts in which parts are named."""

    def __init__(self, parts: Mapping[str, str], letters: Mapping[str, Iterable[str]]) -> None:
        self._letters = letters
        self._parts = {"BREAK": BREAK}
        for name, text in parts.items():
            self._parts[name] = self._filled(text)

    def one(self, text: str) -> re.Pattern[str]:
        """The pattern of a text. Raises ValueError."""
        spelled = "".join(self._spelled(letter) for letter in self._filled(text))
        try:
            return re.compile(spelled, re.IGNORECASE)
        except re.error as error:
            raise ValueError(f"{text.strip()} is no pattern: {error}") from error

    def pairs(self, rows: Iterable[tuple[str, str]]) -> Pairs:
        """Patterns with what takes their place."""
        return tuple((self.one(pattern), text) for pattern, text in rows)

    def each(self, lists: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, re.Pattern[str]]]:
        """Each pattern of each list, with the list's name."""
        return ((name, self.one(text)) for name, texts in lists.items() for text in texts)

    def _filled(self, text: str) -> str:
        """A text on one line, with its parts."""
        lines = text.split("\n")
        whole = "".join(line.strip() for line in lines) if len(lines) > 1 else text
        return _PART.sub(lambda found: self._parts[found[1]], whole)

    def _spelled(self, letter: str) -> str:
        """What fits a letter: also its other spellings, or the letter without its accent."""
        if letter.isascii():
            return letter
        others = self._letters.get(letter) or [_without_accent(letter)]
        return f"(?:{'|'.join((letter, *others))})"


def _things(
    table: Mapping[str, str], letters: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, str]]:
    """Every spelling of every name, with the name as it is written and in English."""
    found: dict[str, tuple[str, str]] = {}
    for english, names in table.items():
        for name in _listed(names):
            spellings = {name.lower()}
            for letter, others in letters.items():
                spellings |= {one.replace(letter, other) for one in spellings for other in others}
            for one in (*spellings, *map(_without_accent, spellings)):
                found.setdefault(one, (name, english))
    return found


def _written(names: Iterable[str], letters: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Names in small letters, and the same as they are written abroad."""
    abroad = str.maketrans({letter: next(iter(others)) for letter, others in letters.items()})
    small = {name.lower() for name in names}
    return frozenset(small | {name.translate(abroad) for name in small})


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in text.split(",") if one.strip())


def _without_accent(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
