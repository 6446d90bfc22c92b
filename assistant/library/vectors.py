"""Searches vectors for the nearest ones; which library does it is chosen here alone."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from models.interfaces import Vector


class VectorIndex(Protocol):
    """Finds the nearest of many vectors."""

    def search(self, vector: Vector, top: int) -> list[tuple[int, float]]:
        """Up to `top` rows with their cosines, nearest first."""
        ...


class FaissIndex:
    """All vectors in memory, each compared (https://faiss.ai, a flat index)."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        """Take vectors [N, D] of length 1."""
        import faiss

        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def search(self, vector: Vector, top: int) -> list[tuple[int, float]]:
        """As `VectorIndex.search`."""
        near, rows = self._index.search(vector[None], max(1, top))
        pairs = zip(rows[0].tolist(), near[0].tolist(), strict=True)
        return [(int(row), float(cosine)) for row, cosine in pairs if row >= 0][:top]


INDEXES: Final[Mapping[str, Callable[[NDArray[np.float32]], VectorIndex]]] = MappingProxyType(
    {"faiss": FaissIndex}
)
"""Every kind of index by its name."""


def nearest(
    vectors: Sequence[Vector], wanted: Vector, top: int, kind: str = "faiss"
) -> list[tuple[int, float]]:
    """The rows of a few vectors that are nearest to `wanted`, with their cosines."""
    if not vectors:
        return []
    return INDEXES[kind](np.stack(vectors)).search(wanted, top)
