"""Turns text into sound: the registry of engines, what happens if one fails, and WAV files."""

import logging
import shutil
import time
import wave
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from assistant.saying.messages.faults_lines import VoiceFault
from assistant.storage.atomic_write import atomic_write
from assistant.tts.audio_chunk import AudioChunk, resampled
from assistant.tts.base import (
    EngineSettings,
    NoVoiceError,
    StillStartingError,
    Synthesiser,
    SynthesisError,
    voice_of,
)
from assistant.tts.clauses import clauses
from assistant.tts.espeak_engine import PROGRAM, Espeak
from assistant.tts.numbers import digit_by_digit
from assistant.tts.worker_engine import LONGEST_START, WorkerEngine

_log = logging.getLogger(__name__)


def _piper(settings: EngineSettings) -> Synthesiser:
    # Imports onnxruntime.
    from assistant.tts.piper_engine import Piper

    if settings.piper_voice is None:
        raise SynthesisError(VoiceFault.NO_PIPER.said(setting="piper_voice"))
    return Piper(settings.piper_voice, settings.language)


def _espeak(settings: EngineSettings) -> Synthesiser:
    voice = voice_of(settings.voice, settings.language)
    # Windows has only the library, which the package espeakng-loader brings.
    library = shutil.which(PROGRAM) is None and find_spec("espeakng_loader") is not None
    return WorkerEngine(PROGRAM, voice) if library else Espeak(voice)


ENGINES: Final[dict[str, Callable[[EngineSettings], Synthesiser]]] = {
    "pyttsx3": lambda settings: WorkerEngine(
        "pyttsx3", voice_of(settings.voice, settings.language)
    ),
    PROGRAM: _espeak,
    "piper": _piper,
}
"""The engines by their name in the settings."""


def order(engine: str, settings: EngineSettings) -> tuple[str, ...]:
    """The engines to try, best first, for an engine's name or "auto"."""
    if engine in ENGINES:
        return tuple(dict.fromkeys((engine, "espeak-ng")))
    wanted = ("piper",) if settings.piper_voice is not None else ()
    return (*wanted, "pyttsx3", "espeak-ng")


def open_synthesiser(engine: str, settings: EngineSettings) -> "Failover":
    """Open an engine and its substitutes. Faults show only when something is rendered."""
    return Failover(order(engine, settings), settings)


class Failover:
    """Asks the first engine, retries a clause once if it fails, then asks the next.

    While an engine starts, the next is asked at once. While the last one starts, all are asked
    again, for `LONGEST_START` at most.

    If no engine has the voice in the settings, espeak-ng speaks with its default for the language.
    """

    def __init__(self, engines: Sequence[str], settings: EngineSettings) -> None:
        self._places = [_Place(engine, settings) for engine in engines]
        self._default = _Place("espeak-ng", replace(settings, voice=""))
        self._voice = settings.voice
        self.name = ""
        """The engine that spoke last; empty if none could."""
        self.missing = ""
        """The voice in the settings if no engine has it."""

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        """Render a clause with the first engine that can. Raises SynthesisError."""
        until = time.monotonic() + LONGEST_START
        while True:
            chunk, reason = self._tried(text, words_per_minute)
            if chunk is not None:
                return chunk
            if not isinstance(reason, StillStartingError) or time.monotonic() >= until:
                raise reason

    def _tried(self, text: str, words_per_minute: int) -> tuple[AudioChunk | None, SynthesisError]:
        """A clause, or why the last engine gave none."""
        reason = SynthesisError(VoiceFault.NONE.said())
        places = [place for place in self._places if not place.voiceless]
        if self._voice:
            places.append(self._default)
        for place in places:
            for _attempt in range(place.attempts):
                try:
                    chunk = place.engine.synthesize(text, words_per_minute)
                except SynthesisError as error:
                    _log.debug("%s failed: %s", place.name, error)
                    reason = error
                    if isinstance(error, NoVoiceError):
                        place.missing.add(place.settings)
                    if isinstance(error, StillStartingError | NoVoiceError):
                        break
                else:
                    place.attempts = 2
                    self.name = place.engine.name
                    if all(one.voiceless for one in self._places):
                        self.missing = self._voice
                    return chunk, reason
            place.attempts = 1
        self.name = ""
        return None, reason

    def use(self, voice: str, language: str) -> None:
        """Render the next clauses with another voice."""
        self._voice, self.missing = voice, ""
        for place in self._places:
            place.use(voice, language)
        self._default.use("", language)

    def close(self) -> None:
        """End all engines."""
        for place in (*self._places, self._default):
            place.close()


class _Place:
    """An engine that is opened when it is first needed."""

    def __init__(self, name: str, settings: EngineSettings) -> None:
        self.name = name
        self.attempts = 2
        self.settings = settings
        self.missing: set[EngineSettings] = set()
        """Settings whose voice the engine lacks."""
        self._opened: Synthesiser | None = None

    @property
    def voiceless(self) -> bool:
        """Whether the engine is known to lack the voice in the settings."""
        return self.settings in self.missing

    @property
    def engine(self) -> Synthesiser:
        """The engine. Raises SynthesisError if it cannot be opened."""
        if self._opened is None:
            self._opened = ENGINES[self.name](self.settings)
        return self._opened

    def use(self, voice: str, language: str) -> None:
        self.attempts = 2
        self.settings = replace(self.settings, voice=voice, language=language)
        if self._opened is not None:
            self._opened.use(voice, language)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The result of `render`."""

    voice: str
    """The engine and its voice."""
    seconds: float
    milliseconds: float
    """How long rendering took."""


@contextmanager
def _written(path: Path) -> Iterator[BinaryIO]:
    """Open what replaces a file only once all is written; a pipe or device is written to."""
    # The name of a file in memory is a link that leads to no file.
    target = path.resolve()
    if target.is_file() or (path.parent.is_dir() and not path.exists()):
        opened: AbstractContextManager[BinaryIO] = atomic_write(target)
    else:
        opened = path.open("wb")
    with opened as file:
        yield file


def render(
    text: str, path: Path, words_per_minute: int, engine: str, settings: EngineSettings
) -> Rendered:
    """Write a mono 16-bit WAV with the first engine that works; screen readers cannot be used.

    Raises OSError, and SynthesisError, also if no engine has the voice in `settings`.
    """
    synthesiser = open_synthesiser(engine, settings)
    try:
        # The engine starts before the measurement.
        first = synthesiser.synthesize("ready", words_per_minute)
        if synthesiser.missing:
            raise NoVoiceError(settings.voice)
        start = time.monotonic()
        chunks = [
            synthesiser.synthesize(clause, words_per_minute)
            for clause in clauses(digit_by_digit(text))
        ]
        milliseconds = (time.monotonic() - start) * 1000
        rate = chunks[0].rate if chunks else first.rate
        samples = np.concatenate(
            [first.samples[:0], *(resampled(one, rate).samples for one in chunks)]
        )
        with _written(path) as raw, wave.open(raw) as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        return Rendered(synthesiser.name, len(samples) / rate, milliseconds)
    finally:
        synthesiser.close()
