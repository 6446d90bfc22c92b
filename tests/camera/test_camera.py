import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PIL import Image

from assistant.camera.camera import OPENING_WAIT, Camera
from assistant.camera.capture_protocol import FRESH
from assistant.camera.sources import Slideshow, Source
from assistant.dialog.turn import FRAME_LIMIT
from assistant.protocol.effects import TakeFrame
from assistant.protocol.events import CameraBack, CameraLost, Event, Frame, FrameMissed, FrameTaken
from assistant.protocol.faults import CameraFault
from tests.kit.http_camera import HttpCamera, read_stamp
from tests.kit.processes import child, hang

E = TypeVar("E")

OWNER = """
import sys, time
from assistant.camera.sources import open_source
source = open_source(sys.argv[1])
while source.read(0.0, 1.0) is None:
    pass
print(source._process.pid, flush=True)
time.sleep(60)
"""

HANG = 3.0
"""Seconds that nothing may hang for."""

NETWORK = "network camera 127.0.0.1"

LONG = 30.0
"""Seconds to wait on a busy machine. test_health.py shows that faults are noticed within 3."""


class CameraRun:
    """A camera with the queue of its events."""

    def __init__(self, source: str | Source, **options: Callable[..., object]) -> None:
        self.events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.camera = Camera(source, self.events.put, **options)  # type: ignore[arg-type]  # names are Camera's
        self._generation = 0

    def next(self, kind: type[E], timeout: float = LONG) -> E:
        event = self.events.get(timeout=timeout)
        assert isinstance(event, kind), event
        return event

    def until(self, wanted: Event) -> None:
        """Wait for an event; on a slow machine a slow camera may be reported first."""
        end = time.monotonic() + LONG
        while self.events.get(timeout=LONG) != wanted:
            assert time.monotonic() < end, f"{wanted} did not come"

    def answer(self) -> FrameTaken | FrameMissed:
        """The answer to a key press; on a slow machine a slow camera may be reported first."""
        while isinstance(event := self.events.get(timeout=LONG), CameraLost | CameraBack):
            pass
        assert isinstance(event, FrameTaken | FrameMissed), event
        return event

    def take(self) -> int:
        self._generation += 1
        self.camera.take(TakeFrame(self._generation, time.monotonic()))
        return self._generation

    def settle(self) -> None:
        """Wait for a good frame, and drop what was reported before it."""
        end = time.monotonic() + LONG
        while (status := self.camera.status()).age is None or status.fault is not None:
            assert time.monotonic() < end, status
            self.camera.wait(0.05)
            time.sleep(0.02)
        while not self.events.empty():
            self.events.get()

    def frame(self) -> Frame:
        """The frame of a key press, which is repeated if a slow machine misses it."""
        end = time.monotonic() + LONG
        while True:
            generation = self.take()
            answer = self.answer()
            assert answer.generation == generation
            if isinstance(answer, FrameTaken):
                return answer.frame
            assert time.monotonic() < end, "no frame came"


@contextmanager
def running(
    source: str | Source, *, works: bool = True, **options: Callable[..., object]
) -> Iterator[CameraRun]:
    opened = CameraRun(source, **options)
    opened.camera.start()
    try:
        if works:
            opened.settle()
        yield opened
    finally:
        opened.camera.close()
        assert not any(thread.name == "camera" for thread in threading.enumerate())


def hang_capture() -> None:
    """Stop the capture process like a driver that never returns."""
    hang(child("assistant.camera.capture"))


@pytest.fixture
def http_camera() -> Iterator[HttpCamera]:
    with HttpCamera() as camera:
        yield camera


