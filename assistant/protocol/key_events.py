"""What keys ask for, and what happens to them, as frozen data; times are monotonic seconds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Action(StrEnum):
    """What a key, a pedal or a second terminal asks for."""

    DESCRIBE = "describe"
    ASK = "ask"
    TYPE = "type"
    MORE = "more"
    VERIFY = "verify"
    REPEAT = "repeat"
    PREVIOUS = "previous"
    STOP = "stop"
    YES = "yes"
    FASTER = "faster"
    SLOWER = "slower"
    STATUS = "status"
    SAVE = "save"
    KEEP = "keep"
    READ = "read"
    NEXT_LINE = "next-line"
    PREVIOUS_LINE = "previous-line"
    TOP = "top"
    SPELL = "spell"
    WATCH = "watch"
    SETTINGS = "settings"
    FIND = "find"
    COLOUR = "colour"
    LIGHT = "light"
    WHERE = "where"
    HELP = "help"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key or a trigger asked for something."""

    action: Action
    at: float


@dataclass(frozen=True, slots=True)
class KeyHeld:
    """The key of an action is held down; told again and again. Only some terminals tell."""

    action: Action
    at: float


@dataclass(frozen=True, slots=True)
class KeyReleased:
    """The key of an action was let go. Only some terminals tell."""

    action: Action
    at: float


@dataclass(frozen=True, slots=True)
class OtherKey:
    """A key that asks for nothing, or begins what two keys ask for."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingBegan:
    """From now on the terminal's keys are letters of a question, not commands."""

    at: float


@dataclass(frozen=True, slots=True)
class Typed:
    """What has been typed of it so far."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class TypingFull:
    """A letter was not taken: the question is as long as it may be."""

    at: float


@dataclass(frozen=True, slots=True)
class TypingEnded:
    """Keys are commands again; `text` is what is asked, None if it was given up."""

    text: str | None
    at: float


KeyEvent: TypeAlias = (
    Pressed | KeyHeld | KeyReleased | OtherKey | TypingBegan | Typed | TypingFull | TypingEnded
)
