"""The one SQLite file of the memory, that only its owner can read."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import platformdirs

from assistant.protocol.memory_protocols import MemoryFault
from assistant.saying.messages.faults_lines import MemoryLine
from assistant.saying.messages.files_lines import reason
from assistant.storage.atomic_write import make_private

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
    """Where the memory lies, among the user's own data."""
    return platformdirs.user_data_path("lantern") / "memory.sqlite"


class MemoryFile:
    """Opens the file for each transaction, so that two programs can use it."""

    def __init__(self, path: Path | None) -> None:
        """Nothing is opened yet; without a path it is `memory_file()`."""
        self._path = path

    def run(
        self, statement: str, values: Sequence[object] = (), *, keeps: bool = False
    ) -> list[tuple[object, ...]]:
        """The rows of one statement, which is a transaction; `keeps` as in `opened`.

        Raises MemoryFault.
        """
        with self.opened(keeps=keeps) as base:
            return base.execute(statement, values).fetchall()

    @contextmanager
    def opened(self, patience: float = 2.0, *, keeps: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction, begun within `patience` seconds. Raises MemoryFault.

        Unless it `keeps` something, no file is made where there is none.
        """
        path = self._path or memory_file()
        try:
            if keeps:
                make_private(path)
            place = path if keeps else _there(path)
            with closing(sqlite3.connect(place, timeout=patience)) as base, base:
                base.executescript(_SCHEMA)
                yield base
        except OSError as error:
            raise MemoryFault(
                MemoryLine.UNREADABLE.said(reason=reason(error), file=path)
            ) from error
        except sqlite3.Error as error:
            raise MemoryFault(MemoryLine.UNREADABLE.said(reason=error, file=path)) from error


def _there(path: Path) -> Path | str:
    """A file, or an empty base in its place where there is none."""
    try:
        path.open("rb").close()
    except FileNotFoundError:
        return ":memory:"
    return path
