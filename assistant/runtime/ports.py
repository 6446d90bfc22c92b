"""The rooms as the loop uses them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from assistant.asr.listener import ListenerStatus
from assistant.camera.camera import Camera
from assistant.protocol.choices import StrongerModel
from assistant.protocol.effects import Listen, Utterance
from assistant.protocol.events import Earcon
from assistant.protocol.spoken import Message
from assistant.runtime.photo_writer import PhotoWriter
from assistant.runtime.settings_writer import SettingsWriter
from assistant.runtime.worker import Worker


class Speaker(Protocol):
    """Speaks, as the loop uses it; `UtteranceSpeaker` documents it. Only `close` may block."""

    def start(self) -> None: ...
    def say(self, utterance: Utterance) -> None: ...
    def silence(self) -> None: ...
    def play(self, earcon: Earcon) -> None: ...
    def tone(self, level: float) -> None: ...
    def set_rate(self, words_per_minute: int) -> None: ...
    def use(self, voice: str, language: str) -> None: ...
    def find(self, language: str, setting: str) -> None: ...
    def name(self) -> str: ...
    def close(self) -> None: ...


class Listener(Protocol):
    """Hears questions, as the loop uses it; `QuestionListener` documents it.

    Only `close` may block.
    """

    def start(self) -> None: ...
    def listen(self, wanted: Listen) -> None: ...
    def hold(self) -> None: ...
    def finish(self) -> None: ...
    def cancel(self) -> None: ...
    def away(self) -> AbstractContextManager[None]: ...
    def use(self, microphone: str) -> None: ...
    def understand(self, language: str) -> None: ...
    def find(self) -> None: ...
    def status(self) -> ListenerStatus: ...
    def close(self) -> None: ...


class KeySource(Protocol):
    """A source of key presses."""

    def stop(self) -> None:
        """Stop, and restore the terminal or socket."""


class Models(Protocol):
    """Downloads and switches models, as the loop uses it; `StrongerModels` documents it."""

    def start(self) -> None: ...
    def pull(self, model: StrongerModel) -> None: ...
    def cancel(self) -> None: ...
    def use(self, name: str, *, aloud: bool) -> None: ...
    def find(self) -> None: ...
    def close(self) -> None: ...


class OneModel:
    """The model of the settings, which nothing changes while Lantern runs."""

    def start(self) -> None:
        """Nothing is offered, and nothing can be chosen or closed."""

    cancel = find = close = start

    def pull(self, model: StrongerModel) -> None:
        """Nothing was offered."""

    def use(self, name: str, *, aloud: bool) -> None:
        """There is no other one."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """The rooms that the loop connects."""

    camera: Camera
    speaker: Speaker
    listener: Listener
    worker: Worker
    photo_writer: PhotoWriter
    settings_writer: SettingsWriter
    model: Callable[[], str | Message]
    """The name of the model that answers now."""
    models: Models = OneModel()  # noqa: RUF009  # it has no state
    server: Callable[[], Message | None] = lambda: None
    """How the server does that pictures go to, if they go to one."""
    phones: Callable[[], Message | None] = lambda: None
    """Which phones are connected, if any is."""
