"""The capture process: `python -m assistant.camera.capture` grabs frames and sends the newest.

It is a process of its own because OpenCV may block forever in open and read: then the owner kills
it. Standard input has the `CaptureRequest` as a line of JSON, then a line "SINCE UNTIL" (monotonic
seconds) for each wanted frame. Standard output has `STARTED`, then one answer for each such line.
The end of standard input ends the process, even while OpenCV blocks.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import BinaryIO

from assistant.camera.capture_protocol import (
    FAULT,
    FRAME,
    HEAD,
    NOTHING,
    STARTED,
    CaptureRequest,
    Grabber,
    SourceLost,
)
from assistant.protocol.faults import CameraFault
from models.interfaces import Picture

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
        self._grabber: Grabber | None = None
        self._settling: Settling | None = None
        self._number = 0
        self._at = 0.0
        self._wanted: float | None = None
        self._picture: Picture | None = None
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
        with self._changed:
            if self._settling is not None:
                picture = grabber.retrieve()
                if picture is None or not self._settling.settled(at, float(picture.mean())):
                    return
                self._settling = None
            self._number += 1
            self._at = at
            self._grabber = grabber
            if grabber.keeps_newest:
                self._changed.notify_all()
            elif self._wanted is not None and at >= self._wanted:
                self._picture = grabber.retrieve()
                if self._picture is not None:
                    self._wanted = None
                    self._changed.notify_all()

    def answer(self, since: float, until: float) -> Iterator[bytes | memoryview]:
        """The bytes that answer one request; waits for a frame, at most until `until`."""
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
        if grabber is not None and grabber.keeps_newest and self._at >= since:
            self._picture = grabber.retrieve()
        return self._picture is not None or self._fault is not None


def answer_requests(exchange: FrameExchange, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until `requests` ends, then end the process, whatever its other threads do."""
    try:
        for line in requests:
            since, until = map(float, line.split())
            for part in exchange.answer(since, until):
                answers.write(part)
            answers.flush()
    except BrokenPipeError:
        # The owner is gone.
        pass
    finally:
        os._exit(0)


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
