"""The command lines of the benchmarks."""

import argparse
from pathlib import Path


def command(doc: str | None) -> argparse.ArgumentParser:
    """One that tells what a module's docstring tells."""
    return argparse.ArgumentParser(
        description=doc, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def data_command(doc: str | None) -> argparse.ArgumentParser:
    """The same with `data`, where the training sets are."""
    parser = command(doc)
    parser.add_argument("--data", type=Path, required=True, help="folder with the training sets")
    return parser


def work_command(doc: str | None) -> argparse.ArgumentParser:
    """The same with `work` as well, for `models.training.common.data.Folders`."""
    parser = data_command(doc)
    parser.add_argument(
        "--work", type=Path, default=Path(".cache"), help="folder for everything between (.cache)"
    )
    return parser
