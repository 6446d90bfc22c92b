"""A source of frames that runs in the capture process, which can be killed when it hangs."""

import contextlib
import fcntl
import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

import assistant
from assistant.camera.capture_protocol import (
    FAULT,
    HEAD,
    NOTHING,
    STARTED,
    CaptureRequest,
    SourceLost,
)
from assistant.protocol.events import Frame
from assistant.protocol.faults import CameraFault

GRACE = 1.0
"""Seconds that an answer may be late before the process counts as hung."""
REAP = 0.5
"""Seconds that `close` waits for the killed process, and again for a thread that reads from it."""
PIPE_SIZE = 1 << 20
"""Bytes; the most that Linux gives without privileges. A frame then takes 3 reads instead of 42."""
MOST_PIXELS = 64_000_000
"""Of a JPEG. No camera gives so many, and a file of two megabytes could fill the memory."""
PROXIES = ("http_proxy", "https_proxy", "all_proxy")


class ChildSource:
    """A camera, stream or video in a capture process of its own."""

    def __init__(self, request: CaptureRequest, name: str, live: bool = True) -> None:
        """Start the process and return while it opens `request`."""
        self.name = name
        self.live = live
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            # -P: a cv2.py in the current folder must not be imported.
            [sys.executable, "-P", "-m", "assistant.camera.capture"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Drivers and decoders chatter there; faults come as answers.
            stderr=subprocess.DEVNULL,
            env=_environment(request),
            # Ctrl-C is not for this process: it ends when its input does.
            start_new_session=True,
        )
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # noqa: PT018  # both are PIPE above
        self._stdin, self._stdout = stdin, stdout
        self._started = False
        os.set_blocking(stdout.fileno(), False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        self._send(json.dumps(asdict(request)))

    def read(self, since: float, timeout: float) -> Frame | None:
        """The newest frame taken at `since` or later; see `Source.read`."""
        until = time.monotonic() + timeout
        with self._lock:
            if not self._has_started(until):
                return None
            self._send(f"{since} {until}")
            return self._answer(until + GRACE)

    def close(self) -> None:
        """Kill the process. One that hangs inside a driver is left to the system."""
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(REAP)
        # A reading thread sees the end now; only then are the pipes closed.
        if self._lock.acquire(timeout=REAP):
            try:
                with contextlib.suppress(OSError):
                    self._stdin.close()
                self._stdout.close()
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
        if not self._started and self._readable(until):
            self._receive(memoryview(bytearray(len(STARTED))), until + GRACE)
            self._started = True
        return self._started

    def _readable(self, until: float) -> bool:
        waiter = select.poll()
        waiter.register(self._stdout.fileno(), select.POLLIN)
        return bool(waiter.poll(max(0.0, until - time.monotonic()) * 1000))

    def _send(self, line: str) -> None:
        try:
            self._stdin.write(line.encode() + b"\n")
            self._stdin.flush()
        except (OSError, ValueError) as error:
            raise self._ended() from error

    def _receive(self, into: memoryview, until: float) -> None:
        """Fill `into`. Raises SourceLost if the process ends or nothing more comes by `until`.

        What has already arrived is read however late it is: this process may have been stopped.
        """
        while into:
            if not self._readable(until):
                raise SourceLost(CameraFault.STALLED, "The camera hangs.")
            count = os.readv(self._stdout.fileno(), [into])
            if count == 0:
                raise self._ended()
            into = into[count:]

    def _ended(self) -> SourceLost:
        return SourceLost(CameraFault.UNPLUGGED, "The capture process ended.")


def _environment(request: CaptureRequest) -> dict[str, str]:
    """This process's environment, for FFmpeg without its proxies, and a path to this package."""
    path = [str(Path(assistant.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {name: own for name, own in os.environ.items() if name.lower() not in PROXIES}
    environment |= {
        "PYTHONPATH": os.pathsep.join(path),
        "OPENCV_LOG_LEVEL": "SILENT",
        "OPENCV_IO_MAX_IMAGE_PIXELS": str(MOST_PIXELS),
    }
    if request.kind == "stream":
        environment["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp|fflags;nobuffer"
    return environment
