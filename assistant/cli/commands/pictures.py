"""The commands about photos: describe, ask, read, find, and those of the skills."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant.cli.arguments import Command, Commands, printing, show, words
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder
from assistant.saying.messages.files_lines import FileFault, unreadable
from assistant.settings.config import load
from assistant.skills.skill import all_skills

if TYPE_CHECKING:
    from assistant.cli.photos import PhotoQuestion
    from assistant.settings.config import Settings


ALSO: Final = {"colour": ("color",)}
"""Other spellings of commands."""


def add_to(commands: Commands) -> None:
    """Add the commands."""
    work = _either(
        printing("cli.photos:describe", "photo", "says", "photo"),
        printing("cli.photos:describe_surface", "surface", "spoken"),
    )
    example = "lantern describe cup.jpg --json"
    commands.add("describe", work, CommandHelp.DESCRIBE, example).add_pictures()
    example = 'lantern ask cup.jpg "What colour is the cup?"'
    ask = commands.add("ask", _ask, CommandHelp.ASK, example)
    ask.add_photo("?")
    ask.add_word("question", Placeholder.QUESTION, CommandHelp.QUESTION, nargs="?")
    batch = CommandHelp.BATCH.said(example='{"photo": …, "question": …}')
    metavar = ask.text(Placeholder.FILE.said())
    ask.add_argument("--batch", type=Path, metavar=metavar, help=ask.text(batch))
    example = 'lantern check cup.jpg "Two cups are on the table."'
    check = commands.add("check", _check, CommandHelp.CHECK, example)
    check.add_photo("?")
    check.add_word("statement", Placeholder.STATEMENT, CommandHelp.STATEMENT, nargs="?")
    batch = CommandHelp.BATCH.said(example='{"photo": …, "statement": …}')
    check.add_argument("--batch", type=Path, metavar=metavar, help=check.text(batch))
    work = _either(
        printing("cli.photos:read", "photo", "says", "photo"),
        printing("cli.photos:read_surface", "surface", "says"),
    )
    read = commands.add("read", work, CommandHelp.READ, "lantern read letter.pdf")
    read.add_pictures(CommandHelp.DOCUMENT)
    for skill in all_skills().values():
        if skill.command is not None and skill.run is not None:
            work = printing("cli.photos:run_skill", "run photo", "spoken", "photo")
            also = ALSO.get(skill.name, ())
            one = commands.add(skill.name, work, skill.command, skill.example, also)
            one.set_defaults(run=skill.run)
            one.add_photo("+")
    work = printing("cli.photos:find", "thing photo", "spoken", "photo")
    find = commands.add("find", work, CommandHelp.FIND, "lantern find cup kitchen.jpg")
    find.add_word("thing", Placeholder.THING, CommandHelp.THING, type=words)
    find.add_photo("+")


def _ask(args: argparse.Namespace) -> int:
    from assistant.cli import photos

    return _of_photos(args, "question", CallFault.ASK, photos.answer)


def _check(args: argparse.Namespace) -> int:
    from assistant.cli import photos

    return _of_photos(args, "statement", CallFault.CHECK, photos.check)


def _of_photos(
    args: argparse.Namespace,
    what: str,
    fault: CallFault,
    work: "Callable[[Settings, list[PhotoQuestion]], Iterator[dict[str, object]]]",
) -> int:
    """A command about one photo, or about each line of a file; `what` names the words."""
    from assistant.cli import photos

    words = getattr(args, what)
    asks = args.photo and words and words.strip()
    if not asks if args.batch is None else args.photo is not None:
        args.refuse(fault)
    try:
        if args.batch is None:
            asked = [photos.PhotoQuestion(args.photo, words)]
        else:
            asked = photos.batch_questions(args.batch, what)
    except OSError as error:
        return show([{"error": unreadable(args.batch, error)}], args)
    except UnicodeDecodeError:
        return show([{"error": FileFault.NOT_TEXT.said(file=args.batch)}], args)
    return show(work(load(), asked), args, "spoken")


def _either(of_photos: Command, of_surface: Command) -> Command:
    """One command for photos, and another for the screen or the clipboard."""

    def command(args: argparse.Namespace) -> int:
        if bool(args.photo) != (args.surface is None):
            args.refuse(CallFault.PICTURES)
        return of_photos(args) if args.photo else of_surface(args)

    return command
