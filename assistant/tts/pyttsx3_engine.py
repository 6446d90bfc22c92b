"""pyttsx3 in a process of its own, so that it can hang or die without harm."""

import subprocess
import sys
import time
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Final

from assistant.saying.messages.faults_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk, from_pcm
from assistant.tts.base import NoVoiceError, StillStartingError, SynthesisError, voice_of

ENGINE: Final = "pyttsx3"
WORKER: Final = Path(__file__).with_name("pyttsx3_worker.py")
PATIENCE: Final = 1.0
"""Seconds that a clause may take; usually it takes hundredths."""
START: Final = 1.0
"""Seconds to wait for a process that is starting; then another engine speaks."""
LONGEST_START: Final = 10.0
"""Seconds after which a process that is still starting gets replaced."""


class Pyttsx3:
    """Renders with one engine of pyttsx3 in one process, which is replaced when it fails.

    `voice` is a name or id that pyttsx3 lists; empty: its default.
    """

    def __init__(self, voice: str = "") -> None:
        self.name = ENGINE
        self._voice = voice
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection[Any, Any]
        self._started: float
        self._closed = False
        self._start()

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        if self._closed:
            raise SynthesisError(VoiceFault.CLOSED.said())
        if self._process is None:
            self._start()
        try:
            if not self._ready:
                self._greet()
            self._connection.send((text, words_per_minute, self._voice))
            reply = _reply(self._connection, PATIENCE)
            self.name = f"pyttsx3 {reply['voice']}"
            return from_pcm(reply["samples"], reply["rate"])
        except NoVoiceError:
            # A process that lacks the voice it starts with ends by itself.
            if not self._ready:
                self._end()
            raise
        except (OSError, ValueError) as error:
            self._end()
            if not self._closed:
                self._start()
            fault = VoiceFault.FAILED.said(engine=ENGINE, reason=error)
            raise SynthesisError(fault) from None

    def use(self, voice: str, language: str) -> None:
        self._voice = voice_of(voice, language)

    def close(self) -> None:
        self._closed = True
        self._end()

    def _greet(self) -> None:
        try:
            hello = _reply(self._connection, START)
        except TimeoutError:
            if time.monotonic() - self._started < LONGEST_START:
                raise StillStartingError(VoiceFault.STARTING.said(engine=ENGINE)) from None
            raise
        self.name = f"pyttsx3 {hello['voice']}"
        self._ready = True

    def _start(self) -> None:
        self._ready = False
        self._started = time.monotonic()
        self._connection, theirs = Pipe()
        # -P: modules of this folder must not shadow the standard library's.
        command = [sys.executable, "-P", str(WORKER), str(theirs.fileno()), self._voice]
        try:
            with theirs:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
        except OSError as error:
            fault = VoiceFault.NOT_STARTED.said(engine=ENGINE, reason=error)
            raise SynthesisError(fault) from None

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with process:
                process.kill()


def _reply(connection: "Connection[Any, Any]", patience: float) -> dict[str, Any]:
    """Wait for the worker's answer. Raises OSError, ValueError and NoVoiceError."""
    if not connection.poll(patience):
        raise TimeoutError(VoiceFault.NO_ANSWER.said())
    try:
        reply: dict[str, Any] = connection.recv()
    except EOFError:
        raise BrokenPipeError(VoiceFault.ENDED.said()) from None
    if "unknown" in reply:
        raise NoVoiceError(reply["unknown"])
    if "error" in reply:
        raise ValueError(reply["error"])
    return reply
