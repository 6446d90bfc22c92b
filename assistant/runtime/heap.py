"""Memory that is free but still held by the process."""

import ctypes


def trim() -> None:
    """Give it back to the system; does nothing where the C library cannot (only glibc can).

    Networks leave much of it behind, in the heaps of several threads.
    """
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back is not None:
        give_back(0)
