"""Kept views and sightings on the disk."""

import contextlib
import errno
import os
import shutil
import sqlite3
import stat
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.camera import photo
from assistant.protocol.memory_protocols import DiaryEntry, MemoryFault
from assistant.storage import memory
from assistant.storage.memory import StoredDiary, StoredMemory
from models.embedded import model as embedded
from models.interfaces import Vector

SAMPLES = Path(__file__).parents[2] / "assistant" / "cli" / "samples"


def vector(*values: float) -> Vector:
    return np.array(values, np.float32)


def test_kept_views_are_there_at_the_next_start(tmp_path: Path) -> None:
    StoredMemory("one", tmp_path / "m.sqlite").keep("my mug", vector(1, 0))
    StoredMemory("one", tmp_path / "m.sqlite").keep("the key", vector(0, 1))
    views = StoredMemory("one", tmp_path / "m.sqlite").views()
    assert [view.name for view in views] == ["my mug", "the key"]
    assert views[1].vector.tolist() == [0, 1]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    StoredMemory("one", tmp_path / "deep" / "m.sqlite").keep("my mug", vector(1))
    assert stat.S_IMODE((tmp_path / "deep" / "m.sqlite").stat().st_mode) == 0o600


def test_views_of_another_model_are_named_but_not_compared(tmp_path: Path) -> None:
    StoredMemory("one", tmp_path / "m.sqlite").keep("my mug", vector(1))
    assert StoredMemory("two", tmp_path / "m.sqlite").views() == []
    assert StoredMemory("two", tmp_path / "m.sqlite").names() == ["my mug"]
    assert len(StoredMemory("one", tmp_path / "m.sqlite").views()) == 1


def test_a_name_is_forgotten_with_all_its_views(tmp_path: Path) -> None:
    kept = StoredMemory("one", tmp_path / "m.sqlite")
    kept.keep("my mug", vector(1))
    kept.keep("My Mug", vector(0))
    assert kept.forget("my mug")
    assert kept.views() == []
    assert not kept.forget("my mug")


def test_names_that_differ_only_in_punctuation_are_forgotten_separately(tmp_path: Path) -> None:
    kept = StoredMemory("one", tmp_path / "m.sqlite")
    for name in ("c", "c++", "%", "dr. smith"):
        kept.keep(name, vector(1, 0))
    assert kept.forget("C")
    assert not kept.forget("&")
    assert kept.forget("dr smith")
    assert [view.name for view in kept.views()] == ["c++", "%"]


def test_on_a_read_only_disk_the_memory_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, opens = StoredMemory("one", tmp_path / "m.sqlite"), os.open
    kept.keep("my mug", vector(1))

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise OSError(errno.EROFS, "Read-only file system")
        return opens(path, flags, mode)

    with monkeypatch.context() as disk:
        disk.setattr("os.open", read_only)
        assert kept.names() == ["my mug"]
        assert len(kept.views()) == 1
        with pytest.raises(MemoryFault, match="read-only file system"):
            kept.keep("the key", vector(1))


def test_a_damaged_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_text("this is no database, but long enough to look like one")
    with pytest.raises(MemoryFault, match=r"Check the file .*m\.sqlite"):
        StoredMemory("one", path).views()


