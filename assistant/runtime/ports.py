"""The parts that the loop ties together, as it uses them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from assistant.asr.listener import ListenerStatus
from assistant.camera.camera import Camera
from assistant.protocol.effects import Listen, Say
from assistant.protocol.events import Earcon
from assistant.runtime.clipboard import Clipboard
from assistant.runtime.photo_writer import Saver
from assistant.runtime.settings_writer import Keeper
from assistant.runtime.worker import Worker


class Speaker(Protocol):
    """The voice's room, as the loop uses it."""

    def start(self) -> None:
        """Try the voice and the sound; SoundLost follows where there is none."""
        ...

    def say(self, say: Say) -> None:
        """Speak; SpeechStarted and SpeechEnded follow. Never blocks."""
        ...

    def silence(self) -> None:
        """Drop all that is spoken, rendered and queued."""
        ...

    def play(self, earcon: Earcon) -> None:
        """Sound an earcon. Never blocks."""
        ...

    def tone(self, level: float) -> None:
        """Sound a short tone, the higher the more; 0…1. Never blocks."""
        ...

    def set_rate(self, words_per_minute: int) -> None:
        """Change the rate from the next clause on."""
        ...

    def use(self, voice: str, language: str) -> None:
        """Speak with another voice, for a language by its code, from the next clause on."""
        ...

    def find(self, language: str, setting: str) -> None:
        """Tell which voices there are for a language, by Listed. Never blocks."""
        ...

    def name(self) -> str:
        """The name of the voice; empty where nothing can be heard."""
        ...

    def close(self) -> None:
        """Fall silent and end."""
        ...


class Listener(Protocol):
    """The ears' room, as the loop uses it."""

    def start(self) -> None:
        """Load the recogniser in the background."""
        ...

    def listen(self, wanted: Listen) -> None:
        """Hear a question; events follow. Never blocks."""
        ...

    def hold(self) -> None:
        """No pause ends the question."""
        ...

    def finish(self) -> None:
        """The question is over."""
        ...

    def cancel(self) -> None:
        """Listen no more, and tell nothing of it."""
        ...

    def away(self) -> AbstractContextManager[None]:
        """Have the microphone shut while the program is stopped; a signal's handler may do it."""
        ...

    def use(self, microphone: str) -> None:
        """Listen to another microphone from now on; empty: the system's own."""
        ...

    def understand(self, language: str) -> None:
        """Hear another language from now on, by its code."""
        ...

    def find(self) -> None:
        """Tell which microphones there are, by Listed. Never blocks."""
        ...

    def status(self) -> ListenerStatus:
        """How things stand."""
        ...

    def close(self) -> None:
        """Let the microphone go and end."""
        ...


class Hand(Protocol):
    """Where keys come from."""

    def stop(self) -> None:
        """Put back what was taken."""
        ...


@dataclass(frozen=True, slots=True)
class Rooms:
    """The parts that the loop ties together."""

    camera: Camera
    voice: Speaker
    ears: Listener
    worker: Worker
    saver: Saver
    keeper: Keeper
    clipboard: Clipboard
    model: Callable[[], str]
    """The name of the model that answers now."""
    server: Callable[[], str] = lambda: ""
    """What there is to say of the server that pictures go to, if they go to one."""
