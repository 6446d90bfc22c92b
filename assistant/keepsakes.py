"""What a memory of views is, for those who keep it and those who ask it."""

from dataclasses import dataclass
from typing import Protocol

from models.interfaces import Vector


class MemoryFault(Exception):  # noqa: N818  # the sentence is what it is
    """What was kept cannot be read or written; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One view with its name."""

    name: str
    vector: Vector


class Memory(Protocol):
    """Views under the names that the user gave them; every method raises MemoryFault."""

    def keep(self, name: str, vector: Vector) -> None:
        """Keep a view; a name may have several."""
        ...

    def views(self) -> list[Kept]:
        """All views, in the order in which they were kept."""
        ...

    def forget(self, name: str) -> bool:
        """Forget a name and all its views; False if there is none."""
        ...
