"""The rooms as the loop uses them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from assistant.asr.listener import ListenerStatus
from assistant.camera.camera import Camera
from assistant.protocol.effects import Listen, Utterance
from assistant.protocol.events import Earcon
from assistant.protocol.spoken import Message
from assistant.runtime.clipboard import Clipboard
from assistant.runtime.photo_writer import PhotoWriter
from assistant.runtime.settings_writer import SettingsWriter
from assistant.runtime.worker import Worker


class Speaker(Protocol):
    """The voice, as the loop uses it."""

    def start(self) -> None:
        """Open the voice and the sound card; emits SoundLost if there is no sound."""

    def say(self, utterance: Utterance) -> None:
        """Speak; SpeechStarted and SpeechEnded follow. Never blocks."""

    def silence(self) -> None:
        """Stop speaking, and drop everything rendered or queued."""

    def play(self, earcon: Earcon) -> None:
        """Play an earcon. Never blocks."""

    def tone(self, level: float) -> None:
        """Play a short tone; a higher level, 0…1, gives a higher pitch. Never blocks."""

    def set_rate(self, words_per_minute: int) -> None:
        """Change the rate, beginning with the next clause."""

    def use(self, voice: str, language: str) -> None:
        """Switch to a voice and a language code, beginning with the next clause."""

    def find(self, language: str, setting: str) -> None:
        """Emit the voices of a language as Listed. Never blocks."""

    def name(self) -> str:
        """Name of the voice; empty if there is no sound."""

    def close(self) -> None:
        """Stop speaking and release the sound card."""


class Listener(Protocol):
    """Hears questions, as the loop uses it."""

    def start(self) -> None:
        """Load the recogniser in the background."""

    def listen(self, wanted: Listen) -> None:
        """Listen to a question; events follow. Never blocks."""

    def hold(self) -> None:
        """Don't end the question at a pause."""

    def finish(self) -> None:
        """End the question."""

    def cancel(self) -> None:
        """Stop listening, without an event."""

    def away(self) -> AbstractContextManager[None]:
        """Close the microphone while the program is suspended; safe in a signal handler."""

    def use(self, microphone: str) -> None:
        """Switch to another microphone; empty means the system's default."""

    def understand(self, language: str) -> None:
        """Switch to another language, by its code."""

    def find(self) -> None:
        """Emit the microphones as Listed. Never blocks."""

    def status(self) -> ListenerStatus:
        """The current status."""

    def close(self) -> None:
        """Release the microphone and end."""


class KeySource(Protocol):
    """A source of key presses."""

    def stop(self) -> None:
        """Stop, and restore the terminal or socket."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that the loop connects."""

    camera: Camera
    voice: Speaker
    ears: Listener
    worker: Worker
    photo_writer: PhotoWriter
    settings_writer: SettingsWriter
    clipboard: Clipboard
    model: Callable[[], str]
    """The name of the model that answers now."""
    server: Callable[[], Message | None] = lambda: None
    """How the server does that pictures go to, if they go to one."""
