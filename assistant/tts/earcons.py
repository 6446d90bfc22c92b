"""The short sounds, computed: each has its own pitch and rhythm and lasts at most 150 ms."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.protocol.events import Earcon
from assistant.tts.audio_chunk import Samples

EDGE: Final = 0.006
"""Seconds over which each note swells and fades, so that nothing clicks."""
LOUDNESS: Final = 0.32
"""Peak of a note."""
OVERTONE: Final = 0.25
"""How strong the octave above sounds; it makes low notes audible on small speakers."""


@dataclass(frozen=True, slots=True)
class Glide:
    """A tone; its pitch glides from `start` to `end`."""

    start: float
    """Hertz."""
    end: float
    """Hertz."""
    seconds: float
    pause: float = 0.0
    """Seconds of silence after it."""


SCORES: Final[dict[Earcon, tuple[Glide, ...]]] = {
    Earcon.CAPTURED: (Glide(1568, 1568, 0.045),),
    Earcon.LISTENING: (Glide(587, 587, 0.05, 0.015), Glide(880, 880, 0.075)),
    Earcon.THINKING: (Glide(440, 440, 0.03, 0.05), Glide(440, 440, 0.03)),
    Earcon.DONE: (Glide(988, 988, 0.05, 0.015), Glide(659, 659, 0.075)),
    Earcon.FAULT: (Glide(330, 208, 0.145),),
    Earcon.READY: (
        Glide(523, 523, 0.035, 0.012),
        Glide(659, 659, 0.035, 0.012),
        Glide(1047, 1047, 0.05),
    ),
}


def earcon(kind: Earcon, rate: int) -> Samples:
    """Synthesise an earcon at `rate` samples a second."""
    return np.concatenate(
        [part for note in SCORES[kind] for part in (_tone(note, rate), _rest(note, rate))]
    )


TONES: Final = 48
"""Steps of pitch from nothing to all: half tones over four octaves sound even to the ear."""
TONE_LOWEST: Final = 110.0
"""Hertz."""
TONE_SECONDS: Final = 0.12
TONE_LOUDNESS: Final = 0.4
"""Of an earcon's: speech goes on over it."""


def tone(level: float, rate: int) -> Samples:
    """A short quiet tone whose pitch tells a level of 0…1, at `rate` samples a second."""
    pitch = TONE_LOWEST * 2 ** (level * TONES / 12)
    return (TONE_LOUDNESS * _tone(Glide(pitch, pitch, TONE_SECONDS), rate)).astype(np.float32)


def _tone(note: Glide, rate: int) -> Samples:
    length = round(note.seconds * rate)
    pitch = np.linspace(note.start, note.end, length)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    tone = np.sin(phase) + OVERTONE * np.sin(2 * phase)
    edge = min(round(EDGE * rate), length // 2)
    swell = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    tone[:edge] *= swell
    tone[length - edge :] *= swell[::-1]
    return (LOUDNESS / (1 + OVERTONE) * tone).astype(np.float32)


def _rest(note: Glide, rate: int) -> Samples:
    return np.zeros(round(note.pause * rate), np.float32)
