"""What is known of things whatever the picture, one row of `things.toml` each."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_TABLES: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = tomllib.loads(
    Path(__file__).with_name("things.toml").read_text(encoding="utf-8")
)
_ROWS: Final = {name: row for table in _TABLES.values() for name, row in table.items()}


SEEN: Final = frozenset(name for table in _TABLES if table != "unseen" for name in _TABLES[table])
"""What a picture can show by itself, without the decoder's sentences."""


def phrases(words: str) -> tuple[str, ...]:
    """The words and phrases of a column; `_` joins the words of a phrase."""
    return tuple(phrase.replace("_", " ") for phrase in words.split())


def words_of(table: str) -> dict[str, str]:
    """The names of a table of `things.toml`, in its order, with the words that assert them."""
    return {name: row["words"] for name, row in _TABLES[table].items() if "words" in row}


def column(name: str) -> dict[str, tuple[str, ...]]:
    """What a column holds for each thing that has an entry there."""
    return {thing: phrases(row[name]) for thing, row in _ROWS.items() if name in row}


def _having(trait: str) -> frozenset[str]:
    return frozenset(thing for thing, traits in column("traits").items() if trait in traits)


BACKGROUND: Final = _having("background")
"""What is nearly always in view: named after other things, and never aimed at."""
SURROUNDINGS: Final = _having("surroundings")
"""What people hardly ever mention: said only where it is sure, or nothing else is known."""
UNMOVED: Final = _having("unmoved")
"""Things that are too large to hold up or to move into the picture."""
HOLDABLE: Final = _having("holdable")
"""What a hand holds if both are the main things of a picture."""
PRODUCE: Final = _having("produce")
"""Fruit and vegetables that are taken for one another."""
MISSED: Final = _having("missed")
"""What is too often overlooked to be said not to be there."""
COMPANIONS: Final = column("with")
"""At least one of these is on 97 % of the photos that show the thing."""


def _by_entry(name: str) -> dict[str, tuple[str, ...]]:
    """The things of a column by what they have there."""
    found: dict[str, list[str]] = {}
    for thing, entries in column(name).items():
        for entry in entries:
            found.setdefault(entry, []).append(thing)
    return {entry: tuple(things) for entry, things in found.items()}


ROOMS: Final = _by_entry("rooms")
"""What shows that a place is what it seems to be."""
KINDS: Final = _by_entry("kinds")
"""The names of each kind."""
