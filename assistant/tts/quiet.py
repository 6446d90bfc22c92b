"""Keeps what sound libraries write to standard error away from a screen reader."""

import os
import sys


def quiet_libraries() -> None:
    """Send what C libraries write to standard error to nowhere; Python's own goes on as before.

    ALSA and PortAudio print each hiccup of the sound card, from any thread and at any time, and a
    screen reader would read it out. Called once, before anything else keeps `sys.stderr`.
    """
    sys.stderr.flush()
    own = os.dup(2)
    os.set_inheritable(own, False)
    sys.stderr = os.fdopen(own, "w", buffering=1, errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
