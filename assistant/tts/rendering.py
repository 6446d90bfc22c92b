"""Renders text to a WAV file, without a sound card."""

import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.tts.audio_chunk import resampled
from assistant.tts.base import EngineSettings, NoVoiceError
from assistant.tts.clauses import clauses
from assistant.tts.numbers import digit_by_digit
from assistant.tts.synthesis import open_synthesiser


@dataclass(frozen=True, slots=True)
class Rendered:
    """The result of `render`."""

    voice: str
    """The engine and its voice."""
    seconds: float
    milliseconds: float
    """How long rendering took."""


def render(
    text: str,
    path: Path,
    words_per_minute: int,
    engine: str,
    settings: EngineSettings,
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
            [np.zeros(0, np.float32), *(resampled(chunk, rate).samples for chunk in chunks)]
        )
        with path.open("wb") as raw, wave.open(raw) as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
        return Rendered(synthesiser.name, len(samples) / rate, milliseconds)
    finally:
        synthesiser.close()
