"""What was seen, on the disk."""

import sqlite3
import stat
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.protocol.memory_protocols import DiaryEntry, MemoryFault
from assistant.storage import memory
from assistant.storage.memory import StoredDiary, StoredMemory


def sighting(at: float, said: str = "A cup.") -> DiaryEntry:
    return DiaryEntry(at, said, ("cup",), ("table", "chair"), np.array([0.6, 0.8], np.float32))


def test_what_was_seen_is_there_for_the_next_start_newest_first(tmp_path: Path) -> None:
    StoredDiary("one", tmp_path / "m.sqlite").note(sighting(1.5))
    StoredDiary("one", tmp_path / "m.sqlite").note(sighting(2.5, "A dog."))
    newest, oldest = StoredDiary("one", tmp_path / "m.sqlite").sightings()
    assert (newest.at, newest.said) == (2.5, "A dog.")
    assert (oldest.sure, oldest.likely) == (("cup",), ("table", "chair"))
    assert oldest.vector.tolist() == pytest.approx([0.6, 0.8])


def test_it_lies_beside_what_was_kept_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "m.sqlite"
    StoredMemory("one", path).keep("my mug", np.ones(2, np.float32))
    StoredDiary("one", path).note(sighting(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    StoredDiary("one", path).clear()
    assert StoredDiary("one", path).sightings() == []
    assert len(StoredMemory("one", path).views()) == 1


def test_sightings_of_another_model_are_told_and_forgotten_and_not_compared(
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


def test_nobody_waits_long_for_another_program(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    StoredDiary("one", path).note(sighting(1))
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(MemoryFault, match="locked"):
        StoredDiary("one", path).note(sighting(2))
    assert time.monotonic() - began < 1, "sqlite's own patience is 5 s"
    other.close()


def test_a_folder_in_its_place_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(MemoryFault, match=r"remember for you: is a directory\. Check"):
        StoredDiary("one", tmp_path).sightings()


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_text("this is no database, but long enough to look like one")
    with pytest.raises(MemoryFault, match=r"Check the file .*m\.sqlite"):
        StoredDiary("one", path).sightings()
