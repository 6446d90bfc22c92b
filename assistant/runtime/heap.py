"""Freed memory that the process still holds."""

from models.system import SYSTEM


def trim() -> None:
    """Return it to the system: networks leave much of it in the heaps of several threads."""
    SYSTEM.give_back_memory()
