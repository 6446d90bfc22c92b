"""Whether a screen reader is running, which would read out everything that is printed."""

from contextlib import suppress
from pathlib import Path
from typing import Final

NAMES: Final = ("orca",)


def runs() -> bool:
    """Search the running processes for a screen reader."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # It may have ended, or belong to another user.
            if (folder / "comm").read_text().strip() in NAMES:
                return True
    return False
