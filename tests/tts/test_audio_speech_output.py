"""Clauses on their way to the mixer, without a sound card or a real engine."""

from itertools import groupby

import numpy as np

from assistant.tts.audio_chunk import AudioChunk
from assistant.tts.audio_speech_output import AudioSpeechOutput
from assistant.tts.base import Progress, Step
from assistant.tts.mixer import Mixer, MixerEvent


class Hum:
    """An engine that hums for a tenth of a second, whatever the text."""

    name = "hum"

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        return AudioChunk(np.full(2205, 0.5, np.float32), 22050)

    def use(self, voice: str, language: str) -> None: ...

    def close(self) -> None: ...


def test_speech_rendered_before_the_sound_card_opened_plays_at_its_rate() -> None:
    notes: list[MixerEvent] = []
    mixer = Mixer(notes.append, lambda: None)
    output = AudioSpeechOutput(Hum(), mixer, 180, 1.0, lambda well: None)
    output.speak(1, "Ready.")
    mixer.set_rate(48_000)
    steps: list[Step] = []
    loud = 0
    for _ in range(100):
        out = np.zeros(480, np.float32)
        mixer.fill(out)
        loud += int(np.count_nonzero(out > 0.1))
        while notes:
            steps += filter(None, [output.react(notes.pop(0))])
        output.advance()
    assert [step.progress for step in steps] == [Progress.BEGAN, Progress.ENDED]
    assert all(step.heard for step in steps)
    assert abs(loud / 48_000 - 0.1) < 0.005


def test_the_end_comes_sooner_after_all_that_is_said_than_the_next_sentence_after_one() -> None:
    notes: list[MixerEvent] = []
    mixer = Mixer(notes.append, lambda: None)
    mixer.set_rate(48_000)
    output = AudioSpeechOutput(Hum(), mixer, 180, 1.0, lambda well: None)
    output.speak(1, "One. Two.")
    loud: list[bool] = []
    ended = False
    while not ended:
        out = np.zeros(480, np.float32)
        mixer.fill(out)
        loud.append(bool((out > 0.1).any()))
        while notes:
            step = output.react(notes.pop(0))
            ended = ended or (step is not None and step.progress is Progress.ENDED)
        output.advance()
    first, second = (list(group) for heard, group in groupby(loud) if not heard)
    assert abs(len(first) - 30) <= 2
    assert abs(len(second) - 10) <= 2


def test_an_utterance_sounds_from_its_side() -> None:
    mixer = Mixer(lambda note: None, lambda: None)
    output = AudioSpeechOutput(Hum(), mixer, 180, 1.0, lambda well: None)
    output.side = 0.75
    output.speak(1, "A cup.")
    out = np.zeros((2, 4410), np.float32)
    mixer.fill(out)
    left, right = np.abs(out).max(axis=1)
    assert right > 0.3
    assert abs(left - right / 4) < 0.01
