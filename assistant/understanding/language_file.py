"""Reads what a file of `languages/` says: how a language is understood. Pure but for the reading.

Whoever adds a language writes such a file, and no code; `en.yaml` explains what stands in it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from assistant import language
from assistant.understanding.normaliser import Cleaning, Rewriting, Sentences
from assistant.understanding.query import Intent, Kind
from assistant.understanding.templates import (
    Choice,
    Grammar,
    Slot,
    Template,
    TemplateError,
    Wildcard,
)
from assistant.understanding.thing_names import ThingNames, things_of, written

FOLDER: Final = Path(__file__).with_name("languages")
ENGLISH: Final = language.ENGLISH

_COUNT: Final = re.compile(r"(?P<least>\d+)(?:-(?P<most>\d+))? words?")
_OPTIONS: Final = {
    "none of": "none_of",
    "first": "first",
    "not first": "not_first",
    "not last": "not_last",
}
"""What a slot of any words may say of them."""


class LanguageFileError(Exception):
    """A language's file cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a recogniser is told."""

    prompt: str
    names: str
    """What takes the place of the prompt where a name is awaited; empty: nothing does."""
    endings: frozenset[str]
    noise: frozenset[str]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template of the file, and what its words mean."""

    means: str
    """An `Intent` or a `Kind`."""
    details: Mapping[str, str]
    """Slots that it fills without words."""
    template: Template
    begins: frozenset[str] | None
    """The words that it can begin with; None: any."""


class Table:
    """The sentences of a section in their order, by the words that they can begin with."""

    def __init__(self, sentences: Iterable[Sentence]) -> None:
        """Take all of them."""
        self.every = tuple(sentences)
        self._by_first: dict[str, list[tuple[int, Sentence]]] = {}
        self._any = [(n, one) for n, one in enumerate(self.every) if one.begins is None]
        for number, one in enumerate(self.every):
            for word in one.begins or ():
                self._by_first.setdefault(word, []).append((number, one))

    def that_begin(self, word: str) -> Iterator[Sentence]:
        """The sentences that can begin with a word, in their order."""
        every = sorted((*self._by_first.get(word, ()), *self._any), key=lambda pair: pair[0])
        return (one for _, one in every)


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that a language's file says."""

    code: str
    hearing: Hearing
    cleaning: Cleaning
    sentences: Sentences
    commands: Table
    """By the names of intents."""
    questions: Table
    """By the names of kinds."""
    marks: Mapping[str, Template]
    """What is found anywhere in a question and says something about it."""
    english: Mapping[str, tuple[str, ...]]
    """In the English file, how each kind is asked; the first with no open blank counts."""
    phrases: Mapping[str, str]
    """In the English file, how the values of slots are said in such a question."""
    names: ThingNames
    before: Template | None
    """What is said before a name where nothing else is awaited ("where is")."""
    common: frozenset[str]
    """The commonest words."""

    def likeness(self, text: str) -> int:
        """How many of the words are common in this language."""
        return sum(word in self.common for word in re.findall(r"\w+", text.lower()))

    def searched(self, words: str) -> str:
        """What photos are searched for, as the towers know it: a thing by its English name.

        Of a phrase in this language ("Hund am Strand") the thing alone is known; else the words.
        """
        own = self.likeness(words) > of(ENGLISH).likeness(words)
        return self.names.english(words, exactly=not own) or words


def of(code: str) -> Understanding:
    """How a language is understood; English where there is no file for it."""
    return load(FOLDER / f"{code if code in there_are() else ENGLISH}.yaml")


