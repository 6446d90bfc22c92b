"""Reads the sentences of a catalogue, a gettext file `lantern.po`, as translators write it."""

import ast
import gettext
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_PLURAL: Final = re.compile(r"^Plural-Forms:.*\bplural=([^;\n]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Translations:
    """What stands in a catalogue."""

    texts: Mapping[tuple[str, str], tuple[str, ...]]
    """For each context and English sentence its translation, or one for each form of a number."""
    form: Callable[[int], int]
    """Which of these forms belongs to a number."""

    def text(self, context: str, english: str, count: int | None) -> str | None:
        """The translation of a sentence, if there is one; `count` is the number in it."""
        texts = self.texts.get((context, english))
        return None if texts is None else texts[0 if count is None else self.form(count)]


@cache
def read(path: Path) -> Translations:
    """The sentences that a file translates. Raises OSError and ValueError."""
    texts = {}
    for entry in _entries(path):
        translated = tuple(text for key, text in entry.items() if key.startswith("msgstr"))
        if all(translated):
            texts[entry.get("msgctxt", ""), entry["msgid"]] = translated
    (head,) = texts.pop(("", ""))
    found = _PLURAL.search(head)
    return Translations(texts, gettext.c2py(found[1]) if found else lambda number: 0)


def _entries(path: Path) -> Iterator[dict[str, str]]:
    """The texts of each entry by their keywords."""
    entry: dict[str, str] = {}
    keyword = ""
    for line in (*path.read_text(encoding="utf-8").splitlines(), ""):
        if line.startswith("msg"):
            keyword, _, line = line.partition(" ")
            entry[keyword] = ""
        if line.startswith('"'):
            entry[keyword] += ast.literal_eval(line) if "\\" in line else line[1:-1]
        elif not line and entry:
            yield entry
            entry = {}
