"""Sound as the ears use it: one channel of 16,000 samples a second."""

from typing import Final, TypeAlias

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no types
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""[N], mono, -1…1."""

RATE: Final = 16_000
"""Samples a second, for speech detection and for every recogniser."""


def seconds(samples: Samples) -> float:
    """How long it sounds, at `RATE`."""
    return len(samples) / RATE


def resampled(samples: Samples, rate: int) -> Samples:
    """Give the same sound at `RATE`."""
    if rate == RATE or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, rate, RATE), np.float32)


class Resampler:
    """Brings a stream of sound to `RATE`, piece by piece."""

    def __init__(self, rate: int) -> None:
        """Take the samples a second that come in."""
        self._stream = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "float32")

    def __call__(self, samples: Samples) -> Samples:
        """Give what can be told so far; a few milliseconds come with the next piece."""
        if self._stream is None:
            return samples
        return np.asarray(self._stream.resample_chunk(samples), np.float32)
