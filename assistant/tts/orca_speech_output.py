"""Speaks through Orca 49 or later, in speech and braille, over its D-Bus interface.

Orca renders by itself, with the user's own voice and rate.
"""

import contextlib
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.protocol.child_process import output_of
from assistant.tts.base import SpeechOutputError
from assistant.tts.timed_speech_output import TimedSpeechOutput

PATIENCE: Final = 1
"""Seconds for a call."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The D-Bus names of one generation of Orca."""

    service: str
    path: str
    interrupt: tuple[tuple[str, ...], ...]
    """Object, method and arguments of calls that interrupt Orca; the first that works is used."""


_49, _50 = "/org/gnome/Orca/Service", "/org/gnome/Orca1/Service"
_EXECUTE: Final = "org.gnome.Orca.Module.ExecuteCommand"
DIALECTS: Final = (
    Dialect(
        "org.gnome.Orca.Service",
        _49,
        (
            (f"{_49}/SpeechAndVerbosityManager", _EXECUTE, "InterruptSpeech", "false"),
            (f"{_49}/SpeechManager", _EXECUTE, "InterruptSpeech", "false"),
        ),
    ),
    Dialect(
        "org.gnome.Orca1.Service",
        _50,
        ((f"{_50}/SpeechManager", "org.gnome.Orca1.SpeechManager.InterruptSpeech", "false"),),
    ),
)


class OrcaSpeechOutput(TimedSpeechOutput):
    """Hands each text to Orca."""

    name = "orca"

    def __init__(self, post: Callable[[object], None], words_per_minute: int) -> None:
        super().__init__(post, words_per_minute)
        self._dialect = DIALECTS[0]

    def interrupt(self) -> None:
        for path, method, *arguments in self._dialect.interrupt:
            with contextlib.suppress(SpeechOutputError):
                _call(self._dialect.service, path, method, *arguments)
                return

    def present(self, text: str) -> None:
        others = [dialect for dialect in DIALECTS if dialect is not self._dialect]
        reason = SpeechOutputError("Orca is not running.")
        for dialect in (self._dialect, *others):
            try:
                method = f"{dialect.service}.PresentMessage"
                _call(dialect.service, dialect.path, method, quoted(text))
            except SpeechOutputError as error:
                reason = error
            else:
                self._dialect = dialect
                return
        raise reason


def quoted(text: str) -> str:
    """Quote a text as gdbus expects it."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def _call(service: str, path: str, method: str, *arguments: str) -> None:
    """Call Orca. Raises SpeechOutputError if the call fails or Orca refuses."""
    command = ["gdbus", "call", "--session", "--timeout", str(PATIENCE)]
    command += ["--dest", service, "--object-path", path, "--method", method, *arguments]
    try:
        answer = output_of(*command, patience=PATIENCE + 0.5)
    except (OSError, subprocess.SubprocessError) as error:
        raise SpeechOutputError(f"Orca cannot be asked: {error}") from None
    if "true" not in answer:
        raise SpeechOutputError(f"Orca refused: {answer.strip()}")
