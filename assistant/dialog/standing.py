"""What typing, watching and the log know between two events, and how keys are called."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from assistant.protocol.events import Action, Frame

DEFAULT_KEYS: Final = MappingProxyType(
    {
        Action.DESCRIBE: "Space",
        Action.ASK: "Enter",
        Action.TYPE: "slash",
        Action.MORE: "d",
        Action.VERIFY: "v",
        Action.REPEAT: "r",
        Action.PREVIOUS: "p",
        Action.STOP: "s",
        Action.YES: "y",
        Action.FASTER: "plus",
        Action.SLOWER: "minus",
        Action.STATUS: "i",
        Action.SAVE: "z",
        Action.KEEP: "k",
        Action.READ: "t",
        Action.NEXT_LINE: "Right arrow",
        Action.PREVIOUS_LINE: "Left arrow",
        Action.TOP: "Up arrow",
        Action.SPELL: "Down arrow",
        Action.WATCH: "w",
        Action.SETTINGS: "m",
        Action.FIND: "f",
        Action.COLOUR: "c",
        Action.LIGHT: "l",
        Action.WHERE: "o",
        Action.HELP: "h",
        Action.QUIT: "q twice",
    }
)
"""How the key of each action is called aloud, where the settings say nothing else."""


@dataclass(frozen=True, slots=True)
class Starting:
    """What is known of the start while it goes on."""

    since: float | None = None
    """The time of the first tick."""
    told: float | None = None
    """When it was said last that Lantern is starting."""
    sounded: float = 0.0
    """When that, or a sound for it, was heard last."""
    silenced: bool = False
    """No key has followed a stop."""


@dataclass(frozen=True, slots=True)
class Typing:
    """A question while it is typed."""

    text: str = ""
    echoes: tuple[int, ...] = ()
    """The utterances that said its words."""
    cut: bool = False
    """One of them was not heard to its end."""


@dataclass(frozen=True, slots=True)
class WatchState:
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
    emptied: bool = False
    """The last look named nothing, and another has to tell whether nothing is left there."""
    failed: bool = False
    """The last look failed."""
    blind: bool = False
    """The last look showed nothing, and that was told."""

    def after(self, frame: Frame) -> "WatchState":
        """The same after a look at a frame."""
        return replace(self, last=frame, changed=None, failed=False)


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A sentence that was said."""

    text: str
    english: bool = False
    """As `Say.english`."""
