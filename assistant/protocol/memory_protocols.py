"""Interfaces of the memory for views and of the diary."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from assistant.protocol.spoken import Message
from models.interfaces import Vector


class MemoryFault(Exception):  # noqa: N818  # it is an answer to the user
    """The memory cannot be read or written; carries a sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view with its name."""

    name: str
    vector: Vector


class Memory(Protocol):
    """Views that the user has named; every method raises MemoryFault."""

    def keep(self, name: str, vector: Vector) -> None:
        """Add a view; a name may have several."""

    def views(self) -> list[KeptView]:
        """All comparable views, oldest first."""

    def names(self) -> list[str]:
        """Each name once, including those whose views are no longer comparable."""

    def forget(self, name: str) -> bool:
        """Forget a name, ignoring punctuation, and its views; False if there is none."""


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """What was said about a picture, and when."""

    at: float
    """Unix time."""
    said: str
    sure: tuple[str, ...]
    """The objects that were named without doubt."""
    likely: tuple[str, ...]
    """The objects that were named with "probably"."""
    vector: Vector
    comparable: bool = True
    """Whether the vector comes from the current model."""


@runtime_checkable
class Damageable(Protocol):
    """A memory or diary that can lose a part and go on."""

    def damage(self) -> Message | None:
        """What could not be read, in words, once; else None."""


class Diary(Protocol):
    """Sightings, if the settings allow it; every method raises MemoryFault."""

    def note(self, sighting: DiaryEntry) -> None:
        """Add one; the oldest are dropped beyond a limit."""

    def sightings(self) -> list[DiaryEntry]:
        """All, newest first."""

    def clear(self) -> None:
        """Forget all."""
