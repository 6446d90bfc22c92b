"""What the catalogue of models says of each in words: what it does, its licence, what it lacks,
and what was measured.

Imported only when models are listed or pulled, since it reads that catalogue.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from assistant.protocol.spoken import Message, Phrase, verbatim

FILE: Final = Path(__file__).parents[3] / "models" / "catalog.toml"


def _words() -> Iterator[tuple[str, str]]:
    """Each text with a name of its own; the licence of an archive is not told."""
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
    """Such words in the language in use; what is not of the catalogue stays as it is."""
    try:
        return CatalogueWords(text).said()
    except ValueError:
        return verbatim(text)
