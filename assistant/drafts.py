"""Files that are written whole or not at all: beside their place, then moved there in one step."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


@contextlib.contextmanager
def draft(path: Path, mode: int = 0o666) -> Iterator[BinaryIO]:
    """A new file, with `mode` as far as the umask lets it, that takes the place of `path` once the
    block has ended well.

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
