"""The rooms as the loop uses them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from assistant.asr.listener import DisabledListener, QuestionListener
from assistant.camera.camera import Camera
from assistant.protocol.choices import StrongerModel
from assistant.protocol.spoken import Message
from assistant.runtime.photo_writer import PhotoWriter
from assistant.runtime.settings_writer import SettingsWriter
from assistant.runtime.stronger_models import StrongerModels
from assistant.runtime.worker import Worker
from assistant.tts import UtteranceSpeaker


class KeySource(Protocol):
    """A source of key presses."""

    def stop(self) -> None:
        """Stop, and restore the terminal or socket."""


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
    speaker: UtteranceSpeaker
    listener: QuestionListener | DisabledListener
    worker: Worker
    photo_writer: PhotoWriter
    settings_writer: SettingsWriter
    model: Callable[[], str | Message]
    """The name of the model that answers now."""
    models: StrongerModels | OneModel = OneModel()  # noqa: RUF009  # it has no state
    server: Callable[[], Message | None] = lambda: None
    """How the server does that pictures go to, if they go to one."""
    phones: Callable[[], Message | None] = lambda: None
    """Which phones are connected, if any is."""
