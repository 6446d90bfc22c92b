"""The interfaces of this room: engines that render text, and outputs that speak it."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from assistant.protocol.spoken import ENGLISH
from assistant.saying.messages.faults_lines import VoiceFault
from assistant.tts.audio_chunk import AudioChunk


class SynthesisError(Exception):
    """Nothing was rendered. The text is a sentence that says what to do."""


class StillStartingError(SynthesisError):
    """The engine is not ready yet; another one speaks meanwhile."""


class NoVoiceError(SynthesisError):
    """The engine has no voice of that name."""

    def __init__(self, voice: str) -> None:
        super().__init__(VoiceFault.NO_VOICE.said(voice=voice))


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What an engine may need to know."""

    voice: str = ""
    """The name of a voice; empty: the language's default."""
    language: str = ENGLISH
    """A language code."""
    piper_voice: Path | None = None


class Synthesiser(Protocol):
    """One engine, used by one thread at a time."""

    @property
    def name(self) -> str:
        """The engine and the voice, as the user would call them."""

    def synthesize(self, text: str, words_per_minute: int) -> AudioChunk:
        """Render one clause.

        Raises SynthesisError within 3 s if it cannot; the next call may succeed.
        """

    def use(self, voice: str, language: str) -> None:
        """Render the next clauses with another voice; empty: the default of the language code.

        An engine with a single voice fails from then on if that voice speaks another language.
        """

    def close(self) -> None:
        """End the engine's processes; nothing can be rendered afterwards."""


def voice_of(voice: str, language: str) -> str:
    """The voice to ask an engine for: the one named, else one for the language.

    Empty for English, where the engine chooses.
    """
    return voice or ("" if language == ENGLISH else tag(language))


def tag(language: str) -> str:
    """Write a language code the way voices do: "pt-br" for "pt_BR"."""
    return language.replace("_", "-").lower()


class Progress(Enum):
    """What happened to an utterance."""

    BEGAN = auto()
    ENDED = auto()


@dataclass(frozen=True, slots=True)
class Step:
    """An utterance began to sound, or reached its end."""

    serial: int
    progress: Progress
    at: float
    """Seconds of the monotonic clock."""
    heard: bool = True
    """False if part of it played while there was no sound card."""


@dataclass(frozen=True, slots=True)
class OwnRate:
    """A note from an output: the rate that the user chose in the program that speaks."""

    words_per_minute: int


class SpeechOutputError(Exception):
    """This output cannot speak now; another one should."""


class SpeechOutput(ABC):
    """Speaks one utterance at a time: through our own sound stream, or through another program.

    One thread calls everything. An output reports progress by putting notes on that thread's queue;
    the thread passes them back to `react`.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """Whose voice it is; empty while unknown."""

    @abstractmethod
    def speak(self, serial: int, text: str) -> None:
        """Begin an utterance; the one before was cut. Raises SpeechOutputError."""

    @abstractmethod
    def react(self, note: object) -> Step | None:
        """Say what a note means for the utterance being spoken."""

    @abstractmethod
    def cut(self) -> None:
        """Stop speaking."""

    @abstractmethod
    def set_rate(self, words_per_minute: int) -> None:
        """Speak the next clauses faster or slower."""

    @abstractmethod
    def close(self) -> None:
        """Release everything."""

    def advance(self) -> None:  # noqa: B027  # Another program renders by itself.
        """Prepare the next part of the utterance being spoken."""

    def use(self, voice: str, language: str) -> None:  # noqa: B027  # The user chose it there.
        """Speak the next clauses with another voice; empty: the default of the language code."""
