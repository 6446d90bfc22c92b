"""How the rooms stand, as frozen data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facts:
    """How the rooms stand, for the status sentence."""

    camera: str
    """What the frames come from, in words ("camera 0")."""
    frame_age: float | None
    """Seconds since the newest frame; None: there has been none."""
    voice: str
    """The name of the voice; empty: no sound can be made."""
    model: str
    """The name of the model."""
    recogniser: str = ""
    """The name of what hears questions; empty: it loads, or there is none."""
    deaf: str = ""
    """A sentence that says why no question can be heard, or empty."""
    microphone_open: bool = False
    server: str = ""
    """A sentence on the server that pictures go to; empty: they stay here."""


@dataclass(frozen=True, slots=True)
class StatusTaken:
    """The answer to `TakeStatus`."""

    utterance: int
    facts: Facts
