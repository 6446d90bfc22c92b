"""Vectors on the disk (https://lancedb.github.io/lancedb), for more of them than memory holds."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from assistant.library.store import StoreError
from models.interfaces import Vector

BATCH: Final = 5000
"""Vectors that are held in memory at once."""


class LanceIndex:
    """A `VectorIndex` over one table; each space has its own."""

    def __init__(self, folder: Path, space: str) -> None:
        """Open or make the folder. Raises StoreError where LanceDB is missing or cannot use it."""
        try:
            import lancedb
        except ImportError as error:
            raise StoreError(
                "LanceDB is not installed. Install it with pip install lancedb, or set index to "
                "faiss in the settings, under library."
            ) from error
        self._name = hashlib.sha256(space.encode()).hexdigest()[:16]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._base = lancedb.connect(folder)
        names = self._base.table_names()
        self._table = self._base.open_table(self._name) if self._name in names else None

    def follow(
        self, keys: Iterable[str], vectors: Callable[[Iterable[str]], Mapping[str, Vector]]
    ) -> None:
        """Hold exactly these keys; `vectors` gives those of some that are new.

        What is cut off is made good by the next call.
        """
        wanted, held = set(keys), self._held()
        for some in _parts(wanted - held):
            rows = [{"key": key, "vector": vector} for key, vector in vectors(some).items()]
            if self._table is None:
                self._table = self._base.create_table(self._name, rows)
            else:
                self._table.add(rows)
        for some in _parts(held - wanted):
            listed = ", ".join(f"'{key}'" for key in some)
            self._table.delete(f"key IN ({listed})")

    def search(self, vector: Vector, top: int) -> list[tuple[str, float]]:
        """As `VectorIndex.search`."""
        if self._table is None:
            return []
        query = self._table.search(vector.astype(np.float32)).distance_type("cosine")
        rows = query.select(["key", "_distance"]).limit(max(1, top)).to_list()
        return [(str(row["key"]), 1 - float(row["_distance"])) for row in rows][:top]

    def _held(self) -> set[str]:
        if self._table is None:
            return set()
        count = max(1, self._table.count_rows())
        rows = self._table.search().select(["key"]).limit(count).to_list()
        return {str(row["key"]) for row in rows}


def _parts(keys: set[str]) -> Iterator[list[str]]:
    rows = sorted(keys)
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))
