import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.tts.audio_chunk import QUIETER, Samples, panned
from assistant.tts.base import Progress
from assistant.tts.mixer import Block, Mixer, MixerEvent

RATE = 44_100
FADE = 220
"""Samples in which a sound fades out, at this rate."""


class NotedMixer:
    """A mixer, and its notes."""

    def __init__(self) -> None:
        self.notes: list[MixerEvent] = []
        self.mixer = Mixer(self.notes.append, lambda: None)

    def push(self, value: float, length: int, serial: int = 1) -> Block:
        block = Block(np.full(length, value, np.float32), RATE, serial)
        self.mixer.push(block)
        return block

    def noted(self, progress: Progress) -> list[Block]:
        return [note.block for note in self.notes if note.progress is progress]

    def fill(self, length: int = 441) -> Samples:
        out = np.full(length, 9, np.float32)
        self.mixer.fill(out)
        return out


def test_is_silent_with_nothing_to_do() -> None:
    noted = NotedMixer()
    assert not noted.fill().any()
    assert not noted.mixer.busy


@given(st.lists(st.integers(1, 700), max_size=8), st.lists(st.integers(1, 600), max_size=12))
def test_plays_every_sample_in_order(lengths: list[int], sizes: list[int]) -> None:
    noted = NotedMixer()
    blocks = [noted.push((place + 1) / 10, length) for place, length in enumerate(lengths)]
    wanted = np.concatenate([np.zeros(0, np.float32), *(block.samples for block in blocks)])
    sizes = [*sizes, sum(lengths) + 1]
    out = np.concatenate([noted.fill(size) for size in sizes])
    assert np.array_equal(out[: len(wanted)], wanted)
    assert not out[len(wanted) :].any()
    assert noted.noted(Progress.BEGAN) == noted.noted(Progress.ENDED) == blocks


def test_cut_fades_what_sounds_and_drops_the_rest() -> None:
    noted = NotedMixer()
    noted.push(0.5, 2000)
    noted.push(0.6, 2000)
    noted.fill()
    noted.mixer.cut()
    out = noted.fill()
    assert 0.4 < out[0] <= 0.5
    assert np.all(np.diff(out[:FADE]) <= 0)
    assert not out[FADE + 1 :].any()
    assert not noted.mixer.busy
    assert not noted.noted(Progress.ENDED)


def test_blocks_pushed_after_a_cut_play() -> None:
    noted = NotedMixer()
    noted.push(0.5, 2000, serial=1)
    noted.mixer.cut()
    noted.push(0.25, 100, serial=2)
    assert noted.fill()[:100].tolist() == [0.25] * 100


def test_silence_also_drops_what_is_rendered_late() -> None:
    noted = NotedMixer()
    noted.mixer.silence(below=5)
    noted.push(0.5, 1000, serial=4)
    noted.push(0.25, 100, serial=5)
    assert noted.fill()[:101].tolist() == [0.25] * 100 + [0.0]


def test_earcons_sound_over_speech_and_survive_a_cut_but_not_a_silence() -> None:
    noted = NotedMixer()
    noted.push(0.5, 5000)
    noted.mixer.play(np.full(2000, 0.25, np.float32))
    assert noted.fill()[0] == 0.75
    noted.mixer.cut()
    assert noted.fill()[-1] == 0.25
    noted.mixer.silence(below=9)
    assert not noted.fill()[FADE + 1 :].any()
    assert not noted.mixer.busy


def test_an_earcon_after_a_silence_sounds() -> None:
    noted = NotedMixer()
    noted.mixer.play(np.full(50, 0.1, np.float32))
    noted.mixer.silence(below=9)
    noted.mixer.play(np.full(100, 0.25, np.float32))
    assert noted.fill()[:101].tolist() == [0.25] * 100 + [0.0]


def test_a_block_can_be_taken_back_only_before_it_sounds() -> None:
    noted = NotedMixer()
    first, second = noted.push(0.5, 1000), noted.push(0.25, 1000)
    noted.fill()
    assert not noted.mixer.withdraw(first)
    assert noted.mixer.withdraw(second)
    assert not noted.mixer.withdraw(second)


def test_never_louder_than_full_scale() -> None:
    noted = NotedMixer()
    noted.push(0.9, 441)
    noted.mixer.play(np.full(441, 0.9, np.float32))
    assert noted.fill().max() == 1.0


def test_playing_speech_keeps_its_pace_on_another_sound_card() -> None:
    noted = NotedMixer()
    block = noted.push(0.5, RATE)
    noted.mixer.play(np.full(RATE, 0.25, np.float32))
    noted.fill(RATE // 2)
    noted.mixer.set_rate(16_000)
    out = noted.fill(16_000)
    assert abs(np.count_nonzero(out) - 8_000) < 80
    assert abs(np.median(out[:8_000]) - 0.5) < 0.01, "the earcon is over"
    assert noted.noted(Progress.ENDED) == [block]
    assert noted.notes[-1].heard
    assert not noted.mixer.busy


def test_sound_made_for_another_sound_card_is_given_back() -> None:
    noted = NotedMixer()
    misfit = noted.push(0.5, 100)
    noted.mixer.set_rate(48_000)
    fitting = Block(np.full(100, 0.25, np.float32), 48_000, 1)
    noted.mixer.push(fitting)
    assert noted.fill()[:100].tolist() == [0.25] * 100
    assert noted.notes[0].progress is None
    assert [note.block for note in noted.notes] == [misfit, fitting, fitting]


def test_sounds_from_a_side_are_fainter_in_the_other_ear_and_never_silent() -> None:
    noted = NotedMixer()
    noted.mixer.push(Block(panned(np.full(300, 0.5, np.float32), -0.8), RATE, 1))
    noted.mixer.play(panned(np.full(100, 0.25, np.float32), 1.0))
    out = np.full((2, 441), 9, np.float32)
    noted.mixer.fill(out)
    both, speech = [0.5 + 0.25 * QUIETER, 0.5 * 0.2 + 0.25], [0.5, 0.5 * 0.2]
    assert np.allclose(out[:, :100].T, both)
    assert np.allclose(out[:, 100:300].T, speech)
    assert not out[:, 300:].any()


def test_what_plays_from_a_side_keeps_its_side_on_another_sound_card() -> None:
    noted = NotedMixer()
    noted.mixer.push(Block(panned(np.full(RATE, 0.5, np.float32), 0.5), RATE, 1))
    noted.mixer.fill(np.zeros((2, 441), np.float32))
    noted.mixer.set_rate(48_000)
    out = np.zeros((2, 480), np.float32)
    noted.mixer.fill(out)
    assert np.allclose(out[:, 100:300], [[0.25], [0.5]], atol=0.01)
