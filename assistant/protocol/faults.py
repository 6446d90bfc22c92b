"""Why a part does not work."""

from enum import StrEnum
from typing import Final

INTERRUPTED: Final = 130
"""The exit code that shells expect after Ctrl+C."""


class StartError(Exception):
    """A part cannot be used at all; carries a sentence that says what to do."""


class CameraFault(StrEnum):
    """Why there are no frames."""

    MISSING = "missing"
    OTHER = "other"
    """Missing, but there is another camera."""
    BUSY = "busy"
    REFUSED = "refused"
    UNPLUGGED = "unplugged"
    STALLED = "stalled"
    FROZEN = "frozen"


class SoundFault(StrEnum):
    """Why there is no sound."""

    MISSING = "missing"
    LOST = "lost"
    HANGING = "hanging"
    """The sound server does not answer."""
    MUTED = "muted"
    NOT_INSTALLED = "not_installed"
    """PortAudio is missing."""
    NO_PLUGIN = "no_plugin"
    """ALSA's plugin for the sound server is missing."""
    NOWHERE = "nowhere"
    """Sound goes to no loudspeaker."""
    NO_VOICE = "no_voice"


PACKAGE_MISSING: Final = frozenset(
    {SoundFault.NOT_INSTALLED, SoundFault.NO_PLUGIN, SoundFault.NO_VOICE}
)
"""Faults of what Lantern needs to speak, without which other programs may still speak."""


class PullFault(StrEnum):
    """Why a download waits; it goes on by itself."""

    NETWORK = "network"
    DISK = "disk"
    FILES = "files"
    """What came was not what it should be."""
    BUSY = "busy"
    """Another program downloads the same."""


class MicrophoneFault(StrEnum):
    """Why the microphone does not work."""

    MISSING = "missing"
    LOST = "lost"
    """It stopped delivering sound, or hangs."""
    SILENT = "silent"
    """It delivers only zeros: it is muted, or its cable is broken."""
    NOT_INSTALLED = "not_installed"
    """PortAudio is missing."""
