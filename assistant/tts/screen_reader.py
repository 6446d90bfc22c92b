"""Screen readers, which read out everything that is printed."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

PRINT: Final = "print"
"""The engine that prints what others speak."""
NAMES: Final = ("orca",)


def runs() -> bool:
    """Whether a screen reader is running."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # It may have ended, or belong to another user.
            if (folder / "comm").read_text().strip() in NAMES:
                return True
    return False


def quiet_libraries() -> None:
    """Discard what C libraries write to standard error, but not what Python writes.

    ALSA and PortAudio print every hiccup of the sound card, and a screen reader would read it out.
    Call this once, before anything else keeps `sys.stderr`.
    """
    sys.stderr.flush()
    own = os.dup(2)
    os.set_inheritable(own, False)
    how = sys.stderr.encoding
    sys.stderr = os.fdopen(own, "w", buffering=1, encoding=how, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def reads_lines(engine: str) -> bool:
    """Whether the user's own reader reads the printed lines, so that nothing is spoken over it.

    `engine` is the one in the settings; "auto" leaves it to ACCESSIBLE in the environment.
    """
    asked = os.environ.get("ACCESSIBLE", "0") not in ("", "0")
    return engine == PRINT or (engine == "auto" and asked)
