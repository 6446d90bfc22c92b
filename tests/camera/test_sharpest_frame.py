"""Which of the kept frames answers a key press."""

import struct
import time
from itertools import count

import cv2
import numpy as np
import pytest

from assistant.camera import grabbers
from assistant.camera.capture import FrameExchange
from assistant.camera.capture_protocol import FRAME, HEAD, CaptureRequest, SourceLost
from assistant.camera.sharpest_frame import APART, KeptFrame
from assistant.protocol.faults import CameraFault
from models.interfaces import Picture

SIZE = (640, 480)


def page(seed: int = 1, ground: int = 230) -> Picture:
    """A page with print, in front of a room."""
    rng = np.random.default_rng(seed)
    room = rng.integers(30, 220, (12, 16, 3)).astype(np.uint8)
    picture = cv2.resize(room, SIZE, interpolation=cv2.INTER_CUBIC)
    cv2.rectangle(picture, (150, 80), (490, 400), (ground, ground, ground), -1)
    for row in range(110, 390, 40):
        word = "".join(chr(97 + int(letter)) for letter in rng.integers(0, 26, 12))
        cv2.putText(picture, word, (170, row), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (20, 20, 20), 2)
    return np.asarray(picture, np.uint8)


def blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def lit(picture: Picture, gain: float) -> Picture:
    return np.asarray(cv2.convertScaleAbs(picture, alpha=gain), np.uint8)


def jpeg(picture: Picture) -> bytes:
    return cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes()


def kept(*pictures: Picture | bytes) -> list[KeptFrame]:
    return [KeptFrame(0.1 * number, number, picture) for number, picture in enumerate(pictures)]


def taken(frames: list[KeptFrame]) -> int:
    return frames[-1].or_sharper(frames[:-1]).number


def test_the_sharpest_frame_is_taken_whatever_its_light() -> None:
    levels = zip((4.0, 0.8, 2.0, 6.0), (1.0, 0.8, 1.05, 1.0), strict=True)
    views = [lit(blurred(page(), sigma), gain) for sigma, gain in levels]
    assert taken(kept(*views)) == taken(kept(*map(jpeg, views))) == 1


def test_motion_counts_as_blur() -> None:
    streak = np.full((1, 15), 1 / 15, np.float32)
    moved = np.asarray(cv2.filter2D(page(), -1, streak), np.uint8)
    assert taken(kept(moved, page(), moved)) == 1


def test_of_equal_frames_the_newest_is_taken() -> None:
    assert taken(kept(page(), page(), page())) == 2


@pytest.mark.parametrize("other", [page(2, 40), np.full((480, 640, 3), 90, np.uint8)])
def test_a_frame_of_another_scene_is_not_taken(other: Picture) -> None:
    soft = blurred(page(), 3.0)
    assert taken(kept(page(), other, page(), soft)) == 2
    assert taken(kept(page(), other, soft)) == 2


def test_a_damaged_frame_is_not_taken() -> None:
    assert taken(kept(jpeg(page()), b"damaged", jpeg(blurred(page(), 3.0)))) == 2


class ScriptedGrabber:
    """Grabs the given frames in a row, then is lost."""

    settles = False

    def __init__(self, *frames: Picture | bytes) -> None:
        self.gives_jpegs = isinstance(frames[0], bytes)
        self._frames = iter(frames)
        self._frame: Picture | bytes | None = None

    def grab(self) -> None:
        time.sleep(APART)
        self._frame = next(self._frames, None)
        if self._frame is None:
            raise SourceLost(CameraFault.UNPLUGGED)

    def retrieve(self) -> Picture | bytes | None:
        return self._frame


@pytest.mark.parametrize(("prefer_sharp", "number"), [(True, 2), (False, 3)])
def test_a_request_gets_the_sharpest_or_the_newest_frame(prefer_sharp: bool, number: int) -> None:
    exchange = FrameExchange()
    views = (blurred(page(), 2.0), page(), blurred(page(), 4.0))
    exchange.grab(ScriptedGrabber(*map(jpeg, views)))
    head, pixels = exchange.answer(0.0, 0.0, prefer_sharp)
    kind, _, taken_number, height, width = HEAD.unpack(head)
    assert (kind, taken_number, height, width) == (FRAME, number, 480, 640)
    assert len(pixels) == 640 * 480 * 3


class RawCapture:
    """A camera that OpenCV opens, with or without JPEGs."""

    def __init__(self, jpegs: bool) -> None:
        self._jpegs = jpegs
        self._set: dict[int, float] = {}
        self._numbers = count()

    def isOpened(self) -> bool:  # noqa: N802  # the name is OpenCV's
        return True

    def set(self, what: int, value: float) -> None:
        self._set[what] = value

    def get(self, what: int) -> float:
        (yuyv,) = struct.unpack("<I", b"YUYV")
        return self._set[what] if self._jpegs else float(yuyv)

    def grab(self) -> bool:
        return next(self._numbers) < 3

    def retrieve(self) -> tuple[bool, Picture]:
        if self._set.get(cv2.CAP_PROP_CONVERT_RGB) == 0:
            return True, np.frombuffer(jpeg(page()), np.uint8)[None]
        return True, page()[..., ::-1]


@pytest.mark.parametrize("jpegs", [True, False])
def test_a_device_gives_the_jpegs_that_it_has(jpegs: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2, "VideoCapture", lambda *_: RawCapture(jpegs))
    monkeypatch.setattr(grabbers, "check_device", lambda _: None)
    grabber = grabbers.DeviceGrabber(CaptureRequest("device", "/dev/video0", *SIZE))
    grabber.grab()
    data = grabber.retrieve()
    assert isinstance(data, bytes) == grabber.gives_jpegs == jpegs
    assert data is not None
    picture = KeptFrame(0.0, 1, data).picture
    assert picture is not None
    assert np.abs(picture.astype(int) - page()).mean() < 3
