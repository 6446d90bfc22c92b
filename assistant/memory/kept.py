"""Names that the user gave to views, in one SQLite file that only its owner can read.

A view is kept as its vector; the picture itself is not.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import platformdirs

from assistant.keepsakes import Kept, MemoryFault
from models.interfaces import Vector

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    name TEXT NOT NULL COLLATE NOCASE,
    space TEXT NOT NULL,
    vector BLOB NOT NULL
)
"""


def memory_file() -> Path:
    """Where the memory lies, among the user's own data."""
    return platformdirs.user_data_path("lantern") / "memory.sqlite"


class StoredMemory:
    """A `Memory` on the disk: the views of one space. Those of another are left alone."""

    def __init__(self, space: str, path: Path | None = None) -> None:
        """Nothing is opened before it is needed; `path` is `memory_file()` by default."""
        self._space = space
        self._path = path

    def keep(self, name: str, vector: Vector) -> None:
        """Keep a view; a name may have several. Raises MemoryFault."""
        blob = vector.astype(np.float32).tobytes()
        self._run("INSERT INTO kept VALUES (?, ?, ?)", (name, self._space, blob))

    def views(self) -> list[Kept]:
        """All views, in the order in which they were kept. Raises MemoryFault."""
        rows = self._run("SELECT name, vector FROM kept WHERE space = ?", (self._space,))
        return [Kept(str(name), np.frombuffer(blob, np.float32)) for name, blob in rows]

    def forget(self, name: str) -> bool:
        """Forget a name and all its views; False if there is none. Raises MemoryFault."""
        found = self._run("SELECT 1 FROM kept WHERE name = ?", (name,))
        self._run("DELETE FROM kept WHERE name = ?", (name,))
        return bool(found)

    def _run(self, statement: str, values: Sequence[object]) -> list[tuple[object, bytes]]:
        path = self._path or memory_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # It must not be readable by others for a moment either.
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(path, timeout=2)) as base, base:
                base.execute(_SCHEMA)
                return base.execute(statement, values).fetchall()
        except (OSError, sqlite3.Error) as error:
            raise MemoryFault(
                f"What you kept cannot be read or written: {error}. Check the file {path}."
            ) from error
