"""What the settings menu and the tour know, as frozen data; and the menu's events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
from typing import Final, Literal, TypeAlias

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
    name: str
    """What it is called aloud."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The settings that rooms carry out, as they are now; a text that is empty: the usual one."""

    voice: str = ""
    language: str = ""
    words: Verbosity = "normal"
    camera: str = "0"
    microphone: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The settings menu while it is open."""

    before: Mapping[Setting, Value]
    """How everything was when it was opened."""
    at: Setting = Setting.RATE
    choices: Mapping[Setting, tuple[Choice, ...]] = field(default_factory=dict)
    """What there is to choose from, as far as it is known."""
    asked: float = 0.0
    """When that was asked for last."""


class TourPart(Enum):
    """The parts of the tour, in their order."""

    READY = auto()
    SOUND = auto()
    KEYS = auto()
    CAMERA = auto()
    MICROPHONE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Tour:
    """The tour of the first start, while it goes on."""

    part: TourPart = TourPart.READY
    utterance: int | None = None
    """The sentence of this part whose end is awaited."""
    since: float = 0.0
    """When that ended, or the part began."""
    tried: bool = False
    """The user has done, or the rooms have been asked for, what this part is about."""
    seen: bool = False
    """The camera has given the picture that it was asked for."""
    again: bool = False
    """The sentence was cut, and is said once more as soon as it is quiet."""
    repeated: bool = False
    """That has happened already."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What there is to choose from for a setting."""

    setting: Setting
    choices: tuple[Choice, ...]
    language: str = ""
    """For voices: the language that they speak, as it was asked for."""


@dataclass(frozen=True, slots=True)
class RateFound:
    """The user chose a rate in the program that speaks, and none for Lantern."""

    words_per_minute: int


@dataclass(frozen=True, slots=True)
class SettingsKept:
    """They stand in the user's own settings file."""

    aloud: bool
    """Whether the user waits for a word about it."""


@dataclass(frozen=True, slots=True)
class SettingsNotKept:
    """They do not; `reason` is a sentence for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class LanguageUsed:
    """Sentences are in this language from now on."""

    code: str
    back: bool
    """Whether it is the one that was there before the menu was opened."""


MenuEvent: TypeAlias = Listed | RateFound | SettingsKept | SettingsNotKept | LanguageUsed
