"""Keeps a source of frames running, answers `TakeFrame` and reports when frames stop coming."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.camera import documents, surfaces
from assistant.camera.capture_protocol import FRESH, SourceLost
from assistant.camera.devices import cameras
from assistant.camera.health import Health, HealthVerdict
from assistant.camera.sources import Source, open_source, spoken_name
from assistant.protocol.choices import Choice, Setting
from assistant.protocol.effects import TakeFrame
from assistant.protocol.events import (
    CameraBack,
    CameraLost,
    Emit,
    Frame,
    FrameMissed,
    FrameTaken,
    Listed,
)
from assistant.protocol.faults import CameraFault
from models.system import SYSTEM

_log = logging.getLogger(__name__)

WAIT = 1.0
"""Seconds to wait for a fresh frame."""
OPENING_WAIT = 2.3
"""Seconds to wait while the source is being opened, which is no fault: as long as the dialog waits,
less the time that the answer takes."""
LOOK_EVERY = 0.5
"""Seconds between two checks of the camera's health while no frame is requested."""
LOOK_WAIT = 0.25
"""Seconds that such a check waits for a frame."""
NEXT_FRAME = 0.001
"""Seconds after a frame within which no other can follow."""
SLEPT = 1.0
"""Seconds of suspend after which older frames are stale."""
FLAT = 16
"""Grey levels of 255: a picture with less between its darkest and brightest samples is a closed
shutter, which may well give the same bytes forever."""
CLOSE_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The camera's state."""

    source: str
    """What it is, in words ("camera 0")."""
    age: float | None
    """Seconds since the newest frame, as of the last check; None before the first."""
    width: int
    height: int
    """Pixels of the newest frame; 0 before the first."""
    fault: CameraFault | None
    """Why there are no frames, or None."""


@dataclass(frozen=True, slots=True)
class _Take:
    generation: int
    since: float
    asked: float
    prefer_sharp: bool


