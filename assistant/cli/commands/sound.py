"""The commands about sound: transcribe, say."""

import argparse
import shutil
import sys
from pathlib import Path

from assistant.cli.arguments import DONE, Commands, show
from assistant.cli.standard_streams import STANDARD, text_of
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder
from assistant.saying.messages.files_lines import FileFault
from assistant.settings.config import load
from models.system import SYSTEM


def add_to(commands: Commands) -> None:
    """Add the commands."""
    example = "lantern transcribe question.wav"
    transcribe = commands.add("transcribe", _transcribe, CommandHelp.TRANSCRIBE, example)
    transcribe.add_word("file", "WAV", CommandHelp.SOUND_FILE, nargs="+", type=Path)
    example = 'lantern say "Good morning." -o morning.wav'
    say = commands.add("say", _say, CommandHelp.SAY, example, sounds=True)
    say.add_word("text", Placeholder.TEXT, CommandHelp.SAY_TEXT)
    say.add_word("-o", "WAV", CommandHelp.SAY_FILE, dest="output", type=Path)


def _say(args: argparse.Namespace) -> int:
    from assistant.cli.say import say

    try:
        text = text_of(args.text)
    except UnicodeDecodeError:
        return show(
            [{"error": FileFault.NOT_TEXT.said(file=FileFault.STANDARD_INPUT.said())}], args
        )
    if str(args.output) != STANDARD:
        return show([say(load(), text, args.output)], args, "text")
    with SYSTEM.unsaved("voice") as file:
        done = say(load(), text, file)
        if "error" in done:
            return show([done], args)
        with file.open("rb") as sound:
            shutil.copyfileobj(sound, sys.stdout.buffer)
    return DONE


def _transcribe(args: argparse.Namespace) -> int:
    from assistant.asr import transcribe
    from assistant.runtime import compose

    settings = load()
    recogniser = compose.recogniser(settings, compose.language(settings))
    return show(transcribe.transcribe(args.file, recogniser), args, "text", "file")
