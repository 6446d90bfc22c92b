"""What the user kept, and what was seen and when, in one SQLite file that only its owner can read.

Only vectors and words are kept, never pictures. Those of another model's space have no use but
their words.
"""

import json
import math
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import platformdirs

from assistant.protocol.memory_protocols import DiaryEntry, KeptView, MemoryFault
from assistant.protocol.spoken import Message
from assistant.saying.messages.files_lines import FileFault, reason
from assistant.storage.atomic_write import create_private
from assistant.storage.database_errors import database_errors
from assistant.understanding.normaliser import plain
from models.interfaces import Vector

T = TypeVar("T")

MOST_SIGHTINGS: Final = 5000
"""Weeks of use, and some ten megabytes."""
ROUNDED: Final = 0.01
"""How far the square of a vector's length may be from 1."""
PATIENCE: Final = 2.0
"""Seconds to wait for another program that uses the file."""
DIARY_PATIENCE: Final = 0.25
"""The same for a new sighting, since the next picture must not wait."""

NO_ROOM: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""Faults of a full disk, depending on what there is no room for."""

_SCHEMA = """
PRAGMA secure_delete = ON;
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

    Rows that are damaged are left out. Every method but `damage` raises MemoryFault.
    """

    def __init__(self, space: str, path: Path | None = None) -> None:
        self._space = space
        self._path = path
        self._damaged = self._told = False

    def damage(self) -> Message | None:
        """As `Damageable.damage`."""
        if self._told or not self._damaged:
            return None
        self._told = True
        return FileFault.MEMORY_PARTLY.said(file=self._path or memory_file())

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        with self._opened() as base:
            return base.execute(statement, values).fetchall()

    def _forget(self, delete: Callable[[sqlite3.Connection], T]) -> T:
        """Carry out a deletion, even on a full disk, where there is no room for a journal."""
        try:
            with self._opened() as base:
                return delete(base)
        except MemoryFault as fault:
            if getattr(fault.__cause__, "sqlite_errorcode", 0) & 0xFF not in NO_ROOM:
                raise
        with self._opened(journal="MEMORY") as base:
            return delete(base)

    @contextmanager
    def _opened(
        self, patience: float = PATIENCE, *, keeps: bool = False, journal: str = "DELETE"
    ) -> Iterator[sqlite3.Connection]:
        """Begin a transaction; only one that `keeps` something creates the file."""
        path = self._path or memory_file()
        try:
            if keeps:
                create_private(path)
            place = path if keeps or _exists(path) else ":memory:"
            with closing(sqlite3.connect(place, timeout=patience)) as base, base:
                base.text_factory = _text
                with database_errors():
                    base.executescript(f"PRAGMA journal_mode = {journal}; {_SCHEMA}")
                yield base
        except (OSError, sqlite3.Error) as error:
            why = reason(error) if isinstance(error, OSError) else error
            raise MemoryFault(FileFault.MEMORY.said(reason=why, file=path)) from error

    def _sound(self, rows: list[Any], made: Callable[..., T]) -> list[T]:
        """What is made of the rows, without those of which nothing can be made."""
        found = []
        for row in rows:
            try:
                found.append(made(*row))
            # RecursionError: JSON that is nested too deeply.
            except (ValueError, TypeError, RecursionError):
                self._damaged = True
        return found


def _text(data: bytes) -> str | bytes:
    """A text of the file; as bytes, which are no text, if it is damaged."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _vector(blob: object) -> Vector:
    """A vector, of length 1 as all are. Raises ValueError and TypeError."""
    if not isinstance(blob, bytes):
        raise TypeError
    vector = np.frombuffer(blob, np.float32)
    if not abs(float(vector @ vector) - 1) < ROUNDED:
        raise ValueError
    return vector


def _words(value: object) -> str:
    """A text. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError
    return value


def _names(text: str) -> tuple[str, ...]:
    """The names in a list in JSON. Raises ValueError, TypeError and RecursionError."""
    return tuple(map(_words, json.loads(text)))


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
        views = self._sound(rows, lambda name, blob: KeptView(_words(name), _vector(blob)))
        sizes = Counter(view.vector.size for view in views)
        usual = max(sizes, key=lambda size: sizes[size], default=0)
        self._damaged = self._damaged or len(sizes) > 1
        return [view for view in views if view.vector.size == usual]

    def names(self) -> list[str]:
        """All names, each once, whatever the space of their views."""
        rows = self._run("SELECT name FROM kept ORDER BY rowid")
        return list(dict.fromkeys(self._sound(rows, _words)))

    def forget(self, name: str) -> bool:
        """Forget a name and all its views; False if there is none."""

        def delete(base: sqlite3.Connection) -> bool:
            found = base.execute("SELECT DISTINCT name FROM kept").fetchall()
            rows = [row for row in found if isinstance(row[0], str)]
            same = [row for row in rows if row[0].lower() == name.lower()]
            found = same or [row for row in rows if plain(row[0]) == plain(name) != ""]
            base.executemany("DELETE FROM kept WHERE name = ?", found)
            return bool(found)

        return self._forget(delete)


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
        return self._sound(rows, _sighting)

    def clear(self) -> None:
        """Forget all sightings, whatever their space."""
        self._forget(lambda base: base.execute("DELETE FROM sighting"))


def _sighting(
    at: object, said: object, sure: str, likely: str, blob: object, comparable: object
) -> DiaryEntry:
    """A row as a sighting. Raises ValueError, TypeError and RecursionError."""
    if not isinstance(at, float) or not math.isfinite(at):
        raise TypeError
    names = _names(sure), _names(likely)
    return DiaryEntry(at, _words(said), *names, _vector(blob), comparable=bool(comparable))


def _blob(vector: Vector) -> bytes:
    return vector.astype(np.float32).tobytes()
