"""Files that are written whole or not at all, and files for nobody else to read."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def draft(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A new file beside `path`, with `mode` as far as the umask lets it, that takes its place in
    one step once the block has ended well.

    Raises OSError; `path` is as it was then, and whenever the block raises.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        # Path.open has no opener.
        with open(place, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        place.replace(path)
    finally:
        with contextlib.suppress(OSError):
            place.unlink(missing_ok=True)


def make_private(path: Path) -> None:
    """Make a file where there is none, readable by others not even for a moment. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
