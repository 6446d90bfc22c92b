"""Mixes speech and earcons into blocks for the sound card.

`Mixer.fill` runs in the sound card's thread. It takes no lock and only copies, adds and fades: what
it shares with other threads are single operations on deques and numbers, which are atomic.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from assistant.tts.audio_chunk import AudioChunk, Samples, resampled

FADE: Final = 0.005
"""Seconds in which an interrupted sound fades out."""


@dataclass(eq=False, slots=True)
class Block:
    """A rendered clause at the sound card's rate."""

    samples: Samples
    rate: int
    serial: int
    """The utterance that it belongs to; later ones have larger numbers."""
    number: int = 0
    """Counts all blocks; the mixer sets it."""


@dataclass(frozen=True, slots=True)
class Began:
    """The first sample of a block went to the sound card."""

    block: Block
    at: float
    heard: bool
    """False if there is no sound card and only time passes."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The last sample of a block went to the sound card."""

    block: Block
    at: float
    heard: bool


@dataclass(frozen=True, slots=True)
class Misfit:
    """A block that was rendered for another sound card and must be rendered again."""

    block: Block


MixerEvent: TypeAlias = Began | Finished | Misfit


@dataclass(eq=False, slots=True)
class _Sound:
    samples: Samples
    born: int
    position: int = 0


@dataclass(eq=False, slots=True)
class _Speech:
    block: Block
    left: Samples
    """The samples still to play."""


class Mixer:
    """Plays speech block by block, and earcons over it.

    `note` is called about each block, in the sound card's thread; `woken` for each new sound.
    """

    def __init__(self, note: Callable[[MixerEvent], None], woken: Callable[[], None]) -> None:
        self._note = note
        self._woken = woken
        self._blocks: deque[Block] = deque()
        self._speech: _Speech | None = None
        self._silent_below = 0
        self._pushed = 0
        self._cut_below = 0
        self._sounds_in: deque[_Sound] = deque()
        self._sounds: list[_Sound] = []
        self._silences = 0
        self._fade: Samples = np.zeros(0, np.float32)
        self.rate = 0
        self.set_rate(44100)

    def set_rate(self, rate: int) -> None:
        """Set the samples per second; only while `fill` is not being called.

        Speech that is playing is resampled, and earcons end.
        """
        self._fade = np.linspace(1, 0, round(FADE * rate), dtype=np.float32)
        if rate != self.rate:
            self._sounds_in.clear()
            self._sounds.clear()
            if self._speech is not None:
                left = AudioChunk(self._speech.left, self.rate)
                self._speech = _Speech(self._speech.block, resampled(left, rate).samples)
        self.rate = rate

    @property
    def busy(self) -> bool:
        """Whether anything is left to play."""
        return bool(self._blocks or self._speech or self._sounds_in or self._sounds)

    def push(self, block: Block) -> None:
        """Play a block after those pushed before; one thread at a time."""
        block.number = self._pushed
        self._pushed += 1
        self._blocks.append(block)
        self._woken()

    def withdraw(self, block: Block) -> bool:
        """Take a block back; False if it is already playing."""
        try:
            self._blocks.remove(block)
        except ValueError:
            return False
        return True

    def play(self, samples: Samples) -> None:
        """Play something over the speech, from the sound card's next block on."""
        self._sounds_in.append(_Sound(samples, self._silences))
        self._woken()

    def cut(self) -> None:
        """Drop the speech pushed so far; only from the thread that pushes."""
        self._cut_below = self._pushed

    def silence(self, below: int) -> None:
        """Drop every earcon, and every utterance below a serial even if it comes later."""
        self._silent_below = max(self._silent_below, below)
        self._silences += 1

    def fill(self, out: Samples, *, heard: bool = True) -> None:
        """Write the next samples."""
        out[:] = 0
        self._fill_speech(out, heard)
        while self._sounds_in:
            self._sounds.append(self._sounds_in.popleft())
        if self._sounds:
            self._fill_sounds(out)
        np.clip(out, -1, 1, out=out)

    def _fill_speech(self, out: Samples, heard: bool) -> None:
        done = 0
        while done < len(out):
            speech = self._speech or self._next(heard)
            if speech is None:
                return
            left = speech.left
            if self._dropped(speech.block):
                length = min(len(self._fade), len(left), len(out) - done)
                out[done : done + length] = left[:length] * self._fade[:length]
                self._speech = None
                done += length
                continue
            length = min(len(left), len(out) - done)
            out[done : done + length] = left[:length]
            speech.left = left[length:]
            done += length
            if length == len(left):
                self._speech = None
                self._note(Finished(speech.block, time.monotonic(), heard))

    def _dropped(self, block: Block) -> bool:
        return block.serial < self._silent_below or block.number < self._cut_below

    def _next(self, heard: bool) -> _Speech | None:
        while self._blocks:
            block = self._blocks.popleft()
            if self._dropped(block):
                continue
            if block.rate != self.rate:
                self._note(Misfit(block))
                continue
            self._note(Began(block, time.monotonic(), heard))
            self._speech = _Speech(block, block.samples)
            return self._speech
        return None

    def _fill_sounds(self, out: Samples) -> None:
        for sound in self._sounds:
            left = sound.samples[sound.position :]
            length = min(len(left), len(out))
            if sound.born < self._silences:
                length = min(length, len(self._fade)) if sound.position else 0
                out[:length] += left[:length] * self._fade[:length]
                sound.position = len(sound.samples)
            else:
                out[:length] += left[:length]
                sound.position += length
        self._sounds = [sound for sound in self._sounds if sound.position < len(sound.samples)]
