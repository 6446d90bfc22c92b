"""What differs between operating systems: processor cores, memory, locks, child processes.

`SYSTEM` is this computer's. The files beside this one have one system each.
"""

import sys
from importlib import import_module
from typing import Final

from models.system.base import System

_FILES: Final = {"linux": "linux", "win32": "windows", "darwin": "macos"}

SYSTEM: Final[System] = import_module(f"models.system.{_FILES[sys.platform]}").SYSTEM
