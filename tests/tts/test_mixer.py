import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.tts.audio_chunk import Samples
from assistant.tts.mixer import Began, Block, Finished, Misfit, Mixer, MixerEvent

RATE = 44_100
FADE = 220
"""Samples in which a cut sound fades, at this rate."""


class Desk:
    """A mixer with the notes that it gave."""

    def __init__(self) -> None:
        self.notes: list[MixerEvent] = []
        self.mixer = Mixer(self.notes.append, lambda: None)

    def push(self, value: float, length: int, serial: int = 1) -> Block:
        block = Block(np.full(length, value, np.float32), RATE, serial)
        self.mixer.push(block)
        return block

    def fill(self, length: int = 441) -> Samples:
        out = np.full(length, 9, np.float32)
        self.mixer.fill(out)
        return out


def test_is_silent_with_nothing_to_do() -> None:
    desk = Desk()
    assert not desk.fill().any()
    assert not desk.mixer.busy


@given(st.lists(st.integers(1, 700), max_size=8), st.lists(st.integers(1, 600), max_size=12))
def test_plays_every_sample_in_order(lengths: list[int], sizes: list[int]) -> None:
    desk = Desk()
    blocks = [desk.push((place + 1) / 10, length) for place, length in enumerate(lengths)]
    sizes = [*sizes, sum(lengths) + 1]
    out = np.concatenate([desk.fill(size) for size in sizes])
    wanted = np.concatenate([np.zeros(0, np.float32), *(block.samples for block in blocks)])
    assert np.array_equal(out[: len(wanted)], wanted)
    assert not out[len(wanted) :].any()
    assert [note.block for note in desk.notes if isinstance(note, Began)] == blocks
    assert [note.block for note in desk.notes if isinstance(note, Finished)] == blocks


def test_cut_fades_what_sounds_and_drops_the_rest() -> None:
    desk = Desk()
    desk.push(0.5, 2000)
    desk.push(0.6, 2000)
    desk.fill()
    desk.mixer.cut()
    out = desk.fill()
    assert 0.4 < out[0] <= 0.5
    assert np.all(np.diff(out[:FADE]) <= 0)
    assert not out[FADE + 1 :].any()
    assert not desk.mixer.busy
    assert not any(isinstance(note, Finished) for note in desk.notes)


def test_what_is_pushed_after_a_cut_sounds() -> None:
    desk = Desk()
    desk.push(0.5, 2000, serial=1)
    desk.mixer.cut()
    desk.push(0.25, 100, serial=2)
    assert desk.fill()[:100].tolist() == [0.25] * 100


def test_silence_also_drops_what_is_rendered_late() -> None:
    desk = Desk()
    desk.mixer.silence(below=5)
    desk.push(0.5, 1000, serial=4)
    desk.push(0.25, 100, serial=5)
    assert desk.fill()[:101].tolist() == [0.25] * 100 + [0.0]


def test_earcons_sound_over_speech_and_survive_a_cut_but_not_a_silence() -> None:
    desk = Desk()
    desk.push(0.5, 5000)
    desk.mixer.play(np.full(2000, 0.25, np.float32))
    assert desk.fill()[0] == 0.75
    desk.mixer.cut()
    assert desk.fill()[-1] == 0.25
    desk.mixer.silence(below=9)
    assert not desk.fill()[FADE + 1 :].any()
    assert not desk.mixer.busy


def test_an_earcon_after_a_silence_sounds() -> None:
    desk = Desk()
    desk.mixer.play(np.full(50, 0.1, np.float32))
    desk.mixer.silence(below=9)
    desk.mixer.play(np.full(100, 0.25, np.float32))
    assert desk.fill()[:101].tolist() == [0.25] * 100 + [0.0]


def test_a_block_can_be_taken_back_only_before_it_sounds() -> None:
    desk = Desk()
    first, second = desk.push(0.5, 1000), desk.push(0.25, 1000)
    desk.fill()
    assert not desk.mixer.withdraw(first)
    assert desk.mixer.withdraw(second)
    assert not desk.mixer.withdraw(second)


def test_never_louder_than_full_scale() -> None:
    desk = Desk()
    desk.push(0.9, 441)
    desk.mixer.play(np.full(441, 0.9, np.float32))
    assert desk.fill().max() == 1.0


def test_what_sounds_keeps_its_pace_on_another_sound_card() -> None:
    desk = Desk()
    block = desk.push(0.5, RATE)
    desk.mixer.play(np.full(RATE, 0.25, np.float32))
    desk.fill(RATE // 2)
    desk.mixer.set_rate(16_000)
    out = desk.fill(16_000)
    assert abs(np.count_nonzero(out) - 8_000) < 80
    assert abs(np.median(out[:8_000]) - 0.5) < 0.01, "the earcon is over"
    ends = [note for note in desk.notes if isinstance(note, Finished)]
    assert [(end.block, end.heard) for end in ends] == [(block, True)]
    assert not desk.mixer.busy


def test_sound_made_for_another_sound_card_is_given_back() -> None:
    desk = Desk()
    misfit = desk.push(0.5, 100)
    desk.mixer.set_rate(48_000)
    fitting = Block(np.full(100, 0.25, np.float32), 48_000, 1)
    desk.mixer.push(fitting)
    assert desk.fill()[:100].tolist() == [0.25] * 100
    assert isinstance(desk.notes[0], Misfit)
    assert [note.block for note in desk.notes] == [misfit, fitting, fitting]
