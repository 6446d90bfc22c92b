"""Searches vectors for the nearest ones."""

from collections.abc import Mapping

import numpy as np

from models.interfaces import Vector


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
