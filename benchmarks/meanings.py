"""How many wordings that were written after the code are taken for what they mean.

    python -m benchmarks.meanings

The 900 wordings are those of `tests/understanding/unseen_wordings.*.tsv`: dangers, questions what
people are, small talk, and harmless questions. Prints and writes to `benchmarks/meanings.csv`, for
each language, of how many each is found, with the templates and the network and by the templates
alone, and of how many harmless ones.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from assistant.protocol.query import Kind, Never, Query
from assistant.understanding.language_file import of
from assistant.understanding.matcher import asked
from assistant.understanding.meaning import meant
from benchmarks.command import command, write_table
from models.embedded import files
from models.embedded.meanings import EmbeddedMeanings
from models.embedded.passages import EmbeddedPassages
from models.interfaces import Meaning, QuestionReader

OUT: Final = Path(__file__).with_suffix(".csv")
UNSEEN: Final = Path(__file__).parent.parent / "tests" / "understanding"
LANGUAGES: Final = ("en", "de", "es")
FOUND: Final[dict[str, Callable[[Query], object]]] = {
    "risk": lambda query: query.risk,
    "never": lambda query: query.never not in (None, Never.BEHIND),
    "talk": lambda query: query.kind is Kind.TALK,
}
"""How each meaning shows in a query."""
HARMLESS: Final = "none"


class Templates:
    """A `QuestionReader` that knows nothing, so that the templates alone tell."""

    def meaning(self, question: str) -> Meaning:
        """No meaning."""
        return Meaning("", sure=False)


def shipped() -> EmbeddedMeanings:
    """The reader of the weights that ship."""
    return EmbeddedMeanings(files.WEIGHTS, EmbeddedPassages(files.WEIGHTS, 1).encoder)


def unseen(label: str, language: str) -> list[str]:
    """The wordings with a label: risk, never, talk or none."""
    text = (UNSEEN / f"unseen_wordings.{language}.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return [words for name, words in rows if name == label]


def share(said: list[str], language: str, reader: QuestionReader, label: str) -> float:
    """Of how many wordings a meaning is found where no picture shows any print, 0…1."""
    queries = filter(None, (asked(words, of(language)) for words in said))
    found = (
        meant(one, reader.meaning(one.question), lambda query: False, lambda: False)
        for one in queries
    )
    return sum(bool(FOUND[label](one)) for one in found) / len(said)


def table() -> Iterator[tuple[object, ...]]:
    """The table, with its head."""
    yield "language", "meaning", "found, percent", "by templates alone", "of harmless ones"
    reader = shipped()
    for language in LANGUAGES:
        harmless = unseen(HARMLESS, language)
        for label in FOUND:
            said = unseen(label, language)
            each = (said, reader), (said, Templates()), (harmless, reader)
            shares = (share(one, language, by, label) for one, by in each)
            yield language, label, *(round(100 * one) for one in shares)


def main() -> None:
    """Print and write the table."""
    command(__doc__).parse_args()
    write_table(OUT, table())


if __name__ == "__main__":
    main()
