"""Freed memory that the process still holds."""

import ctypes


def trim() -> None:
    """Return it to the system; does nothing without glibc.

    Networks leave much of it in the heaps of several threads.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)
