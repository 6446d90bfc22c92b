"""How commands are called and what they print: parsers, arguments, results."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from typing import TypeAlias

from assistant.desktop import Surface

DONE, COULD_NOT = 0, 1
"""The exit codes of a command that was called rightly."""

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


def add_pictures(parser: argparse.ArgumentParser) -> None:
    """Add what to look at: photos, or one of the computer's own pictures."""
    parser.add_argument("photo", nargs="*", metavar="PHOTO", help="a photo's file")
    own = parser.add_mutually_exclusive_group()
    for surface, what in (
        (Surface.CLIPBOARD, "the picture in the clipboard instead"),
        (Surface.SCREEN, "what the screen shows instead"),
    ):
        own.add_argument(
            f"--{surface}", dest="surface", action="store_const", const=surface, help=what
        )


def names_pictures(args: argparse.Namespace) -> bool:
    """Whether a command that looks at pictures was told at which: photos, or one of its own."""
    return not hasattr(args, "surface") or bool(args.photo) == (args.surface is None)


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


def show(
    objects: Iterable[dict[str, object]],
    args: argparse.Namespace,
    field: str = "",
    name: str = "",
) -> int:
    """Print results as they come; gives 1 if one has an `error` or is not `ok`.

    Without --json the `field` is printed, after `name` where several things are asked for, and an
    `error` goes to standard error.
    """
    code = DONE
    for result in objects:
        fault = result.get("error")
        if fault or result.get("ok") is False:
            code = COULD_NOT
        if args.json:
            print(json.dumps(result, ensure_ascii=False), flush=True)
        elif fault:
            print(fault, file=sys.stderr)
        elif field:
            several = name and len(getattr(args, name)) > 1
            print(f"{result[name]}: {result[field]}" if several else result[field], flush=True)
    return code
