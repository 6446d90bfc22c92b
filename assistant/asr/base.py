"""What every speech recogniser has in common: its Protocol, its settings and what it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.asr.resampling import Samples

Engine = Literal["auto", "vosk", "whisper"]


@dataclass(frozen=True, slots=True)
class RecogniserSettings:
    """Which recogniser to open, and for what."""

    engine: Engine = "auto"
    language: str = "en"
    """A code such as "en" or "ko"."""


@dataclass(frozen=True, slots=True)
class Word:
    """One recognised word."""

    text: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said; empty if nothing was understood."""

    text: str = ""
    words: tuple[Word, ...] = ()

    @property
    def confidence(self) -> float:
        """The mean over the words, 0 to 1."""
        return sum(word.confidence for word in self.words) / max(1, len(self.words))


class RecogniserError(Exception):
    """Speech cannot be recognised; the text is a sentence that says what to do."""


class RecognitionStream(Protocol):
    """One question while it is spoken."""

    def accept(self, samples: Samples) -> None:
        """Take the next samples, at `RATE`."""

    def partial(self) -> None:
        """Recognise what was said so far, in a pause: it may take as long as `final`."""

    def final(self) -> Transcript:
        """The whole text, at once if nothing was accepted since the last `partial`.

        Raises RecogniserError.
        """


class Recogniser(Protocol):
    """A loaded model, used by one thread at a time."""

    @property
    def name(self) -> str:
        """What the user would call it."""

    def hear(self, language: str) -> bool:
        """Change the language for the next utterance; False: open another recogniser instead."""

    def begin(self, words: Sequence[str] = (), names: bool = False) -> RecognitionStream:
        """Begin an utterance; `words`, if given, are the only answers that are expected.

        `names`: expect a name, such as that of a thing, rather than a question.
        """
