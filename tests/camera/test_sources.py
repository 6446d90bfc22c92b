import errno
import functools
import http.server
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from assistant.camera import grabbers, sources
from assistant.camera.capture import SETTLE_LIMIT, Settling
from assistant.camera.capture_client import ChildSource
from assistant.camera.capture_protocol import CaptureRequest, SourceLost
from assistant.camera.grabbers import check_device
from assistant.camera.photo import BadPhoto
from assistant.camera.sources import (
    Folder,
    Slideshow,
    Source,
    open_source,
    shows_photos,
    spoken_name,
)
from assistant.protocol.child_process import ChildProcess
from assistant.protocol.choices import Choice
from assistant.protocol.events import Frame
from assistant.protocol.faults import CameraFault
from models.system import SYSTEM
from tests.kit.http_camera import HttpCamera, read_stamp, stamped

LONG = 30.0
"""Seconds to wait on a busy machine."""


def frame_since(source: Source, since: float) -> Frame:
    end = time.monotonic() + LONG
    while time.monotonic() < end:
        frame = source.read(since, 1.0)
        if frame is not None:
            return frame
    raise AssertionError("no frame came")


def first_frame(source: Source) -> Frame:
    return frame_since(source, 0.0)


def fault_of(source: Source) -> SourceLost:
    with pytest.raises(SourceLost) as raised:
        first_frame(source)
    return raised.value


def write_video(path: Path, frames: int, rate: float) -> None:
    """Write frames that carry their number and the time at which they are due, from 0."""
    size = (640, 360)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, size)
    grey = np.full((360, 640, 3), 128, np.uint8)
    for number in range(frames):
        writer.write(stamped(grey, number, number / rate))
    writer.release()


@pytest.mark.program
@pytest.mark.parametrize("rate", [10.0, 30.0])
def test_a_video_plays_at_its_own_rate(tmp_path: Path, rate: float) -> None:
    path = tmp_path / "walk.avi"
    write_video(path, 90, rate)
    with closing(open_source(str(path))) as source:
        frames = [first_frame(source)]
        while len(frames) < 10:
            frames.append(frame_since(source, frames[-1].at + 0.1))
    drift = [frame.at - read_stamp(frame.pixels)[1] for frame in frames]
    assert max(drift) - min(drift) < 1.0
    assert not source.live


@pytest.mark.program
def test_a_video_starts_over_after_its_end(tmp_path: Path) -> None:
    path = tmp_path / "short.avi"
    write_video(path, 6, 30.0)
    with closing(open_source(str(path))) as source:
        last, numbers = first_frame(source), []
        for _ in range(12):
            last = frame_since(source, last.at + 0.001)
            numbers.append(read_stamp(last.pixels)[0])
    assert any(later < earlier for earlier, later in pairwise(numbers))


@pytest.mark.program
def test_a_process_that_is_slow_to_start_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, python = tmp_path / "short.avi", tmp_path / "python"
    write_video(path, 6, 30.0)
    python.write_text(f'#!/bin/sh\nsleep 1.5\nexec {sys.executable} "$@"\n')
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    with closing(open_source(str(path))) as source:
        assert source.read(0.0, 0.1) is None
        assert first_frame(source).pixels.shape == (360, 640, 3)


@pytest.mark.program
def test_a_file_that_is_not_a_video_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "letter.mp4"
    path.write_text("Dear Maria")
    with closing(open_source(str(path))) as source:
        lost = fault_of(source)
    assert (lost.fault, lost.reason) == (CameraFault.REFUSED, "letter.mp4 is not a video.")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.program
def test_a_recording_at_an_address_plays_like_a_video(tmp_path: Path) -> None:
    write_video(tmp_path / "walk.avi", 60, 30.0)
    with serving(tmp_path) as address, closing(open_source(f"{address}/walk.avi")) as source:
        assert first_frame(source).pixels.shape == (360, 640, 3)


