"""Where the user is in a text, and what is to be mentioned of one."""

from dataclasses import dataclass, replace

from assistant.protocol.events import Frame
from assistant.protocol.text import Text


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, and what of it is being spoken."""

    frame: Frame
    """The picture that it stands in."""
    generation: int
    """That of the reading; what comes of another is not of this text."""
    text: Text
    at: int = -1
    """The line that was spoken last; -1: none yet."""
    on: bool = True
    """Whether the following lines are spoken by themselves."""
    utterance: int | None = None
    """What speaks the line, until it has ended."""
    word: int = -1
    """The word of the line that was spelt last; -1: none yet."""
    told: bool = False
    """Whether it was said what was unclear and what is missing."""
    brief: bool = False
    """Whether only what is written largest is to be said, once all is read."""
    wanted: bool = True
    """Whether the user has asked to hear it; else it was only mentioned."""
    since: float = 0.0
    """When more of it came, or was asked for."""
    sounded: float = 0.0
    """When it was told last by a sound that the rest is still awaited."""

    def paused(self) -> "Reading":
        """The same, without going on by itself."""
        return replace(self, on=False, utterance=None)


@dataclass(frozen=True, slots=True)
class Mentioning:
    """A picture that was described, and what is written large in it."""

    frame: Frame
    generation: int
    since: float
    """When it was described."""
    text: str | None = None
    """None: it is still looked for."""
