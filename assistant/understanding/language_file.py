"""Reads what a file of `languages/` says: how a language is understood. Pure but for the reading.

Whoever adds a language writes such a file, and no code; `en.yaml` explains what stands in it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from assistant.protocol.query import Kind
from assistant.protocol.spoken import ENGLISH
from assistant.saying.lexicon import words
from assistant.understanding.normaliser import Cleaning, Rewriting, Sentences
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

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Every value is a text: "yes" and "on" too."""
_COUNT: Final = re.compile(r"(?P<least>\d+)(?:-(?P<most>\d+))? words?")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_SHARED: Final = re.compile(r";\s+(?=[\w-]+(?: [\w-]+)*: )")
"""What stands between two entries of one line."""
_GOES_ON: Final = 4
"""How far in a line stands that goes on with the one above."""
_OPTIONS: Final = ("none of", "first", "not first", "not last")
"""What a slot of any words may say of them."""
_REWRITINGS: Final = ("contractions", "polite", "misheard", "direct", "affirmed")
_CLEANED: Final = tuple({one.name for one in fields(Cleaning)} - {*_REWRITINGS})
"""What cleaning rewrites, and what else it knows."""


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
    """An intent or a `Kind`."""
    details: Mapping[str, str]
    """Slots that it fills without words."""
    template: Template
    begins: frozenset[str] | None
    """The words that it can begin with; None: any."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that a language's file says."""

    code: str
    hearing: Hearing
    cleaning: Cleaning
    sentences: Sentences
    commands: tuple[Sentence, ...]
    """By the names of intents, or of skills that have none; the first that fits counts."""
    questions: tuple[Sentence, ...]
    """By the names of kinds; the first that fits counts."""
    risks: Mapping[str, Template]
    """What is found anywhere in a risky question, by the names of risks, and "harmless"."""
    marks: Mapping[str, Template]
    """What else is found anywhere in a question and says something about it."""
    offers: Mapping[str, Template]
    """How the things are told apart that a question leaves the choice between."""
    english: Mapping[str, tuple[str, ...]]
    """In the English file, how each kind is asked; the first with no open blank counts."""
    phrases: Mapping[str, str]
    """In the English file, how the values of slots are said in such a question."""
    names: ThingNames
    pictures: Template
    """What a picture is called."""
    before: Template
    """What is said before a name where nothing else is awaited ("where is")."""
    common: frozenset[str]
    """The commonest words."""
    vocabulary: frozenset[str]
    """The words that questions use, and those of the things known here."""

    def likeness(self, text: str) -> int:
        """How many of the words are common in this language."""
        return sum(word in self.common for word in re.findall(r"\w+", text.lower()))

    def searched(self, words: str) -> str:
        """What photos are searched for, as the towers know it: a thing by its English name.

        Of a phrase in this language ("Hund am Strand") the thing alone is known; else the words.
        """
        own = self.likeness(words) > of(ENGLISH).likeness(words)
        return self.names.english(words, exactly=not own) or words


@cache
def of(code: str) -> Understanding:
    """How a language is understood; English where there is no file for it."""
    return load(FOLDER / f"{code if code in there_are() else ENGLISH}.yaml")


