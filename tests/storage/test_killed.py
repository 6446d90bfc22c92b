"""Whoever is killed while keeping or indexing has lost nothing that was acknowledged."""

import contextlib
import os
import random
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.storage.library import folder as library
from assistant.storage.library.photo_index import Store
from assistant.storage.memory import StoredMemory
from models.interfaces import Vector

KILLS = 30
PHOTOS = 120
MOST = 6
"""Acknowledgements until the kill; after none of them it comes while files are being opened."""
LONGEST = 0.02
"""Seconds from the last of these until the kill."""


def unit() -> Vector:
    return np.array([1, *[0] * 255], np.float32)


def acknowledged(work: Callable[[Callable[[], object]], object], count: int, seconds: float) -> int:
    """Kill a child `seconds` after it called what it was given `count` times.

    Gives how often it called it.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work(lambda: os.write(writer, b"."))
        os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        came = file.read(count)
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return len(came + file.read())


def moments() -> Iterator[tuple[int, float]]:
    chance = random.Random(5)
    return ((chance.randint(0, MOST), chance.uniform(0, LONGEST)) for _ in range(KILLS))


def assert_whole(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_was_kept_is_there_after_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    StoredMemory("one", path).keep("first", unit())

    def keep(acknowledge: Callable[[], object]) -> None:
        kept = StoredMemory("one", path)
        for number in range(10_000):
            kept.keep(f"{os.getpid()} {number}", unit())
            acknowledge()

    there = 1
    for moment in moments():
        count = acknowledged(keep, *moment)
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

    def follow(acknowledge: Callable[[], object]) -> library.Changes:
        def stored(done: int, total: int) -> None:
            acknowledge()

        with Store(path, "one") as store:
            return library.follow(photos, store, lambda _: True, lambda _: unit(), stored)

    there = 0
    for moment in moments():
        count = acknowledged(follow, *moment)
        with Store(path, "one") as store:
            now = len(store.digests())
        assert now in (there + count, there + count + 1)
        there = now
        if there == PHOTOS:
            path.unlink()
            there = 0
    assert_whole(path)
    done = follow(lambda: None)
    assert (done.photos, done.new) == (PHOTOS, PHOTOS - there)
