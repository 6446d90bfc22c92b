"""Decides when a question starts and ends, from how likely each 32 ms of sound is speech. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FRAME: Final = 0.032
"""Seconds of sound that one probability stands for."""
SPEECH: Final = 0.5
SILENCE: Final = 0.35
"""Speech begins at the first probability and lasts while it stays at the second: silero-vad's own
defaults (`get_speech_timestamps`: threshold, and threshold - 0.15)."""


class EndpointVerdict(StrEnum):
    """What a piece of sound means for the question."""

    WAITING = "waiting"
    """Nobody has spoken yet, or it was too short to count."""
    BEGAN = "began"
    """Speech begins with this piece."""
    SPEAKING = "speaking"
    PAUSE_BEGAN = "pause_began"
    """The question may be over: the recogniser can begin to work."""
    PAUSING = "pausing"
    AGAIN = "again"
    """It was not over: what was recognised in the pause is worth nothing."""
    ENDED = "ended"
    """The question is over, by a pause, its length or the user's word."""
    TOO_SHORT = "too_short"
    """Listening is over, and there was only a click or a cough."""
    NOTHING = "nothing"
    """Listening is over, and nobody spoke."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds."""

    end_pause: float = 0.7
    """Silence that ends a question."""
    early_pause: float = 0.2
    """Silence after which it may be over; the rest of the pause is the recogniser's to work in."""
    longest: float = 15.0
    """A question is cut at this length."""
    shortest: float = 0.3
    """Less speech than this is ignored."""
    patience: float = 6.0
    """Sound without speech that ends the listening."""


class Endpointer:
    """Hears one question; a new one is made for the next."""

    def __init__(self, limits: Limits = Limits()) -> None:
        """Begin before the first word."""
        self._limits = limits
        self._heard = 0
        """Frames since listening began."""
        self._length = 0
        """Frames since speech began; 0: nobody speaks."""
        self._speech = 0
        """Frames of speech among them."""
        self._silent = 0
        """Frames of silence at their end."""
        self._pausing = False
        self._blip = False
        self._held = False

    @property
    def long_enough(self) -> bool:
        """Whether what was spoken so far counts as a question."""
        return self._speech * FRAME >= self._limits.shortest

    @property
    def silence(self) -> float:
        """Seconds since the last sound of speech, once speech has begun."""
        return self._silent * FRAME

    def hear(self, probability: float) -> EndpointVerdict:
        """Take the next piece's probability of being speech, 0 to 1."""
        self._heard += 1
        if not self._length:
            return self._before(probability)
        self._length += 1
        if self._length * FRAME >= self._limits.longest or self._too_long:
            return self._over()
        if probability >= (SPEECH if self._pausing else SILENCE):
            self._speech += 1
            self._silent = 0
            again, self._pausing = self._pausing, False
            return EndpointVerdict.AGAIN if again else EndpointVerdict.SPEAKING
        self._silent += 1
        if self._silent * FRAME >= self._limits.end_pause and not self._held:
            return self._after()
        if self._pausing:
            return EndpointVerdict.PAUSING
        if self._silent * FRAME >= self._limits.early_pause:
            self._pausing = True
            return EndpointVerdict.PAUSE_BEGAN
        return EndpointVerdict.SPEAKING

    def hold(self) -> None:
        """From now on no pause ends it, and silence only when any question would be over."""
        self._held = True

    def finish(self) -> EndpointVerdict:
        """The user says that the question is over."""
        return self._over()

    @property
    def _too_long(self) -> bool:
        return self._heard * FRAME >= self._limits.patience + self._limits.longest

    def _before(self, probability: float) -> EndpointVerdict:
        if probability >= SPEECH:
            self._length = self._speech = 1
            return EndpointVerdict.BEGAN
        impatient = self._heard * FRAME >= self._limits.patience and not self._held
        return self._over() if impatient or self._too_long else EndpointVerdict.WAITING

    def _after(self) -> EndpointVerdict:
        """A pause is over: it ended a question, or what came before it is forgotten."""
        if self.long_enough:
            return EndpointVerdict.ENDED
        self._blip = True
        self._length = self._speech = self._silent = 0
        self._pausing = False
        return (
            self._over()
            if self._heard * FRAME >= self._limits.patience
            else EndpointVerdict.WAITING
        )

    def _over(self) -> EndpointVerdict:
        if self.long_enough:
            return EndpointVerdict.ENDED
        return EndpointVerdict.TOO_SHORT if self._blip or self._speech else EndpointVerdict.NOTHING