def there_are() -> tuple[str, ...]:
    """The codes of the languages that are understood."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def asked_in(setting: str, spoken: str) -> str:
    """The code of the language that the user asks in: of the settings, else as Lantern speaks.

    A language that is spoken but not understood is answered in, and asked in English.
    """
    return setting or (spoken if spoken in there_are() else ENGLISH)


@cache
def load(file: Path) -> Understanding:
    """Read a language's file. Raises LanguageFileError."""
    try:
        table = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
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
        letters = table.get("letters", {})
        self._letters = {letter: str(others).split() for letter, others in letters.items()}
        slots = {name: _slot(name, " ".join(lines)) for name, lines in self._section("slots")}
        rules: dict[str, str] = {}
        for name, lines in self._section("rules"):
            if name in rules:
                raise ValueError(f"the rule <{name}> is written twice")
            rules[name] = "|".join(lines)
        self._grammar = Grammar(rules, slots, self._letters)

    def read(self) -> Understanding:
        """Raises KeyError, ValueError and what a wrong type raises."""
        heard = self._table["recogniser"]
        clean, names = dict(self._section("clean")), dict(self._section("names"))
        cleaning: dict[str, Any] = {name: self._any(clean.get(name)) for name in _CLEANED}
        cleaning |= {name: self._rewritings(clean.get(name)) for name in _REWRITINGS}
        return Understanding(
            code=self._code,
            hearing=Hearing(
                " ".join(str(heard["prompt"]).split()),
                str(heard.get("names", "")),
                frozenset(_listed(heard["endings"])),
                frozenset(_listed(heard["noise"])),
                tuple(_listed(heard["answers"])),
            ),
            cleaning=Cleaning(**cleaning),
            sentences=Sentences(
                self._any(clean["asks"]),
                self._any(clean.get("commands")),
                self._any(clean.get("doubtful")),
                " ".join(clean.get("opening", ())),
                frozenset(" ".join(clean.get("capitals", ())).lower().split()),
            ),
            commands=self._sentences("commands", None),
            questions=self._sentences("questions", Kind),
            risks=self._marks("risks"),
            marks=self._marks("marks"),
            offers=self._marks("offers"),
            english={
                name: tuple("|".join(lines).split("|")) for name, lines in self._section("english")
            },
            phrases=dict(self._table.get("phrases", {})),
            names=self._names(names),
            pictures=self._any(names.get("pictures")),
            before=self._any(names.get("before")),
            common=frozenset(str(self._table["common"]).split()),
            vocabulary=self._vocabulary(),
        )

    def _vocabulary(self) -> frozenset[str]:
        said = [
            str(self._table.get(one, "")) for one in ("common", "rules", "slots", "things", "risks")
        ]
        said += [str(self._table[one]) for one in ("commands", "questions")]
        polite = ("fillers", "thanks", "frames", "polite", "asks", "nothing")
        said += [line for name, lines in self._section("clean") if name in polite for line in lines]
        spoken = words(self._code)
        nouns = spoken.nouns.values() if spoken else ()
        said += [part for noun in nouns for part in (noun.one, noun.several) if part]
        return frozenset(_LETTERS.findall(" ".join(said).lower()))

    def _section(self, name: str) -> list[tuple[str, list[str]]]:
        return _entries(name, self._table.get(name, ""))

    def _names(self, section: Mapping[str, list[str]]) -> ThingNames:
        spoken = words(self._code)
        # People may ask for a thing by the name that Lantern says for it.
        said = {
            name: [one for one in (noun.one, noun.several) if one]
            for name, noun in (spoken.nouns.items() if spoken else ())
        }
        others = dict(_things(str(self._table.get("things", ""))))
        things = things_of(said, self._letters) | things_of(others, self._letters)
        return ThingNames(
            english_only=self._code == ENGLISH,
            articles=self._any(section.get("articles")),
            behind=self._any(section.get("behind")),
            things=things,
            in_english=frozenset(english for _, english in things.values()),
            written=written((own for own, _ in things.values()), self._letters),
            first_endings=_endings(section.get("first_endings", ())),
            last_endings=_endings(section.get("last_endings", ())),
            head_first=section.get("head_first") == ["yes"],
        )

    def _any(self, lines: Iterable[str] | None) -> Template:
        """One template for several; it fits nothing where there are none."""
        return self._grammar.any_of(lines or ())

    def _rewritings(self, lines: list[str] | None) -> tuple[Rewriting, ...]:
        found = []
        for one in filter(str.strip, ";".join(lines or ()).split(";")):
            template, arrow, to = one.partition("->")
            if not arrow:
                raise TemplateError(f"{one!r} does not say what it becomes: write ->")
            found.append(Rewriting(self._grammar.template(template), tuple(to.split())))
        return tuple(found)

    def _sentences(self, section: str, means: Iterable[str] | None) -> tuple[Sentence, ...]:
        """The sentences of a section; None: their headings may be any names."""
        found = []
        for heading, lines in self._section(section):
            name, _, detail = heading.partition(" ")
            if means is not None and name not in list(means):
                raise TemplateError(f"{section} has {name!r}, which is none of: {', '.join(means)}")
            details = {name: detail} if detail else {}
            each = (one for line in lines for one in self._grammar.each_of(line))
            found += [Sentence(name, details, template, begins) for template, begins in each]
        return tuple(found)

    def _marks(self, section: str) -> Mapping[str, Template]:
        """Templates by their names; by another name, one that fits nothing."""
        nothing = self._any(None)
        found = ((name, self._any(lines)) for name, lines in self._section(section))
        return defaultdict(lambda: nothing, found)


