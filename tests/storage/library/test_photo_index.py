"""The entries of a folder's photos."""

import errno
import sqlite3
import stat
from pathlib import Path

import numpy as np
import pytest

from assistant.storage.library.photo_index import PhotoEntry, Store, StoreError


def entry(path: str, digest: str = "d", first: float = 1.0) -> PhotoEntry:
    return PhotoEntry(path, 10, 20, digest, np.array([first, 0, 0], np.float32))


def test_entries_are_there_after_the_file_is_reopened(tmp_path: Path) -> None:
    with Store(tmp_path / "index.sqlite", "one") as store:
        store.put(entry("b.jpg", first=0.5))
        store.put(entry("a.jpg"))
        store.put(PhotoEntry("bad.jpg", 1, 2, "x", None, "bad.jpg is damaged."))
    with Store(tmp_path / "index.sqlite", "one") as store:
        assert [*store.vectors()] == ["d"]
        assert store.paths("d") == ["a.jpg", "b.jpg"]
        assert [one.fault for one in store.entries()] == ["", "", "bad.jpg is damaged."]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    with Store(tmp_path / "deep" / "index.sqlite", "one"):
        pass
    assert stat.S_IMODE((tmp_path / "deep" / "index.sqlite").stat().st_mode) == 0o600


def test_another_space_empties_it(tmp_path: Path) -> None:
    with Store(tmp_path / "index.sqlite", "one") as store:
        store.put(entry("a.jpg"))
    with Store(tmp_path / "index.sqlite", "two") as store:
        assert list(store.entries()) == []
        assert store.vectors() == {}


def test_vectors_of_two_spaces_never_come_together(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Store(path, "one") as before, Store(path, "two") as after:
        after.put(entry("b.jpg", "b"))
        for use in (lambda: before.put(entry("a.jpg", "a")), before.vectors):
            with pytest.raises(StoreError, match="Another program is using the index"):
                use()
        assert before.of_digest("b") is None
        assert [*after.vectors()] == ["b"]


def test_the_same_content_is_known_by_its_digest(tmp_path: Path) -> None:
    with Store(tmp_path / "index.sqlite", "one") as store:
        store.put(entry("a.jpg", "same", 0.25))
        found = store.of_digest("same")
        assert found is not None
        assert found[0] == 0.25
        assert store.of_digest("other") is None
        vectors = {key: one.tolist() for key, one in store.vectors().items()}
        assert vectors == {"same": [0.25, 0, 0]}


def test_a_file_that_is_not_an_index_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "index.sqlite").write_text("this is no database, but long enough to look like one")
    with pytest.raises(StoreError, match="Delete that file"):
        Store(tmp_path / "index.sqlite", "one")


def test_a_locked_index_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path / "index.sqlite", "one") as store:
        store._base.execute("PRAGMA busy_timeout = 50")
        other = sqlite3.connect(tmp_path / "index.sqlite")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="Another program is using the index"):
            store.put(entry("a.jpg"))
        other.close()


@pytest.mark.slow
def test_an_index_damaged_after_its_header_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Store(path, "one") as store:
        for number in range(500):
            store.put(entry(f"{number}.jpg", f"{number}"))
    whole = path.read_bytes()
    path.write_bytes(whole[:12288] + b"x" * (len(whole) - 12288))
    with pytest.raises(StoreError, match=r"malformed\. Delete that file"):
        Store(path, "one")


def test_a_folder_in_its_place_is_reported_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't be used: is a directory"):
        Store(tmp_path, "one")


def test_an_index_on_a_read_only_disk_need_not_be_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shut(path: Path, flags: int, mode: int) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as disk:
        disk.setattr("os.open", shut)
        with pytest.raises(StoreError, match=r"written: read-only file system\. Make room"):
            Store(tmp_path / "index.sqlite", "one")


def test_entries_are_read_without_their_vectors(tmp_path: Path) -> None:
    with Store(tmp_path / "index.sqlite", "one") as store:
        store.put(entry("a.jpg"))
        assert [one.vector for one in store.entries()] == [None]
