"""The capture process: `python -m assistant.camera.capture` grabs frames and hands out the newest.

It lives apart from the rest because OpenCV's open and read may block for ever: whoever started it
kills it. Standard input brings the `CaptureRequest` as one line of JSON, then for each frame that
is wanted one line "SINCE UNTIL" (seconds of the monotonic clock). Standard output says that it
runs, then gives for each such line one answer (`capture_protocol.py`). The end of standard input
ends the process, even while OpenCV blocks.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from assistant.camera.capture_protocol import FAULT, FRAME, HEAD, NOTHING, RUNS, CaptureRequest
from assistant.camera.source_lost import SourceLost
from assistant.protocol.faults import CameraFault
from models.interfaces import Picture

SETTLE_LIMIT = 1.5
"""Seconds after which a camera's exposure counts as settled whatever it does."""
SETTLE_SPAN = 0.25
"""Seconds in which the brightness has to keep still."""
SETTLE_CHANGE = 3.0
"""Grey levels of 255 that it may change by in that time; noise and flicker stay below."""


class Grabber(Protocol):
    """An open device. `grab` and `retrieve` are called by one thread unless `keeps`."""

    settles: bool
    """Whether its exposure has to settle first."""
    keeps: bool
    """Whether `retrieve` may be called while `grab` waits."""

    def grab(self) -> None:
        """Wait for the next frame, without decoding it. Raises SourceLost."""
        ...

    def retrieve(self) -> Picture | None:
        """Decode the frame grabbed last; None if it is damaged."""
        ...


class Settling:
    """Decides from the brightness of the first frames when a camera's exposure has settled."""

    def __init__(self) -> None:
        """Begin with a camera that has given no frame yet."""
        self._seen: list[tuple[float, float]] = []
        self._first: float | None = None

    def settled(self, at: float, brightness: float) -> bool:
        """Take in a frame's time and mean brightness, 0…255."""
        if self._first is None:
            self._first = at
        self._seen.append((at, brightness))
        # One frame older than the span stays, so that slow cameras are compared too.
        while len(self._seen) > 2 and at - self._seen[1][0] >= SETTLE_SPAN:
            del self._seen[0]
        levels = [level for _, level in self._seen]
        still = max(levels) - min(levels) <= SETTLE_CHANGE
        spans = len(levels) >= 3 and at - self._seen[0][0] >= SETTLE_SPAN
        return (still and spans) or at - self._first >= SETTLE_LIMIT


class FrameExchange:
    """Where the grabbing thread leaves frames and the answering thread picks them up."""

    def __init__(self) -> None:
        """Begin with nothing grabbed."""
        self._changed = threading.Condition()
        self._grabber: Grabber | None = None
        self._settling: Settling | None = None
        self._number = 0
        self._at = 0.0
        self._wanted: float | None = None
        self._picture: Picture | None = None
        self._fault: SourceLost | None = None

    def grab(self, grabber: Grabber) -> None:
        """Grab until the source is lost; the fault is then what every answer says."""
        self._settling = Settling() if grabber.settles else None
        try:
            while True:
                grabber.grab()
                self._arrived(grabber, time.monotonic())
        except SourceLost as lost:
            self.fail(lost)

    def fail(self, lost: SourceLost) -> None:
        """Answer with a fault from now on."""
        with self._changed:
            self._fault = lost
            self._changed.notify_all()

    def _arrived(self, grabber: Grabber, at: float) -> None:
        with self._changed:
            if self._settling is not None:
                picture = grabber.retrieve()
                if picture is None or not self._settling.settled(at, float(picture.mean())):
                    return
                self._settling = None
            self._number += 1
            self._at = at
            self._grabber = grabber
            if grabber.keeps:
                self._changed.notify_all()
            elif self._wanted is not None and at >= self._wanted:
                self._picture = grabber.retrieve()
                if self._picture is not None:
                    self._wanted = None
                    self._changed.notify_all()

    def answer(self, since: float, until: float) -> Iterator[bytes | memoryview]:
        """The bytes that answer one request; waits until a frame comes or `until`."""
        with self._changed:
            self._wanted = since
            self._changed.wait_for(lambda: self._ready(since), max(0.0, until - time.monotonic()))
            self._wanted = None
            picture, self._picture = self._picture, None
            at, number, fault = self._at, self._number, self._fault
        if picture is not None:
            yield HEAD.pack(FRAME, at, number, *picture.shape[:2])
            yield picture.data.cast("B")
        elif fault is not None:
            text = f"{fault.fault.value}\n{fault.reason}".encode()
            yield HEAD.pack(FAULT, 0.0, 0, len(text), 0) + text
        else:
            yield HEAD.pack(NOTHING, 0.0, 0, 0, 0)

    def _ready(self, since: float) -> bool:
        grabber = self._grabber
        if self._picture is None and grabber is not None and grabber.keeps and self._at >= since:
            self._picture = grabber.retrieve()
        return self._picture is not None or self._fault is not None


def answer_requests(desk: FrameExchange, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until `requests` ends, then end the process, whatever else it is doing."""
    try:
        for line in requests:
            since, until = map(float, line.split())
            for part in desk.answer(since, until):
                answers.write(part)
            answers.flush()
    except BrokenPipeError:
        # Whoever asked is gone, and so is the reason to go on.
        pass
    finally:
        os._exit(0)


def main() -> None:
    """Open what the first line asks for, grab from it and answer until the input ends."""
    request = CaptureRequest(**json.loads(sys.stdin.buffer.readline()))
    sys.stdout.buffer.write(RUNS)
    sys.stdout.buffer.flush()
    desk = FrameExchange()
    answering = threading.Thread(
        target=answer_requests, args=(desk, sys.stdin.buffer, sys.stdout.buffer), name="answers"
    )
    answering.start()
    try:
        # Imported now, so that requests are answered while OpenCV loads.
        from assistant.camera.grabbers import open_grabber

        desk.grab(open_grabber(request))
    except SourceLost as lost:
        desk.fail(lost)
    # Whatever a driver or decoder raises must reach the user rather than end in silence.
    except Exception as error:
        desk.fail(SourceLost(CameraFault.STALLED, f"The camera failed: {error}."))
    answering.join()


if __name__ == "__main__":
    main()
