"""Lists the voices that an engine has for a language."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from assistant.child_process import output_of
from assistant.protocol.choices import Choice
from assistant.tts.base import tag
from assistant.tts.pyttsx3_engine import WORKER

PATIENCE: Final = 2.5
"""Seconds that an engine may take to list its voices."""


def voices(engine: str, language: str) -> tuple[Choice, ...]:
    """The voices of "pyttsx3" or "espeak-ng" for a language code.

    Empty for other engines, and if the engine does not answer.
    """
    # ValueError: the engine's output was malformed.
    with suppress(OSError, subprocess.SubprocessError, ValueError):
        match engine:
            case "pyttsx3":
                found = _of_pyttsx3(tag(language))
            case "espeak-ng":
                found = _of_espeak(tag(language))
            case _:
                return ()
        return tuple({choice.value: choice for choice in found}.values())
    return ()


def _of_pyttsx3(language: str) -> Iterator[Choice]:
    listed = output_of(sys.executable, "-P", str(WORKER), "--list", patience=PATIENCE)
    for value, name, languages in json.loads(listed):
        if any(_speaks(one, language) for one in languages):
            yield Choice(value, _spoken(name))


def _of_espeak(language: str) -> Iterator[Choice]:
    """Parse lines of priority, language, age and gender, name, file."""
    listed = output_of("espeak-ng", f"--voices={language}", patience=PATIENCE)
    for line in listed.splitlines()[1:]:
        code, _, name, file = line.split()[1:5]
        # MBROLA voices need files that are seldom installed; variants have no language.
        if _speaks(code, language) and not file.startswith(("mb/", "!v/")):
            yield Choice(file.rpartition("/")[2].lower(), _spoken(name))


def _speaks(code: str, language: str) -> bool:
    return code == language or code.startswith(f"{language}-")


def _spoken(name: str) -> str:
    """Make "English_(Great_Britain)" speakable."""
    return name.replace("_", " ").replace(" (", ", ").rstrip(")")
