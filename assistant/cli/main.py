"""The command `lantern`."""

import argparse
import io
import logging
import os
import sys
from collections.abc import Sequence
from importlib import metadata
from typing import Final

from assistant.asr.base import RecogniserError
from assistant.cli.arguments import COULD_NOT, Commands, Parser, UnprintedError
from assistant.cli.commands import checks, models, pictures, program, retrieval, sound
from assistant.protocol.faults import INTERRUPTED, StartError
from assistant.protocol.spoken import Spoken
from assistant.protocol.text import CannotReadError
from assistant.saying.language import Catalogue, WordsFormatter
from assistant.saying.messages.commands_lines import CallFault, CommandHelp
from assistant.saying.messages.core import fault_message
from assistant.settings.config import ConfigError, spoken_language
from models.system import SYSTEM
from models.system.shortage import is_shortage

EXPLAINED: Final = (StartError, CannotReadError, RecogniserError)
"""Faults that carry a sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out one command; gives the exit code: 0 done, 1 could not, 2 wrong call, 130 stopped.

    For systemd alone, `run` gives another code after a fault of the program itself.
    """
    try:
        return _carried_out(arguments)
    except KeyboardInterrupt:
        return INTERRUPTED
    except ImportError as fault:
        # A module in C that is stopped while it loads says only that it failed.
        if isinstance(fault.__cause__, KeyboardInterrupt):
            return INTERRUPTED
        raise


def _carried_out(arguments: Sequence[str] | None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # File names need not be text.
            stream.reconfigure(encoding=SYSTEM.encoding, errors="backslashreplace")
    catalogue = Catalogue.of_setting(spoken_language())
    args = make_parser(catalogue).parse_args(arguments)
    if getattr(args, "sounds", False):
        from assistant.tts.screen_reader import quiet_libraries

        quiet_libraries()
    notes = logging.StreamHandler()
    notes.setFormatter(WordsFormatter(catalogue))
    logging.getLogger().addHandler(notes)
    try:
        return int(args.command(args))
    except KeyboardInterrupt:
        print(catalogue.text(CallFault.STOPPED.said()), file=sys.stderr)
        return INTERRUPTED
    except (BrokenPipeError, UnprintedError) as fault:
        if isinstance(fault, UnprintedError):
            print(catalogue.text(fault), file=sys.stderr)
        # Nothing can be printed any more; Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as fault:
        if not _explains(fault, catalogue, aloud=getattr(args, "speaks", False)):
            raise
    finally:
        logging.getLogger().removeHandler(notes)
    return COULD_NOT


def _explains(fault: Exception, catalogue: Catalogue, *, aloud: bool) -> bool:
    """Say why a command could not be carried out; False for faults of the program itself."""
    if isinstance(fault, ConfigError):
        print("\n".join(map(catalogue.text, fault.lines)), file=sys.stderr)
        return True
    if not is_shortage(fault) and not isinstance(fault, EXPLAINED):
        return False
    text = catalogue.text(fault_message(fault))
    print(text, file=sys.stderr)
    if aloud and is_shortage(fault):
        from assistant.cli.say import say_without_room

        say_without_room(text, catalogue.code)
    return True


class _Version(argparse.Action):
    """Prints the version; it is only looked up if it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        print(parser.prog, metadata.version("lantern-eyes"))
        parser.exit()


def make_parser(catalogue: Catalogue) -> Parser:
    """The parser of all commands, in a language."""
    example = CommandHelp.EXAMPLE.said(command="lantern run")
    parser = Parser(
        catalogue=catalogue,
        prog="lantern",
        description=catalogue.text(CommandHelp.PROGRAM.said()),
        epilog=catalogue.text(Spoken.of(CommandHelp.MORE.said(), example)),
    )
    shows = catalogue.text(CommandHelp.VERSION.said())
    parser.add_argument("--version", action=_Version, nargs=0, help=shows)
    commands = Commands(parser)
    for group in (program, pictures, retrieval, sound, models, checks):
        group.add_to(commands)
    return parser
