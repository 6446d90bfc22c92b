"""The commands of the skills that need only photos, and of finding."""

import argparse
from functools import partial

from assistant.cli.arguments import Commands, add, add_photo, add_word, show, words
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder
from assistant.settings.config import load
from assistant.skills.registry import all_skills
from assistant.skills.skill import Run


def add_to(commands: Commands) -> None:
    """Add the commands."""
    for skill in all_skills().values():
        if skill.command is not None and skill.run is not None:
            one = add(commands, skill.name, partial(_run, skill.run), skill.command, skill.example)
            add_photo(one, "+")
    find = add(commands, "find", _find, CommandHelp.FIND, "lantern find cup kitchen.jpg")
    add_word(find, "thing", Placeholder.THING, CommandHelp.THING, type=words)
    add_photo(find, "+")


def _run(run: Run, args: argparse.Namespace) -> int:
    from assistant.cli import photos

    return show(photos.run(load(), run, args.photo), args, "spoken", "photo")


def _find(args: argparse.Namespace) -> int:
    from assistant.cli import photos

    return show(photos.found(load(), args.thing, args.photo), args, "spoken", "photo")