def _entries(section: str, text: object) -> list[tuple[str, list[str]]]:
    """The entries "name: line" of a block, each with its lines. Raises TemplateError.

    A line further in is another of the same entry; one that is still further in goes on with the
    line above. Short entries may share a line, with a ";" between them.
    """
    found: list[tuple[str, list[str]]] = []
    for line in str(text or "").splitlines():
        inner = len(line) - len(line.lstrip())
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if inner == 0:
            for entry in _SHARED.split(line):
                name, colon, first = entry.partition(":")
                if not colon or (first and not first.startswith(" ")):
                    raise TemplateError(f"{section} has {entry!r}: begin with a name and a colon")
                found.append((name, [first.strip()] if first.strip() else []))
        elif not found:
            raise TemplateError(f"{section} begins too far in")
        elif inner < _GOES_ON or not found[-1][1]:
            found[-1][1].append(line.strip())
        else:
            found[-1][1][-1] += f" {line.strip()}"
    return found


def _slot(name: str, text: str) -> Slot:
    """A slot of "1-3 words, none of a|b", of "value: template; value: template", or of "a|b"."""
    count, *options = (one.strip() for one in text.split(","))
    found = _COUNT.fullmatch(count)
    if found is None:
        pairs = [one.partition("=") for one in text.split(",")] if "=" in text else []
        return Choice({value.strip(): one for value, _, one in pairs} or {"": text})
    given: dict[str, str] = {}
    for one in options:
        key = next((key for key in _OPTIONS if one.startswith(f"{key} ")), None)
        if key is None:
            known = ", ".join(_OPTIONS)
            raise TemplateError(f"the slot {{{name}}} has {one!r}: begin with {known}")
        given[key.replace(" ", "_")] = one.removeprefix(key)
    least = int(found["least"])
    return Wildcard(least, int(found["most"] or least), **given)


def _listed(text: object) -> list[str]:
    return [" ".join(one.split()) for one in str(text).split(",") if one.strip()]


def _things(text: str) -> Iterator[tuple[str, list[str]]]:
    """English names of things, each with the names here, of "cup = Tasse, Becher; fork = Gabel"."""
    for entry in filter(str.strip, " ; ".join(text.splitlines()).split(";")):
        english, equals, names = entry.partition("=")
        if not equals:
            raise TemplateError(f"{entry.strip()!r} names no thing: write English = name, name")
        yield english.strip(), [one for name in _listed(names) for one in _endings_of(name)]


def _endings_of(name: str) -> list[str]:
    """A name of "Tasse[n]", and the same with its other ending."""
    first, bracket, ending = name.partition("[")
    return [first, first + ending.rstrip("]")] if bracket else [first]


def _endings(lines: Iterable[str]) -> dict[str, str]:
    """Endings and what they become, of "en em -> er, ln -> l"."""
    found: dict[str, str] = {}
    for entry in _listed(",".join(lines)):
        endings, _, becomes = entry.partition("->")
        found |= dict.fromkeys(endings.split(), becomes.strip())
    return found
