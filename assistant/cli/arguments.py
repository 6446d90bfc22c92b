"""How commands are called and what they print: parsers, arguments, results."""

import argparse
import json
import string
import sys
from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, NoReturn

from assistant.protocol.desktop import Surface
from assistant.protocol.spoken import Phrase
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder, call_word
from assistant.saying.messages.files_lines import reason

DONE, COULD_NOT = 0, 1
"""The exit codes of a command that was called rightly."""


class UnprintedError(Exception):
    """A result could not be printed; the text is a sentence that says why and what to do."""


class Parser(argparse.ArgumentParser):
    """A parser that explains itself in the user's language, and wrong calls too."""

    def __init__(self, *, catalogue: Catalogue, **how: Any) -> None:
        """Take the catalogue besides what argparse takes."""
        self.text = catalogue.text
        self.catalogue = catalogue
        # Where argparse looks for gettext.
        vars(argparse)["_"] = partial(call_word, catalogue)
        super().__init__(**how)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program, after a message that is not empty."""
        more = f"{self.text(CallFault.HELP.said(command=self.prog))}\n" if message else ""
        super().exit(status, f"{message or ''}{more}")


class Commands:
    """Where the commands of a parser are added."""

    def __init__(self, parser: Parser) -> None:
        """Have a parser take commands."""
        self._text, self._catalogue = parser.text, parser.catalogue
        self._parsers: argparse._SubParsersAction[Parser] = parser.add_subparsers(
            title=self._text(CommandHelp.COMMANDS.said()),
            required=True,
            metavar=self._text(Placeholder.COMMAND.said()),
        )

    def add(self, name: str, does: Phrase, example: str) -> Parser:
        """Add the parser of a command."""
        return self._parsers.add_parser(
            name,
            help=self._text(does.said()),
            epilog=self._text(CommandHelp.EXAMPLE.said(command=example)),
            catalogue=self._catalogue,
        )


def group(commands: Commands, name: str, does: Phrase, example: str) -> Commands:
    """Add a command that has commands of its own; gives where these are added."""
    return Commands(commands.add(name, does, example))


def add(
    commands: Commands,
    name: str,
    command: Callable[[argparse.Namespace], int],
    does: Phrase,
    example: str,
) -> Parser:
    """Add a command with its help; gives where its arguments are added."""
    parser = commands.add(name, does, example)
    parser.description = parser.text(does.said().as_sentence())
    parser.add_argument("--json", action="store_true", help=parser.text(CommandHelp.JSON.said()))
    parser.set_defaults(command=command, refuse=parser.error, catalogue=parser.catalogue)
    return parser


def add_word(
    parser: Parser,
    name: str,
    place: Placeholder | str,
    means: CommandHelp,
    usual: object = "",
    **how: Any,
) -> None:
    """Add an argument that the user fills in; `usual` is what counts without it."""
    shown = parser.text(place.said() if isinstance(place, Placeholder) else place)
    text = parser.text(means.said())
    if "type" in how:
        how["type"] = _worded(how["type"], parser.catalogue)
    parser.add_argument(name, metavar=shown, help=f"{text} ({usual})" if usual else text, **how)


def _worded(convert: Callable[[str], object], catalogue: Catalogue) -> Callable[[str], object]:
    """The same conversion, with its fault in words: argparse keeps only the text of one."""

    @wraps(convert)
    def converted(text: str) -> object:
        try:
            return convert(text)
        except argparse.ArgumentTypeError as fault:
            raise argparse.ArgumentTypeError(catalogue.text(fault)) from fault

    return converted


def add_photo(parser: Parser, nargs: str | None = None) -> None:
    """Add the file of a photo, or several."""
    add_word(parser, "photo", Placeholder.PHOTO, CommandHelp.PHOTO, nargs=nargs)


def add_pictures(parser: Parser) -> None:
    """Add what to look at: photos, or one of the computer's own pictures."""
    add_photo(parser, "*")
    own = parser.add_mutually_exclusive_group()
    for surface in Surface:
        what = parser.text(CommandHelp[surface.name].said())
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
    for, and an `error` goes to standard error. Messages are put into words here.
    Raises BrokenPipeError, and UnprintedError.
    """
    words: Callable[[object], str] = args.catalogue.text
    code = DONE
    asked = getattr(args, name, None) if name else None
    named = name and not (isinstance(asked, list) and len(asked) == 1)
    for result in objects:
        fault = result.get("error")
        if fault or result.get("ok") is False:
            code = COULD_NOT
        if args.json:
            _print(json.dumps(result, ensure_ascii=False, default=words))
        elif fault:
            print(words(fault), file=sys.stderr)
        elif field:
            text = words(result[field])
            _print(f"{result[name]}: {text}" if named else text)
    return code


def _print(text: object) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnprintedError(CallFault.UNPRINTED.said(reason=reason(error))) from error
