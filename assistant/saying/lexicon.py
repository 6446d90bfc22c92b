"""The words of a language for what a picture shows: things, what they are like, and what they do.

They stand in `things/`; `en.toml` there explains them. Adding a language takes no code.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from assistant.protocol.spoken import ENGLISH

FOLDER: Final = Path(__file__).with_name("things")
CASES: Final = ("nom", "acc", "dat")

_NOTHING: Final = "-"
_PLURALS: Final = frozenset(
    ("people", "men", "women", "children", "feet", "teeth", "mice", "geese")
)
"""English plurals without a plural ending."""


@dataclass(frozen=True, slots=True)
class Noun:
    """The forms of a noun."""

    one: str
    """Empty: it is only spoken of in the plural."""
    several: str
    """Empty: it is not counted."""
    oblique: str
    """One, in other cases than the first."""
    gender: str
    """A key of the tables of articles; "n" in languages without genders."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str
    nouns: Mapping[str, Noun]
    qualities: Mapping[str, str]
    acts: Mapping[str, str]
    relations: Mapping[str, str]
    numbers: Mapping[str, str]
    articles: Mapping[str, Mapping[str, str]]
    endings: Mapping[str, Mapping[str, str]]
    """What describing words end in behind an article; empty if they agree by their forms."""
    like: Mapping[str, str]
    """Which gender stands for another."""
    dative: tuple[str, tuple[str, ...]]
    """What plurals get in the dative, and behind which endings."""
    contractions: tuple[tuple[str, re.Pattern[str], str], ...]
    """Words that meet, what finds them, and what they become."""
    unique: frozenset[str]
    animals: frozenset[str]
    places: tuple[frozenset[str], frozenset[str]]
    """What takes the definite article behind some words, and these words."""
    described_first: bool
    """Whether describing words stand before the noun."""
    clauses: bool
    """Whether acts are clauses with the verb at their end."""
    reflexive: str
    """The word that stands first in a clause."""
    probably: str
    """What says in a clause that it is only likely."""
    conjunction: str
    """What joins two things."""
    negates: bool
    """Whether every noun takes the "no" of a sentence."""
    nouns_have_capitals: bool
    link: tuple[str, ...]
    """The forms of "is" and the like."""
    glosses: Mapping[str, str]
    """English words with all that stands for them in this language, and is never said."""

    def noun(self, name: str) -> Noun | None:
        """The noun for a name; in English, one is made up for a name without an entry."""
        known = self.nouns.get(name)
        return guessed(name) if known is None and self.language == ENGLISH else known

    def form(self, table: Mapping[str, str], gender: str, case: int = 0) -> str:
        """The form in a table for a gender, whose plural ends in p; empty if there is none."""
        keys = (gender, self.like.get(gender, ""), "p" if gender.endswith("p") else "")
        forms = next((table[key] for key in keys if key in table), "").split()
        return forms[min(case, len(forms) - 1)] if forms else ""

    def agreed(self, text: str, gender: str) -> str:
        """A text in which each row of forms ("roto/rota/rotos/rotas") is the one for a gender."""
        one = self.like.get(gender, gender)
        plural = one.endswith("p")

        def chosen(found: re.Match[str]) -> str:
            forms = found[0].split("/")
            if len(forms) == 2:
                return forms[plural]
            return forms[2 * plural + one.startswith("f")]

        return re.sub(r"[^\s/]+(?:/[^\s/]+)+", chosen, text)

    def contracted(self, text: str) -> str:
        """A text with the words contracted that meet in it."""
        for _, pattern, short in self.contractions:
            text = pattern.sub(short, text)
        return text


@cache
def words(language: str) -> Words | None:
    """The words of a language; None if there are none."""
    file = FOLDER / f"{language}.toml"
    return (
        _read(language, tomllib.loads(file.read_text(encoding="utf-8"))) if file.exists() else None
    )


def english_words() -> Words:
    """The English words, which all names are known in."""
    found = words(ENGLISH)
    assert found is not None
    return found


def several(name: str) -> str:
    """What several of a thing are called: "balls" for "sports ball"; "sand" is not counted."""
    noun = english_words().nouns.get(name) or guessed(name)
    return noun.several or noun.one


def guessed(name: str) -> Noun:
    """An English noun for a name that has no entry, by how it is spelt."""
    english = english_words()
    head = name.partition(" of ")[0]
    last = head.rpartition(" ")[2]
    known = english.nouns.get(head) or english.nouns.get(last)
    if known is not None and not known.several:
        return Noun(name, "", name, "n")
    if last in _PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is"))):
        return Noun("", name, "", "n")
    ended = re.sub(r"(s|x|sh|ch)$", r"\1e", re.sub(r"(?<=[^aeiou])y$", "ie", name))
    return Noun(name, f"{ended}s", name, "n")


def _read(language: str, table: dict[str, Any]) -> Words:
    dative, places = table.get("dative", {}), table["places"]
    return Words(
        language,
        {name: _noun(forms, table["genders"]) for name, forms in table["nouns"].items()},
        table["qualities"],
        table["acts"],
        table["relations"],
        table["numbers"],
        table["articles"],
        table.get("endings", {}),
        table.get("like", {}),
        (dative.get("ending", ""), tuple(dative.get("behind", "").split())),
        tuple(
            (met, re.compile(rf"(?<!\w){re.escape(met)}"), short)
            for met, short in table["contractions"].items()
        ),
        frozenset(table["unique"].split()),
        frozenset(table.get("animals", "").split()),
        (frozenset(places["nouns"].split()), frozenset(places["behind"].split())),
        table["order"] == "first",
        table["act"] == "clause",
        table.get("reflexive", ""),
        table.get("probably", ""),
        table["and"],
        table.get("negates", False),
        table.get("capitals", False),
        tuple(table.get("link", "").split()),
        table.get("glosses", {}),
    )


def _noun(forms: str, genders: Mapping[str, str]) -> Noun:
    one, several, *other = (form.strip() for form in forms.split(","))
    gender = ""
    for form in (one, several):
        article = form.partition(" ")[0]
        gender = gender or genders.get(article, "").removesuffix("p")
    one, several = (_bare(form, genders) for form in (one, several))
    return Noun(one, several, other[0] if other else one, gender or "n")


def _bare(form: str, genders: Mapping[str, str]) -> str:
    article, _, rest = form.partition(" ")
    return "" if form == _NOTHING else rest if article in genders else form
