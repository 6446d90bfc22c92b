"""Work that does not stop when it is cancelled: its thread is abandoned."""

import ctypes
import threading
from collections.abc import Callable
from typing import Final

from models.interfaces import WorkCancelledError

STUCK: Final = 3.0
"""Seconds in which work that is no longer wanted must stop."""


HANGS: Final = 7.0
"""Seconds after which work that was left to itself is no longer only slow."""


def unless_stopped(seconds: float, give_up: Callable[[], None]) -> threading.Timer:
    """Call `give_up` in another thread once work should have stopped; cancel it when it has."""
    timer = threading.Timer(seconds, give_up)
    timer.daemon = True
    timer.start()
    return timer


def interrupt(thread: threading.Thread) -> None:
    """Raise WorkCancelledError in a thread at its next step in Python: a loop ends there.

    What hangs in native code ends with the process; a daemon thread does not hold up its end.
    """
    if thread.is_alive() and thread.ident is not None:
        number, error = ctypes.c_ulong(thread.ident), ctypes.py_object(WorkCancelledError)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(number, error)
