"""Every kind of index finds the same as a plain comparison, and follows its store."""

import builtins
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.storage.library.photo_index import PhotoEntry, Store, StoreError
from assistant.storage.library.vectors import INDEXES, LanceIndex, nearest
from models.interfaces import Vector

# To import LanceDB takes more than a second.
KINDS = [
    pytest.param(kind, marks=pytest.mark.slow) if kind == "lance" else kind for kind in INDEXES
]


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


@pytest.mark.parametrize("kind", KINDS)
def test_the_nearest_come_first(kind: str, store: Store) -> None:
    rows = unit_rows(200, 24)
    fill(store, rows)
    wanted = unit_rows(1, 24, seed=1)[0]
    found = INDEXES[kind](store).search(wanted, 7)
    order = np.argsort(-(rows @ wanted))[:7]
    assert [key for key, _ in found] == [f"d{row}" for row in order]
    near = (rows @ wanted)[order].tolist()
    assert [cosine for _, cosine in found] == pytest.approx(near, abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_more_than_there_are_gives_all(kind: str, store: Store) -> None:
    rows = unit_rows(3, 24)
    fill(store, rows)
    assert len(INDEXES[kind](store).search(rows[0], 10)) == 3


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_store_gives_nothing(kind: str, store: Store) -> None:
    assert INDEXES[kind](store).search(unit_rows(1, 24)[0], 3) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_reopened_index_follows_added_and_removed_photos(kind: str, store: Store) -> None:
    rows = unit_rows(20, 24)
    fill(store, rows[:10])
    INDEXES[kind](store)
    fill(store, rows[10:], first=10)
    for number in range(5):
        store.remove(f"{number}.jpg")
    found = INDEXES[kind](store).search(rows[12], 20)
    assert found[0][0] == "d12"
    assert sorted(key for key, _ in found) == sorted(f"d{number}" for number in range(5, 20))


@pytest.mark.parametrize("kind", KINDS)
def test_vectors_of_two_spaces_never_mix(kind: str, tmp_path: Path) -> None:
    rows = unit_rows(2, 24)
    with Store(tmp_path / "index.sqlite", "one") as store:
        fill(store, rows)
        INDEXES[kind](store)
    wider = unit_rows(2, 48)
    with Store(tmp_path / "index.sqlite", "two") as store:
        fill(store, wider)
        found = INDEXES[kind](store).search(wider[1], 1)
        assert [key for key, _ in found] == ["d1"]


def test_a_missing_library_says_what_to_do(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name == "lancedb":
            raise ImportError(name)
        return imported(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StoreError, match="pip install lancedb"):
        INDEXES["lance"](store)


def test_no_texts_give_no_nearest() -> None:
    assert nearest([], [], unit_rows(1, 4)[0], 3) == []


@pytest.mark.slow
def test_a_damaged_index_folder_says_what_to_do(store: Store) -> None:
    rows = unit_rows(5, 24)
    fill(store, rows)
    INDEXES["lance"](store)
    for path in store.path.with_suffix(".lance").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    with pytest.raises(StoreError, match=r"index\.lance can't be used: .*Delete that folder"):
        INDEXES["lance"](store).search(rows[0], 3)


@pytest.mark.slow
def test_two_searches_at_once_add_each_photo_once(store: Store) -> None:
    rows = unit_rows(40, 24)
    folder = store.path.with_suffix(".lance")
    vectors = {f"d{number}": row for number, row in enumerate(rows)}
    first, second = (LanceIndex(folder, "test") for _ in range(2))
    with ThreadPoolExecutor(1) as pool:

        def begin_second(keys: Iterable[str]) -> dict[str, Vector]:
            wait([pool.submit(second.follow, list(vectors), lambda keys: vectors)], 1)
            return vectors

        first.follow(list(vectors), begin_second)
    found = LanceIndex(folder, "test").search(rows[0], 100)
    assert len(found) == 40


def test_a_file_in_place_of_the_folder_is_reported_in_words(store: Store) -> None:
    store.path.with_suffix(".lance").touch()
    with pytest.raises(StoreError, match=r"can't be used: file exists\. Delete"):
        INDEXES["lance"](store)
