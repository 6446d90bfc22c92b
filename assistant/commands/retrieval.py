"""The commands of the space of pictures and texts: retrieval, both ways, and zero-shot."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from assistant.calls import COULD_NOT, Commands, add, count, labels, show
from assistant.config import load


def add_to(commands: Commands) -> None:
    """Add the commands."""
    vectors = add(
        commands,
        "embed",
        embed,
        "give the vectors of photos and texts as numbers",
        'lantern embed cup.jpg --text "a cup"',
    )
    vectors.add_argument("photo", nargs="*", metavar="PHOTO", help="a photo's file")
    vectors.add_argument("--text", action="append", metavar="TEXT", help="a text; may come again")
    classify = add(
        commands,
        "classify",
        _classify,
        "say which of several names fits a photo best",
        'lantern classify can.jpg --labels "soup,beans,milk"',
    )
    classify.add_argument("photo", nargs="+", metavar="PHOTO", help="a photo's file")
    classify.add_argument("--labels", type=labels, required=True, metavar="LABELS",
                          help="names with commas")  # fmt: skip
    captions = add(
        commands,
        "captions",
        _captions,
        "say which lines of a text file fit a photo best",
        "lantern captions dog.jpg --from captions.txt",
    )
    captions.add_argument("photo", metavar="PHOTO", help="a photo's file")
    captions.add_argument("--from", dest="file", type=Path, required=True, metavar="FILE",
                          help="a text file with one caption a line")  # fmt: skip
    index = add(
        commands,
        "index",
        _index,
        "look through a folder of photos, so that it can be searched",
        "lantern index Pictures",
    )
    index.add_argument("folder", type=Path, metavar="FOLDER", help="a folder of photos")
    search = add(
        commands,
        "search",
        _search,
        "find the photos of a folder that fit some words",
        'lantern search "dog at the beach" --in Pictures',
    )
    search.add_argument("query", metavar="QUERY", help="what the photo shall show")
    similar = add(
        commands,
        "similar",
        _similar,
        "find the photos of a folder that are like a photo",
        "lantern similar dog.jpg --in Pictures",
    )
    similar.add_argument("photo", metavar="PHOTO", help="a photo's file")
    for one in (search, similar):
        one.add_argument("--in", dest="folder", type=Path, required=True, metavar="FOLDER",
                         help="a folder of photos")  # fmt: skip
    for one in (captions, search, similar):
        one.add_argument("--top", type=count, default=5, metavar="N", help="how many to give (5)")


def embed(args: argparse.Namespace) -> int:
    """Carry out `lantern embed`; gives the exit code."""
    from assistant import retrieval

    args.json = True
    return _of_space(retrieval.embedded(load(), args.photo, args.text or []), args)


def _classify(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.classified(load(), args.photo, args.labels), args, "says", "photo")


def _captions(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.captioned(load(), args.photo, args.file, args.top), args, "says")


def _index(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.indexed(load(), args.folder), args, "says")


def _search(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.searched(load(), args.query, args.folder, args.top), args, "caption")


def _similar(args: argparse.Namespace) -> int:
    from assistant import retrieval

    return _of_space(retrieval.similar(load(), args.photo, args.folder, args.top), args, "caption")


def _of_space(objects: Iterable[dict[str, object]], args: argparse.Namespace, *names: str) -> int:
    """Print what the space of pictures and texts gives, as `_print` does."""
    from assistant import model_choice

    try:
        return show(objects, args, *names)
    except model_choice.StartError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT
