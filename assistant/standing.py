"""What typing, watching and the log know between two events."""

from dataclasses import dataclass

from assistant.events import Frame


@dataclass(frozen=True, slots=True)
class Typing:
    """A question while it is typed."""

    text: str = ""
    echoes: tuple[int, ...] = ()
    """The utterances that said its words."""
    cut: bool = False
    """One of them was not heard to its end."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What watching knows."""

    last: Frame | None = None
    """What was looked at last."""
    changed: Frame | None = None
    """The newest frame that showed something else."""
    asked: float = 0.0
    """When the last frame was asked for."""
    spoken: float = 0.0
    """When something new was told last."""
    begun: bool = False
    """What was there at first is known."""
    things: frozenset[str] = frozenset()
    """The names of what was there last."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that was said."""

    text: str
    english: bool = False
    """As `Say.english`."""