def there_are() -> tuple[str, ...]:
    """The codes of the languages that are understood."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


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
        # Every word stays a word: "yes" is no truth, and "on" neither.
        table = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
        if not isinstance(table, dict):
            raise TypeError("it holds no sections")
        return _Reader(file.stem, table).read()
    except KeyError as error:
        raise LanguageFileError(f"{file.name} has no {error}. Add it.") from error
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise LanguageFileError(f"{file.name} cannot be read: {error}. Mend it.") from error


class _Reader:
    """Makes an `Understanding` of what a file holds."""

    def __init__(self, code: str, table: Mapping[str, Any]) -> None:
        self._code = code
        self._table = table
        self._letters: dict[str, list[str]] = {
            letter: str(others).split() for letter, others in table.get("letters", {}).items()
        }
        slots = {name: _slot(name, one) for name, one in _pairs(table.get("slots"))}
        rules = dict(_pairs(table.get("rules")))
        self._grammar = Grammar(rules, slots, self._letters)

    def read(self) -> Understanding:
        """Raises KeyError, ValueError and what a wrong type raises."""
        clean, names = self._table["clean"], self._table.get("names", {})
        return Understanding(
            code=self._code,
            hearing=self._hearing(self._table["recogniser"]),
            cleaning=self._cleaning(clean),
            sentences=Sentences(
                self._any(clean["asks"]),
                self._any(clean["commands"]),
                self._any(clean.get("doubtful")),
                str(clean.get("opening", "")),
                frozenset(str(clean.get("capitals", "")).lower().split()),
            ),
            commands=self._sentences("commands", self._table["commands"], Intent),
            questions=self._sentences("questions", self._table.get("questions", {}), Kind),
            marks=self._marks(self._table.get("marks", {})),
            english={
                str(name): tuple(_lines(text))
                for name, text in self._table.get("english", {}).items()
            },
            phrases=dict(self._table.get("phrases", {})),
            names=self._names(names),
            before=self._any(names.get("before")),
            common=frozenset(str(self._table["common"]).split()),
        )

    def _hearing(self, section: Mapping[str, Any]) -> Hearing:
        return Hearing(
            " ".join(str(section["prompt"]).split()),
            str(section.get("names", "")),
            frozenset(_listed(section["endings"])),
            frozenset(_listed(section["noise"])),
            tuple(_listed(section["answers"])),
        )

    def _cleaning(self, section: Mapping[str, Any]) -> Cleaning:
        return Cleaning(
            contractions=self._rewritings(section.get("contractions")),
            thanks=self._any(section["thanks"]),
            called=self._any(section.get("called")),
            fillers=self._any(section["fillers"]),
            polite=self._rewritings(section.get("polite")),
            misheard=self._rewritings(section.get("misheard")),
            frames=self._any(section["frames"]),
            direct=self._rewritings(section.get("direct")),
            untold=self._any(section.get("untold")),
            nothing=self._any(section["nothing"]),
            before=self._any(section.get("before")),
            behind=self._any(section.get("behind")),
            within=self._any(section.get("within")),
        )

    def _names(self, section: Mapping[str, Any]) -> ThingNames:
        table = dict(_named(_entries(self._table.get("things", ""))))
        things = things_of(table, self._letters)
        return ThingNames(
            english_only=self._code == ENGLISH,
            articles=self._any(section.get("articles")),
            behind=self._any(section.get("behind")),
            things=things,
            written=written((own for own, _ in things.values()), self._letters),
            first_endings=_endings(section.get("first_endings", "")),
            last_endings=_endings(section.get("last_endings", "")),
            head_first=section.get("head_first") == "yes",
        )

    def _any(self, text: object) -> Template | None:
        """One template for a block of them; None for none."""
        return self._grammar.any_of(_lines(text))

    def _rewritings(self, text: object) -> tuple[Rewriting, ...]:
        found = []
        for line in _lines(text):
            template, arrow, to = line.partition("->")
            if not arrow:
                raise TemplateError(f"{line!r} says not what it becomes: write ->")
            found.append(Rewriting(self._grammar.template(template), tuple(to.split())))
        return tuple(found)

    def _sentences(
        self, section: str, table: Mapping[str, Any], means: type[Intent] | type[Kind]
    ) -> Table:
        found = []
        for heading, text in table.items():
            name, _, detail = str(heading).partition(" ")
            if name not in list(means):
                raise TemplateError(f"{section} has {name!r}, which is none of: {', '.join(means)}")
            details = {name: detail} if detail else {}
            for line in _lines(text):
                begins = self._grammar.beginnings(line)
                found.append(Sentence(name, details, self._grammar.template(line), begins))
        return Table(found)

    def _marks(self, table: Mapping[str, Any]) -> dict[str, Template]:
        found = {str(name): self._any(text) for name, text in table.items()}
        return {name: one for name, one in found.items() if one is not None}


def _pairs(text: object) -> Iterator[tuple[str, str]]:
    """The names and values of a block of "name = value"."""
    for line in _lines(text):
        name, equals, value = line.partition("=")
        if not equals:
            raise TemplateError(f"{line!r} names nothing: write name = ...")
        yield name.strip(), value.strip()


def _slot(name: str, text: str) -> Slot:
    """A slot of "1-3 words, none of a|b", of "value: template; value: template", or of "a|b"."""
    count, *options = (one.strip() for one in text.split(","))
    found = _COUNT.fullmatch(count)
    if found is None:
        pairs = [one.partition(": ") for one in text.split(";")] if ": " in text else []
        return Choice({value.strip(): one for value, _, one in pairs} or {"": text})
    given: dict[str, str] = {}
    for one in options:
        key = next((key for key in _OPTIONS if one.startswith(f"{key} ")), None)
        if key is None:
            raise TemplateError(f"the slot {{{name}}} has {one!r}: begin with {', '.join(_OPTIONS)}")
        given[_OPTIONS[key]] = one.removeprefix(key)
    least = int(found["least"])
    return Wildcard(least, int(found["most"] or least), **given)


def _lines(text: object) -> list[str]:
    """The lines of a block; one that begins with blanks goes on with the one above."""
    lines: list[str] = []
    for line in str(text or "").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if line[:1].isspace() and lines:
            lines[-1] += f" {line.strip()}"
        else:
            lines.append(line.strip())
    return lines


def _listed(text: object) -> list[str]:
    return [" ".join(one.split()) for one in str(text).split(",") if one.strip()]


def _entries(text: object) -> list[str]:
    return [one for line in _lines(text) for one in line.split(";") if one.strip()]


def _named(entries: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """English names of things, each with the names here."""
    for entry in entries:
        english, equals, names = entry.partition("=")
        if not equals:
            raise TemplateError(f"{entry.strip()!r} names no thing: write English = name, name")
        yield english.strip(), _listed(names)


def _endings(text: object) -> dict[str, str]:
    """Endings and what they become, of "en em -> er, ln -> l"."""
    found = {}
    for entry in _listed(text):
        endings, _, becomes = entry.partition("->")
        found |= dict.fromkeys(endings.split(), becomes.strip())
    return found
