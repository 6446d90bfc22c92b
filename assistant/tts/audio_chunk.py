"""Sound as plain arrays: one chunk of speech, cutting silence off it, another sampling rate."""

import io
import wave
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no types
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""[N], mono, -1…1."""

AUDIBLE: Final = 10 ** (-50 / 20)
"""Peak from which a sample counts as sound: 50 dB below full scale."""
LEAD: Final = 0.004
"""Seconds kept before the first audible sample, so that no consonant is cut."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Rendered speech."""

    samples: Samples
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / self.rate


def trimmed(chunk: AudioChunk, tail: float = 0.0) -> AudioChunk:
    """Cut silence off both ends; `tail` seconds of silence follow the last sound."""
    heard = np.flatnonzero(np.abs(chunk.samples) > AUDIBLE)
    if not len(heard):
        return AudioChunk(np.zeros(round(tail * chunk.rate), np.float32), chunk.rate)
    margin = round(LEAD * chunk.rate)
    start = max(0, int(heard[0]) - margin)
    end = min(len(chunk.samples), int(heard[-1]) + 1 + margin)
    silence = np.zeros(round(tail * chunk.rate), np.float32)
    return AudioChunk(np.concatenate([chunk.samples[start:end], silence]), chunk.rate)


def resampled(chunk: AudioChunk, rate: int) -> AudioChunk:
    """Give the same sound at another number of samples a second."""
    if chunk.rate == rate or not len(chunk.samples):
        return AudioChunk(chunk.samples, rate)
    samples = soxr.resample(chunk.samples, chunk.rate, rate, quality="MQ")
    return AudioChunk(np.asarray(samples, np.float32), rate)


def from_pcm(data: bytes, rate: int) -> AudioChunk:
    """Read mono 16-bit little-endian samples."""
    whole = data[: len(data) - len(data) % 2]
    return AudioChunk(np.frombuffer(whole, "<i2").astype(np.float32) / np.float32(32768), rate)


def from_wav(data: bytes) -> AudioChunk:
    """Read a mono 16-bit WAV, also one that was streamed and so has no true length in its head.

    Raises ValueError or wave.Error if it is something else.
    """
    with wave.open(io.BytesIO(data)) as file:
        if file.getnchannels() != 1 or file.getsampwidth() != 2:
            raise ValueError("not mono 16-bit sound")
        return from_pcm(file.readframes(file.getnframes()), file.getframerate())
