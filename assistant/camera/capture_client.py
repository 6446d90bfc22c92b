"""A source of frames that runs in the capture process, which can be killed when it hangs."""

import json
import os
import threading
import time
from dataclasses import asdict

import numpy as np

from assistant.camera.capture_protocol import (
    FAULT,
    HEAD,
    NOTHING,
    STARTED,
    CaptureRequest,
    SourceLost,
)
from assistant.protocol.child_process import REAP, ChildProcess
from assistant.protocol.events import Frame
from assistant.protocol.faults import CameraFault
from models import limits

GRACE = 1.0
"""Seconds that an answer may be late before the process counts as hung."""
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


class ChildSource:
    """A camera, stream or video in a capture process of its own."""

    def __init__(self, request: CaptureRequest, name: str, live: bool = True) -> None:
        """Start the process and return while it opens `request`."""
        self.name = name
        self.live = live
        self._lock = threading.Lock()
        module = ("-m", "assistant.camera.capture")
        self._process = ChildProcess(*module, environment=_environment(request))
        self._started = False
        self._send(json.dumps(asdict(request)))

    def read(self, since: float, timeout: float, prefer_sharp: bool = False) -> Frame | None:
        """A frame taken at `since` or later; see `Source.read`."""
        until = time.monotonic() + timeout
        with self._lock:
            if not self._has_started(until):
                return None
            self._send(f"{since} {until} {int(prefer_sharp)}")
            return self._answer(until + GRACE)

    def close(self) -> None:
        """Kill the process."""
        self._process.end()
        # A reading thread sees the end now; only then are the pipes closed.
        if self._lock.acquire(timeout=REAP):
            try:
                self._process.close()
            finally:
                self._lock.release()

    def _answer(self, until: float) -> Frame | None:
        head = bytearray(HEAD.size)
        self._receive(memoryview(head), until)
        kind, at, number, height, width = HEAD.unpack(head)
        if kind == NOTHING:
            return None
        if kind == FAULT:
            text = bytearray(height)
            self._receive(memoryview(text), until)
            fault, _, reason = text.decode().partition("\n")
            raise SourceLost(CameraFault(fault), reason)
        pixels = np.empty((height, width, 3), np.uint8)
        self._receive(pixels.data.cast("B"), until)
        return Frame(pixels, at, number, self.name)

    def _has_started(self, until: float) -> bool:
        """Wait for the process to start, which takes seconds on a busy machine."""
        if not self._started and self._process.readable(until):
            self._receive(memoryview(bytearray(len(STARTED))), until + GRACE)
            self._started = True
        return self._started

    def _send(self, line: str) -> None:
        try:
            self._process.send(line)
        except (OSError, ValueError) as error:
            raise self._ended() from error

    def _receive(self, into: memoryview, until: float) -> None:
        """Fill `into`. Raises SourceLost if the process ends or nothing more comes by `until`."""
        try:
            self._process.fill(into, until)
        except TimeoutError as error:
            raise SourceLost(CameraFault.STALLED, "The camera hangs.") from error
        except EOFError as error:
            raise self._ended() from error

    def _ended(self) -> SourceLost:
        return SourceLost(CameraFault.UNPLUGGED, "The capture process ended.")


def _environment(request: CaptureRequest) -> dict[str, str]:
    """This process's environment, for FFmpeg without its proxies."""
    environment = {name: own for name, own in os.environ.items() if name.lower() not in PROXIES}
    environment |= {
        "OPENCV_LOG_LEVEL": "SILENT",
        "OPENCV_IO_MAX_IMAGE_PIXELS": str(limits.CAMERA_PIXELS),
    }
    if request.kind == "stream":
        environment["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp|fflags;nobuffer"
    return environment
