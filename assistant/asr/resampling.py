"""Sound as speech recognition uses it: one channel at 16,000 samples a second."""

from typing import Final, TypeAlias

import numpy as np
import soxr  # type: ignore[import-untyped]  # it has no types
from numpy.typing import NDArray

Samples: TypeAlias = NDArray[np.float32]
"""[N], mono, -1…1."""

RATE: Final = 16_000
"""Samples a second."""


def seconds(samples: Samples) -> float:
    """The duration of samples at `RATE`."""
    return len(samples) / RATE


def resampled(samples: Samples, rate: int) -> Samples:
    """Samples taken at `rate`, at `RATE`."""
    if rate == RATE or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, rate, RATE), np.float32)


class Resampler:
    """Resamples a stream to `RATE`, piece by piece."""

    def __init__(self, rate: int) -> None:
        self._stream = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "float32")

    def __call__(self, samples: Samples) -> Samples:
        """The next piece; its last milliseconds come with the piece after it."""
        if self._stream is None:
            return samples
        return np.asarray(self._stream.resample_chunk(samples), np.float32)
