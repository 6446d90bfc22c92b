"""The parsers of the commands, their types of arguments, and the printing of results."""

import argparse
import pkgutil
import string
import sys
from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, NoReturn, TypeAlias

from assistant.protocol.desktop import Surface
from assistant.protocol.printable import clean, json_line
from assistant.protocol.spoken import Phrase
from assistant.saying.language import Catalogue
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder, call_word
from assistant.saying.messages.files_lines import reason
from assistant.settings.config import load

DONE, COULD_NOT = 0, 1
"""The exit codes of a command after a correct call."""

Command: TypeAlias = Callable[[argparse.Namespace], int]


class UnprintedError(Exception):
    """A result could not be printed; the message says why and what to do."""


class Parser(argparse.ArgumentParser):
    """A parser that speaks the user's language."""

    def __init__(self, *, catalogue: Catalogue, **options: Any) -> None:
        self.text = catalogue.text
        self.catalogue = catalogue
        # Where argparse looks for gettext.
        vars(argparse)["_"] = partial(call_word, catalogue)
        super().__init__(**options)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the program; after a message, name the call for help."""
        more = f"{self.text(CallFault.HELP.said(command=self.prog))}\n" if message else ""
        super().exit(status, f"{clean(message or '', lines=True)}{more}")

    def add_word(
        self,
        name: str,
        place: Placeholder | str,
        means: CommandHelp,
        default: object = None,
        **options: Any,
    ) -> None:
        """Add an argument with a value; the help names its default."""
        shown = self.text(place.said() if isinstance(place, Placeholder) else place)
        text = self.text(means.said())
        if "type" in options:
            options["type"] = _worded(options["type"], self.catalogue)
        text = text if default is None else f"{text} ({default})"
        self.add_argument(name, metavar=shown, help=text, default=default, **options)

    def add_flag(self, name: str, means: CommandHelp) -> None:
        """Add an option without a value."""
        self.add_argument(name, action="store_true", help=self.text(means.said()))

    def add_photo(self, nargs: str | None = None) -> None:
        """Add the file of a photo, or several."""
        self.add_word("photo", Placeholder.PHOTO, CommandHelp.PHOTO, nargs=nargs)

    def add_pictures(self, means: CommandHelp = CommandHelp.PHOTO) -> None:
        """Add files, by default photos, or the options for the screen and the clipboard."""
        self.add_word("photo", Placeholder.FILE, means, nargs="*")
        own = self.add_mutually_exclusive_group()
        for surface in (Surface.CLIPBOARD, Surface.SCREEN):
            shows = self.text(CommandHelp[surface.name].said())
            own.add_argument(
                f"--{surface}", dest="surface", action="store_const", const=surface, help=shows
            )


class Commands:
    """The commands of a parser."""

    def __init__(self, parser: Parser) -> None:
        self._text, self._catalogue = parser.text, parser.catalogue
        self._parsers: argparse._SubParsersAction[Parser] = parser.add_subparsers(
            title=self._text(CommandHelp.COMMANDS.said()),
            required=True,
            metavar=self._text(Placeholder.COMMAND.said()),
        )

    def group(self, name: str, does: Phrase, example: str) -> "Commands":
        """Add a command that has commands of its own; gives these."""
        return Commands(self._add(name, does, example))

    def add(
        self,
        name: str,
        command: Command,
        does: Phrase,
        example: str,
        also: tuple[str, ...] = (),
        **marks: bool,
    ) -> Parser:
        """Add a command with its help, and other spellings; gives the parser for its arguments.

        Marks: `sounds` if it uses the sound card, `speaks` if a shortage is spoken.
        """
        parser = self._add(name, does, example, also)
        parser.description = parser.text(does.said().as_sentence())
        parser.add_flag("--json", CommandHelp.JSON)

        def refuse(fault: CallFault) -> NoReturn:
            parser.error(parser.text(fault.said()))

        parser.set_defaults(command=command, refuse=refuse, catalogue=parser.catalogue, **marks)
        return parser

    def _add(self, name: str, does: Phrase, example: str, also: tuple[str, ...] = ()) -> Parser:
        return self._parsers.add_parser(
            name,
            aliases=also,
            help=self._text(does.said()),
            epilog=self._text(CommandHelp.EXAMPLE.said(command=example)),
            catalogue=self._catalogue,
        )


def _worded(convert: Callable[[str], object], catalogue: Catalogue) -> Callable[[str], object]:
    """The same conversion with its fault in words, because argparse keeps only a fault's text."""

    @wraps(convert)
    def converted(text: str) -> object:
        try:
            return convert(text)
        except argparse.ArgumentTypeError as fault:
            raise argparse.ArgumentTypeError(catalogue.text(fault)) from fault

    return converted


def printing(function: str, arguments: str, field: str, name: str = "") -> Command:
    """A command that shows the objects of a function of the settings and the named arguments.

    The function is imported only when it is called, by its place in `assistant`.
    """

    def command(args: argparse.Namespace) -> int:
        work = pkgutil.resolve_name(f"assistant.{function}")
        found = work(load(), *map(vars(args).get, arguments.split()))
        return show([found] if isinstance(found, dict) else found, args, field, name)

    return command


def labels(text: str) -> list[str]:
    """Names separated by commas; raises argparse.ArgumentTypeError if there is none."""
    found = list(dict.fromkeys(filter(None, map(str.strip, text.split(",")))))
    if not found:
        raise argparse.ArgumentTypeError(CallFault.NO_LABEL.said())
    if not _is_utf8(text):
        raise argparse.ArgumentTypeError(CallFault.NO_THING.said())
    return found


def words(text: str) -> str:
    """Words that name something; raises argparse.ArgumentTypeError for any other text."""
    named = text.strip(f"{string.whitespace}{string.punctuation}¿¡")
    if not named or not _is_utf8(named):
        raise argparse.ArgumentTypeError(CallFault.NO_THING.said())
    return text


def _is_utf8(text: str) -> bool:
    """Whether a text came in UTF-8; others have lone surrogates, which no model takes."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def count(text: str) -> int:
    """A number from 1 to 1000; raises argparse.ArgumentTypeError for any other."""
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

    Without --json, prints the `field`, after the value of `name` unless that was only asked for
    once, and an `error` to standard error. Puts messages into words.
    Raises BrokenPipeError and UnprintedError.
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
            _print(json_line(result, words))
        elif fault:
            print(words(fault), file=sys.stderr)
        elif field:
            text = words(result[field])
            _print(f"{clean(str(result[name]))}: {text}" if named else text)
    return code


def _print(text: object) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UnprintedError(CallFault.UNPRINTED.said(reason=reason(error))) from error
