"""The command that reads text in photos."""

import argparse
import sys

from assistant.calls import COULD_NOT, Commands, add, show
from assistant.config import load


def add_to(commands: Commands) -> None:
    """Add the command."""
    read = add(commands, "read", _read, "read the text on photos", "lantern read letter.jpg")
    read.add_argument("photo", nargs="+", metavar="PHOTO", help="a photo's file")


def _read(args: argparse.Namespace) -> int:
    from assistant import reading_photos
    from assistant.text import CannotReadError

    try:
        return show(reading_photos.read(load(), args.photo), args, "says", "photo")
    except CannotReadError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT
