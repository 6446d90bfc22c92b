"""Mixes speech and earcons into blocks for the sound card.

`Mixer.fill` runs in the sound card's thread. It takes no lock and only copies, adds and fades: what
it shares with other threads are single operations on deques and numbers, which are atomic.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.tts.audio_chunk import AudioChunk, Samples, resampled
from assistant.tts.base import Progress

FADE: Final = 0.005
"""Seconds in which an interrupted sound fades out."""


@dataclass(eq=False, slots=True)
class Block:
    """A rendered clause at the sound card's rate."""

    samples: Samples
    """Those that still have to play."""
    rate: int
    serial: int
    """The utterance that it belongs to; later ones have larger numbers."""
    clause: str = ""
    number: int = 0
    """Counts all blocks; the mixer sets it."""


@dataclass(frozen=True, slots=True)
class MixerEvent:
    """The first or last sample of a block went to the sound card."""

    block: Block
    progress: Progress | None
    """None: it was rendered for another sound card and must be rendered again."""
    at: float
    heard: bool
    """False if there is no sound card and only time passes."""


class Mixer:
    """Plays speech block by block, and earcons over it.

    `note` is called about each block, in the sound card's thread; `woken` for each new sound.
    """

    def __init__(self, note: Callable[[MixerEvent], None], woken: Callable[[], None]) -> None:
        self._note = note
        self._woken = woken
        self._blocks: deque[Block] = deque()
        self._playing: Block | None = None
        self._silent_below = 0
        self._pushed = 0
        self._cut_below = 0
        self._silences = 0
        self._sounds_in: deque[tuple[Samples, int]] = deque()
        """Earcons, and how many silences came before them."""
        self._sounds: list[tuple[Samples, int]] = []
        """What is left of those that have begun."""
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
            if self._playing is not None:
                left = AudioChunk(self._playing.samples, self.rate)
                self._playing.samples = resampled(left, rate).samples
        self.rate = rate

    @property
    def busy(self) -> bool:
        """Whether anything is left to play."""
        return bool(self._blocks or self._playing or self._sounds_in or self._sounds)

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
        self._sounds_in.append((samples, self._silences))
        self._woken()

    def cut(self) -> None:
        """Drop the speech pushed so far; only from the thread that pushes."""
        self._cut_below = self._pushed

    def silence(self, below: int) -> None:
        """Drop every earcon, and every utterance below a serial even if it comes later."""
        self._silent_below = max(self._silent_below, below)
        self._silences += 1

    def fill(self, out: Samples, *, heard: bool = True) -> None:
        """Write the next samples: [2, N], left and right, or [N] while no sound has a side."""
        out[:] = 0
        self._fill_speech(out, heard)
        while self._sounds_in:
            samples, silences = self._sounds_in.popleft()
            if silences == self._silences:
                self._sounds.append((samples, silences))
        self._fill_sounds(out)
        np.clip(out, -1, 1, out=out)

    def _fill_speech(self, out: Samples, heard: bool) -> None:
        done = 0
        while done < out.shape[-1]:
            block = self._playing or self._next(heard)
            if block is None:
                return
            part = block.samples[..., : out.shape[-1] - done]
            block.samples = block.samples[..., part.shape[-1] :]
            if self._dropped(block):
                part = self._faded(part)
                self._playing = None
            elif not block.samples.size:
                self._playing = None
                self._note(MixerEvent(block, Progress.ENDED, time.monotonic(), heard))
            out[..., done : done + part.shape[-1]] = part
            done += part.shape[-1]

    def _faded(self, samples: Samples) -> Samples:
        length = min(len(self._fade), samples.shape[-1])
        return samples[..., :length] * self._fade[:length]

    def _dropped(self, block: Block) -> bool:
        return block.serial < self._silent_below or block.number < self._cut_below

    def _next(self, heard: bool) -> Block | None:
        while self._blocks:
            block = self._blocks.popleft()
            if self._dropped(block):
                continue
            fits = block.rate == self.rate
            progress = Progress.BEGAN if fits else None
            self._note(MixerEvent(block, progress, time.monotonic(), heard))
            if fits:
                self._playing = block
                return block
        return None

    def _fill_sounds(self, out: Samples) -> None:
        left = []
        for samples, silences in self._sounds:
            part = samples[..., : out.shape[-1]]
            if silences < self._silences:
                part = self._faded(part)
            elif samples.shape[-1] > out.shape[-1]:
                left.append((samples[..., out.shape[-1] :], silences))
            out[..., : part.shape[-1]] += part
        self._sounds = left
