"""Engines in processes of their own, so that they can hang or die without harm."""

import json
import os
import time
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

from assistant.protocol.child_process import PIPE_SIZE, ChildProcess
from assistant.saying.messages.faults_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk, from_pcm
from assistant.tts.base import NoVoiceError, StillStartingError, SynthesisError, voice_of

WORKER: Final = Path(__file__).with_name("voice_worker.py")
PATIENCE: Final = 1.0
"""Seconds that a clause may take; usually it takes hundredths."""
START: Final = 1.0
"""Seconds to wait for a process that is starting; then another engine speaks."""
LONGEST_START: Final = 10.0
"""Seconds after which a process that is still starting gets replaced."""


class WorkerEngine:
    """Renders with one of `voice_worker`'s engines in one process, which is replaced when it fails.

    `voice` is a name or id that the engine knows; empty: its default.
    """

    def __init__(self, engine: str, voice: str = "") -> None:
        self._engine, self._voice = engine, voice
        self._process: ChildProcess | None = None
        self._ready = False
        self.name = engine
        self._closed = False
        self._start()

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        if self._closed:
            raise SynthesisError(VoiceFault.CLOSED.said())
        process = self._process or self._start()
        try:
            if not self._ready:
                self._greet(process)
            about = {"text": text, "rate": words_per_minute, "voice": self._voice}
            process.send(json.dumps(about))
            reply = _reply(process, PATIENCE)
            self.name = f"{self._engine} {reply['voice']}"
            return from_pcm(b64decode(reply["samples"]), reply["rate"])
        except (OSError, ValueError, KeyError) as error:
            self._end()
            if not self._closed:
                self._start()
            fault = VoiceFault.FAILED.said(engine=self._engine, reason=error)
            raise SynthesisError(fault) from None

    def use(self, voice: str, language: str) -> None:
        self._voice = voice_of(voice, language)

    def close(self) -> None:
        self._closed = True
        self._end()

    def _greet(self, process: ChildProcess) -> None:
        try:
            hello = _reply(process, START)
        except TimeoutError:
            if time.monotonic() - self._started < LONGEST_START:
                raise StillStartingError(VoiceFault.STARTING.said(engine=self._engine)) from None
            raise
        self.name = f"{self._engine} {hello['voice']}"
        self._ready = True

    def _start(self) -> ChildProcess:
        self._ready = False
        self._started = time.monotonic()
        try:
            self._process = ChildProcess(str(WORKER), self._engine)
        except OSError as error:
            fault = VoiceFault.NOT_STARTED.said(engine=self._engine, reason=error)
            raise SynthesisError(fault) from None
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end()
            process.close()


def _reply(process: ChildProcess, patience: float) -> dict[str, Any]:
    """Read a line of JSON. Raises OSError, ValueError and NoVoiceError."""
    until, line = time.monotonic() + patience, b""
    while not line.endswith(b"\n"):
        if not process.readable(until):
            raise TimeoutError(VoiceFault.NO_ANSWER.said())
        line += (data := os.read(process.stdout.fileno(), PIPE_SIZE))
        if not data:
            raise BrokenPipeError(VoiceFault.ENDED.said())
    reply: dict[str, Any] = json.loads(line)
    if "unknown" in reply:
        raise NoVoiceError(reply["unknown"])
    if "error" in reply:
        raise ValueError(reply["error"])
    return reply
