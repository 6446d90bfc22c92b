"""The process that runs pyttsx3: a line of JSON in, a line of JSON and raw samples out.

pyttsx3 only renders into a file; a file in memory is given to it, so that nothing that is spoken
reaches a disk. Its own messages go to its standard output, which is therefore moved away first.
"""

import json
import os
import sys
import threading
import time
import wave
from pathlib import Path
from typing import Any, BinaryIO, Final

PATIENCE: Final = 5.0
"""Seconds; whoever waits for the answer gives up long before and ends this process."""
TRIES: Final = 4
"""How often an utterance is rendered before another voice has to speak it."""


def main(voice: str = "") -> None:
    """Answer each line of standard input until it ends."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        renderer = _Renderer(voice)
    except _NoVoiceError:
        _send(out, {"unknown": voice})
        return
    # Whatever keeps the engine from starting is told to the process that asked for it.
    except Exception as error:
        _send(out, {"error": f"{type(error).__name__}: {error}"})
        return
    _send(out, {"voice": renderer.voice, "bytes": 0})
    for line in sys.stdin:
        request = json.loads(line)
        try:
            renderer.use(request["voice"])
            data, rate = renderer.render(request["text"], request["rate"])
        except _NoVoiceError:
            _send(out, {"unknown": request["voice"]})
            continue
        # As above; the process that asked decides what to do.
        except Exception as error:
            _send(out, {"error": f"{type(error).__name__}: {error}"})
            continue
        _send(out, {"voice": renderer.voice, "rate": rate, "bytes": len(data)}, data)


class _NoVoiceError(Exception):
    """The engine has no such voice."""


class _Renderer:
    """One engine of pyttsx3."""

    def __init__(self, voice: str) -> None:
        import pyttsx3  # type: ignore[import-untyped]  # it has no types

        self._engine: Any = pyttsx3.init()
        self._done = threading.Event()
        self._engine.connect("finished-utterance", lambda **_about: self._done.set())
        self._usual = str(self._engine.getProperty("voice") or "")
        self._wanted = voice
        if voice:
            self._engine.setProperty("voice", _known_voice(self._engine, voice))
        # Only after it has run once does the engine take settings at once.
        self._engine.runAndWait()
        self.voice = str(self._engine.getProperty("voice") or voice).rpartition("/")[2]
        self._memory = os.memfd_create("speech")

    def use(self, voice: str) -> None:
        """Speak with another voice; empty: the engine's default. Raises _NoVoiceError."""
        if voice == self._wanted:
            return
        known = _known_voice(self._engine, voice) if voice else self._usual
        self._engine.setProperty("voice", known)
        self._wanted, self.voice = voice, known.rpartition("/")[2]

    def render(self, text: str, words_per_minute: int) -> tuple[bytes, int]:
        """Give mono 16-bit samples, and how many of them make a second.

        Where other work keeps the processor busy, pyttsx3 now and then ends an utterance before it
        has begun: what is to be heard but gave no sound is rendered again.
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
        """Set the rate and see it taken: a sentence begun before that would cancel the change."""
        self._engine.setProperty("rate", words_per_minute)
        deadline = time.monotonic() + PATIENCE
        while self._engine.getProperty("rate") != words_per_minute:
            if time.monotonic() > deadline:
                raise TimeoutError("the rate was not taken")
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
    raise _NoVoiceError


def _send(out: BinaryIO, head: dict[str, object], data: bytes = b"") -> None:
    out.write(json.dumps(head).encode() + b"\n" + data)
    out.flush()


def listed() -> None:
    """Print all voices as one list in JSON: name for the settings, name aloud, and languages."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import pyttsx3

    voices = pyttsx3.init().getProperty("voices")
    found = [
        (one.id.rpartition("/")[2], one.name, [str(x) for x in one.languages]) for one in voices
    ]
    out.write(json.dumps(found).encode())
    out.flush()
    # The engine's threads would hold up the end.
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        listed()
    main(*sys.argv[1:])
