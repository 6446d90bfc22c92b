"""Every kind of index finds what a plain comparison finds."""

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.library.vectors import INDEXES, nearest


def unit_rows(count: int, size: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("kind", INDEXES)
def test_the_nearest_come_first(kind: str) -> None:
    rows = unit_rows(500, 24)
    wanted = unit_rows(1, 24, seed=1)[0]
    found = INDEXES[kind](rows).search(wanted, 7)
    order = np.argsort(-(rows @ wanted))[:7]
    assert [row for row, _ in found] == order.tolist()
    assert [cosine for _, cosine in found] == pytest.approx((rows @ wanted)[order].tolist())


@pytest.mark.parametrize("kind", INDEXES)
def test_more_than_there_are_gives_all(kind: str) -> None:
    rows = unit_rows(3, 24)
    assert len(INDEXES[kind](rows).search(rows[0], 10)) == 3


def test_among_no_vectors_nothing_is_near() -> None:
    assert nearest([], unit_rows(1, 4)[0], 3) == []
