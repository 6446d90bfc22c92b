"""What the user kept, on the disk."""

import errno
import os
import stat
from pathlib import Path

import numpy as np
import pytest

from assistant.protocol.memory_protocols import MemoryFault
from assistant.storage.memory import StoredMemory
from models.interfaces import Vector


def vector(*values: float) -> Vector:
    return np.array(values, np.float32)


def test_what_is_kept_is_there_for_the_next_start(tmp_path: Path) -> None:
    StoredMemory("one", tmp_path / "m.sqlite").keep("my mug", vector(1, 0))
    StoredMemory("one", tmp_path / "m.sqlite").keep("the key", vector(0, 1))
    views = StoredMemory("one", tmp_path / "m.sqlite").views()
    assert [view.name for view in views] == ["my mug", "the key"]
    assert views[1].vector.tolist() == [0, 1]


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    StoredMemory("one", tmp_path / "deep" / "m.sqlite").keep("my mug", vector(1))
    assert stat.S_IMODE((tmp_path / "deep" / "m.sqlite").stat().st_mode) == 0o600


def test_views_of_another_model_are_not_compared_and_yet_named(tmp_path: Path) -> None:
    StoredMemory("one", tmp_path / "m.sqlite").keep("my mug", vector(1))
    assert StoredMemory("two", tmp_path / "m.sqlite").views() == []
    assert StoredMemory("two", tmp_path / "m.sqlite").names() == ["my mug"]
    assert len(StoredMemory("one", tmp_path / "m.sqlite").views()) == 1


def test_a_name_is_forgotten_with_all_its_views(tmp_path: Path) -> None:
    memory = StoredMemory("one", tmp_path / "m.sqlite")
    memory.keep("my mug", vector(1))
    memory.keep("My Mug", vector(0))
    assert memory.forget("my mug")
    assert memory.views() == []
    assert not memory.forget("my mug")


def test_names_that_differ_in_their_signs_only_are_forgotten_apart(tmp_path: Path) -> None:
    memory = StoredMemory("one", tmp_path / "m.sqlite")
    for name in ("c", "c++", "%", "dr. smith"):
        memory.keep(name, vector(1, 0))
    assert memory.forget("C")
    assert not memory.forget("&")
    assert memory.forget("dr smith")
    assert [view.name for view in memory.views()] == ["c++", "%"]


def test_on_a_disk_that_takes_nothing_any_more_it_is_still_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, opens = StoredMemory("one", tmp_path / "m.sqlite"), os.open
    memory.keep("my mug", vector(1))

    def read_only(path: Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR:
            raise OSError(errno.EROFS, "Read-only file system")
        return opens(path, flags, mode)

    monkeypatch.setattr("os.open", read_only)
    assert memory.names() == ["my mug"]
    assert len(memory.views()) == 1
    with pytest.raises(MemoryFault, match="read-only file system"):
        memory.keep("the key", vector(1))


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_text("this is no database, but long enough to look like one")
    with pytest.raises(MemoryFault, match=r"Check the file .*m\.sqlite"):
        StoredMemory("one", path).views()


def test_asking_for_what_is_kept_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "m.sqlite"
    memory = StoredMemory("one", path)
    assert memory.views() == []
    assert not memory.forget("my mug")
    assert not path.parent.exists()
    memory.keep("my mug", vector(1))
    before = path.stat().st_mtime_ns
    assert len(memory.views()) == 1
    assert path.stat().st_mtime_ns == before


def test_a_file_in_which_nothing_was_ever_kept_has_no_views(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.touch()
    assert StoredMemory("one", path).views() == []
