"""macOS. Nobody has run Lantern there."""

from typing import Final

from models.system.base import System
from models.system.posix import Posix


class MacOS(Posix):
    """macOS."""


SYSTEM: Final[System] = MacOS()
