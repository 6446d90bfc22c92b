"""What a memory is, for those who keep something in it and those who ask it."""

from dataclasses import dataclass
from typing import Protocol

from models.interfaces import Vector


class MemoryFault(Exception):  # noqa: N818  # the sentence is what it is
    """What was kept cannot be read or written; the text says what to do."""


@dataclass(frozen=True, slots=True)
class KeptView:
    """One view with its name."""

    name: str
    vector: Vector


class Memory(Protocol):
    """Views under the names that the user gave them; every method raises MemoryFault."""

    def keep(self, name: str, vector: Vector) -> None:
        """Keep a view; a name may have several."""
        ...

    def views(self) -> list[KeptView]:
        """All views that can be compared, in the order in which they were kept."""
        ...

    def names(self) -> list[str]:
        """All names, each once, also of views that cannot be compared any more."""
        ...

    def forget(self, name: str) -> bool:
        """Forget a name, whatever its signs, and all its views; False if there is none."""
        ...


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """What was said of one picture, and when."""

    at: float
    """Seconds since 1970, so that it outlives the program."""
    said: str
    sure: tuple[str, ...]
    """The things that were named plainly."""
    likely: tuple[str, ...]
    """Those that were named with "probably"."""
    vector: Vector
    comparable: bool = True
    """Whether the vector lies in the space that is in use now."""


class Diary(Protocol):
    """Sightings, where the user wants them remembered; every method raises MemoryFault."""

    def note(self, sighting: DiaryEntry) -> None:
        """Keep one; the oldest of very many are dropped."""
        ...

    def sightings(self) -> list[DiaryEntry]:
        """All of them, the newest first."""
        ...

    def clear(self) -> None:
        """Forget all."""
        ...
