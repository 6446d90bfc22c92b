"""Vectors on the disk (https://lancedb.github.io/lancedb), for more of them than memory holds."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from assistant.saying.messages.files_lines import LibraryLine, reason
from assistant.storage.library.photo_index import StoreError
from models.interfaces import Vector

if TYPE_CHECKING:
    from lancedb.query import LanceVectorQueryBuilder
    from lancedb.table import Table

BATCH: Final = 5000
"""Vectors that are held in memory at once."""


class LanceIndex:
    """A `VectorIndex` over one table, one for each space; every method raises StoreError."""

    def __init__(self, folder: Path, space: str) -> None:
        """Open or make the folder."""
        # It would tell of each new table on stderr.
        os.environ.setdefault("LANCE_LOG", "error")
        try:
            import lancedb
        except ImportError as error:
            raise StoreError(LibraryLine.NO_LANCE.said()) from error
        self._name = hashlib.sha256(space.encode()).hexdigest()[:16]
        self._folder = folder
        with self._faults_told():
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._base = lancedb.connect(folder)
            self._table = self._opened()

    def follow(
        self, keys: Iterable[str], vectors: Callable[[Iterable[str]], Mapping[str, Vector]]
    ) -> None:
        """Hold exactly these keys; `vectors` gives those of some that are new.

        What is cut off is made good by the next call.
        """
        with self._faults_told(), self._alone():
            self._table = self._opened()
            wanted, held = set(keys), self._held()
            for some in _parts(wanted - held):
                rows = [{"key": key, "vector": vector} for key, vector in vectors(some).items()]
                if self._table is None:
                    self._table = self._base.create_table(self._name, rows)
                else:
                    self._table.add(rows)
            if self._table is None:
                return
            for some in _parts(held - wanted):
                listed = ", ".join(f"'{key}'" for key in some)
                self._table.delete(f"key IN ({listed})")

    def search(self, vector: Vector, top: int) -> list[tuple[str, float]]:
        """As `VectorIndex.search`."""
        if self._table is None:
            return []
        with self._faults_told():
            # What is searched by a vector gives this kind of query.
            query = cast("LanceVectorQueryBuilder", self._table.search(vector.astype(np.float32)))
            near = query.distance_type("cosine").select(["key", "_distance"]).limit(max(1, top))
            rows = near.to_list()
        return [(str(row["key"]), 1 - float(row["_distance"])) for row in rows][:top]

    def _opened(self) -> "Table | None":
        known = self._base.list_tables().tables
        return self._base.open_table(self._name) if self._name in known else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two that add at once would add the same."""
        with (self._folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _held(self) -> set[str]:
        if self._table is None:
            return set()
        count = max(1, self._table.count_rows())
        rows = self._table.search().select(["key"]).limit(count).to_list()
        return {str(row["key"]) for row in rows}

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        # LanceDB raises what it likes; each of them means the same to the user.
        except Exception as error:
            told = str(error).split("\n", 1)[0].rstrip(".")
            why = reason(error) if isinstance(error, OSError) and error.strerror else told
            fault = LibraryLine.INDEX_FOLDER.said(folder=self._folder, reason=why)
            raise StoreError(fault) from error


def _parts(keys: set[str]) -> Iterator[list[str]]:
    rows = sorted(keys)
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
