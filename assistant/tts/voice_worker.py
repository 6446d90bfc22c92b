"""The process that runs a voice, pyttsx3 or espeak-ng: a line of JSON in, a line of JSON out.

pyttsx3 renders only to files; it gets a file in memory where the system can, so that no speech
reaches the disk. It also prints to standard output, which is therefore redirected first.
"""

import ctypes
import json
import os
import sys
import threading
import time
import wave
from base64 import b64encode
from contextlib import ExitStack
from typing import Any, Final, Protocol, TextIO

from models.system import SYSTEM

PATIENCE: Final = 5.0
"""Seconds; the program that waits for the answer gives up long before and ends this process."""
TRIES: Final = 4
"""How often to render an utterance before leaving it to another voice."""


def main() -> None:
    """Answer each line of standard input until it ends."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    try:
        renderer = RENDERERS[sys.argv[1]]()
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


class Renderer(Protocol):
    """An engine in this process."""

    voice: str
    """The name of the voice."""

    def use(self, voice: str) -> None:
        """Switch the voice; empty: the engine's default. Raises _NoVoiceError."""

    def render(self, text: str, words_per_minute: int) -> tuple[bytes, int]:
        """Render mono 16-bit samples, and say how many make a second."""


class _Pyttsx3:
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
        # Until the process ends.
        self._files = ExitStack()
        self._file = self._files.enter_context(SYSTEM.unsaved("speech.wav"))

    def use(self, voice: str) -> None:
        if voice == self._wanted:
            return
        known = _known_voice(self._engine, voice) if voice else self._usual
        self._engine.setProperty("voice", known)
        self._wanted, self.voice = voice, known.rpartition("/")[2]

    def render(self, text: str, words_per_minute: int) -> tuple[bytes, int]:
        """See `Renderer`.

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
        self._file.write_bytes(b"")
        self._done.clear()
        self._engine.save_to_file(text, str(self._file))
        self._engine.runAndWait()
        if not self._done.wait(PATIENCE):
            raise TimeoutError("nothing was rendered")
        with self._file.open("rb") as file, wave.open(file) as sound:
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


class _Espeak:
    """espeak-ng's library (https://github.com/espeak-ng/espeak-ng, src/include/espeak-ng)."""

    SYNCHRONOUS: Final = 2
    RATE: Final = 1
    UTF_8_AND_END_PAUSE: Final = 0x1001
    FOUND: Final = 0
    DEFAULT: Final = "en"

    def __init__(self) -> None:
        self._library, data = _espeak_library()
        self._hertz = self._library.espeak_Initialize(self.SYNCHRONOUS, 0, data, 0)
        if self._hertz <= 0:
            raise OSError("espeak-ng did not start")
        self._samples = bytearray()
        callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
        # It is called for as long as the library is used.
        self._callback = callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self.voice = ""
        self.use("")

    def use(self, voice: str) -> None:
        wanted = voice or self.DEFAULT
        if wanted == self.voice:
            return
        if self._library.espeak_SetVoiceByName(wanted.encode()) != self.FOUND:
            raise _NoVoiceError(voice)
        self.voice = wanted

    def render(self, text: str, words_per_minute: int) -> tuple[bytes, int]:
        """See `Renderer`."""
        self._samples.clear()
        self._library.espeak_SetParameter(self.RATE, words_per_minute, 0)
        data = text.encode()
        size = ctypes.c_size_t(len(data) + 1)
        if self._library.espeak_Synth(data, size, 0, 0, 0, self.UTF_8_AND_END_PAUSE, None, None):
            raise OSError("espeak-ng rendered nothing")
        return bytes(self._samples), self._hertz

    def _take(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples:
            self._samples += ctypes.string_at(samples, 2 * count)
        return 0


def _espeak_library() -> tuple[ctypes.CDLL, bytes | None]:
    """The library and the folder with its voices, None for its own. Raises OSError."""
    try:
        import espeakng_loader
    except ImportError:
        return ctypes.CDLL("libespeak-ng.so.1"), None
    data = espeakng_loader.get_data_path().encode()
    return ctypes.CDLL(espeakng_loader.get_library_path()), data


RENDERERS: Final[dict[str, type[Renderer]]] = {"pyttsx3": _Pyttsx3, "espeak-ng": _Espeak}
"""The engines by their name."""


def _send(out: TextIO, reply: object) -> None:
    print(json.dumps(reply), file=out, flush=True)


if __name__ == "__main__":
    main()
