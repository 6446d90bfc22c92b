"""The texts in the catalogue of models: what each does, its licence, its limits, its measures.

This module reads that catalogue; import it only when models are listed or pulled.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from assistant.protocol.spoken import Message, Phrase, verbatim

FILE: Final = Path(__file__).parents[3] / "models" / "catalog.toml"


def _words() -> Iterator[tuple[str, str]]:
    """Each text with a unique name; archives don't print their licence."""
    known: set[str] = set()
    for model, table in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        words = ("does", "licence", "cannot") if "repository" in table else ("does",)
        texts = [(word, table[word]) for word in words if word in table]
        texts += [(one["measure"], one["measure"]) for one in table.get("figures", ())]
        for word, text in texts:
            if text not in known:
                known.add(text)
                yield re.sub(r"\W+", "_", f"{model}_{word}").upper(), text


CatalogueWords = cast(
    "type[Phrase]", cast("Any", Phrase)("CatalogueWords", list(_words()), module=__name__)
)


def catalogue_words(text: str) -> Message:
    """The message for a text of the catalogue; any other text stays verbatim."""
    try:
        return CatalogueWords(text).said()
    except ValueError:
        return verbatim(text)
