"""Where a thing is, as frozen data."""

from dataclasses import dataclass

from assistant.protocol.spoken import Spoken
from models.interfaces import Box, Certainty


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a thing that is looked for is in a picture, if it is there."""

    certainty: Certainty
    """How surely it is there and on that side; NONE: not found."""
    probability: float
    box: Box | None = None
    """As the picture has it."""
    x: float = 0.5
    y: float = 0.5
    """Its middle for the user: left and top are 0."""
    size: float = 0.0
    """The share of the picture that it covers; 0 where that was not measured."""
    sharpness: float = 0.0
    """Of the picture; grows with it."""
    spoken: Spoken = Spoken()  # noqa: RUF009  # it is frozen

    problem: bool = False
    """Whether the picture supports no answer, as `spoken` says."""
    unknown: bool = False
    """Whether there is no English word for the thing, so that nothing can find it."""
    name: str = ""
    """What the thing is called in what is said, if not as the user named it."""