@pytest.mark.program
def test_no_proxy_is_asked_for_a_recording_at_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_video(tmp_path / "walk.avi", 60, 30.0)
    with socket.create_server(("127.0.0.1", 0)) as proxy, serving(tmp_path) as address:
        proxy.setblocking(False)
        for name in ("http_proxy", "HTTPS_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        with closing(open_source(f"{address}/walk.avi")) as source:
            assert first_frame(source).pixels.shape == (360, 640, 3)
        with pytest.raises(BlockingIOError):
            proxy.accept()


@pytest.mark.program
def test_an_address_that_gives_no_video_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>hello")
    with serving(tmp_path) as address, closing(open_source(f"{address}/page.html")) as source:
        assert fault_of(source).fault is CameraFault.REFUSED


@pytest.mark.program
@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_an_address_without_an_answer_counts_as_missing(scheme: str) -> None:
    with closing(open_source(f"{scheme}://127.0.0.1:9/video")) as source:
        lost = fault_of(source)
    assert lost.fault is CameraFault.MISSING
    assert lost.reason == "Nothing answers at 127.0.0.1."


@pytest.mark.program
def test_a_wrong_password_is_a_refusal() -> None:
    with HttpCamera(login=("maria", "secret")) as camera:
        wrong = camera.url.replace("secret", "guess")
        with closing(open_source(wrong)) as source:
            lost = fault_of(source)
    assert lost.fault is CameraFault.REFUSED
    assert "guess" not in lost.reason


@pytest.mark.program
def test_a_damaged_jpeg_is_skipped() -> None:
    with HttpCamera(rate=10) as camera, closing(open_source(camera.url)) as source:
        first_frame(source)
        camera.damage(2)
        read_stamp(frame_since(source, time.monotonic()).pixels)


@pytest.mark.program
def test_no_frame_is_older_than_asked_for() -> None:
    with HttpCamera(rate=5) as camera, closing(open_source(camera.url)) as source:
        first_frame(source)
        for _ in range(5):
            now = time.monotonic()
            assert frame_since(source, now).at >= now
        assert source.read(time.monotonic() + 60, 0.1) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("0", "camera 0"),
        ("http://maria:secret@10.0.0.7:8080/video", "network camera 10.0.0.7"),
        ("rtsp://door.local/stream", "network camera door.local"),
        ("dog.JPG", "photo dog.JPG"),
        ("walk.mp4", "video walk.mp4"),
        ("/dev/video77", "camera video77"),
        pytest.param("x" * 300, f"video {'x' * 300}", id="too long for a file"),
    ],
)
def test_every_source_has_a_name_to_speak(text: str, name: str) -> None:
    assert spoken_name(text) == name


@pytest.mark.parametrize("text", ["77", "/dev/v4l/by-id/usb-046d_C270-video-index0"])
@pytest.mark.parametrize("plugged", [True, False])
def test_a_missing_camera_is_reported_with_the_others_there_are(
    monkeypatch: pytest.MonkeyPatch, text: str, plugged: bool
) -> None:
    there = (Choice("0", "Integrated Camera"),) if plugged else ()
    monkeypatch.setattr(sources, "cameras", lambda: there)
    with pytest.raises(SourceLost) as raised:
        open_source(text)
    assert raised.value.fault is (CameraFault.OTHER if plugged else CameraFault.MISSING)
    assert raised.value.others == {choice.value for choice in there}
    assert raised.value.reason == f"There is no {spoken_name(text)}."


def test_a_path_that_the_system_refuses_is_refused_in_words() -> None:
    with pytest.raises(SourceLost) as raised:
        open_source("x" * 300)
    assert raised.value.fault is CameraFault.REFUSED
    assert raised.value.reason.endswith("cannot be opened: file name too long.")


def test_a_folder_shows_its_photos_by_name_and_in_turn(tmp_path: Path) -> None:
    for name, colour in (("b.png", "lime"), ("a.png", "red"), ("d.jpg", "blue")):
        Image.new("RGB", (32, 32), colour).save(tmp_path / name)
    (tmp_path / "c.png").write_text("damaged")
    (tmp_path / "notes.txt").write_text("not a photo")
    now = [100.0]
    folder = Folder(tmp_path, 2.0, clock=lambda: now[0])
    shown = []
    for _ in range(8):
        frame = folder.read(now[0], 0.0)
        assert frame.at == now[0]
        shown.append(frame.source)
        now[0] += 2.0
    assert shown == ["a.png", "b.png", "d.jpg", "a.png", "b.png", "d.jpg", "a.png", "b.png"]


def test_a_folder_without_photos_says_so(tmp_path: Path) -> None:
    source = open_source(str(tmp_path))
    assert fault_of(source).fault is CameraFault.MISSING


def test_a_slideshow_of_a_damaged_photo_says_so_at_once(tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_text("damaged")
    with pytest.raises(BadPhoto):
        Slideshow([path])


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOENT, CameraFault.MISSING),
        (errno.ENODEV, CameraFault.MISSING),
        (errno.EACCES, CameraFault.REFUSED),
        (errno.EBUSY, CameraFault.BUSY),
        (errno.ENOTTY, CameraFault.STALLED),
    ],
)
def test_a_device_says_why_it_cannot_be_used(
    tmp_path: Path, number: int, fault: CameraFault
) -> None:
    def probe(handle: int) -> None:
        raise OSError(number, "driver")

    path = tmp_path / "video0"
    path.touch()
    with pytest.raises(SourceLost) as raised:
        check_device(path, probe)
    assert raised.value.fault is fault


