"""The command lines of the benchmarks."""

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def command(doc: str | None) -> argparse.ArgumentParser:
    """A parser that shows a module's docstring as its help."""
    return argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def data_command(doc: str | None) -> argparse.ArgumentParser:
    """The same with `--data`, the folder of the training sets."""
    parser = command(doc)
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    return parser


def work_command(doc: str | None) -> argparse.ArgumentParser:
    """The same with `--work` as well, for `models.training.common.data.Folders`."""
    parser = data_command(doc)
    parser.add_argument(
        "--work", type=Path, default=Path(".cache"), help="folder for intermediate files (.cache)"
    )
    return parser


def write_table(file: Path, rows: Iterable[Sequence[object]]) -> None:
    """Write rows as comma-separated values, and print them."""
    table = list(rows)
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(table)
    for row in table:
        print(*row, sep=", ")
