"""The command that lets other programs and computers use Lantern."""

import argparse
import sys

from assistant.calls import COULD_NOT, Commands, add, show
from assistant.config import load
from assistant.wordings.calls import CommandHelp


def add_to(commands: Commands) -> None:
    """Add the command."""
    add(commands, "serve", _serve, CommandHelp.SERVE, "lantern serve")


def _serve(args: argparse.Namespace) -> int:
    from assistant import model_choice, serve

    try:
        return show(serve.run(load()), args, "says")
    except model_choice.StartError as fault:
        print(fault, file=sys.stderr)
        return COULD_NOT
