"""The settings in the spoken menu, and their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from assistant.protocol.spoken import Message

Verbosity: TypeAlias = Literal["short", "normal", "full"]
"""How much a description says at once."""
Value: TypeAlias = str | int | float
"""The value of a setting."""


OWN_MODEL: Final = "embedded"
"""The model that comes with Lantern."""


class Setting(StrEnum):
    """The settings in the order of the menu."""

    RATE = "rate"
    VOICE = "voice"
    LANGUAGE = "language"
    WORDS = "words"
    PAUSE = "pause"
    CAMERA = "camera"
    MICROPHONE = "microphone"
    MODEL = "model"


PLACES: Final[Mapping[Setting, tuple[str, str]]] = {
    Setting.RATE: ("voice", "rate"),
    Setting.VOICE: ("voice", "voice"),
    Setting.LANGUAGE: ("voice", "language"),
    Setting.WORDS: ("describe", "words"),
    Setting.PAUSE: ("watch", "pause"),
    Setting.CAMERA: ("camera", "source"),
    Setting.MICROPHONE: ("ears", "microphone"),
    Setting.MODEL: ("model", "name"),
}
"""The section and the key of each in the settings file."""


@dataclass(frozen=True, slots=True)
class StrongerModel:
    """A model that could be downloaded."""

    name: str
    megabytes: int
    """About how large the download is."""
    licence: Message
    better: Message
    """What it does better than the model that comes with Lantern."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a setting can have on this computer."""

    value: str
    name: Message | str
    """As spoken."""
