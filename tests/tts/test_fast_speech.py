"""Speech at the highest rates, clause by clause as it reaches the sound card."""

import numpy as np
import pytest

from assistant.settings.config import FASTEST
from assistant.tts.audio_chunk import AUDIBLE, Samples, trimmed
from assistant.tts.audio_speech_output import HEADROOM, AudioSpeechOutput
from assistant.tts.base import Progress
from assistant.tts.clauses import clauses
from assistant.tts.espeak_engine import Espeak
from assistant.tts.mixer import Mixer, MixerEvent
from tests.kit.pages import SENTENCES

RATE = 22050
LONGEST_GAP = 0.08
"""Seconds."""
TEXTS = [
    f"{first.strip(' .,').capitalize()} {number}, {second.strip(' .,')}; then {third.strip(' .,')}."
    for number, (first, second, third) in enumerate(
        ((a, b, c) for a in SENTENCES[:5] for b in SENTENCES[1:3] for c in SENTENCES[3:]), start=1
    )
]


def recorded(text: str, words_per_minute: int) -> Samples:
    """All that the sound card would get."""
    notes: list[MixerEvent] = []
    mixer = Mixer(notes.append, lambda: None)
    mixer.set_rate(RATE)
    output = AudioSpeechOutput(Espeak(), mixer, words_per_minute, 1.0, lambda well: None)
    output.speak(1, text)
    parts: list[Samples] = []
    ended = False
    while not ended:
        parts.append(np.zeros(RATE // 100, np.float32))
        mixer.fill(parts[-1])
        while notes:
            step = output.react(notes.pop(0))
            ended = ended or (step is not None and step.progress is Progress.ENDED)
        output.advance()
    return np.concatenate(parts)


@pytest.mark.program
@pytest.mark.parametrize("words_per_minute", [450, FASTEST])
def test_no_sentence_is_cut_and_clauses_join(words_per_minute: int) -> None:
    assert len(TEXTS) == 20
    for text in TEXTS:
        sound, at, quiet = recorded(text, words_per_minute), 0, 0
        assert len(clauses(text)) > 1
        for clause in clauses(text):
            alone = trimmed(Espeak().synthesize(clause, words_per_minute)).samples * HEADROOM
            # Behind the pause, each clause is there from its first sample to its last.
            loud = np.flatnonzero(np.abs(alone) > AUDIBLE)
            first = at + int(np.flatnonzero(np.abs(sound[at:]) > AUDIBLE)[0])
            start = first - int(loud[0])
            np.testing.assert_allclose(sound[start : start + len(alone)], alone, atol=1e-4)
            assert not at or (first - at + quiet) / RATE <= LONGEST_GAP
            at, quiet = start + len(alone), len(alone) - 1 - int(loud[-1])
        assert not (np.abs(sound[at:]) > AUDIBLE).any()
