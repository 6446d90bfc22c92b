"""Why a part does not work."""

from enum import StrEnum


class StartError(Exception):
    """A part cannot be used at all; the text is a sentence that says what to do."""


class CameraFault(StrEnum):
    """Why no frame comes."""

    MISSING = "missing"
    OTHER = "other"
    """It is not there, but another camera is."""
    BUSY = "busy"
    REFUSED = "refused"
    UNPLUGGED = "unplugged"
    STALLED = "stalled"
    FROZEN = "frozen"


class SoundFault(StrEnum):
    """Why nothing is heard."""

    MISSING = "missing"
    LOST = "lost"
    HANGING = "hanging"
    """The sound server does not answer."""
    MUTED = "muted"
    NOT_INSTALLED = "not_installed"
    """PortAudio is not there."""
    NOWHERE = "nowhere"
    """What is played leads to no loudspeaker."""
    NO_VOICE = "no_voice"


class MicrophoneFault(StrEnum):
    """Why nothing can be heard."""

    MISSING = "missing"
    """There is none."""
    LOST = "lost"
    """It was there and gives no more sound, or hangs."""
    SILENT = "silent"
    """It gives nothing but zeros: it is muted, or its cable is broken."""
    NOT_INSTALLED = "not_installed"
    """PortAudio is not there."""
