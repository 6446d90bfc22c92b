"""The capture process: `python -m assistant.camera.capture` grabs frames and sends the newest.

It is a process of its own because OpenCV may block forever in open and read: then the owner kills
it. Standard input has the `CaptureRequest` as a line of JSON, then a line for each wanted frame.
Standard output has `STARTED`, then one answer for each such line. The end of standard input ends
the process, even while OpenCV blocks.
"""

import json
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from assistant.camera.capture_protocol import (
    FAULT,
    FRAME,
    FRESH,
    HEAD,
    NOTHING,
    STARTED,
    CaptureRequest,
    Grabber,
    SourceLost,
)
from assistant.protocol.faults import CameraFault
from models.system import SYSTEM

if TYPE_CHECKING:
    from assistant.camera.sharpest_frame import KeptFrame

SETTLE_LIMIT = 1.5
"""Seconds after which exposure counts as settled in any case."""
SETTLE_SPAN = 0.25
"""Seconds for which the brightness must stay the same."""
SETTLE_CHANGE = 3.0
"""Grey levels of 255 by which it may vary meanwhile; noise and flicker stay below."""


class Settling:
    """Decides from the brightness of the first frames when a camera's exposure has settled."""

    def __init__(self) -> None:
        self._seen: list[tuple[float, float]] = []
        self._first: float | None = None

    def settled(self, at: float, brightness: float) -> bool:
        """Add a frame by its time and mean brightness, 0…255."""
        if self._first is None:
            self._first = at
        self._seen.append((at, brightness))
        # One frame from before the span is kept, so that slow cameras are compared too.
        while len(self._seen) > 2 and at - self._seen[1][0] >= SETTLE_SPAN:
            del self._seen[0]
        levels = [level for _, level in self._seen]
        still = max(levels) - min(levels) <= SETTLE_CHANGE
        spans = len(levels) >= 3 and at - self._seen[0][0] >= SETTLE_SPAN
        return (still and spans) or at - self._first >= SETTLE_LIMIT


class FrameExchange:
    """Where the grabbing thread leaves frames and the answering thread picks them up."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._settling: Settling | None = None
        self._number = 0
        self._wanted: float | None = None
        """Since when a frame is awaited."""
        self._kept: deque[KeptFrame] = deque()
        """Those of the last moments that were retrieved."""
        self._fault: SourceLost | None = None

    def grab(self, grabber: Grabber) -> None:
        """Grab until the source is lost; from then on every answer is that fault."""
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
        # Imported here because it loads OpenCV.
        from assistant.camera.sharpest_frame import KeptFrame

        with self._changed:
            self._number += 1
            wanted = self._wanted is not None and at >= self._wanted
            if not (wanted or grabber.gives_jpegs or self._settling):
                return
            data = grabber.retrieve()
            if data is None:
                return
            frame = KeptFrame(at, self._number, data)
            if self._settling is not None:
                if frame.view is None or not self._settling.settled(at, float(frame.view.mean())):
                    return
                self._settling = None
            self._wanted = None
            self._kept.append(frame)
            while self._kept[0].at < at - FRESH:
                self._kept.popleft()
            self._changed.notify_all()

    def answer(
        self, since: float, until: float, prefer_sharp: bool = False
    ) -> Iterator[bytes | memoryview]:
        """The bytes that answer one request; waits for a frame, at most until `until`."""
        with self._changed:
            self._wanted = since
            self._changed.wait_for(
                lambda: self._ready(since, prefer_sharp), max(0.0, until - time.monotonic())
            )
            self._wanted = None
            frames = [frame for frame in self._kept if frame.at >= since]
            fault = self._fault
            if frames and not isinstance(frames[-1].data, bytes):
                # The next request has a newer one decoded.
                self._kept.clear()
        frame = frames.pop() if frames else None
        if frame is not None and prefer_sharp:
            frame = frame.or_sharper(frames)
        if frame is not None and frame.picture is not None:
            yield HEAD.pack(FRAME, frame.at, frame.number, *frame.picture.shape[:2])
            yield frame.picture.data.cast("B")
        elif fault is not None:
            text = f"{fault.fault.value}\n{fault.reason}".encode()
            yield HEAD.pack(FAULT, 0.0, 0, len(text), 0) + text
        else:
            yield HEAD.pack(NOTHING, 0.0, 0, 0, 0)

    def _ready(self, since: float, prefer_sharp: bool) -> bool:
        seen = None
        if self._kept and (newest := self._kept[-1]).at >= since:
            seen = newest.view if prefer_sharp else newest.picture
        return seen is not None or self._fault is not None


def answer_requests(exchange: FrameExchange, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until `requests` ends, then end the process, whatever its other threads do."""
    try:
        for line in requests:
            since, until, prefer_sharp = map(float, line.split())
            for part in exchange.answer(since, until, bool(prefer_sharp)):
                answers.write(part)
            answers.flush()
    except BrokenPipeError:
        # The owner is gone.
        pass
    finally:
        SYSTEM.end_process(0)


def main() -> None:
    """Open what the first line asks for, grab from it and answer until the input ends."""
    request = CaptureRequest(**json.loads(sys.stdin.buffer.readline()))
    sys.stdout.buffer.write(STARTED)
    sys.stdout.buffer.flush()
    exchange = FrameExchange()
    answering = threading.Thread(
        target=answer_requests, args=(exchange, sys.stdin.buffer, sys.stdout.buffer), name="answers"
    )
    answering.start()
    try:
        # Imported here so that requests are answered while OpenCV loads.
        from assistant.camera.grabbers import open_grabber

        exchange.grab(open_grabber(request))
    except SourceLost as lost:
        exchange.fail(lost)
    # Drivers and decoders may raise anything; the user must hear of it.
    except Exception as error:
        exchange.fail(SourceLost(CameraFault.STALLED, f"The camera failed: {error}."))
    answering.join()


if __name__ == "__main__":
    main()
