"""What happened in the ears, as frozen data; `events` gives these out with all others."""

from dataclasses import dataclass

from assistant.protocol.faults import MicrophoneFault


@dataclass(frozen=True, slots=True)
class Listening:
    """The microphone is open, and what is said from now on is heard."""

    generation: int


@dataclass(frozen=True, slots=True)
class QuestionEnded:
    """A question is over, and its words are on their way."""

    generation: int
    spoken_until: float
    """When its last sound was heard, in seconds of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of a question."""

    generation: int
    text: str
    confidence: float
    """0 to 1, the mean over the words."""


@dataclass(frozen=True, slots=True)
class HeardNothing:
    """Listening is over, and nobody spoke."""

    generation: int


@dataclass(frozen=True, slots=True)
class SpeechTooShort:
    """Listening is over, and there was less speech than a word takes."""

    generation: int


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Somebody spoke, and no words came of it."""

    generation: int


@dataclass(frozen=True, slots=True)
class ListeningFailed:
    """No words can come; `reason` is a sentence for the user."""

    generation: int
    reason: str


@dataclass(frozen=True, slots=True)
class MicrophoneLost:
    """Nothing can be heard; a listening that went on is over."""

    fault: MicrophoneFault
    generation: int | None
    """The listening that it ended; None if there was none."""


@dataclass(frozen=True, slots=True)
class MicrophoneBack:
    """It can be heard again."""
