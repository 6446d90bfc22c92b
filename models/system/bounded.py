"""Reads files that may be of any size."""

import errno
import os
from pathlib import Path


def read_within(path: Path, most: int) -> bytes:
    """A file's content. Raises OSError, also for a file of more than `most` bytes."""
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data
