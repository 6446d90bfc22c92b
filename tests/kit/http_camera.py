"""A real network camera for tests: JPEGs over HTTP, with a time stamp in the picture.

It can stall, freeze, die, come back, be busy and refuse, as cameras do.
"""

import base64
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

import cv2
import numpy as np

from models.interfaces import Picture

BITS = 48
BLOCK = 8
"""Pixels of the side of one bit: JPEG's own block, so that no bit blurs another."""
ROWS = 4
"""Stamp rows: the frame's number, its complement, the time in microseconds, its complement."""
BOUNDARY = "lantern-test-frame"


def stamped(picture: Picture, number: int, at: float) -> Picture:
    """A copy with its number and time (monotonic seconds) drawn at the top left."""
    microseconds = round(at * 1e6)
    full = (1 << BITS) - 1
    result = picture.copy()
    for row, value in enumerate((number, full ^ number, microseconds, full ^ microseconds)):
        bits = [(value >> bit) & 1 for bit in range(BITS)]
        cells = np.array([bits], np.uint8) * 255
        strip = np.kron(cells, np.ones((BLOCK, BLOCK), np.uint8))
        result[row * BLOCK : (row + 1) * BLOCK, : BITS * BLOCK] = strip[..., None]
    return result


def read_stamp(picture: Picture) -> tuple[int, float]:
    """The number of a frame and the time it was drawn. Raises ValueError without a stamp."""
    grey = picture[: ROWS * BLOCK, : BITS * BLOCK].astype(float).mean(axis=2)
    cells = grey.reshape(ROWS, BLOCK, BITS, BLOCK).mean(axis=(1, 3)) > 127
    values = [sum(1 << bit for bit in range(BITS) if row[bit]) for row in cells]
    full = (1 << BITS) - 1
    if values[0] ^ values[1] != full or values[2] ^ values[3] != full:
        raise ValueError("there is no stamp in this picture")
    return values[0], values[2] / 1e6


class HttpCamera:
    """Serves `url` inside a `with` block; every method may be called at any time."""

    def __init__(
        self,
        picture: Picture | None = None,
        *,
        rate: float = 15.0,
        size: tuple[int, int] = (1280, 720),
        login: tuple[str, str] | None = None,
        lengths: bool = True,
        stamps: bool = True,
        ramp: float = 0.0,
    ) -> None:
        """`picture` fills the frame (grey noise if None); `login` is a name and a password.

        `lengths`: send the length of each JPEG; `stamps`: draw them; `ramp`: seconds after a
        connection in which the picture brightens from black.
        """
        self._size = size
        self._period = 1 / rate
        self._login = login
        self._lengths = lengths
        self._stamps = stamps
        self._ramp = ramp
        self._connected = 0.0
        self._damaged = 0
        self._changed = threading.Condition()
        self._jpeg = b""
        self._number = 0
        self._stalled = self._frozen = self._ending = False
        self._refusal: int | None = None
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.connections = 0
        """The number accepted so far."""
        # Finer noise takes many times as long to encode and decode as JPEG.
        noise = np.random.default_rng(0).integers(60, 200, (size[1] // 16, size[0] // 16, 3))
        self.show(noise.astype(np.uint8) if picture is None else picture)

    @property
    def url(self) -> str:
        """The address; it stays the same after `die` and `revive`."""
        login = f"{':'.join(self._login)}@" if self._login else ""
        return f"http://{login}127.0.0.1:{self._port}/video"

    def __enter__(self) -> Self:
        self._filming = threading.Thread(target=self._film, name="http-camera-film")
        self._filming.start()
        self.revive()
        return self

    def __exit__(self, *_: object) -> None:
        """Drop every connection and end."""
        self.die()
        with self._changed:
            self._ending = True
            self._changed.notify_all()
        self._filming.join()

    def show(self, picture: Picture) -> None:
        """Show a picture from now on."""
        width, height = self._size
        scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        self._picture: Picture = np.asarray(scaled, np.uint8)

    def stall(self) -> None:
        """Keep connections but send nothing more."""
        self._stalled = True

    def freeze(self) -> None:
        """Send the same JPEG again and again."""
        self._frozen = True

    def damage(self, frames: int) -> None:
        """Cut off the next frames in the middle."""
        self._damaged = frames

    def resume(self) -> None:
        """End stalling, freezing and refusing."""
        self._stalled = self._frozen = False
        self._refusal = None

    def refuse(self, status: int = 403) -> None:
        """Drop connections and answer new ones with an HTTP status."""
        self._refusal = status
        with self._changed:
            self._changed.notify_all()

    def die(self) -> None:
        """Drop connections and stop listening, like a camera that loses power."""
        server, self._server = self._server, None
        if server is not None:
            with self._changed:
                self._changed.notify_all()
            server.shutdown()
            server.server_close()
            self._serving.join()

    def revive(self) -> None:
        """Listen again, on the same port."""
        self._server = server = _Server(("127.0.0.1", self._port), _handler(self))
        self._port = server.server_address[1]
        self._serving = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="http-camera"
        )
        self._serving.start()

    def _film(self) -> None:
        due = time.monotonic()
        while True:
            with self._changed:
                if self._ending:
                    return
                if not self._frozen or not self._jpeg:
                    self._jpeg = self._draw()
                self._number += 1
                self._changed.notify_all()
                due = max(due + self._period, time.monotonic())
                self._changed.wait_for(lambda: self._ending, due - time.monotonic())

    def _draw(self) -> bytes:
        frame = self._picture
        if self._ramp:
            share = min(1.0, (time.monotonic() - self._connected) / self._ramp)
            frame = np.asarray(cv2.convertScaleAbs(frame, alpha=share), np.uint8)
        if self._stamps:
            frame = stamped(frame, self._number, time.monotonic())
        _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR))
        if self._damaged:
            self._damaged -= 1
            return jpeg.tobytes()[: len(jpeg) // 2]
        return jpeg.tobytes()

    def _next(self, server: object, last: int) -> tuple[bytes, int] | None:
        """The next JPEG and its number; None to drop the connection."""

        def dropped() -> bool:
            return self._server is not server or self._refusal is not None

        with self._changed:
            self._changed.wait_for(lambda: dropped() or (self._number > last and not self._stalled))
            return None if dropped() else (self._jpeg, self._number)

    def _welcome(self, authorization: str | None) -> int:
        """The HTTP status for a new connection."""
        self.connections += 1
        self._connected = time.monotonic()
        if self._refusal is not None:
            return self._refusal
        if self._login is not None:
            wanted = "Basic " + base64.b64encode(":".join(self._login).encode()).decode()
            return 200 if authorization == wanted else 401
        return 200


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    allow_reuse_address = True

    def handle_error(self, *_: object) -> None:
        """Ignore clients that go away."""


def _handler(camera: HttpCamera) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the base class calls it so
            status = camera._welcome(self.headers["Authorization"])
            self.send_response(status)
            if status != 200:
                self.send_header("WWW-Authenticate", 'Basic realm="camera"')
                self.end_headers()
                return
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.end_headers()
            self.connection.settimeout(2.0)
            number = -1
            while (following := camera._next(self.server, number)) is not None:
                jpeg, number = following
                length = f"Content-Length: {len(jpeg)}\r\n" if camera._lengths else ""
                head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n{length}\r\n"
                self.wfile.write(head.encode() + jpeg + b"\r\n")

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    return Handler
