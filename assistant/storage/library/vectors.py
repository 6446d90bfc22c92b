"""Searches vectors for the nearest ones, with one of two libraries."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

import numpy as np

from assistant.saying.messages.files_lines import LibraryLine, reason
from assistant.storage.library.photo_index import Store, StoreError
from models.interfaces import Vector
from models.system import SYSTEM

if TYPE_CHECKING:
    from lancedb.query import LanceVectorQueryBuilder
    from lancedb.table import Table

BATCH: Final = 5000
"""Vectors to hold in memory at once."""


class FaissIndex:
    """Unit vectors in memory, each compared (https://faiss.ai, a flat index)."""

    def __init__(self, vectors: Mapping[str, Vector]) -> None:
        import faiss

        self._keys = list(vectors)
        table = np.stack(list(vectors.values())) if vectors else np.zeros((0, 1), np.float32)
        self._index = faiss.IndexFlatIP(table.shape[1])
        self._index.add(np.ascontiguousarray(table, np.float32))

    def search(self, vector: Vector, top: int) -> list[tuple[str, float]]:
        """Up to `top` keys with their cosines, nearest first."""
        if not self._keys or vector.size != self._index.d:
            return []
        near, rows = self._index.search(vector[None], max(1, top))
        pairs = zip(rows[0].tolist(), near[0].tolist(), strict=True)
        return [(self._keys[row], float(cosine)) for row, cosine in pairs if row >= 0][:top]


class LanceIndex:
    """Vectors on the disk (https://lancedb.github.io/lancedb), for more than memory holds.

    `folder` has one table for each space. Every method raises StoreError.
    """

    def __init__(self, folder: Path, space: str) -> None:
        # Keeps it from reporting each new table on stderr.
        os.environ.setdefault("LANCE_LOG", "error")
        try:
            import lancedb
        except ImportError as error:
            raise StoreError(LibraryLine.NO_LANCE.said()) from error
        self._name = hashlib.sha256(space.encode()).hexdigest()[:16]
        self._folder = folder
        with self._faults():
            SYSTEM.make_private(folder)
            self._base = lancedb.connect(folder)
            self._table = self._opened()

    def follow(
        self, keys: Iterable[str], vectors: Callable[[Iterable[str]], Mapping[str, Vector]]
    ) -> None:
        """Add and remove rows until exactly these keys are left; `vectors` gives those of new keys.

        If this is interrupted, the next call does the rest.
        """
        # Another process could add the same rows.
        with self._faults(), SYSTEM.locked(self._folder / "lock", wait=True):
            self._table = self._opened()
            wanted, held = set(keys), self._held()
            for some in _batches(wanted - held):
                rows = [{"key": key, "vector": vector} for key, vector in vectors(some).items()]
                if not rows:
                    continue
                if self._table is None:
                    self._table = self._base.create_table(self._name, rows)
                else:
                    self._table.add(rows)
            if self._table is None:
                return
            for some in _batches(held - wanted):
                listed = ", ".join(f"'{key}'" for key in some)
                self._table.delete(f"key IN ({listed})")

    def search(self, vector: Vector, top: int) -> list[tuple[str, float]]:
        """Up to `top` keys with their cosines, nearest first."""
        if self._table is None:
            return []
        with self._faults():
            # A search for a vector gives this kind of query.
            query = cast("LanceVectorQueryBuilder", self._table.search(vector.astype(np.float32)))
            near = query.distance_type("cosine").select(["key", "_distance"]).limit(max(1, top))
            rows = near.to_list()
        return [(str(row["key"]), 1 - float(row["_distance"])) for row in rows][:top]

    def _opened(self) -> "Table | None":
        known = self._base.list_tables().tables
        return self._base.open_table(self._name) if self._name in known else None

    def _held(self) -> set[str]:
        if self._table is None:
            return set()
        count = max(1, self._table.count_rows())
        rows = self._table.search().select(["key"]).limit(count).to_list()
        return {str(row["key"]) for row in rows}

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        # LanceDB raises errors of many kinds, which all mean the same to the user.
        except Exception as error:
            line = str(error).split("\n", 1)[0].rstrip(".")
            why = reason(error) if isinstance(error, OSError) and error.strerror else line
            fault = LibraryLine.INDEX_FOLDER.said(folder=self._folder, reason=why)
            raise StoreError(fault) from error


VectorIndex: TypeAlias = FaissIndex | LanceIndex


def _batches(keys: set[str]) -> Iterator[list[str]]:
    rows = sorted(keys)
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _on_disk(store: Store) -> VectorIndex:
    index = LanceIndex(store.path.with_suffix(".lance"), store.space)
    index.follow(store.digests(), store.vectors)
    return index


INDEXES: Final[Mapping[str, Callable[[Store], VectorIndex]]] = MappingProxyType(
    {"faiss": lambda store: FaissIndex(store.vectors(store.digests())), "lance": _on_disk}
)
"""The kinds of index over a store by their names in the settings; the keys are digests."""


def nearest(
    texts: Sequence[str], vectors: Sequence[Vector], wanted: Vector, top: int
) -> list[tuple[str, float]]:
    """The texts whose vectors are nearest to `wanted`, with their cosines."""
    return FaissIndex(dict(zip(texts, vectors, strict=True))).search(wanted, top)
