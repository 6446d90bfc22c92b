"""What is known about a folder's photos, in one SQLite file that only its owner can read.

Every change is a transaction, so that a power cut does no harm.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from assistant.protocol.spoken import Message
from assistant.saying.messages.files_lines import LibraryLine, reason
from assistant.storage.atomic_write import create_private
from assistant.storage.database_errors import database_errors
from models.interfaces import Vector

_SCHEMA = """
CREATE TABLE IF NOT EXISTS space (name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS photo (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    digest TEXT NOT NULL,
    vector BLOB,
    fault TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS by_digest ON photo (digest);
"""
_LINES = {
    sqlite3.SQLITE_BUSY: LibraryLine.INDEX_BUSY,
    sqlite3.SQLITE_LOCKED: LibraryLine.INDEX_BUSY,
    **dict.fromkeys((sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY), LibraryLine.INDEX_UNWRITABLE),
}
"""What to say about some error codes of SQLite."""


class StoreError(Exception):
    """The index cannot be read or written; the text says what to do."""


@dataclass(frozen=True, slots=True)
class PhotoEntry:
    """The file of one photo, as it was when it was indexed."""

    path: str
    """Relative to the folder."""
    size: int = 0
    changed: int = 0
    """The time of its last change, in nanoseconds."""
    digest: str = ""
    vector: Vector | None = None
    fault: Message | str = ""
    """Why there is no vector."""


_WHOLE = "typeof(vector) = 'blob' AND length(vector) = ?"
_USUAL = """
SELECT length(vector) FROM photo WHERE typeof(vector) = 'blob' AND length(vector) % 4 = 0
GROUP BY length(vector) ORDER BY count(*) DESC
"""
"""The lengths of vectors; damaged ones are rare."""
_IN_SPACE = "EXISTS (SELECT 1 FROM space WHERE name = ?)"


def _text(data: bytes) -> str:
    return data.decode(errors="replace")


class Store:
    """The entries of one folder, with the vectors of one space; one of another space is emptied.

    If another program has reused it for another space meanwhile, methods that need vectors fail:
    vectors of two spaces cannot be compared. Every method raises StoreError.
    """

    def __init__(self, path: Path, space: str) -> None:
        self.path = path
        self.space = space
        with self._faults():
            create_private(path)
            self._base = sqlite3.connect(path, timeout=10)
            self._base.text_factory = _text
            with database_errors():
                self._base.executescript(_SCHEMA)
            if self._base.execute("SELECT name FROM space").fetchall() != [(space,)]:
                with self._base:
                    self._base.execute("DELETE FROM space")
                    self._base.execute("DELETE FROM photo")
                    self._base.execute("INSERT INTO space VALUES (?)", (space,))
            usual = self._base.execute(_USUAL).fetchone()
            self._bytes = int(usual[0]) if usual else 0
            """Of a vector, unless it is damaged."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._base.close()

    def entries(self) -> list[PhotoEntry]:
        """All photos, ordered by path, without their vectors, which may not fit in memory.

        Of one whose vector is damaged only the path is given, as if the photo had changed.
        """
        columns = f"path, size, changed, digest, fault, vector IS NULL OR ({_WHOLE})"
        rows = self._run(f"SELECT {columns} FROM photo ORDER BY path", self._bytes)
        return [
            PhotoEntry(path, size, changed, digest, None, fault) if whole else PhotoEntry(path, -1)
            for path, size, changed, digest, fault, whole in rows
        ]

    def put(self, entry: PhotoEntry) -> None:
        """Store an entry, replacing one of the same path."""
        vector = None if entry.vector is None else entry.vector.astype(np.float32).tobytes()
        self._bytes = self._bytes if vector is None else len(vector)
        row = (entry.path, entry.size, entry.changed, entry.digest, vector, str(entry.fault))
        self._needs_space(
            f"INSERT OR REPLACE INTO photo SELECT ?, ?, ?, ?, ?, ? WHERE {_IN_SPACE} RETURNING 1",
            *row,
        )

    def remove(self, path: str) -> None:
        """Forget a path."""
        self._run("DELETE FROM photo WHERE path = ?", path)

    def of_digest(self, digest: str) -> Vector | None:
        """The vector of a photo with this content, wherever it is."""
        known = f"SELECT vector FROM photo WHERE digest = ? AND {_WHOLE}"
        rows = self._run(f"{known} AND {_IN_SPACE}", digest, self._bytes, self.space)
        vectors = (np.frombuffer(blob, np.float32) for (blob,) in rows)
        return next((vector for vector in vectors if np.isfinite(vector).all()), None)

    def vectors(self) -> dict[str, Vector]:
        """The vectors of all photos, by their digests."""
        self._needs_space(f"SELECT 1 WHERE {_IN_SPACE}")
        known = f"SELECT digest, vector FROM photo WHERE {_WHOLE} AND {_IN_SPACE}"
        rows = self._run(known, self._bytes, self.space)
        vectors = ((digest, np.frombuffer(blob, np.float32)) for digest, blob in rows)
        return {digest: vector for digest, vector in vectors if np.isfinite(vector).all()}

    def paths(self, digest: str) -> list[str]:
        """The paths of all photos with this content."""
        found = "SELECT path FROM photo WHERE digest = ? ORDER BY path"
        return [row[0] for row in self._run(found, digest)]

    def _run(self, statement: str, *values: object) -> list[Any]:
        with self._faults(), self._base:
            return self._base.execute(statement, values).fetchall()

    def _needs_space(self, statement: str, *values: object) -> None:
        """Run a statement, ended by the space, that gives nothing in another space."""
        if not self._run(statement, *values, self.space):
            raise StoreError(LibraryLine.INDEX_BUSY.said(file=self.path))

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            shut = error.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC)
            line = LibraryLine.INDEX_UNWRITABLE if shut else LibraryLine.INDEX_FAULT
            raise StoreError(line.said(file=self.path, reason=reason(error))) from error
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            line = _LINES.get(code, LibraryLine.INDEX_FAULT)
            raise StoreError(line.said(file=self.path, reason=error)) from error