@pytest.mark.program
def test_the_frame_is_taken_at_the_key_press(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        for _ in range(3):
            pressed = time.monotonic()
            frame = run.frame()
            drawn = read_stamp(frame.pixels)[1]
            assert frame.pixels.shape == (720, 1280, 3)
            assert frame.at >= pressed - FRESH
            assert frame.at - 1.0 < drawn <= frame.at, "older frames are queued somewhere"


@pytest.mark.program
def test_red_stays_red(http_camera: HttpCamera) -> None:
    http_camera.show(np.full((720, 1280, 3), (200, 40, 30), np.uint8))
    with running(http_camera.url) as run:
        assert np.abs(run.frame().pixels[500, 500].astype(int) - (200, 40, 30)).max() < 12


@pytest.mark.program
def test_many_key_presses_are_answered_one_by_one(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        asked = [run.take() for _ in range(50)]
        assert [run.next(FrameTaken).generation for _ in asked] == asked


@pytest.mark.slow
def test_a_stalled_stream_is_reported_once_and_comes_back(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        run.frame()
        http_camera.stall()
        assert run.next(CameraLost).fault is CameraFault.STALLED
        assert run.camera.status().fault is CameraFault.STALLED
        run.take()
        run.next(FrameMissed)
        http_camera.resume()
        run.next(CameraBack)
        run.frame()
        assert run.camera.status().fault is None


@pytest.mark.program
def test_a_key_right_after_a_stall_gets_no_frame(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        run.frame()
        http_camera.stall()
        time.sleep(0.5)
        run.take()
        assert isinstance(run.answer(), FrameMissed)


@pytest.mark.slow
def test_a_frozen_stream_is_reported_and_gives_no_frame(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        run.frame()
        http_camera.freeze()
        run.until(CameraLost(CameraFault.FROZEN, NETWORK))
        run.take()
        assert isinstance(run.answer(), FrameMissed)
        http_camera.resume()
        run.until(CameraBack(NETWORK))


@pytest.mark.slow
def test_a_closed_shutter_is_not_a_frozen_camera() -> None:
    with HttpCamera(np.zeros((720, 1280, 3), np.uint8), stamps=False) as camera:
        camera.freeze()
        with running(camera.url) as run:
            over = time.monotonic() + 3.0
            with suppress(queue.Empty):
                while (left := over - time.monotonic()) > 0:
                    event = run.events.get(timeout=left)
                    assert getattr(event, "fault", None) is not CameraFault.FROZEN
            assert run.frame().pixels.max() < 10


@pytest.mark.program
def test_a_camera_that_loses_power_comes_back(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        run.frame()
        http_camera.die()
        run.until(CameraLost(CameraFault.UNPLUGGED, NETWORK))
        http_camera.revive()
        run.until(CameraBack(NETWORK))
        run.frame()


@pytest.mark.program
@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (401, CameraFault.REFUSED),
        (403, CameraFault.REFUSED),
        (404, CameraFault.REFUSED),
        (503, CameraFault.BUSY),
    ],
)
def test_each_refusal_has_its_fault(
    http_camera: HttpCamera, status: int, fault: CameraFault
) -> None:
    http_camera.refuse(status)
    with running(http_camera.url, works=False) as run:
        run.until(CameraLost(fault, NETWORK))
        http_camera.resume()
        run.until(CameraBack(NETWORK))


@pytest.mark.program
@pytest.mark.program
def test_a_password_is_used_and_never_shown() -> None:
    with HttpCamera(login=("maria", "se%cret")) as camera, running(camera.url) as run:
        assert run.frame().source == "network camera 127.0.0.1"


@pytest.mark.program
def test_jpegs_without_a_length_are_read() -> None:
    with HttpCamera(lengths=False) as camera, running(camera.url) as run:
        assert read_stamp(run.frame().pixels)[0] <= read_stamp(run.frame().pixels)[0]


@pytest.mark.slow
def test_a_hung_capture_process_is_replaced(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        run.frame()
        hang_capture()
        assert run.next(CameraLost).fault is CameraFault.STALLED
        run.next(CameraBack)
        assert http_camera.connections >= 2


@pytest.mark.program
def test_a_camera_that_hangs_can_be_closed(http_camera: HttpCamera) -> None:
    with running(http_camera.url) as run:
        run.frame()
        hang_capture()
        begun = time.monotonic()
        run.camera.close()
        assert time.monotonic() - begun < HANG


@pytest.mark.program
def test_the_capture_process_ends_when_its_owner_is_killed(http_camera: HttpCamera) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, http_camera.url], stdout=subprocess.PIPE, text=True
    )
    with owner, os.fdopen(os.pidfd_open(int((owner.stdout or sys.stdin).readline()))) as child:
        owner.kill()
        assert select.select([child], [], [], LONG)[0]


@pytest.mark.program
def test_no_frame_from_before_a_suspend_is_used(
    http_camera: HttpCamera,
) -> None:
    slept = [0.0]
    with running(http_camera.url, asleep=lambda: slept[0]) as run:
        run.frame()
        http_camera.show(np.full((720, 1280, 3), 255, np.uint8))
        slept[0] = 3600.0
        before = http_camera.connections
        assert run.frame().pixels.mean() > 240
        assert http_camera.connections > before


class SlowToOpen:
    """A camera whose first frame takes a while each time it is opened."""

    name = "camera 0"
    live = True

    def __init__(self, seconds: float) -> None:
        self._first = time.monotonic() + seconds
        self._number = 0

    def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame | None:
        now = time.monotonic()
        if now + timeout < self._first:
            time.sleep(timeout)
            return None
        time.sleep(max(0.03, self._first - now))
        self._number += 1
        return Frame(np.full((4, 4, 3), self._number % 200, np.uint8), time.monotonic(), 1)

    def close(self) -> None:
        pass


@pytest.mark.slow
@pytest.mark.parametrize("change", ["sleep", "choice"])
def test_a_key_waits_for_a_camera_that_was_just_reopened(
    change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.camera.camera.OPENING_WAIT", LONG)
    slept = [0.0]
    with running("0", opener=lambda _: SlowToOpen(1.5), asleep=lambda: slept[0]) as run:
        if change == "sleep":
            slept[0] = 3600.0
        else:
            run.camera.use("1")
        run.take()
        assert isinstance(run.answer(), FrameTaken)


@pytest.mark.slow
def test_a_key_is_answered_in_time_when_no_first_frame_comes() -> None:
    assert OPENING_WAIT < FRAME_LIMIT
    with running("0", works=False, opener=lambda _: SlowToOpen(60)) as run:
        pressed = time.monotonic()
        run.take()
        assert isinstance(run.answer(), FrameMissed)
        assert time.monotonic() - pressed >= OPENING_WAIT


@pytest.mark.slow
def test_a_missing_photo_is_reported_and_shown_once_it_is_there(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    with running(str(photo), works=False) as run:
        lost = run.next(CameraLost)
        assert (lost.fault, lost.source) == (CameraFault.MISSING, "photo photo.png")
        run.take()
        run.next(FrameMissed)
        Image.new("RGB", (64, 48), "red").save(photo)
        run.next(CameraBack)
        assert run.frame().pixels[0, 0].tolist() == [255, 0, 0]


def test_a_camera_number_without_a_device_is_missing() -> None:
    with running("63", works=False) as run:
        lost = run.next(CameraLost)
        assert lost.fault in (CameraFault.MISSING, CameraFault.OTHER)
        assert lost.source == "camera 63"


@pytest.mark.slow
def test_a_photo_is_never_frozen_or_stalled(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    Image.effect_noise((64, 48), 40).save(photo)
    with running(str(photo)) as run:
        with pytest.raises(queue.Empty):
            run.next(CameraLost, timeout=3.0)
        status = run.camera.status()
        assert (status.source, status.width, status.height) == ("photo photo.png", 64, 48)
        assert status.age is not None
        assert status.age < 1.0


def test_a_slideshow_shows_the_photo_it_is_given(tmp_path: Path) -> None:
    colours = ["red", "lime", "blue"]
    photos = [tmp_path / f"{colour}.png" for colour in colours]
    for photo, colour in zip(photos, colours, strict=True):
        Image.new("RGB", (64, 48), colour).save(photo)
    slides = Slideshow(photos)
    with running(slides) as run:
        for index in range(3):
            slides.show(index)
            frame = run.frame()
            assert frame.pixels[0, 0].argmax() == index
            assert frame.source == photos[index].name


def test_a_source_that_raises_anything_is_reported_once_and_reopened(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Broken:
        name = "broken camera"
        live = True

        def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame | None:
            raise RuntimeError("driver")

        def close(self) -> None:
            opened.release()

    opened = threading.Semaphore(0)
    with running("0", works=False, opener=lambda text: Broken()) as run:
        assert run.next(CameraLost).fault is CameraFault.STALLED
        for _ in range(3):
            assert opened.acquire(timeout=LONG)
    assert [one.message for one in caplog.records] == ["the source failed"]
