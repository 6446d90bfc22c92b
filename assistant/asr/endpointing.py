"""Decides when a question starts and ends, from how likely each 32 ms of sound is speech. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FRAME: Final = 0.032
"""Seconds of sound per probability."""
SPEECH: Final = 0.5
SILENCE: Final = 0.35
"""Speech begins at the first probability and lasts while it stays at the second: the defaults of
silero-vad (`get_speech_timestamps`: threshold, and threshold - 0.15)."""


class EndpointVerdict(StrEnum):
    """What a frame of sound means for the question."""

    WAITING = "waiting"
    """Nothing was said yet, or it was too short to count."""
    BEGAN = "began"
    """Speech begins with this frame."""
    SPEAKING = "speaking"
    PAUSE_BEGAN = "pause_began"
    """The question may be over: recognition can start."""
    PAUSING = "pausing"
    AGAIN = "again"
    """It was not over: what was recognised in the pause is void."""
    ENDED = "ended"
    """The question is over, by a pause, its length or the user's key."""
    TOO_SHORT = "too_short"
    """Listening is over, and there was only a click or a cough."""
    NOTHING = "nothing"
    """Listening is over, and nothing was said."""
    SILENT = "silent"
    """Listening is over, and the microphone gave only zeros, which `SpokenQuestion` finds out."""


OVER: Final = (EndpointVerdict.ENDED, EndpointVerdict.TOO_SHORT, EndpointVerdict.NOTHING)
"""The verdicts with which an `Endpointer` ends the listening."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Durations in seconds."""

    end_pause: float = 0.7
    """Silence that ends a question."""
    early_pause: float = 0.2
    """Silence after which recognition starts, for the rest of the pause."""
    longest: float = 15.0
    """A question is cut at this length."""
    shortest: float = 0.3
    """Less speech is ignored."""
    patience: float = 6.0
    """Sound without speech that ends the listening."""


class Endpointer:
    """Follows one question."""

    def __init__(self, limits: Limits = Limits()) -> None:
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
        """Whether something too short was heard."""
        self._held = False

    @property
    def long_enough(self) -> bool:
        """Whether the speech so far counts as a question."""
        return self._speech * FRAME >= self._limits.shortest

    @property
    def silence(self) -> float:
        """Seconds since the last speech, once speech has begun."""
        return self._silent * FRAME

    def hear(self, probability: float) -> EndpointVerdict:
        """Add the next frame by its probability of being speech, 0 to 1."""
        self._heard += 1
        if not self._length:
            return self._before(probability)
        self._length += 1
        if self._length * FRAME >= self._limits.longest or self._too_long:
            return self.finish()
        if probability >= (SPEECH if self._pausing else SILENCE):
            self._speech += 1
            self._silent = 0
            again, self._pausing = self._pausing, False
            return EndpointVerdict.AGAIN if again else EndpointVerdict.SPEAKING
        self._silent += 1
        return self._silence_heard()

    def hold(self) -> None:
        """From now on no pause ends the question, and silence only at the longest duration."""
        self._held = True

    def finish(self) -> EndpointVerdict:
        """End the listening now."""
        if self.long_enough:
            return EndpointVerdict.ENDED
        return EndpointVerdict.TOO_SHORT if self._blip or self._speech else EndpointVerdict.NOTHING

    @property
    def _too_long(self) -> bool:
        return self._heard * FRAME >= self._limits.patience + self._limits.longest

    @property
    def _impatient(self) -> bool:
        return self._heard * FRAME >= self._limits.patience

    def _before(self, probability: float) -> EndpointVerdict:
        if probability >= SPEECH:
            self._length = self._speech = 1
            return EndpointVerdict.BEGAN
        over = self._too_long or (self._impatient and not self._held)
        return self.finish() if over else EndpointVerdict.WAITING

    def _silence_heard(self) -> EndpointVerdict:
        if self.silence >= self._limits.end_pause and not self._held:
            return self._after_pause()
        if self._pausing:
            return EndpointVerdict.PAUSING
        if self.silence >= self._limits.early_pause:
            self._pausing = True
            return EndpointVerdict.PAUSE_BEGAN
        return EndpointVerdict.SPEAKING

    def _after_pause(self) -> EndpointVerdict:
        """A pause ends a question; something too short is forgotten."""
        if self.long_enough:
            return EndpointVerdict.ENDED
        self._blip = True
        self._length = self._speech = self._silent = 0
        self._pausing = False
        return self.finish() if self._impatient else EndpointVerdict.WAITING
