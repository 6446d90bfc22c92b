"""An index finds the same as a plain comparison, and what its store holds."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.storage.library.photo_index import PhotoEntry, Store
from assistant.storage.library.vectors import FaissIndex


def unit_rows(count: int, size: int, seed: int = 0) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "index.sqlite", "test") as store:
        yield store


def fill(store: Store, rows: NDArray[np.float32], first: int = 0) -> None:
    for number, row in enumerate(rows, start=first):
        store.put(PhotoEntry(f"{number}.jpg", 1, 1, f"d{number}", row))


def test_the_nearest_come_first(store: Store) -> None:
    rows = unit_rows(200, 24)
    fill(store, rows)
    wanted = unit_rows(1, 24, seed=1)[0]
    found = FaissIndex(store.vectors()).search(wanted, 7)
    order = np.argsort(-(rows @ wanted))[:7]
    assert [key for key, _ in found] == [f"d{row}" for row in order]
    near = (rows @ wanted)[order].tolist()
    assert [cosine for _, cosine in found] == pytest.approx(near, abs=1e-5)


def test_more_than_there_are_gives_all(store: Store) -> None:
    rows = unit_rows(3, 24)
    fill(store, rows)
    assert len(FaissIndex(store.vectors()).search(rows[0], 10)) == 3


def test_an_empty_store_gives_nothing(store: Store) -> None:
    assert FaissIndex(store.vectors()).search(unit_rows(1, 24)[0], 3) == []


def test_an_index_follows_added_and_removed_photos(store: Store) -> None:
    rows = unit_rows(20, 24)
    fill(store, rows)
    for number in range(5):
        store.remove(f"{number}.jpg")
    found = FaissIndex(store.vectors()).search(rows[12], 20)
    assert found[0][0] == "d12"
    assert sorted(key for key, _ in found) == sorted(f"d{number}" for number in range(5, 20))


def test_vectors_of_two_spaces_never_mix(tmp_path: Path) -> None:
    with Store(tmp_path / "index.sqlite", "one") as store:
        fill(store, unit_rows(2, 24))
    wider = unit_rows(2, 48)
    with Store(tmp_path / "index.sqlite", "two") as store:
        fill(store, wider)
        found = FaissIndex(store.vectors()).search(wider[1], 1)
        assert [key for key, _ in found] == ["d1"]
