"""Whether a screen reader runs, which would read aloud whatever is printed."""

from contextlib import suppress
from pathlib import Path
from typing import Final

NAMES: Final = ("orca",)


def runs() -> bool:
    """Look through the processes of this user."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # It may end while it is looked at, or belong to somebody else.
            if (folder / "comm").read_text().strip() in NAMES:
                return True
    return False
