"""The commands of the small senses and of finding."""

import argparse
import sys
from collections.abc import Iterable
from functools import partial

from assistant.calls import COULD_NOT, Commands, add, show
from assistant.config import load
from assistant.senses import Sense

_COMMANDS = (
    (Sense.COLOUR, "name the colour in the middle of photos", "lantern colour shirt.jpg"),
    (Sense.WHERE, "say what is where on photos", "lantern where kitchen.jpg"),
    (Sense.PEOPLE, "say how many people are on photos, and where", "lantern people group.jpg"),
    (Sense.CODES, "read the barcodes and QR codes of photos", "lantern codes packet.jpg"),
)


def add_to(commands: Commands) -> None:
    """Add the commands."""
    for sense, does, example in _COMMANDS:
        one = add(commands, sense.value, partial(_sense, sense), does, example)
        one.add_argument("photo", nargs="+", metavar="PHOTO", help="a photo's file")
    find = add(commands, "find", _find, "say where a thing is on photos",
               "lantern find cup kitchen.jpg")  # fmt: skip
    find.add_argument("thing", metavar="THING", type=_thing, help="what to find, in your own words")
    find.add_argument("photo", nargs="+", metavar="PHOTO", help="a photo's file")


def _thing(text: str) -> str:
    if not text.strip(" .?!"):
        raise argparse.ArgumentTypeError("must name something")
    return text


def _sense(sense: Sense, args: argparse.Namespace) -> int:
    from assistant import photos

    return _of_photos(photos.sensed(load(), args.photo, sense), args)


def _find(args: argparse.Namespace) -> int:
    from assistant import photos

    return _of_photos(photos.found(load(), args.thing, args.photo), args)


def _of_photos(objects: Iterable[dict[str, object]], args: argparse.Namespace) -> int:
    from assistant import model_choice

    try:
        return show(objects, args, "spoken", "photo")
    except model_choice.StartError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT
