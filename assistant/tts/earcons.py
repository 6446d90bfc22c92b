"""The short sounds, computed: each has its own pitch and rhythm and lasts at most 150 ms."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from assistant.protocol.events import Earcon
from assistant.tts.audio_chunk import Samples

EDGE: Final = 0.006
"""Seconds over which each note fades in and out, so that nothing clicks."""
LOUDNESS: Final = 0.32
"""The peak of a note."""
OVERTONE: Final = 0.25
"""The strength of the octave above, which makes low notes audible on small speakers."""


@dataclass(frozen=True, slots=True)
class Note:
    """A tone that glides from one pitch to another."""

    start: float
    """Hertz."""
    end: float
    """Hertz."""
    seconds: float
    pause: float = 0.0
    """Seconds of silence afterwards."""


SCORES: Final[dict[Earcon, tuple[Note, ...]]] = {
    Earcon.CAPTURED: (Note(1568, 1568, 0.045),),
    Earcon.LISTENING: (Note(587, 587, 0.05, 0.015), Note(880, 880, 0.075)),
    Earcon.THINKING: (Note(440, 440, 0.03, 0.05), Note(440, 440, 0.03)),
    Earcon.DONE: (Note(988, 988, 0.05, 0.015), Note(659, 659, 0.075)),
    Earcon.FAULT: (Note(330, 208, 0.145),),
    Earcon.READY: (
        Note(523, 523, 0.035, 0.012),
        Note(659, 659, 0.035, 0.012),
        Note(1047, 1047, 0.05),
    ),
    Earcon.BORDER: (Note(131, 98, 0.07),),
}

TONES: Final = 48
"""Pitches of the level tone: half tones over four octaves sound evenly spaced."""
TONE_LOWEST: Final = 110.0
"""Hertz."""
TONE_SECONDS: Final = 0.12
TONE_LOUDNESS: Final = 0.4
"""Relative to an earcon, since speech goes on over the tone."""


@cache
def earcon(kind: Earcon, rate: int) -> Samples:
    """Synthesise an earcon at `rate` samples per second."""
    parts = []
    for note in SCORES[kind]:
        parts += [_played(note, rate), np.zeros(round(note.pause * rate), np.float32)]
    return np.concatenate(parts)


@cache
def tone(level: float, rate: int) -> Samples:
    """A short quiet tone whose pitch stands for a level of 0…1, at `rate` samples per second."""
    pitch = TONE_LOWEST * 2 ** (level * TONES / 12)
    return (TONE_LOUDNESS * _played(Note(pitch, pitch, TONE_SECONDS), rate)).astype(np.float32)


def _played(note: Note, rate: int) -> Samples:
    length = round(note.seconds * rate)
    phase = 2 * np.pi * np.cumsum(np.linspace(note.start, note.end, length)) / rate
    tone = np.sin(phase) + OVERTONE * np.sin(2 * phase)
    edge = min(round(EDGE * rate), length // 2)
    fade = np.sin(np.linspace(0, np.pi / 2, edge)) ** 2
    tone[:edge] *= fade
    tone[length - edge :] *= fade[::-1]
    return (LOUDNESS / (1 + OVERTONE) * tone).astype(np.float32)
