"""The command that lets other programs and computers use Lantern."""

import argparse

from assistant.calls import Commands, add, show
from assistant.config import load
from assistant.wordings.calls import CommandHelp


def add_to(commands: Commands) -> None:
    """Add the command."""
    add(commands, "serve", _serve, CommandHelp.SERVE, "lantern serve")


def _serve(args: argparse.Namespace) -> int:
    from assistant import serve

    return show(serve.run(load()), args, "says")
