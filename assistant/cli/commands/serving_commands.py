"""The command that lets other programs and computers use Lantern."""

import argparse

from assistant.cli.arguments import Commands, add, show
from assistant.saying.messages.commands_lines import CommandHelp
from assistant.settings.config import load


def add_to(commands: Commands) -> None:
    """Add the command."""
    add(commands, "serve", _serve, CommandHelp.SERVE, "lantern serve")


def _serve(args: argparse.Namespace) -> int:
    from assistant.server import serve

    return show(serve.run(load()), args, "says")
