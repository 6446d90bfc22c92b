"""A recogniser that measures how long the user speaks, and a log of events."""

import time
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from assistant.asr.base import RecogniserError, Transcript, Word
from assistant.asr.resampling import Samples, seconds
from assistant.protocol.events import (
    Event,
    Heard,
    HeardNothing,
    ListeningFailed,
    NotUnderstood,
    SpeechTooShort,
)
from tests.kit import heard
from tests.kit.speech import room_noise

T = TypeVar("T")

QUESTION = "What is on the table in front of me?"


class Metronome:
    """Hears one word for every whole second of sound."""

    def __init__(self) -> None:
        self.name = "metronome"
        self.utterances: list[Beats] = []
        self.delay = 0.0
        """Seconds that each text takes."""
        self.broken = False
        self.deaf = False
        self.languages: list[str] = []

    def hear(self, language: str) -> bool:
        self.languages.append(language)
        return language != "fr"

    def begin(self, words: Sequence[str] = (), names: bool = False) -> "Beats":
        self.utterances.append(Beats(self, words))
        return self.utterances[-1]


class Beats:
    def __init__(self, owner: Metronome, words: Sequence[str]) -> None:
        self.words = words
        self.sound: Samples = np.zeros(0, np.float32)
        self.partials: list[float] = []
        """Seconds heard at each call of `partial`."""
        self._owner = owner

    def accept(self, samples: Samples) -> None:
        self.sound = np.concatenate([self.sound, samples])

    def partial(self) -> None:
        self.partials.append(seconds(self.sound))
        self.final()

    def final(self) -> Transcript:
        time.sleep(self._owner.delay)
        if self._owner.broken:
            raise RecogniserError("It is broken. Ask again.")
        beats = 0 if self._owner.deaf else int(seconds(self.sound))
        words = (Word("beat", 0.5),) * beats
        return Transcript(" ".join(word.text for word in words), words)


class Loudness:
    """Takes everything loud for speech."""

    def __init__(self) -> None:
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1

    def probability(self, window: Samples) -> float:
        return float(np.sqrt(np.mean(window**2)) > 0.05)


class EventLog:
    """Stands in for the queue of events; call it to put an event."""

    def __init__(self) -> None:
        self._heard = heard.Heard()

    def __call__(self, event: Event) -> None:
        self._heard(event)

    def all(self, kind: type[T]) -> list[T]:
        """The events of a kind so far."""
        return self._heard.all(kind)

    def kinds(self) -> list[str]:
        """The class names of all events."""
        return [type(event).__name__ for event in self.all(object)]

    def wait(self, kind: type[T], count: int = 1, patience: float = 30.0) -> T:
        """Wait for the given number of events of a kind; the last of them."""
        self._heard.wait(kind, count, patience)
        return self.all(kind)[count - 1]


def ends(events: EventLog) -> list[int]:
    """The generations whose listening is over, once for each event that says so."""
    kinds = Heard | HeardNothing | SpeechTooShort | NotUnderstood | ListeningFailed
    return [event.generation for event in events.all(object) if isinstance(event, kinds)]


def in_a_room(*sounds: np.ndarray, after: float = 20) -> np.ndarray:
    sound = np.concatenate([*sounds, np.zeros(round(after * 16000), np.float32)])
    return (sound + room_noise(len(sound) / 16000)[: len(sound)]).astype(np.float32)
