"""Speaks through our own sound stream: one clause plays while the next is rendered."""

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np

from assistant.tts.audio_chunk import AudioChunk, panned, resampled, trimmed
from assistant.tts.base import Progress, SpeechOutput, Step, Synthesiser, SynthesisError
from assistant.tts.clauses import clauses, ends_sentence
from assistant.tts.mixer import Block, Mixer, MixerEvent

SENTENCE_PAUSE, CLAUSE_PAUSE, LAST_PAUSE = 54.0, 25.0, 18.0
"""Seconds of silence after a sentence, a clause and all that is said, times words a minute.

The last is shorter, since what comes next takes a while to begin.
"""
HEADROOM: Final = 0.8
"""The level of speech at full volume, which leaves room for an earcon over it."""


class AudioSpeechOutput(SpeechOutput):
    """Renders at most one clause ahead, so that a new rate is heard soon.

    `rendered` is called after each clause with whether an engine could render it.
    """

    def __init__(
        self,
        synthesiser: Synthesiser,
        mixer: Mixer,
        words_per_minute: int,
        volume: float,
        rendered: Callable[[bool], None],
    ) -> None:
        self._synthesiser = synthesiser
        self._mixer = mixer
        self._rate = words_per_minute
        self._volume = volume
        self._rendered = rendered
        self.side = 0.0
        """Where the next clauses sound from, -1 (left) to 1 (right)."""
        self._serial = -1
        self._pending: deque[str] = deque()
        self._ahead: Block | None = None
        """It waits in the mixer."""
        self._playing: Block | None = None
        self._began = False
        self._began_heard = False
        self._missed = False

    @property
    def name(self) -> str:
        return self._synthesiser.name

    def warm_up(self) -> None:
        """Start the engine, so that the first sentence is not late."""
        self._render("ready", last=True)

    def speak(self, serial: int, text: str) -> None:
        self._serial = serial
        self._pending = deque(clauses(text))
        self._ahead = self._playing = None
        self._began = self._missed = False
        self.advance()

    def react(self, note: object) -> Step | None:
        match note:
            case MixerEvent(block, Progress.BEGAN, at, heard) if block.serial == self._serial:
                self._playing = block
                if self._ahead is block:
                    self._ahead = None
                if not self._began:
                    self._began, self._began_heard = True, heard
                    return Step(block.serial, Progress.BEGAN, at, heard)
            case MixerEvent(block, Progress.ENDED, at, heard) if block is self._playing:
                self._playing = None
                self._missed = self._missed or not heard
                if not self._pending and self._ahead is None:
                    whole = not (self._began_heard and self._missed)
                    return Step(block.serial, Progress.ENDED, at, whole)
            case MixerEvent(block, None) if block is self._ahead:
                self._render_again(block)
        return None

    def advance(self) -> None:
        if self._pending and self._ahead is None:
            clause = self._pending.popleft()
            chunk = resampled(self._render(clause, last=not self._pending), self._mixer.rate)
            samples = (chunk.samples * (HEADROOM * self._volume)).astype(np.float32)
            self._ahead = Block(panned(samples, self.side), chunk.rate, self._serial, clause)
            self._mixer.push(self._ahead)

    def cut(self) -> None:
        self._mixer.cut()
        self._pending.clear()
        self._ahead = self._playing = None
        self._serial = -1

    def set_rate(self, words_per_minute: int) -> None:
        self._rate = words_per_minute
        if self._ahead is not None and self._mixer.withdraw(self._ahead):
            self._render_again(self._ahead)

    def use(self, voice: str, language: str) -> None:
        self._synthesiser.use(voice, language)

    def close(self) -> None:
        self._synthesiser.close()

    def _render_again(self, block: Block) -> None:
        self._pending.appendleft(block.clause)
        self._ahead = None

    def _render(self, clause: str, *, last: bool) -> AudioChunk:
        try:
            chunk = self._synthesiser.synthesize(clause, self._rate)
        except SynthesisError:
            self._rendered(False)
            rate = 22050
            silence = np.zeros(round(estimated_seconds(clause, self._rate) * rate), np.float32)
            return AudioChunk(silence, rate)
        self._rendered(True)
        pause = SENTENCE_PAUSE if ends_sentence(clause) else CLAUSE_PAUSE
        pause = LAST_PAUSE if last else pause
        return trimmed(chunk, pause / self._rate)


def estimated_seconds(text: str, words_per_minute: int) -> float:
    """How long it takes to speak a text."""
    return max(1, len(text.split())) * 60 / words_per_minute
