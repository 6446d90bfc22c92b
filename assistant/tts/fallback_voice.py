"""Speaks where a fault keeps Lantern's own voice from being heard."""

import subprocess
import threading
from contextlib import suppress
from typing import Final

from assistant.protocol.child_process import output_of
from assistant.tts import screen_reader

PROGRAMS: Final = (("espeak-ng", "-v"), ("spd-say", "--wait", "--language"))
"""Programs that play sound by themselves, each to be followed by a language and a text."""
PATIENCE: Final = 20.0
"""Seconds that a program may take for a sentence."""


def speak(text: str, language: str, engine: str) -> None:
    """Speak a text to its end, if a program can, but not over what reads printed lines aloud.

    `engine` is the one in the settings.
    """
    if screen_reader.runs() or screen_reader.reads_lines(engine):
        return
    for program in PROGRAMS:
        with suppress(OSError, subprocess.SubprocessError):
            output_of(*program, language, "--", text, patience=PATIENCE)
            return


def start(text: str, language: str, engine: str) -> None:
    """Speak a text in the background."""
    said = (text, language, engine)
    threading.Thread(target=speak, args=said, name="fallback", daemon=True).start()
