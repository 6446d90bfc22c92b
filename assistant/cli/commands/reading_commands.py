"""The command that reads text in photos."""

import argparse

from assistant.cli.arguments import Commands, add, add_pictures, show
from assistant.saying.messages.commands_lines import CommandHelp
from assistant.settings.config import load


def add_to(commands: Commands) -> None:
    """Add the command."""
    read = add(commands, "read", _read, CommandHelp.READ, "lantern read letter.jpg")
    add_pictures(read)


def _read(args: argparse.Namespace) -> int:
    from assistant.cli import read_photos

    if args.surface is not None:
        return show([read_photos.read_own(load(), args.surface)], args, "says")
    return show(read_photos.read(load(), args.photo), args, "says", "photo")
