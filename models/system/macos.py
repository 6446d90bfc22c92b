"""macOS. Nobody has run Lantern there."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from models.system.base import System
from models.system.posix import Posix


class MacOS(Posix):
    """macOS."""

    cameras_are_files: Final = False

    def cores(self) -> int:
        return os.cpu_count() or 1

    def free_memory(self) -> int:
        """See `System`: it does not say."""
        return 0

    @contextmanager
    def unsaved(self, name: str, folder: Path | None = None) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=folder) as own:
            yield Path(own if folder is None else folder, name)


SYSTEM: Final[System] = MacOS()
