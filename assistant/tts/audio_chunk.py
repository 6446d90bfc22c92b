"""Sound as plain arrays: a chunk of audio, trimming its silence, changing its sampling rate."""

import io
import wave
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no types
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""[N], mono, or [2, N], left and right; -1…1."""

AUDIBLE: Final = 10 ** (-50 / 20)
"""The level above which a sample counts as sound: 50 dB below full scale."""
QUIETER: Final = 0.1
"""The least level on either side, so that one ear is enough to hear everything."""
LEAD: Final = 0.004
"""Seconds to keep around the sound, so that no consonant is clipped."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A piece of rendered speech."""

    samples: Samples
    rate: int
    """Samples per second."""

    @property
    def seconds(self) -> float:
        """Its duration."""
        return len(self.samples) / self.rate


def trimmed(chunk: AudioChunk, tail: float = 0.0) -> AudioChunk:
    """Trim the silence at both ends, then append `tail` seconds of silence."""
    silence = np.zeros(round(tail * chunk.rate), np.float32)
    loud = np.flatnonzero(np.abs(chunk.samples) > AUDIBLE)
    if not len(loud):
        return AudioChunk(silence, chunk.rate)
    margin = round(LEAD * chunk.rate)
    sound = chunk.samples[max(0, int(loud[0]) - margin) : int(loud[-1]) + 1 + margin]
    return AudioChunk(np.concatenate([sound, silence]), chunk.rate)


def panned(samples: Samples, side: float) -> Samples:
    """Mono sound [N] from a side, -1 (left) to 1 (right), as [2, N]; from the middle as it is."""
    if not side:
        return samples
    levels = np.clip([1 - side, 1 + side], QUIETER, 1)
    return np.asarray(levels[:, None] * samples, np.float32)


def resampled(chunk: AudioChunk, rate: int) -> AudioChunk:
    """Convert to another sampling rate."""
    if chunk.rate == rate or not len(chunk.samples):
        return AudioChunk(chunk.samples, rate)
    samples = soxr.resample(chunk.samples.T, chunk.rate, rate, quality="MQ")
    return AudioChunk(np.asarray(samples.T, np.float32), rate)


def from_pcm(data: bytes, rate: int) -> AudioChunk:
    """Decode mono 16-bit little-endian samples."""
    whole = data[: len(data) - len(data) % 2]
    return AudioChunk(np.frombuffer(whole, "<i2").astype(np.float32) / np.float32(32768), rate)


def from_wav(data: bytes) -> AudioChunk:
    """Decode a mono 16-bit WAV, including a streamed one whose header has no true length.

    Raises ValueError or wave.Error for anything else.
    """
    with wave.open(io.BytesIO(data)) as file:
        if file.getnchannels() != 1 or file.getsampwidth() != 2:
            raise ValueError("not mono 16-bit sound")
        return from_pcm(file.readframes(file.getnframes()), file.getframerate())
