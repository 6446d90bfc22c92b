"""The other end of the capture process: a source that can always be killed."""

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
"""Seconds that closing may wait for the killed process, and again for whoever reads from it."""

PIPE_SIZE = 1 << 20
"""Bytes; the most that Linux gives without privileges. A frame then takes three gulps, not 42."""

MOST_PIXELS = 64_000_000
"""Of a JPEG; no camera gives so many, and a file of two megabytes could fill the memory."""

PROXIES = ("http_proxy", "https_proxy", "all_proxy")
"""What names a proxy in the environment."""


class ChildSource:
    """A camera, stream or video in a capture process of its own."""

    def __init__(self, request: CaptureRequest, name: str, live: bool = True) -> None:
        """Start the process; it opens `request` while this returns."""
        self.name = name
        self.live = live
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            # -P: a cv2.py in the folder where the user stands must not be imported.
            [sys.executable, "-P", "-m", "assistant.camera.capture"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Drivers and decoders chatter there; what counts comes as a fault.
            stderr=subprocess.DEVNULL,
            env=_environment(request),
            # Ctrl-C is for the program in front: this process ends when its input does.
            start_new_session=True,
        )
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # noqa: PT018  # both are PIPE above
        self._stdin, self._stdout = stdin, stdout
        self._runs = False
        os.set_blocking(stdout.fileno(), False)
        with contextlib.suppress(OSError):
            fcntl.fcntl(stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_SIZE)
        self._send(json.dumps(asdict(request)))

    def read(self, since: float, timeout: float) -> Frame | None:
        """The newest frame taken at `since` or later; see `Source.read`."""
        with self._lock:
            return self._read(since, timeout)

    def close(self) -> None:
        """Kill the process. One that hangs inside a driver is left to the system."""
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(REAP)
        # Whoever reads hears of the end now; the pipes are closed after that.
        if self._lock.acquire(timeout=REAP):
            try:
                with contextlib.suppress(OSError):
                    self._stdin.close()
                self._stdout.close()
            finally:
                self._lock.release()

    def _read(self, since: float, timeout: float) -> Frame | None:
        until = time.monotonic() + timeout
        if not self._begun(until):
            return None
        self._send(f"{since} {until}")
        head = bytearray(HEAD.size)
        self._receive(memoryview(head), until + GRACE)
        kind, at, number, height, width = HEAD.unpack(head)
        if kind == NOTHING:
            return None
        if kind == FAULT:
            text = bytearray(height)
            self._receive(memoryview(text), until + GRACE)
            fault, _, reason = text.decode().partition("\n")
            raise SourceLost(CameraFault(fault), reason)
        pixels = np.empty((height, width, 3), np.uint8)
        self._receive(pixels.data.cast("B"), until + GRACE)
        return Frame(pixels, at, number, self.name)

    def _begun(self, until: float) -> bool:
        """Whether the process runs by `until`: a busy machine may take seconds to start it."""
        if not self._runs:
            waiter = select.poll()
            waiter.register(self._stdout.fileno(), select.POLLIN)
            if waiter.poll(max(0.0, until - time.monotonic()) * 1000):
                self._receive(memoryview(bytearray(len(STARTED))), until + GRACE)
                self._runs = True
        return self._runs

    def _send(self, line: str) -> None:
        try:
            self._stdin.write(line.encode() + b"\n")
            self._stdin.flush()
        except (OSError, ValueError) as error:
            raise self._ended() from error

    def _receive(self, into: memoryview, until: float) -> None:
        """Fill `into`. Raises SourceLost if the process ends or there is nothing more by `until`.

        What has come meanwhile is taken however late it is: this process may have stood still.
        """
        waiter = select.poll()
        waiter.register(self._stdout.fileno(), select.POLLIN)
        while into:
            if not waiter.poll(max(0.0, until - time.monotonic()) * 1000):
                raise SourceLost(CameraFault.STALLED, "The camera hangs.")
            count = os.readv(self._stdout.fileno(), [into])
            if count == 0:
                raise self._ended()
            into = into[count:]

    def _ended(self) -> SourceLost:
        return SourceLost(CameraFault.UNPLUGGED, "The capture process ended.")


def _environment(request: CaptureRequest) -> dict[str, str]:
    """Ours, with a path on which the process finds the same package as we did.

    A camera at home is not to be asked for by way of somebody's proxy, as FFmpeg would.
    """
    root = str(Path(assistant.__file__).parent.parent)
    path = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **{name: value for name, value in os.environ.items() if name.lower() not in PROXIES},
        "PYTHONPATH": os.pathsep.join(path),
        "OPENCV_LOG_LEVEL": "SILENT",
        "OPENCV_IO_MAX_IMAGE_PIXELS": str(MOST_PIXELS),
    }
    if request.kind == "stream":
        environment["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "rtsp_transport;tcp|fflags;nobuffer"
    return environment
