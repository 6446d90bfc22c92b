"""What reads is loaded when somebody first reads, and keeps nobody else waiting."""

import threading
import time

import pytest

from assistant.protocol.cancellation import CancelWhen
from assistant.protocol.text import CannotReadError
from assistant.skills.reading.held import KEPT, ReloadingReader
from models.interfaces import WorkCancelledError
from tests.kit.writing import Writing


def test_whoever_is_wanted_elsewhere_does_not_wait_and_the_next_has_it() -> None:
    go, loads = threading.Event(), []

    def load() -> Writing:
        loads.append(1)
        assert go.wait(30)
        return Writing()

    held, asked = ReloadingReader(load), iter([False, False])
    start = time.monotonic()
    with pytest.raises(WorkCancelledError):
        held.taken(CancelWhen(lambda: next(asked, True)))
    assert time.monotonic() - start < 2
    go.set()
    first = held.taken()
    assert held.taken() is first
    assert loads == [1]


def test_what_was_begun_early_is_loaded_once() -> None:
    loads: list[int] = []

    def load() -> Writing:
        loads.append(1)
        return Writing()

    held = ReloadingReader(load)
    held.begin()
    early = held.begin().result(30)
    assert held.taken() is early
    assert loads == [1]


def test_it_is_loaded_anew_after_some_pictures() -> None:
    held = ReloadingReader(Writing)
    first = held.taken()
    assert all(held.taken() is first for _ in range(KEPT - 1))
    assert held.taken() is not first


def test_why_it_cannot_be_loaded_is_told_each_time() -> None:
    reasons = iter([CannotReadError("Reinstall Lantern.")])

    def load() -> Writing:
        for reason in reasons:
            raise reason
        return Writing()

    held = ReloadingReader(load)
    with pytest.raises(CannotReadError, match="Reinstall"):
        held.taken()
    assert isinstance(held.taken(), Writing)
