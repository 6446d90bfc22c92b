"""Streams of JPEGs as various cameras send them, and refusals."""

import cv2
import numpy as np
import pytest

from assistant.camera import capture_client
from assistant.camera.capture_protocol import CaptureRequest, SourceLost
from assistant.camera.mjpeg import MjpegGrabber
from assistant.camera.sharpest_frame import KeptFrame
from assistant.protocol.faults import CameraFault
from models import limits
from tests.kit.http_answer import answering

NOISE = np.random.default_rng(1).integers(0, 256, (48, 64, 3), np.uint8)
JPEG = cv2.imencode(".jpg", NOISE)[1].tobytes()


def stream(boundary: bytes, delimiter: bytes, body: bytes = JPEG, *, length: bool = True) -> bytes:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=%s\r\n\r\n"
    header = b"Content-Length: %d\r\n" % len(body) if length else b""
    part = delimiter + b"\r\nContent-Type: image/jpeg\r\n" + header + b"\r\n" + body + b"\r\n"
    return head % boundary + part * 3


@pytest.mark.parametrize("length", [True, False])
@pytest.mark.parametrize(
    ("boundary", "delimiter"),
    [
        (b"frame", b"--frame"),
        (b'"frame"', b"--frame"),
        (b"--frame", b"--frame"),
        (b"--frame", b"----frame"),
        (b"frame", b"frame"),
    ],
)
def test_every_form_of_boundary_is_recognised(
    boundary: bytes, delimiter: bytes, length: bool
) -> None:
    with answering(stream(boundary, delimiter, length=length)) as address:
        grabber = MjpegGrabber(address)
        for _ in range(2):
            grabber.grab()
            assert grabber.retrieve() == JPEG


@pytest.mark.parametrize("padding", [b"\0" * 500, b"\xff" * 3, b" " * 4, b"\r\n--\r\n"])
def test_padding_does_not_damage_a_jpeg(padding: bytes) -> None:
    with answering(stream(b"frame", b"--frame", JPEG + padding)) as address:
        grabber = MjpegGrabber(address)
        grabber.grab()
        assert grabber.retrieve() == JPEG


def test_a_picture_that_would_fill_the_memory_counts_as_damaged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(data: object, how: int) -> None:
        raise cv2.error("pixels <= CV_IO_MAX_IMAGE_PIXELS")

    monkeypatch.setattr(cv2, "imdecode", refuse)
    with answering(stream(b"x", b"--x")) as address:
        grabber = MjpegGrabber(address)
        grabber.grab()
        jpeg = grabber.retrieve()
    assert jpeg is not None
    assert KeptFrame(0.0, 1, jpeg).picture is None
    limit = capture_client._environment(CaptureRequest("http", "http://camera/", 1280, 720))
    assert 7680 * 4320 < int(limit["OPENCV_IO_MAX_IMAGE_PIXELS"]) < 100_000_000


def test_a_stream_without_a_boundary_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CAMERA_JPEG", 100_000)
    with answering(stream(b"frame", b"--other", b"\n" * 200_000)) as address:
        grabber = MjpegGrabber(address)
        with pytest.raises(SourceLost):
            grabber.grab()
        assert grabber._stream.readline()


SHA = b'Digest realm="x", nonce="a", qop="auth", algorithm=SHA-256'


@pytest.mark.parametrize(
    "head",
    [
        b"401 Unauthorized\r\nWWW-Authenticate: Bearer realm=x",
        b"401 Unauthorized\r\nWWW-Authenticate: " + SHA,
        b'401 Unauthorized\r\nWWW-Authenticate: Digest realm="x", nonce="a", qop="auth-int"',
        b"302 Found\r\nLocation: http://localhost:1/",
        b"302 Found\r\nLocation: ftp://127.0.0.1/x",
        b"404 Not Found",
        b"410 Gone",
    ],
)
def test_a_camera_that_answers_without_pictures_refuses(head: bytes) -> None:
    answer = b"HTTP/1.1 " + head + b"\r\nContent-Length: 0\r\n\r\n"
    with answering(answer, "maria:secret@") as address, pytest.raises(SourceLost) as raised:
        MjpegGrabber(address)
    assert raised.value.fault is CameraFault.REFUSED
    assert "secret" not in raised.value.reason


def test_an_invalid_address_counts_as_refused() -> None:
    with pytest.raises(SourceLost) as raised:
        MjpegGrabber("http://10.0.0.2:many/video")
    assert raised.value.fault is CameraFault.REFUSED
