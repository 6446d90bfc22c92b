"""Which voices an engine has for a language."""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from assistant.protocol.choices import Choice
from assistant.tts.base import tag
from assistant.tts.pyttsx3_engine import WORKER

PATIENCE: Final = 2.5
"""Seconds that an engine may take to say what it has."""


def voices(engine: str, language: str) -> tuple[Choice, ...]:
    """The voices of "pyttsx3" or "espeak-ng" for the code of a language; of any other, none.

    Empty as well if the engine does not answer.
    """
    language = tag(language)
    try:
        match engine:
            case "pyttsx3":
                found = tuple(_of_pyttsx3(language))
            case "espeak-ng":
                found = tuple(_of_espeak(language))
            case _:
                found = ()
    # ValueError: what was printed is no list.
    except (OSError, subprocess.SubprocessError, ValueError):
        return ()
    return tuple({choice.value: choice for choice in found}.values())


def _of_pyttsx3(language: str) -> Iterator[Choice]:
    for value, name, languages in json.loads(_told(sys.executable, "-P", str(WORKER), "--list")):
        if any(_speaks(one, language) for one in languages):
            yield Choice(value, _spoken(name))


def _of_espeak(language: str) -> Iterator[Choice]:
    """From lines of priority, language, age and gender, name, file."""
    for line in _told("espeak-ng", f"--voices={language}").splitlines()[1:]:
        code, _, name, file = line.split()[1:5]
        # Those of MBROLA need files that are seldom there; variants have no language.
        if _speaks(code, language) and not file.startswith(("mb/", "!v/")):
            yield Choice(file.rpartition("/")[2].lower(), _spoken(name))


def _speaks(code: str, language: str) -> bool:
    return code == language or code.startswith(f"{language}-")


def _spoken(name: str) -> str:
    """ "English_(Great_Britain)" as it can be said."""
    return name.replace("_", " ").replace(" (", ", ").rstrip(")")


def _told(*command: str) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
        start_new_session=True,
    )
    return done.stdout
