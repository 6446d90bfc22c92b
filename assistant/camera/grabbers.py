"""What the capture process grabs from: devices, videos and streams, through OpenCV."""

import errno
import math
import os
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import cv2
import numpy as np

from assistant.camera.capture_protocol import CaptureRequest, Grabber, SourceLost
from assistant.camera.mjpeg import MjpegGrabber, NotMjpegError
from assistant.protocol.faults import CameraFault
from models.interfaces import Picture

STREAM_OPEN_MS = 8_000
STREAM_READ_MS = 5_000
"""How long FFmpeg tries; the owner of this process tells the user long before."""
CONNECT_TIMEOUT = 2.0
REQUEST_BUFFERS = 0xC0145608
"""VIDIOC_REQBUFS of Linux's videodev2.h."""
_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
_DEVICE_FAULTS = {
    **dict.fromkeys(
        (errno.ENOENT, errno.ENODEV, errno.ENXIO), (CameraFault.MISSING, "There is no {path}.")
    ),
    **dict.fromkeys((errno.EACCES, errno.EPERM), (CameraFault.REFUSED, "You may not open {path}.")),
    errno.EBUSY: (CameraFault.BUSY, "Another program is using {path}."),
}


def open_grabber(request: CaptureRequest) -> Grabber:
    """Open the target of a request. Raises SourceLost."""
    if request.kind == "device":
        return NumberedGrabber(request) if request.target.isdigit() else DeviceGrabber(request)
    if request.kind == "video":
        name = Path(request.target).name
        return VideoGrabber(cv2.VideoCapture(request.target, cv2.CAP_FFMPEG), name)
    if request.kind == "http":
        try:
            return MjpegGrabber(request.target)
        except NotMjpegError:
            pass
    return open_stream(request.target)


class _Capture:
    settles = False
    gives_jpegs = False

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self._capture = capture

    def retrieve(self) -> Picture | bytes | None:
        """The pixels or the JPEG of the frame grabbed last; None if it is damaged."""
        good, pixels = self._capture.retrieve()
        if not good:
            return None
        if pixels.ndim < 3:
            return pixels.tobytes()
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB), np.uint8)


class DeviceGrabber(_Capture):
    """A camera that is plugged in."""

    settles = True

    def __init__(self, request: CaptureRequest) -> None:
        """Open it with the size requested or the nearest that it has. Raises SourceLost."""
        self._path = Path(request.target)
        check_device(self._path)
        super().__init__(cv2.VideoCapture(request.target, cv2.CAP_V4L2))
        if not self._capture.isOpened():
            raise SourceLost(CameraFault.STALLED, f"{self._path} gives no pictures.")
        # Without MJPEG most cameras give this size only a few times a second.
        jpegs = cv2.VideoWriter.fourcc(*"MJPG")
        self._capture.set(cv2.CAP_PROP_FOURCC, jpegs)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, request.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, request.height)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        # Many frames are kept, and few of them are decoded.
        self.gives_jpegs = int(self._capture.get(cv2.CAP_PROP_FOURCC)) == jpegs
        if self.gives_jpegs:
            self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)

    def grab(self) -> None:
        """Wait for the next frame. Raises SourceLost."""
        if self._capture.grab():
            return
        if not self._path.exists():
            raise SourceLost(CameraFault.UNPLUGGED, f"{self._path} is gone.")
        # While this process holds the device, the driver would call it busy.
        self._capture.release()
        check_device(self._path)
        raise SourceLost(CameraFault.STALLED, f"{self._path} gives no pictures.")


class NumberedGrabber(_Capture):
    """A camera of a system that has no files for them, through what OpenCV finds there."""

    settles = True

    def __init__(self, request: CaptureRequest) -> None:
        """Open it with the size requested or the nearest that it has. Raises SourceLost."""
        self._name = f"camera {request.target}"
        super().__init__(cv2.VideoCapture(int(request.target), cv2.CAP_ANY))
        if not self._capture.isOpened():
            raise SourceLost(CameraFault.MISSING, f"There is no {self._name}.")
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, request.width)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, request.height)

    def grab(self) -> None:
        """Wait for the next frame. Raises SourceLost."""
        if not self._capture.grab():
            raise SourceLost(CameraFault.UNPLUGGED, f"The {self._name} is gone.")


def _request_no_buffers(handle: int) -> None:
    """Request no buffers of the driver, which fails if another program streams from it."""
    import fcntl  # Windows lacks it

    capture, memory_mapped = 1, 1
    fcntl.ioctl(handle, REQUEST_BUFFERS, struct.pack("IIIIII", 0, capture, memory_mapped, 0, 0, 0))


def check_device(path: Path, probe: Callable[[int], None] = _request_no_buffers) -> None:
    """Raise SourceLost with the reason if a camera's device file cannot be used.

    `probe` gets the open file and raises OSError if another program is using the device.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        try:
            probe(handle)
        finally:
            os.close(handle)
    except OSError as error:
        other = (CameraFault.STALLED, "{path} is not a camera.")
        fault, reason = _DEVICE_FAULTS.get(error.errno or 0, other)
        raise SourceLost(fault, reason.format(path=path)) from error


class VideoGrabber(_Capture):
    """A recording at its own rate, over and over."""

    def __init__(self, capture: cv2.VideoCapture, name: str) -> None:
        """Play from now on; the first `grab` finds out whether it is a video at all."""
        super().__init__(capture)
        self._name = name
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._period = 1 / rate if math.isfinite(rate) and 0 < rate <= 240 else 1 / 25
        self._due = time.monotonic()
        self._grabbed = 0

    def grab(self) -> None:
        """Wait until the next frame is due; overdue frames are skipped. Raises SourceLost."""
        while not self._capture.grab():
            if not self._grabbed:
                raise SourceLost(CameraFault.REFUSED, f"{self._name} is not a video.")
            self._grabbed = 0
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
        self._grabbed += 1
        self._due += self._period
        time.sleep(max(0.0, self._due - time.monotonic()))


class StreamGrabber(_Capture):
    """A live network stream of any kind that FFmpeg knows."""

    settles = True

    def grab(self) -> None:
        """Wait for the next frame. Raises SourceLost."""
        if not self._capture.grab():
            raise SourceLost(CameraFault.UNPLUGGED, "The network camera ended the video.")


def open_stream(address: str) -> Grabber:
    """Connect to a stream; a recording at an address plays like a video. Raises SourceLost."""
    _check_address(address)
    limits = [
        *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_OPEN_MS),
        *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_READ_MS),
    ]
    capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
    if not capture.isOpened():
        raise SourceLost(CameraFault.REFUSED, "The network camera gives no video there.")
    if capture.get(cv2.CAP_PROP_FRAME_COUNT) > 0:
        return VideoGrabber(capture, "The recording")
    return StreamGrabber(capture)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    try:
        port = parts.port or _PORTS[parts.scheme]
        socket.create_connection((parts.hostname or "", port), CONNECT_TIMEOUT).close()
    except (OSError, ValueError) as error:
        reason = f"Nothing answers at {parts.hostname}."
        raise SourceLost(CameraFault.MISSING, reason) from error
