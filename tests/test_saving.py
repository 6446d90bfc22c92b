import queue
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2

from assistant.effects import Save
from assistant.events import Event, Frame, Saved, SaveFailed
from assistant.saving import Saver
from tests.kit.fakes import picture

DOG = "A dog."


def save(saver: Saver, events: "queue.Queue[Event]", frame: Frame) -> Event:
    saver.save(Save(frame, DOG))
    event = events.get(timeout=5)
    assert saver.close()
    return event


def test_a_picture_and_what_was_said_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    events: queue.Queue[Event] = queue.Queue()
    folder = tmp_path / "a" / "Lantern"
    saver = Saver(folder, lambda: "z", events.put)
    frame = Frame(picture(200), 0.0, 1)
    event = save(saver, events, frame)
    assert event == Saved(folder / "picture 1.jpg")
    kept = cv2.imread(str(folder / "picture 1.jpg"))
    assert kept is not None
    assert abs(float(kept.mean()) - 200) < 2
    assert (folder / "picture 1.txt").read_text() == "A dog.\n"
    assert all(file.stat().st_mode & 0o077 == 0 for file in folder.iterdir())
    assert save(saver, events, frame) == event, "the same picture keeps its name"
    (folder / "picture 41.jpg").touch()
    assert save(saver, events, Frame(picture(), 0.0, 2)) == Saved(folder / "picture 42.jpg")
    assert len(list(folder.iterdir())) == 5


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
    saver = Saver(tmp_path / "x", lambda: "z", events.put)
    with small_files():
        event = save(saver, events, Frame(picture(), 0.0, 1))
    assert event == SaveFailed(
        "The picture is not saved. The disk is full: make room, then press z again."
    )
    assert list((tmp_path / "x").iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    events: queue.Queue[Event] = queue.Queue()
    event = save(
        Saver(tmp_path / "file", lambda: "z", events.put), events, Frame(picture(), 0.0, 1)
    )
    assert isinstance(event, SaveFailed)
    assert event.reason.startswith("The picture is not saved: ")
