"""Whoever is killed while keeping or indexing has lost nothing that was acknowledged."""

import contextlib
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

import numpy as np
import pytest

from assistant.storage.library import folder as library
from assistant.storage.library.photo_index import Store
from assistant.storage.memory import StoredMemory
from models.interfaces import Vector

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
KILLS = 30
PHOTOS = 120
MOST = 6
"""Acknowledgements until the kill; after none of them it comes while files are being opened."""
LONGEST = 0.02
"""Seconds from the last of these until the kill."""
KEEP = """
import os, sys
from pathlib import Path
from assistant.storage.memory import StoredMemory
from tests.storage.test_killed import unit

os.write(1, b".")
kept = StoredMemory("one", Path(sys.argv[1]))
for number in range(10_000):
    kept.keep(f"{os.getpid()} {number}", unit())
    os.write(1, b".")
"""
"""Acknowledges once that it is ready, and then whatever it has kept."""
FOLLOW = """
import sys
from pathlib import Path
from tests.storage.test_killed import follow

print(end=".", flush=True)
follow(Path(sys.argv[1]), Path(sys.argv[2]), lambda done, total: print(end=".", flush=True))
"""


def unit() -> Vector:
    return np.array([1, *[0] * 255], np.float32)


def follow(photos: Path, path: Path, stored: Callable[[int, int], None]) -> library.Changes:
    with Store(path, "one") as store:
        return library.follow(photos, store, lambda _: True, lambda _: unit(), stored)


def acknowledged(program: str, paths: list[Path], count: int, seconds: float) -> int:
    """Kill a program `seconds` after it acknowledged `count` times.

    Gives how often it did.
    """
    command = [sys.executable, "-c", program, *map(str, paths)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as child:
        file = cast(IO[bytes], child.stdout)
        came = file.read(1 + count)
        time.sleep(seconds)
        child.send_signal(signal.SIGKILL)
        return len(came + file.read()) - 1


def moments() -> Iterator[tuple[int, float]]:
    chance = random.Random(5)
    return ((chance.randint(0, MOST), chance.uniform(0, LONGEST)) for _ in range(KILLS))


def assert_whole(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_was_kept_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    StoredMemory("one", path).keep("first", unit())

    there = 1
    for moment in moments():
        count = acknowledged(KEEP, [path], *moment)
        now = len(StoredMemory("one", path).views())
        # The last one may have been kept and not yet acknowledged.
        assert now in (there + count, there + count + 1)
        there = now
    assert there > KILLS
    assert_whole(path)


@pytest.mark.slow
def test_what_was_indexed_is_there_after_a_kill(tmp_path: Path) -> None:
    photos, path = tmp_path / "photos", tmp_path / "index.sqlite"
    photos.mkdir()
    for number in range(PHOTOS):
        (photos / f"{number}.jpg").write_text(str(number))

    there = 0
    for moment in moments():
        count = acknowledged(FOLLOW, [photos, path], *moment)
        with Store(path, "one") as store:
            now = len(store.vectors())
        assert now in (there + count, there + count + 1)
        there = now
        if there == PHOTOS:
            path.unlink()
            there = 0
    assert_whole(path)
    done = follow(photos, path, lambda done, total: None)
    assert (done.photos, done.new) == (PHOTOS, PHOTOS - there)
