"""The commands of the small senses and of finding."""

import argparse
from functools import partial

from assistant.cli.arguments import Commands, add, add_photo, add_word, show, words
from assistant.protocol.senses import Sense
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder
from assistant.settings.config import load

_COMMANDS = (
    (Sense.COLOUR, CommandHelp.COLOUR, "lantern colour shirt.jpg"),
    (Sense.WHERE, CommandHelp.WHERE, "lantern where kitchen.jpg"),
    (Sense.PEOPLE, CommandHelp.PEOPLE, "lantern people group.jpg"),
    (Sense.CODES, CommandHelp.CODES, "lantern codes packet.jpg"),
)


def add_to(commands: Commands) -> None:
    """Add the commands."""
    for sense, does, example in _COMMANDS:
        one = add(commands, sense.value, partial(_sense, sense), does, example)
        add_photo(one, "+")
    find = add(commands, "find", _find, CommandHelp.FIND, "lantern find cup kitchen.jpg")
    add_word(find, "thing", Placeholder.THING, CommandHelp.THING, type=words)
    add_photo(find, "+")


def _sense(sense: Sense, args: argparse.Namespace) -> int:
    from assistant.cli import photos

    return show(photos.sensed(load(), args.photo, sense), args, "spoken", "photo")


def _find(args: argparse.Namespace) -> int:
    from assistant.cli import photos

    return show(photos.found(load(), args.thing, args.photo), args, "spoken", "photo")
