"""The commands that compare photos and texts: embed, classify, captions, index, search, similar."""

import argparse
from pathlib import Path

from assistant.cli.arguments import Commands, count, labels, printing, show, words
from assistant.saying.messages.commands_lines import CallFault, CommandHelp, Placeholder
from assistant.settings.config import load


def add_to(commands: Commands) -> None:
    """Add the commands."""
    example = 'lantern embed cup.jpg --text "a cup"'
    embed = commands.add("embed", _embed, CommandHelp.EMBED, example)
    embed.add_photo("*")
    how = {"type": words, "action": "append"}
    embed.add_word("--text", Placeholder.TEXT, CommandHelp.EMBED_TEXT, **how)
    work = printing("cli.retrieval:classify", "photo labels", "says", "photo")
    example = 'lantern classify can.jpg --labels "soup,beans,milk"'
    classify = commands.add("classify", work, CommandHelp.CLASSIFY, example)
    classify.add_photo("+")
    how = {"type": labels, "required": True}
    classify.add_word("--labels", Placeholder.LABELS, CommandHelp.LABELS, **how)
    work = printing("cli.retrieval:captions", "photo file top", "says")
    example = "lantern captions dog.jpg --from captions.txt"
    captions = commands.add("captions", work, CommandHelp.CAPTIONS, example)
    captions.add_photo()
    how = {"dest": "file", "type": Path, "required": True}
    captions.add_word("--from", Placeholder.FILE, CommandHelp.CAPTIONS_FILE, **how)
    work = printing("cli.retrieval:index", "folder", "says")
    index = commands.add("index", work, CommandHelp.INDEX, "lantern index Pictures")
    index.add_word("folder", Placeholder.FOLDER, CommandHelp.FOLDER, type=Path)
    work = printing("cli.retrieval:search", "query folder top", "caption", "photo")
    example = 'lantern search "dog at the beach" --in Pictures'
    search = commands.add("search", work, CommandHelp.SEARCH, example)
    search.add_word("query", Placeholder.QUERY, CommandHelp.QUERY, type=words)
    work = printing("cli.retrieval:similar", "photo folder top", "caption", "photo")
    example = "lantern similar dog.jpg --in Pictures"
    similar = commands.add("similar", work, CommandHelp.SIMILAR, example)
    similar.add_photo()
    for one in (search, similar):
        how = {"dest": "folder", "type": Path, "required": True}
        one.add_word("--in", Placeholder.FOLDER, CommandHelp.FOLDER, **how)
    for one in (captions, search, similar):
        one.add_word("--top", "N", CommandHelp.TOP, 5, type=count)


def _embed(args: argparse.Namespace) -> int:
    from assistant.cli import retrieval

    if not (args.photo or args.text):
        args.refuse(CallFault.EMBED)
    args.json = True
    return show(retrieval.embed(load(), args.photo, args.text or []), args)
