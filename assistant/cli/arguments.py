"""How commands are called and what they print: parsers, arguments, results."""

import argparse
import json
import string
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeAlias

from assistant.protocol.desktop import Surface
from assistant.saying.language import Phrase
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder, call_word
from assistant.saying.messages.files_lines import reason

DONE, COULD_NOT = 0, 1
"""The exit codes of a command that was called rightly."""


class UnprintedError(Exception):
    """A result could not be printed; the text is a sentence that says why and what to do."""


# What argparse has to say it asks of gettext under this name.
vars(argparse)["_"] = call_word


class Parser(argparse.ArgumentParser):
    """A parser that names the call for help where it was called wrongly."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program, after a message that is not empty."""
        more = f"{CallFault.HELP.said(command=self.prog)}\n" if message else ""
        super().exit(status, f"{message or ''}{more}")


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def group(commands: Commands, name: str, does: CommandHelp, example: str) -> Commands:
    """Add a command that has commands of its own; gives where these are added."""
    parser = commands.add_parser(name, help=does.said(), epilog=_example(example))
    return subcommands(parser)


def subcommands(parser: argparse.ArgumentParser) -> Commands:
    """Where the commands of a parser are added."""
    return parser.add_subparsers(
        title=CommandHelp.COMMANDS.said(), required=True, metavar=Placeholder.COMMAND.said()
    )


def add(
    commands: Commands,
    name: str,
    command: Callable[[argparse.Namespace], int],
    does: Phrase,
    example: str,
) -> argparse.ArgumentParser:
    """Add a command with its help; gives where its arguments are added."""
    text = does.said()
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", epilog=_example(example)
    )
    parser.add_argument("--json", action="store_true", help=CommandHelp.JSON.said())
    parser.set_defaults(command=command, refuse=parser.error)
    return parser


def _example(command: str) -> str:
    return CommandHelp.EXAMPLE.said(command=command)


def add_word(
    parser: argparse.ArgumentParser,
    name: str,
    place: Placeholder | str,
    means: CommandHelp,
    usual: object = "",
    **how: Any,
) -> None:
    """Add an argument that the user fills in; `usual` is what counts without it."""
    shown = place.said() if isinstance(place, Placeholder) else place
    text = means.said()
    parser.add_argument(name, metavar=shown, help=f"{text} ({usual})" if usual else text, **how)


def add_photo(parser: argparse.ArgumentParser, nargs: str | None = None) -> None:
    """Add the file of a photo, or several."""
    add_word(parser, "photo", Placeholder.PHOTO, CommandHelp.PHOTO, nargs=nargs)


def add_pictures(parser: argparse.ArgumentParser) -> None:
    """Add what to look at: photos, or one of the computer's own pictures."""
    add_photo(parser, "*")
    own = parser.add_mutually_exclusive_group()
    for surface in Surface:
        what = CommandHelp[surface.name].said()
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
        raise argparse.ArgumentTypeError(CallFault.NO_LABEL.said())
    if not _is_utf8(text):
        raise argparse.ArgumentTypeError(CallFault.NO_THING.said())
    return found


def words(text: str) -> str:
    """Words that name something; argparse.ArgumentTypeError for any other text."""
    named = text.strip(f"{string.whitespace}{string.punctuation}¿¡")
    if not named or not _is_utf8(named):
        raise argparse.ArgumentTypeError(CallFault.NO_THING.said())
    return text


def _is_utf8(text: str) -> bool:
    """Whether a text came in UTF-8; another has lone surrogates, of which models make nothing."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def count(text: str) -> int:
    """A number of 1 to 1000; argparse.ArgumentTypeError for any other."""
    number = int(text)
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(CallFault.NO_COUNT.said())
    return number


def show(
    objects: Iterable[dict[str, object]],
    args: argparse.Namespace,
    field: str = "",
    name: str = "",
) -> int:
    """Print results as they come; gives 1 if one has an `error` or is not `ok`.

    Without --json the `field` is printed, after `name` unless the one thing of that name was asked
    for, and an `error` goes to standard error. Raises BrokenPipeError, and UnprintedError.
    """
    code = DONE
    asked = getattr(args, name, None) if name else None
    named = name and not (isinstance(asked, list) and len(asked) == 1)
    for result in objects:
        fault = result.get("error")
        if fault or result.get("ok") is False:
            code = COULD_NOT
        if args.json:
            _print(json.dumps(result, ensure_ascii=False))
        elif fault:
            print(fault, file=sys.stderr)
        elif field:
            _print(f"{result[name]}: {result[field]}" if named else result[field])
    return code


def _print(text: object) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnprintedError(CallFault.UNPRINTED.said(reason=reason(error))) from error
