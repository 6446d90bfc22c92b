"""Searches vectors for the nearest ones; which library does it is chosen here alone."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np

from assistant.storage.library.lance import LanceIndex
from assistant.storage.library.photo_index import Store
from models.interfaces import Vector


class VectorIndex(Protocol):
    """Finds the nearest of many vectors, each of which has a key."""

    def search(self, vector: Vector, top: int) -> list[tuple[str, float]]:
        """Up to `top` keys with their cosines, nearest first."""
        ...


class FaissIndex:
    """All vectors in memory, each compared (https://faiss.ai, a flat index)."""

    def __init__(self, vectors: Mapping[str, Vector]) -> None:
        """Take vectors of length 1 by their keys."""
        import faiss

        self._keys = list(vectors)
        table = np.stack(list(vectors.values())) if vectors else np.zeros((0, 1), np.float32)
        self._index = faiss.IndexFlatIP(table.shape[1])
        self._index.add(np.ascontiguousarray(table, np.float32))

    def search(self, vector: Vector, top: int) -> list[tuple[str, float]]:
        """As `VectorIndex.search`."""
        if not self._keys:
            return []
        near, rows = self._index.search(vector[None], max(1, top))
        pairs = zip(rows[0].tolist(), near[0].tolist(), strict=True)
        return [(self._keys[row], float(cosine)) for row, cosine in pairs if row >= 0][:top]


def _on_disk(store: Store) -> VectorIndex:
    index = LanceIndex(store.path.with_suffix(".lance"), store.space)
    index.follow(store.digests(), store.vectors)
    return index


INDEXES: Final[Mapping[str, Callable[[Store], VectorIndex]]] = MappingProxyType(
    {"faiss": lambda store: FaissIndex(store.vectors(store.digests())), "lance": _on_disk}
)
"""Every kind of index over a store by its name in the settings; the keys are digests."""


def nearest(
    texts: Sequence[str], vectors: Sequence[Vector], wanted: Vector, top: int
) -> list[tuple[str, float]]:
    """Those of a few texts whose vectors are nearest to `wanted`, with their cosines."""
    return FaissIndex(dict(zip(texts, vectors, strict=True))).search(wanted, top)
