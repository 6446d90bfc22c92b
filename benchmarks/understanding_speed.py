"""How long it takes to understand a phrase, and to compile a language's sentences.

    python -m benchmarks.understanding_speed

Understands every phrase of `tests/understanding/*.tsv` once, in its language, and prints the median
and the worst milliseconds for each table.
"""

import csv
import time
from pathlib import Path
from statistics import median
from typing import Final

from assistant.understanding.language_file import of
from assistant.understanding.matcher import understand, warm
from benchmarks.command import command

TABLES: Final = Path(__file__).parent.parent / "tests" / "understanding"
FILES: Final = {
    "phrasings.tsv": ("phrase", "en"),
    "phrasings.de.tsv": ("phrase", "de"),
    "phrasings.es.tsv": ("phrase", "es"),
    "heard.tsv": ("heard", "en"),
}
"""Each table with its column of phrases and their language."""


def milliseconds(phrases: list[str], code: str) -> list[float]:
    """The processor time of each phrase."""
    language, taken = of(code), []
    for phrase in phrases:
        start = time.process_time()
        understand(phrase, language)
        taken.append((time.process_time() - start) * 1000)
    return taken


def main() -> None:
    """Compile, understand, print."""
    command(__doc__).parse_args()
    for code in ("en", "de", "es"):
        start = time.process_time()
        warm(of(code))
        print(f"{code}: compiled in {time.process_time() - start:.2f} s")
    for name, (column, code) in FILES.items():
        with (TABLES / name).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            phrases = [row[column] for row in rows]
        taken = milliseconds(phrases, code)
        middle, worst = median(taken), max(taken)
        print(f"{name}: {len(taken)} phrases, median {middle:.2f} ms, worst {worst:.2f} ms")


if __name__ == "__main__":
    main()
