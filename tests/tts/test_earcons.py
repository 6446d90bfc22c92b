import itertools

import numpy as np
import pytest

from assistant.protocol.events import Earcon
from assistant.tts.earcons import SCORES, earcon

RATE = 48_000


def pitches(kind: Earcon) -> tuple[int, ...]:
    return tuple(round(note.start) for note in SCORES[kind])


@pytest.mark.parametrize("kind", list(Earcon))
@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_is_short_soft_and_neither_silent_nor_too_loud(kind: Earcon, rate: int) -> None:
    sound = earcon(kind, rate)
    assert 0.03 < len(sound) / rate <= 0.150
    assert 0.15 < np.abs(sound).max() < 0.5
    assert abs(sound[0]) < 0.001
    assert abs(sound[-1]) < 0.001
    # A click is a jump that the tone itself does not make.
    assert np.abs(np.diff(earcon(kind, RATE))).max() < 0.1


@pytest.mark.parametrize("kind", list(Earcon))
def test_sounds_at_the_pitch_it_claims(kind: Earcon) -> None:
    first = SCORES[kind][0]
    length = round(first.seconds * RATE)
    spectrum = np.abs(np.fft.rfft(earcon(kind, RATE)[:length], 1 << 16))
    peak = spectrum.argmax() * RATE / (1 << 16)
    low, high = sorted((first.start, first.end))
    assert low * 0.94 < peak < high * 1.06


def test_no_two_share_pitch_or_rhythm() -> None:
    for one, other in itertools.combinations(Earcon, 2):
        assert pitches(one) != pitches(other)
        rhythms = [tuple(note.seconds for note in SCORES[kind]) for kind in (one, other)]
        directions = [np.sign(np.diff(pitches(kind))).tolist() for kind in (one, other)]
        assert rhythms[0] != rhythms[1] or directions[0] != directions[1]