class Camera:
    """Gives frames on request, in a thread of its own.

    `source` is the text of the settings, opened by `opener`, or an open `Source`, which is never
    replaced. `emit` gets FrameTaken, FrameMissed, CameraLost and CameraBack.
    """

    def __init__(
        self,
        source: str | Source,
        emit: Emit,
        *,
        opener: Callable[[str], Source] = open_source,
        asleep: Callable[[], float] = SYSTEM.asleep,
    ) -> None:
        """Nothing is opened before `start`."""
        self._given = source
        self._opener = opener
        self._emit = emit
        self._asleep = asleep
        self._name = spoken_name(source) if isinstance(source, str) else source.name
        self._inbox: queue.SimpleQueue[_Take | str | None] = queue.SimpleQueue()
        """Requests for a frame, and names of other sources."""
        self._takes: list[_Take] = []
        self._closing = threading.Event()
        self._tried = threading.Event()
        self._source: Source | None = None
        self._next_source: str | None = None
        self._changed = False
        """Whether the source was changed and has given no picture yet."""
        self._health = Health()
        self._newest: Frame | None = None
        self._looked = 0.0
        self._logged = ""
        """The failure of the source logged last; each is logged once."""
        self._repeated = 0.0
        """Frames from before this time only repeat an earlier one: the camera may be stuck."""
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Open the source in the background."""
        self._thread.start()

    def wait(self, timeout: float) -> CameraStatus:
        """Wait for the first frame or the first fault, at most `timeout` seconds."""
        self._tried.wait(timeout)
        return self.status()

    def take(self, effect: TakeFrame) -> None:
        """Request a frame; FrameTaken or FrameMissed follows within a second. Never blocks.

        While the source is being opened it may take `OPENING_WAIT`. Pictures of the computer itself
        come from `surfaces.take`, and pages from `documents.take`.
        """
        if effect.page is not None:
            documents.take(effect.generation, effect.page, self._emit)
        elif effect.surface is not None:
            surfaces.take(effect.generation, effect.surface, self._emit)
        else:
            since = effect.at - FRESH
            take = _Take(effect.generation, since, time.monotonic(), not effect.newest)
            self._inbox.put(take)

    def use(self, source: str) -> None:
        """Take frames from another source from now on; CameraBack or CameraLost follows."""
        if isinstance(self._given, str):
            self._inbox.put(source)

    def find(self) -> None:
        """Send Listed with the cameras there are. Never blocks."""
        threading.Thread(target=self._find, name="camera-list", daemon=True).start()

    def status(self) -> CameraStatus:
        """The state as it is now; never blocks."""
        newest, fault = self._newest, self._health.fault
        at = time.monotonic() if fault is not None else self._looked
        height, width = (0, 0) if newest is None else newest.pixels.shape[:2]
        age = None if newest is None else max(0.0, at - newest.at)
        return CameraStatus(self._name, age, width, height, fault)

    def close(self) -> None:
        """Close the source and end the thread; open requests are answered by FrameMissed."""
        self._closing.set()
        self._inbox.put(None)
        source = self._source
        if source is not None:
            source.close()
        if self._thread.is_alive():
            self._thread.join(CLOSE_WAIT)

    def _run(self) -> None:
        while not self._closing.is_set():
            if self._next_source is not None:
                self._change(self._next_source)
            self._health.opening(time.monotonic())
            reopen_now = False
            try:
                given = self._given
                self._source = source = self._opener(given) if isinstance(given, str) else given
                try:
                    reopen_now = self._watch(source)
                finally:
                    source.close()
            except SourceLost as lost:
                _log.debug("the source is lost: %s", lost)
                self._report(self._health.failed(lost.fault, time.monotonic(), lost.others))
            # A driver may raise anything; the thread stays alive to say so.
            except Exception as error:
                if repr(error) != self._logged:
                    self._logged = repr(error)
                    _log.exception("the source failed")
                self._report(self._health.failed(CameraFault.STALLED, time.monotonic()))
            if not reopen_now:
                self._rest(self._health.pause())
        self._miss_overdue(float("inf"))

    def _find(self) -> None:
        if not isinstance(self._given, str):
            self._emit(Listed(Setting.CAMERA, ()))
            return
        found = cameras()
        if self._given not in [one.value for one in found]:
            found = (Choice(self._given, self._name), *found)
        self._emit(Listed(Setting.CAMERA, found))

    def _change(self, source: str) -> None:
        self._given, self._next_source = source, None
        self._name = spoken_name(source)
        self._health, self._newest, self._repeated = Health(), None, 0.0
        self._changed = True

    def _watch(self, source: Source) -> bool:
        """Answer and check until the source must be opened again; True: without a pause."""
        slept, pause = self._asleep(), 0.0
        while True:
            self._gather(time.monotonic() + pause)
            pause = LOOK_EVERY
            if self._closing.is_set() or self._next_source is not None:
                return True
            if self._asleep() - slept > SLEPT:
                # The driver may still hold old frames, and many cameras do not wake up at all.
                return True
            if self._look(source).reopen:
                return False

    def _look(self, source: Source) -> HealthVerdict:
        now = time.monotonic()
        if self._takes:
            since = max([self._repeated, *(take.since for take in self._takes)])
            timeout = min(max(0.0, self._due() - now), WAIT)
        else:
            since, timeout = now - FRESH, LOOK_WAIT
        frame = source.read(since, timeout, any(take.prefer_sharp for take in self._takes))
        now = time.monotonic()
        if frame is None:
            verdict = self._health.missed(now)
        else:
            before, self._newest, self._looked = self._newest, frame, now
            repeated = source.live and before is not None and _repeats(before, frame)
            verdict = self._health.saw(frame.at, not repeated, now)
            if repeated:
                self._repeated = frame.at + NEXT_FRAME
            elif self._health.fault is None:
                self._answer(frame)
        self._report(verdict)
        self._miss_overdue(now)
        return verdict

    def _answer(self, frame: Frame) -> None:
        for take in [take for take in self._takes if frame.at >= take.since]:
            self._takes.remove(take)
            self._emit(FrameTaken(take.generation, frame))

    def _due(self) -> float:
        """When the oldest request is overdue; infinity if there is none."""
        wait = OPENING_WAIT if self._health.opens else WAIT
        return self._takes[0].asked + wait if self._takes else float("inf")

    def _miss_overdue(self, now: float) -> None:
        while self._takes and self._due() <= now:
            self._emit(FrameMissed(self._takes.pop(0).generation))

    def _report(self, verdict: HealthVerdict) -> None:
        if self._closing.is_set():
            return
        if verdict.lost is not None:
            self._emit(CameraLost(verdict.lost, self._name))
        works = verdict.lost is None and self._newest is not None
        if verdict.back or (self._changed and works):
            self._changed = False
            self._emit(CameraBack(self._name))
        if verdict.lost is not None or self._newest is not None:
            self._tried.set()

    def _gather(self, until: float) -> None:
        """Collect requests, waiting for the first one until `until`."""
        while not self._closing.is_set() and self._next_source is None:
            wait = 0.0 if self._takes else max(0.0, until - time.monotonic())
            try:
                self._note(self._inbox.get(timeout=wait) if wait else self._inbox.get_nowait())
            except queue.Empty:
                return

    def _rest(self, seconds: float) -> None:
        """Wait without a source; requests are answered in time."""
        end = time.monotonic() + seconds
        while not self._closing.is_set() and (now := time.monotonic()) < end:
            if self._next_source is not None:
                return
            self._miss_overdue(now)
            try:
                self._note(self._inbox.get(timeout=max(0.001, min(end, self._due()) - now)))
            except queue.Empty:
                continue

    def _note(self, message: _Take | str | None) -> None:
        if isinstance(message, str):
            self._next_source = message
        elif message is not None:
            self._takes.append(message)


def _repeats(one: Frame, other: Frame) -> bool:
    """Whether a later frame has the same bytes though it shows something."""
    a, b = one.pixels, other.pixels
    if other.at <= one.at or a.shape != b.shape:
        return False
    few = b[::32, ::32]
    if not np.array_equal(a[::32, ::32], few) or not np.array_equal(a, b):
        return False
    return int(np.ptp(few, axis=(0, 1)).max()) > FLAT