def change(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as base, base:
        base.execute(statement)


@pytest.mark.parametrize(
    "damage",
    [
        "vector = x'010203'",
        "vector = x''",
        "vector = 'text'",
        "vector = 7",
        "vector = x'0000c07f0000c07f'",
        "vector = x'0000803f'",
        "name = x'ff00'",
        "name = CAST(x'ff41' AS TEXT)",
    ],
)
def test_a_damaged_view_is_left_out_and_told_once(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.sqlite"
    kept = StoredMemory("one", path)
    for name in ("my mug", "the key", "tea"):
        kept.keep(name, vector(1, 0))
    assert kept.damage() is None
    change(path, f"UPDATE kept SET {damage} WHERE name = 'the key'")
    assert [view.name for view in kept.views()] == ["my mug", "tea"]
    assert {"my mug", "tea"} <= {*kept.names()}
    said = kept.damage()
    assert said is not None
    assert str(said).startswith("Part of what I remember for you is damaged")
    assert kept.damage() is None
    kept.keep("the cup", vector(0, 1))
    assert kept.forget("my mug")
    assert [view.name for view in kept.views()] == ["tea", "the cup"]


@pytest.mark.parametrize(
    "damage",
    [
        "vector = x'010203'",
        "at = 'yesterday'",
        "at = 9e999",
        "said = x'ff00'",
        "sure = '['",
        "sure = '5'",
        "likely = '[1]'",
        "likely = x'ff00'",
        "sure = replace(hex(zeroblob(100000)), '00', '[')",
    ],
)
def test_a_damaged_sighting_is_left_out_and_told_once(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "m.sqlite"
    diary = StoredDiary("one", path)
    for at in (1, 2, 3):
        diary.note(sighting(at))
    change(path, f"UPDATE sighting SET {damage} WHERE at = 2")
    assert [one.at for one in diary.sightings()] == [3, 1]
    assert diary.damage() is not None
    assert diary.damage() is None
    diary.note(sighting(4))
    assert [one.at for one in diary.sightings()] == [4, 3, 1]


def test_reading_the_memory_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "m.sqlite"
    kept = StoredMemory("one", path)
    assert kept.views() == []
    assert not kept.forget("my mug")
    assert not path.parent.exists()
    kept.keep("my mug", vector(1))
    before = path.stat().st_mtime_ns
    assert len(kept.views()) == 1
    assert path.stat().st_mtime_ns == before


def test_a_file_in_which_nothing_was_ever_kept_has_no_views(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.touch()
    assert StoredMemory("one", path).views() == []


def sighting(at: float, said: str = "A cup.") -> DiaryEntry:
    return DiaryEntry(at, said, ("cup",), ("table", "chair"), np.array([0.6, 0.8], np.float32))


def test_sightings_are_there_at_the_next_start_newest_first(tmp_path: Path) -> None:
    StoredDiary("one", tmp_path / "m.sqlite").note(sighting(1.5))
    StoredDiary("one", tmp_path / "m.sqlite").note(sighting(2.5, "A dog."))
    newest, oldest = StoredDiary("one", tmp_path / "m.sqlite").sightings()
    assert (newest.at, newest.said) == (2.5, "A dog.")
    assert (oldest.sure, oldest.likely) == (("cup",), ("table", "chair"))
    assert oldest.vector.tolist() == pytest.approx([0.6, 0.8])


def test_it_shares_the_file_of_kept_views_which_only_the_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "m.sqlite"
    StoredMemory("one", path).keep("my mug", vector(1, 0))
    StoredDiary("one", path).note(sighting(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    StoredDiary("one", path).clear()
    assert StoredDiary("one", path).sightings() == []
    assert len(StoredMemory("one", path).views()) == 1


def test_sightings_of_another_model_are_listed_and_cleared_but_not_compared(
    tmp_path: Path,
) -> None:
    path = tmp_path / "m.sqlite"
    StoredDiary("one", path).note(sighting(1))
    StoredDiary("two", path).note(sighting(2))
    assert [one.comparable for one in StoredDiary("two", path).sightings()] == [True, False]
    StoredDiary("two", path).clear()
    assert StoredDiary("one", path).sightings() == []


def test_the_oldest_of_very_many_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST_SIGHTINGS", 3)
    for at in range(5):
        StoredDiary("one", tmp_path / "m.sqlite").note(sighting(at))
    assert [one.at for one in StoredDiary("one", tmp_path / "m.sqlite").sightings()] == [4, 3, 2]


def test_another_program_is_not_waited_for_long(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    StoredDiary("one", path).note(sighting(1))
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(MemoryFault, match="locked"):
        StoredDiary("one", path).note(sighting(2))
    assert time.monotonic() - began < 1, "sqlite's own patience is 5 s"
    other.close()


def test_a_folder_in_its_place_is_reported_in_words(tmp_path: Path) -> None:
    with pytest.raises(MemoryFault, match=r"remember for you: is a directory\. Check"):
        StoredDiary("one", tmp_path).sightings()


def test_a_damaged_diary_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_text("this is no database, but long enough to look like one")
    with pytest.raises(MemoryFault, match=r"Check the file .*m\.sqlite"):
        StoredDiary("one", path).sightings()


@pytest.mark.weights
def test_what_version_0_1_kept_is_recognised(tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite"
    shutil.copy(Path(__file__).with_name("memory-0.1.sqlite"), file)
    model = embedded.load()
    (cat,) = StoredMemory(model.space, file).views()
    assert cat.name == "Mía's cat"
    assert cat.vector @ model.embed(photo.load(SAMPLES / "cat.jpg")) > model.same
    (seen,) = StoredDiary(model.space, file).sightings()
    assert (seen.said, seen.sure, seen.likely) == ("A cat.", ("cat",), ("bed",))
    assert seen.comparable
