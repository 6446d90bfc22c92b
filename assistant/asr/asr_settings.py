"""How the ears listen, and how they stand."""

from dataclasses import dataclass, field

from assistant.asr.endpointing import Limits
from assistant.asr.recogniser import RecogniserSettings
from assistant.protocol.faults import MicrophoneFault


@dataclass(frozen=True, slots=True)
class EarsSettings:
    """How the ears listen."""

    recogniser: RecogniserSettings = field(default_factory=RecogniserSettings)
    limits: Limits = field(default_factory=Limits)
    keep_open: bool = False
    """Whether the microphone stays open while nobody asks. Then the first syllable is never lost,
    but a Bluetooth headset sounds like a telephone."""
    microphone: str = ""
    """Its name; empty: the system's own."""


@dataclass(frozen=True, slots=True)
class EarsStatus:
    """How the ears stand."""

    recogniser: str
    """The recogniser's name; empty while it loads, or if it cannot."""
    microphone_open: bool
    fault: MicrophoneFault | None
    """Why nothing can be heard, as far as it is known: a microphone is only tried when needed."""
    reason: str
    """A sentence that says why there is no recogniser, or empty."""
