"""Whisper's input: a log-mel spectrogram.

Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision" (2022), section 2.2:
80 bands, windows of 25 ms every 10 ms.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.asr.resampling import RATE, Samples

BANDS: Final = 80
HOP: Final = 160
"""Samples from one column to the next: 10 ms."""
_WINDOW: Final = 400
_DEPTH: Final = 8.0
"""Powers of ten below the loudest that are kept apart."""
_LINEAR_UNTIL: Final = 1000.0
"""Hertz; Slaney's mel scale is linear up to there, with 3 mel for 200 Hz, then logarithmic."""
_MEL: Final = 3 / 200
_LOG_STEP: Final = np.log(6.4) / 27


def log_mel(samples: Samples) -> NDArray[np.float32]:
    """One column for every 160 samples: [N] → [80, N // 160]."""
    padded = np.pad(samples, _WINDOW // 2, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    windows = windows[: len(samples) // HOP] * _hann()  # [T, 400]
    power = np.abs(np.fft.rfft(windows, axis=-1)) ** 2  # [T, 201]
    logs = np.log10(np.maximum(_filters() @ power.T, 1e-10))  # [80, T]
    logs = np.maximum(logs, logs.max() - _DEPTH)
    return np.ascontiguousarray((logs + 4) / 4, np.float32)


@cache
def _hann() -> NDArray[np.float32]:
    return np.hanning(_WINDOW + 1)[:-1].astype(np.float32)


@cache
def _filters() -> NDArray[np.float32]:
    """The weight of each frequency in each band: triangles of equal area. [80, 201]"""
    nyquist = _LINEAR_UNTIL * _MEL + np.log(RATE / 2 / _LINEAR_UNTIL) / _LOG_STEP
    edges = _hertz(np.linspace(0, nyquist, BANDS + 2))[:, None]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    rising = (frequencies - low) / (middle - low)
    falling = (high - frequencies) / (high - middle)
    triangles = np.maximum(0, np.minimum(rising, falling))
    return (triangles * 2 / (high - low)).astype(np.float32)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    above = _LINEAR_UNTIL * np.exp(_LOG_STEP * (mel - _LINEAR_UNTIL * _MEL))
    return np.where(mel < _LINEAR_UNTIL * _MEL, mel / _MEL, above)