class FailingCapture:
    """A device that opens but gives no frame."""

    def __init__(self, *_: object) -> None:
        self.held = True

    def isOpened(self) -> bool:  # noqa: N802  # the name is OpenCV's
        return True

    def set(self, *_: object) -> None:
        pass

    def get(self, *_: object) -> float:
        return 0.0

    def grab(self) -> bool:
        return False

    def release(self) -> None:
        self.held = False


def test_a_device_without_frames_is_not_kept_busy_by_lantern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[FailingCapture] = []

    def open_capture(*_: object) -> FailingCapture:
        opened.append(FailingCapture())
        return opened[0]

    def refuse(path: Path) -> None:
        if opened and opened[0].held:
            raise SourceLost(CameraFault.BUSY)

    path = tmp_path / "video0"
    path.touch()
    monkeypatch.setattr(cv2, "VideoCapture", open_capture)
    monkeypatch.setattr(grabbers, "check_device", refuse)
    grabber = grabbers.DeviceGrabber(CaptureRequest("device", str(path), 640, 480))
    with pytest.raises(SourceLost) as raised:
        grabber.grab()
    assert raised.value.fault is CameraFault.STALLED


@pytest.mark.program
def test_where_cameras_have_only_numbers_one_that_is_missing_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(type(SYSTEM), "cameras_are_files", False)
    with closing(open_source("97")) as source:
        assert fault_of(source).fault is CameraFault.MISSING


def test_a_numbered_camera_that_is_pulled_out_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2, "VideoCapture", lambda *_: FailingCapture())
    grabber = grabbers.open_grabber(CaptureRequest("device", "0", 640, 480))
    with pytest.raises(SourceLost) as raised:
        grabber.grab()
    assert raised.value.fault is CameraFault.UNPLUGGED


def test_a_file_that_is_not_a_camera_is_found_by_the_real_probe() -> None:
    with pytest.raises(SourceLost) as raised:
        check_device(Path("/dev/null"))
    assert raised.value.fault is CameraFault.STALLED


@pytest.mark.program
def test_an_answer_that_came_while_the_program_was_stopped_is_read() -> None:
    source = object.__new__(ChildSource)
    source._process = ChildProcess("-c", "import os; os.write(1, b'late'); os.read(0, 1)")
    into = bytearray(4)
    with closing(source._process):
        assert source._process.readable(time.monotonic() + LONG)
        source._receive(memoryview(into), time.monotonic() - 60)
        with pytest.raises(SourceLost, match="hangs"):
            source._receive(memoryview(into), time.monotonic() - 60)
    assert source._process.wait(LONG) == 0
    assert into == b"late"


@pytest.mark.program
def test_a_device_that_is_not_a_camera_is_reported_in_time() -> None:
    with closing(open_source("/dev/null")) as source:
        assert fault_of(source).reason == "/dev/null is not a camera."


def settles_at(levels: list[float], period: float = 1 / 30) -> int | None:
    settling = Settling()
    for index, level in enumerate(levels):
        if settling.settled(index * period, level):
            return index
    return None


def test_exposure_has_settled_once_it_stays_the_same() -> None:
    rising = [5.0 * step for step in range(20)]
    settled = settles_at([*rising, *[100.0] * 30])
    assert settled is not None
    assert 20 < settled <= 30


def test_black_frames_that_brighten_have_not_settled() -> None:
    assert settles_at([0.0] * 4 + [10.0 * step for step in range(12)]) is None


def test_a_scene_that_never_stays_the_same_is_used_in_the_end() -> None:
    settled = settles_at([0.0, 200.0] * 60)
    assert settled is not None
    assert settled / 30 == pytest.approx(SETTLE_LIMIT, abs=0.05)


@pytest.mark.program
def test_frames_are_held_back_until_the_exposure_has_settled() -> None:
    with (
        HttpCamera(rate=15, stamps=False, ramp=0.8) as camera,
        closing(open_source(camera.url)) as source,
    ):
        assert first_frame(source).pixels.mean() == pytest.approx(130, abs=8)


def test_nobody_stands_before_a_photo(tmp_path: Path) -> None:
    photo = tmp_path / "cup.jpg"
    photo.touch()
    assert shows_photos(str(tmp_path))
    assert shows_photos(str(photo))
    others = ("0", "http://192.0.2.7/video", str(tmp_path / "clip.mp4"), str(tmp_path / "no.jpg"))
    assert not any(map(shows_photos, others))
