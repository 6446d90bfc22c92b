"""What speaks: through Lantern's own sound stream or by somebody else's voice."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol, TypeAlias


class Progress(Enum):
    """How far an utterance has come."""

    BEGAN = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """An utterance began to be heard, or ended by itself."""

    serial: int
    progress: Progress
    at: float
    """Seconds of the monotonic clock."""
    heard: bool = True
    """False if a part of it passed without a sound card."""


Steps: TypeAlias = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A note of a mouth: the user chose this rate in the program that speaks."""

    words_per_minute: int


class SpeechOutputError(Exception):
    """This mouth cannot speak now; another one shall."""


class SpeechOutput(Protocol):
    """Speaks one utterance at a time.

    All but `silence` is called by one thread. A mouth reports by putting notes of its own on the
    queue of that thread, which gives them back to it in `react`.
    """

    @property
    def name(self) -> str:
        """Whose voice it is; empty if none is known yet."""
        ...

    def speak(self, serial: int, text: str) -> None:
        """Begin an utterance; what spoke before was cut. Raises MouthError."""
        ...

    def react(self, note: object) -> Steps:
        """Say what a note means."""
        ...

    def advance(self) -> None:
        """Do what can be done ahead of time for the utterance that speaks."""
        ...

    def cut(self) -> None:
        """End what speaks."""
        ...

    def silence(self, below: int) -> None:
        """Be silent at once about every smaller serial; from any thread, without waiting."""
        ...

    def set_rate(self, words_per_minute: int) -> None:
        """Speak the next clauses faster or slower."""
        ...

    def use(self, voice: str, language: str) -> None:
        """Speak the next clauses with another voice of a language; empty: its usual one."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...
