"""What the user kept, and what was seen and when, in one SQLite file that only its owner can read.

Only vectors and words are kept, never pictures. Those of another model's space have no use but
their words.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import platformdirs

from assistant.protocol.memory_protocols import DiaryEntry, KeptView, MemoryFault
from assistant.saying.messages.files_lines import FileFault, reason
from assistant.storage.atomic_write import create_private
from assistant.understanding.normaliser import plain
from models.interfaces import Vector

MOST_SIGHTINGS: Final = 5000
"""Weeks of use, and some ten megabytes."""
PATIENCE: Final = 2.0
"""Seconds to wait for another program that uses the file."""
DIARY_PATIENCE: Final = 0.25
"""The same for a new sighting, since the next picture must not wait."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS kept (
    name TEXT NOT NULL COLLATE NOCASE,
    space TEXT NOT NULL,
    vector BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS sighting (
    at REAL NOT NULL,
    said TEXT NOT NULL,
    sure TEXT NOT NULL,
    likely TEXT NOT NULL,
    space TEXT NOT NULL,
    vector BLOB NOT NULL
);
"""


def memory_file() -> Path:
    """The path of the memory, among the user's own data."""
    return platformdirs.user_data_path("lantern") / "memory.sqlite"


class _MemoryFile:
    """Opens the file, by default `memory_file()`, for each transaction: two programs may use it.

    Every method raises MemoryFault.
    """

    def __init__(self, space: str, path: Path | None = None) -> None:
        self._space = space
        self._path = path

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._opened() as base:
            return base.execute(statement, values).fetchall()

    @contextmanager
    def _opened(
        self, patience: float = PATIENCE, *, keeps: bool = False
    ) -> Iterator[sqlite3.Connection]:
        """Begin a transaction; only one that `keeps` something creates the file."""
        path = self._path or memory_file()
        try:
            if keeps:
                create_private(path)
            place = path if keeps or _exists(path) else ":memory:"
            with closing(sqlite3.connect(place, timeout=patience)) as base, base:
                base.executescript(_SCHEMA)
                yield base
        except (OSError, sqlite3.Error) as error:
            why = reason(error) if isinstance(error, OSError) else error
            raise MemoryFault(FileFault.MEMORY.said(reason=why, file=path)) from error


def _exists(path: Path) -> bool:
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return False
    return True


class StoredMemory(_MemoryFile):
    """A `Memory` on the disk, for the vectors of one space."""

    def keep(self, name: str, vector: Vector) -> None:
        """Keep a view; a name may have several."""
        with self._opened(keeps=True) as base:
            row = (name, self._space, _blob(vector))
            base.execute("INSERT INTO kept VALUES (?, ?, ?)", row)

    def views(self) -> list[KeptView]:
        """All views of the space, in the order in which they were kept."""
        rows = self._run("SELECT name, vector FROM kept WHERE space = ?", (self._space,))
        return [KeptView(name, np.frombuffer(blob, np.float32)) for name, blob in rows]

    def names(self) -> list[str]:
        """All names, each once, whatever the space of their views."""
        rows = self._run("SELECT name FROM kept ORDER BY rowid")
        return list(dict.fromkeys(name for (name,) in rows))

    def forget(self, name: str) -> bool:
        """Forget a name and all its views; False if there is none."""
        with self._opened() as base:
            rows = base.execute("SELECT DISTINCT name FROM kept").fetchall()
            same = [row for row in rows if row[0].lower() == name.lower()]
            found = same or [row for row in rows if plain(row[0]) == plain(name) != ""]
            base.executemany("DELETE FROM kept WHERE name = ?", found)
        return bool(found)


class StoredDiary(_MemoryFile):
    """A `Diary` on the disk; only the vectors of one space are comparable."""

    def note(self, sighting: DiaryEntry) -> None:
        """Keep a sighting, and only the newest `MOST_SIGHTINGS`."""
        names = json.dumps(sighting.sure), json.dumps(sighting.likely)
        row = (sighting.at, sighting.said, *names, self._space, _blob(sighting.vector))
        with self._opened(DIARY_PATIENCE, keeps=True) as base:
            base.execute("INSERT INTO sighting VALUES (?, ?, ?, ?, ?, ?)", row)
            base.execute(
                "DELETE FROM sighting WHERE rowid <= (SELECT max(rowid) FROM sighting) - ?",
                (MOST_SIGHTINGS,),
            )

    def sightings(self) -> list[DiaryEntry]:
        """All sightings, the newest first."""
        rows = self._run(
            "SELECT at, said, sure, likely, vector, space = ? FROM sighting ORDER BY rowid DESC",
            (self._space,),
        )
        return [
            DiaryEntry(
                at,
                said,
                tuple(json.loads(sure)),
                tuple(json.loads(likely)),
                np.frombuffer(blob, np.float32),
                comparable=bool(comparable),
            )
            for at, said, sure, likely, blob, comparable in rows
        ]

    def clear(self) -> None:
        """Forget all sightings, whatever their space."""
        self._run("DELETE FROM sighting")


def _blob(vector: Vector) -> bytes:
    return vector.astype(np.float32).tobytes()
