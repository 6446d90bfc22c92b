"""The commands of the space of pictures and texts: retrieval, both ways, and zero-shot."""

import argparse
from pathlib import Path

from assistant.cli.arguments import (
    Commands,
    add,
    add_photo,
    add_word,
    count,
    labels,
    show,
    words,
)
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder
from assistant.settings.config import load


def add_to(commands: Commands) -> None:
    """Add the commands."""
    vectors = add(
        commands, "embed", embed, CommandHelp.EMBED, 'lantern embed cup.jpg --text "a cup"'
    )
    add_photo(vectors, "*")
    add_word(
        vectors, "--text", Placeholder.TEXT, CommandHelp.EMBED_TEXT, type=words, action="append"
    )
    classify = add(
        commands,
        "classify",
        _classify,
        CommandHelp.CLASSIFY,
        'lantern classify can.jpg --labels "soup,beans,milk"',
    )
    add_photo(classify, "+")
    add_word(
        classify, "--labels", Placeholder.LABELS, CommandHelp.LABELS, type=labels, required=True
    )
    captions = add(
        commands,
        "captions",
        _captions,
        CommandHelp.CAPTIONS,
        "lantern captions dog.jpg --from captions.txt",
    )
    add_photo(captions)
    wanted = {"dest": "file", "type": Path, "required": True}
    add_word(captions, "--from", Placeholder.FILE, CommandHelp.CAPTIONS_FILE, **wanted)
    index = add(commands, "index", _index, CommandHelp.INDEX, "lantern index Pictures")
    add_word(index, "folder", Placeholder.FOLDER, CommandHelp.FOLDER, type=Path)
    search = add(
        commands,
        "search",
        _search,
        CommandHelp.SEARCH,
        'lantern search "dog at the beach" --in Pictures',
    )
    add_word(search, "query", Placeholder.QUERY, CommandHelp.QUERY, type=words)
    similar = add(
        commands, "similar", _similar, CommandHelp.SIMILAR, "lantern similar dog.jpg --in Pictures"
    )
    add_photo(similar)
    for one in (search, similar):
        wanted = {"dest": "folder", "type": Path, "required": True}
        add_word(one, "--in", Placeholder.FOLDER, CommandHelp.FOLDER, **wanted)
    for one in (captions, search, similar):
        add_word(one, "--top", "N", CommandHelp.TOP, 5, type=count, default=5)


def embed(args: argparse.Namespace) -> int:
    """Carry out `lantern embed`; gives the exit code."""
    from assistant.cli import retrieval

    args.json = True
    return show(retrieval.embedded(load(), args.photo, args.text or []), args)


def _classify(args: argparse.Namespace) -> int:
    from assistant.cli import retrieval

    return show(retrieval.classified(load(), args.photo, args.labels), args, "says", "photo")


def _captions(args: argparse.Namespace) -> int:
    from assistant.cli import retrieval

    return show(retrieval.captioned(load(), args.photo, args.file, args.top), args, "says")


def _index(args: argparse.Namespace) -> int:
    from assistant.cli import retrieval

    return show(retrieval.indexed(load(), args.folder), args, "says")


def _search(args: argparse.Namespace) -> int:
    from assistant.cli import retrieval

    found = retrieval.searched(load(), args.query, args.folder, args.top)
    return show(found, args, "caption", "photo")


def _similar(args: argparse.Namespace) -> int:
    from assistant.cli import retrieval

    found = retrieval.similar(load(), args.photo, args.folder, args.top)
    return show(found, args, "caption", "photo")
