"""The commands about sound: transcribe, say."""

import argparse
from pathlib import Path

from assistant.cli.arguments import Commands, printing, show
from assistant.saying.messages.commands_lines import CommandHelp, Placeholder
from assistant.settings.config import load


def add_to(commands: Commands) -> None:
    """Add the commands."""
    example = "lantern transcribe question.wav"
    transcribe = commands.add("transcribe", _transcribe, CommandHelp.TRANSCRIBE, example)
    transcribe.add_word("file", "WAV", CommandHelp.SOUND_FILE, nargs="+", type=Path)
    example = 'lantern say "Good morning." -o morning.wav'
    work = printing("cli.say:say", "text output", "text")
    say = commands.add("say", work, CommandHelp.SAY, example, sounds=True)
    say.add_word("text", Placeholder.TEXT, CommandHelp.SAY_TEXT)
    say.add_word("-o", "WAV", CommandHelp.SAY_FILE, dest="output", type=Path)


def _transcribe(args: argparse.Namespace) -> int:
    from assistant.asr import transcribe
    from assistant.runtime import compose

    settings = load()
    recogniser = compose.recogniser(settings, compose.language(settings))
    return show(transcribe.transcribe(args.file, recogniser), args, "text", "file")
