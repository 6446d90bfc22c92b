"""Speaks through Orca 49 or later, in speech and braille, by its D-Bus remote control.

Orca does not tell when it has spoken, so an utterance ends after the time it usually takes.
"""

import contextlib
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.tts.audio_speech_output import estimated_seconds
from assistant.tts.base import Progress, SpeechOutputError, Step, Steps

PATIENCE: Final = 1
"""Seconds for a call."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one generation of Orca is called."""

    service: str
    path: str
    interrupt: tuple[tuple[str, ...], ...]
    """Object, method and arguments that end what Orca speaks; the first that works."""


DIALECTS: Final = (
    Dialect(
        "org.gnome.Orca.Service",
        "/org/gnome/Orca/Service",
        tuple(
            (
                f"/org/gnome/Orca/Service/{module}",
                "org.gnome.Orca.Module.ExecuteCommand",
                "InterruptSpeech",
                "false",
            )
            for module in ("SpeechAndVerbosityManager", "SpeechManager")
        ),
    ),
    Dialect(
        "org.gnome.Orca1.Service",
        "/org/gnome/Orca1/Service",
        (
            (
                "/org/gnome/Orca1/Service/SpeechManager",
                "org.gnome.Orca1.SpeechManager.InterruptSpeech",
                "false",
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class _Presented:
    serial: int
    progress: Progress
    at: float


class OrcaSpeechOutput:
    """Hands each text to Orca."""

    def __init__(self, post: Callable[[object], None], words_per_minute: int) -> None:
        """`post` takes notes to the thread that calls `react`."""
        self._post = post
        self._rate = words_per_minute
        self._dialect = DIALECTS[0]
        self._serial = -1
        self._timer: threading.Timer | None = None

    @property
    def name(self) -> str:
        """Whose voice it is."""
        return "orca"

    def speak(self, serial: int, text: str) -> None:
        """Hand a text over. Raises MouthError if Orca does not run."""
        self._present(text)
        self._serial = serial
        now = time.monotonic()
        self._post(_Presented(serial, Progress.BEGAN, now))
        takes = estimated_seconds(text, self._rate)
        ended = _Presented(serial, Progress.ENDED, now + takes)
        self._stop_timer()
        self._timer = threading.Timer(takes, self._post, args=(ended,))
        self._timer.daemon = True
        self._timer.start()

    def react(self, note: object) -> Steps:
        """Pass on what was noted of the utterance that speaks."""
        if isinstance(note, _Presented) and note.serial == self._serial:
            return (Step(note.serial, note.progress, note.at),)
        return ()

    def advance(self) -> None:
        """Do nothing: Orca renders by itself."""

    def cut(self) -> None:
        """Ask Orca to be silent."""
        if self._serial == -1:
            return
        self._serial = -1
        self._stop_timer()
        for path, method, *arguments in self._dialect.interrupt:
            with contextlib.suppress(SpeechOutputError):
                _call(self._dialect.service, path, method, *arguments)
                return

    def silence(self, below: int) -> None:
        """Do nothing: `cut` follows at once."""

    def set_rate(self, words_per_minute: int) -> None:
        """Only reckon with another rate: how fast Orca speaks is the user's own setting."""
        self._rate = words_per_minute

    def use(self, voice: str, language: str) -> None:
        """Do nothing: the voice is the user's own setting of Orca."""

    def close(self) -> None:
        """Stop waiting for the end of what Orca speaks."""
        self._stop_timer()

    def _present(self, text: str) -> None:
        others = [dialect for dialect in DIALECTS if dialect is not self._dialect]
        reason = SpeechOutputError("Orca does not run.")
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

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def quoted(text: str) -> str:
    """Write a text as gdbus reads texts."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def _call(service: str, path: str, method: str, *arguments: str) -> None:
    """Call Orca. Raises MouthError if that fails or it says no."""
    command = ["gdbus", "call", "--session", "--timeout", str(PATIENCE)]
    command += ["--dest", service, "--object-path", path, "--method", method, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE + 0.5)
    except FileNotFoundError:
        raise SpeechOutputError("gdbus is not installed. Install libglib2.0-bin.") from None
    except subprocess.TimeoutExpired:
        raise SpeechOutputError("Orca does not answer.") from None
    if done.returncode or "true" not in done.stdout:
        raise SpeechOutputError(
            f"Orca did not take it: {done.stderr.strip() or done.stdout.strip()}"
        )
