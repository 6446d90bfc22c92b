"""The names of microphones: as PortAudio gives them, and as they stand in the settings. Pure."""

import re
from collections.abc import Sequence
from typing import Final

_HARDWARE: Final = re.compile(r"\s*\(hw:\d+,\d+\)$")
"""The place of a sound card, which is another one after the next start."""
_SERVERS: Final = ("pulse", "pipewire", "jack")
"""Devices that are no hardware, and yet worth choosing."""


def plain(names: Sequence[str]) -> list[str]:
    """The names to choose from: the hardware's, without their place where one is enough.

    ALSA adds a dozen others that are the same microphones again; they count if there is no
    hardware.
    """
    hardware = [name for name in names if _HARDWARE.search(name) or name in _SERVERS]
    short = [_HARDWARE.sub("", name) for name in hardware or names]
    whole = zip(short, hardware or names, strict=True)
    return list(dict.fromkeys(one if short.count(one) == 1 else name for one, name in whole))


def wanted(name: str, names: Sequence[str]) -> str | None:
    """Which of PortAudio's names is meant by one of the settings; None: the system's own."""
    if not name:
        return None
    exact = (one for one in names if one == name)
    placed = (one for one in names if _HARDWARE.sub("", one) == name)
    return next(exact, next(placed, None))
