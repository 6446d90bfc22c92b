"""The process that runs pyttsx3: a line of JSON in, a line of JSON out.

pyttsx3 renders only to files; it gets a file in memory, so that no speech reaches the disk. It also
prints to standard output, which is therefore redirected first.
"""

import json
import os
import sys
import threading
import time
import wave
from base64 import b64encode
from pathlib import Path
from typing import Any, Final, TextIO

PATIENCE: Final = 5.0
"""Seconds; the program that waits for the answer gives up long before and ends this process."""
TRIES: Final = 4
"""How often to render an utterance before leaving it to another voice."""


def main() -> None:
    """Answer each line of standard input until it ends."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        renderer = _Renderer()
    # Whatever goes wrong, here or below, the parent process decides what to do.
    except Exception as error:
        _send(out, _fault(error))
        return
    _send(out, {"voice": renderer.voice})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            renderer.use(request["voice"])
            data, rate = renderer.render(request["text"], request["rate"])
        except Exception as error:
            _send(out, _fault(error))
        else:
            samples = b64encode(data).decode()
            _send(out, {"voice": renderer.voice, "rate": rate, "samples": samples})


def _fault(error: Exception) -> dict[str, object]:
    if isinstance(error, _NoVoiceError):
        return {"unknown": str(error)}
    return {"error": f"{type(error).__name__}: {error}"}


class _NoVoiceError(Exception):
    """The engine has no voice of that name."""


class _Renderer:
    def __init__(self) -> None:
        import pyttsx3  # type: ignore[import-untyped]  # it has no types

        self._engine: Any = pyttsx3.init()
        self._done = threading.Event()
        self._engine.connect("finished-utterance", lambda **_about: self._done.set())
        self._usual = str(self._engine.getProperty("voice") or "")
        self._wanted = ""
        # The engine applies settings at once only after it has run.
        self._engine.runAndWait()
        self.voice = str(self._engine.getProperty("voice") or "").rpartition("/")[2]
        self._memory = os.memfd_create("speech")

    def use(self, voice: str) -> None:
        """Switch the voice; empty: the engine's default. Raises _NoVoiceError."""
        if voice == self._wanted:
            return
        known = _known_voice(self._engine, voice) if voice else self._usual
        self._engine.setProperty("voice", known)
        self._wanted, self.voice = voice, known.rpartition("/")[2]

    def render(self, text: str, words_per_minute: int) -> tuple[bytes, int]:
        """Render mono 16-bit samples, and say how many make a second.

        On a busy machine pyttsx3 sometimes ends an utterance before it has begun, so a text with
        letters or digits that gave no sound is rendered again.
        """
        self._set_rate(words_per_minute)
        audible = any(letter.isalnum() for letter in text)
        for _ in range(TRIES):
            data, rate = self._rendered(text)
            if data or not audible:
                return data, rate
        raise TimeoutError("nothing was rendered")

    def _rendered(self, text: str) -> tuple[bytes, int]:
        os.ftruncate(self._memory, 0)
        self._done.clear()
        path = Path(f"/proc/self/fd/{self._memory}")
        self._engine.save_to_file(text, str(path))
        self._engine.runAndWait()
        if not self._done.wait(PATIENCE):
            raise TimeoutError("nothing was rendered")
        with path.open("rb") as file, wave.open(file) as sound:
            return sound.readframes(sound.getnframes()), sound.getframerate()

    def _set_rate(self, words_per_minute: int) -> None:
        """Set the rate and wait until it applies; a sentence begun earlier would cancel it."""
        self._engine.setProperty("rate", words_per_minute)
        deadline = time.monotonic() + PATIENCE
        while self._engine.getProperty("rate") != words_per_minute:
            if time.monotonic() > deadline:
                raise TimeoutError("the rate was not applied")
            time.sleep(0.0005)


def _known_voice(engine: Any, wanted: str) -> str:
    """Find a voice by its id, the end of its id, its name or its language. Raises _NoVoiceError."""
    voices, small = engine.getProperty("voices"), wanted.lower()
    for voice in voices:
        if small in (voice.id.lower(), voice.id.lower().rpartition("/")[2], voice.name.lower()):
            return str(voice.id)
    for voice in voices:
        if small in map(str, voice.languages):
            return str(voice.id)
    raise _NoVoiceError(wanted)


def _send(out: TextIO, reply: object) -> None:
    print(json.dumps(reply), file=out, flush=True)


if __name__ == "__main__":
    main()
