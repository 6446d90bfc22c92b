"""How commands are called: their parsers, and what their arguments may be."""

import argparse
from collections.abc import Callable
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def group(commands: Commands, name: str, does: str, example: str) -> Commands:
    """Add a command that has commands of its own; gives where these are added."""
    parser = commands.add_parser(name, help=does, epilog=f"Example: {example}")
    sub: Commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    return sub


def add(
    commands: Commands,
    name: str,
    command: Callable[[argparse.Namespace], int],
    does: str,
    example: str,
) -> argparse.ArgumentParser:
    """Add a command with its help; gives where its arguments are added."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=f"Example: {example}"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.set_defaults(command=command)
    return parser


def labels(text: str) -> list[str]:
    """Names with commas between them; argparse.ArgumentTypeError where there is none."""
    found = list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    if not found:
        raise argparse.ArgumentTypeError("must hold at least one name")
    return found


def count(text: str) -> int:
    """A number of 1 to 1000; argparse.ArgumentTypeError for any other."""
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError("must be 1 to 1000")
    return number
