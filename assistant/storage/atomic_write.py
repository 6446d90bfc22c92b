"""Atomic writes, and files that only their owner can read."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from models.system import SYSTEM


@contextlib.contextmanager
def atomic_write(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """Open a new file that replaces `path` in one step when the block ends without an error.

    It gets `mode`, less the umask. Raises OSError; after any error `path` is as it was before.
    """
    SYSTEM.make_private(path.parent)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # Path.open takes no opener.
        with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def create_private(path: Path) -> None:
    """Create a file, if there is none, that others can never read. Raises OSError."""
    SYSTEM.make_private(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
