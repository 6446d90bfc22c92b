"""Where an object is, as frozen data."""

from dataclasses import dataclass

from assistant.protocol.spoken import Spoken
from models.interfaces import Box, Certainty


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of an object in a picture, if it was found."""

    certainty: Certainty
    """Of its presence and its side; NONE: not found."""
    probability: float
    box: Box | None = None
    x: float = 0.5
    y: float = 0.5
    """Its centre as the user sees it, from 0 at the left and top to 1."""
    size: float = 0.0
    """The share of the picture that it covers; 0 if not measured."""
    sharpness: float = 0.0
    """Of the picture; higher is sharper."""
    spoken: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    problem: bool = False
    """Whether the picture allows no answer; `spoken` says why."""
    unknown: bool = False
    """Whether the object has no known English name, so that no model can find it."""
    name: str = ""
    """Its name in `spoken`, if not the user's."""
