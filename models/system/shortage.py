"""Tells a computer without room, for memory or another thread, from what is broken."""

import errno
from typing import Final

_NUMBERS: Final = (errno.ENOMEM, errno.EAGAIN)
"""Also of a process or a thread that may not be started."""
_WORDS: Final = (
    "can't start new thread",
    "bad_alloc",
    "bad allocation",
    "failed to map segment",
    "allocate memory",
    "insufficient memory",
    "out of memory",
    "not enough memory",
    "resource temporarily unavailable",
)
"""By which Python, the loader and libraries say so; they have no error of its own for it."""


def is_shortage(error: BaseException | None) -> bool:
    """Whether a fault, or one that led to it, is only that there is no room now."""
    if error is None:
        return False
    said = str(error).lower()
    return (
        isinstance(error, MemoryError)
        or (isinstance(error, OSError) and error.errno in _NUMBERS)
        or any(words in said for words in _WORDS)
        or is_shortage(error.__cause__ or error.__context__)
    )
