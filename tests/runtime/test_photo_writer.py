import queue
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import pytest

from assistant.protocol.events import (
    Action,
    Described,
    Ended,
    Event,
    Frame,
    Pressed,
    Ready,
    Saved,
    SaveFailed,
)
from assistant.runtime import loop, photo_writer
from assistant.runtime.photo_writer import PhotoWriter, write
from tests.kit.fakes import picture
from tests.kit.scripted_loop import Run

DOG = "A dog."


def save(writer: PhotoWriter, events: "queue.Queue[Event]", frame: Frame) -> Event:
    writer.save(frame, DOG)
    event = events.get(timeout=30)
    assert writer.close()
    return event


def test_a_picture_and_what_was_said_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    events: queue.Queue[Event] = queue.Queue()
    folder = tmp_path / "a" / "Lantern"
    writer = PhotoWriter(folder, "z", events.put)
    frame = Frame(picture(200), 0.0, 1)
    event = save(writer, events, frame)
    assert event == Saved(folder / "picture 1.jpg")
    kept = cv2.imread(str(folder / "picture 1.jpg"))
    assert kept is not None
    assert abs(float(kept.mean()) - 200) < 2
    assert (folder / "picture 1.txt").read_text() == "A dog.\n"
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    assert save(writer, events, frame) == event, "the same picture keeps its name"
    (folder / "picture 41.jpg").touch()
    assert save(writer, events, Frame(picture(), 0.0, 2)) == Saved(folder / "picture 42.jpg")
    (folder / "picture 42.jpg").unlink()
    assert save(writer, events, Frame(picture(), 0.0, 3)) == Saved(folder / "picture 43.jpg"), (
        "the words whose picture was deleted stay"
    )
    assert len(list(folder.iterdir())) == 6


@contextmanager
def small_files() -> Iterator[None]:
    """No file of this process can grow over 100 bytes, as on a full disk.

    Not even the one that pytest may be writing its report to: keep it short.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    events: queue.Queue[Event] = queue.Queue()
    writer = PhotoWriter(tmp_path / "x", "z", events.put)
    with small_files():
        event = save(writer, events, Frame(picture(), 0.0, 1))
    assert isinstance(event, SaveFailed)
    assert str(event.reason) == (
        "The picture was not saved. The disk is full: make room, then press z again."
    )
    assert list((tmp_path / "x").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    events: queue.Queue[Event] = queue.Queue()
    event = save(PhotoWriter(tmp_path / "file", "z", events.put), events, Frame(picture(), 0.0, 1))
    assert isinstance(event, SaveFailed)
    assert str(event.reason).startswith("The picture was not saved: ")


class SlowDisk:
    """Writes a picture only once it may."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.may = threading.Event()
        self._seconds = seconds
        monkeypatch.setattr(photo_writer, "write", self.write)

    def write(self, path: Path, frame: Frame, said: str) -> None:
        self.may.wait(self._seconds)
        write(path, frame, said)


def test_two_pictures_are_saved_on_a_slow_disk_though_lantern_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    SlowDisk(monkeypatch, 0.3)
    run = Run(tmp_path, {Ready: [Action.DESCRIBE]})
    keys = [[Action.SAVE, Action.DESCRIBE], [Action.SAVE]]

    def told(event: Event) -> None:
        Run.on_event(run, event)
        if isinstance(event, Described):
            for action in keys.pop(0):
                run.loop.emit(Pressed(action, 0.0))
            if not keys:
                run.loop.emit(Ended())

    run.show._callback = told
    assert run() == 0
    assert len(list((tmp_path / "kept").glob("*.jpg"))) == 2
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_a_picture_that_is_not_saved_in_time_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    disk = SlowDisk(monkeypatch, 10)
    monkeypatch.setattr(loop, "LAST_SAVES", 0.1)
    run = Run(tmp_path, {Ready: [Action.DESCRIBE], Described: [Action.SAVE]})

    def told(event: Event) -> None:
        Run.on_event(run, event)
        if isinstance(event, Described):
            run.loop.emit(Ended())

    run.show._callback = told
    assert run() == 0
    assert "the last picture may not have been saved" in capsys.readouterr().err
    disk.may.set()
    assert run.rooms.photo_writer.close()
