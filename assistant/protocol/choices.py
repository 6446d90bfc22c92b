"""The settings that can be changed by ear, and their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from assistant.protocol.spoken import Message

Verbosity: TypeAlias = Literal["short", "normal", "full"]
"""How much a description says at once."""


Value: TypeAlias = str | int | float
"""What a setting may be."""


class Setting(StrEnum):
    """What the menu changes, in its order."""

    RATE = "rate"
    VOICE = "voice"
    LANGUAGE = "language"
    WORDS = "words"
    PAUSE = "pause"
    CAMERA = "camera"
    MICROPHONE = "microphone"


PLACES: Final[Mapping[Setting, tuple[str, str]]] = {
    Setting.RATE: ("voice", "rate"),
    Setting.VOICE: ("voice", "voice"),
    Setting.LANGUAGE: ("voice", "language"),
    Setting.WORDS: ("describe", "words"),
    Setting.PAUSE: ("watch", "pause"),
    Setting.CAMERA: ("camera", "source"),
    Setting.MICROPHONE: ("ears", "microphone"),
}
"""The heading and the name of each in the settings file."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a setting can have here."""

    value: str
    name: Message | str
    """What it is called aloud."""
