"""What the ears' room is told to do, on the way to its thread."""

import time
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Listen:
    """Hear a question."""

    generation: int
    since: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """No pause ends it."""


@dataclass(frozen=True, slots=True)
class Finish:
    """It is over."""

    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Nobody wants to know of it any more."""


@dataclass(frozen=True, slots=True)
class Use:
    """Take another microphone."""

    microphone: str


@dataclass(frozen=True, slots=True)
class Understand:
    """Hear another language."""

    language: str


@dataclass(frozen=True, slots=True)
class Find:
    """Tell which microphones there are."""


Command: TypeAlias = Listen | Hold | Finish | Cancel | Use | Understand | Find
