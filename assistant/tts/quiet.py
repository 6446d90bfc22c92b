"""Keeps the messages of sound libraries away from screen readers."""

import os
import sys


def quiet_libraries() -> None:
    """Discard what C libraries write to standard error, but not what Python writes.

    ALSA and PortAudio print every hiccup of the sound card, and a screen reader would read it out.
    Call this once, before anything else keeps `sys.stderr`.
    """
    sys.stderr.flush()
    own = os.dup(2)
    os.set_inheritable(own, False)
    sys.stderr = os.fdopen(own, "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
