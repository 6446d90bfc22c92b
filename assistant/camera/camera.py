"""The eyes' room: keeps a source running, answers `TakeFrame`, and tells when frames stop."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from assistant.camera import surfaces
from assistant.camera.capture_protocol import SourceLost
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

_log = logging.getLogger(__name__)

FRESH = 0.2
"""Seconds that a frame may be older than the key press."""
WAIT = 1.0
"""Seconds to wait for a fresh frame."""
OPENING_WAIT = 2.3
"""The same while the source is being opened, which is no fault of its own: the longest that the
conversation waits, but for the time that the answer takes."""
LOOK_EVERY = 0.5
"""Seconds between two looks at the camera's health while nobody asks."""
LOOK_WAIT = 0.25
"""Seconds that such a look waits for a frame."""
EARLIEST = 0.001
"""Seconds after a frame before which there is no other."""
SLEPT = 1.0
"""Seconds of the machine's sleep after which what was seen before counts for nothing."""
FLAT = 16
"""Grey levels of 255: a picture with no more between its darkest and brightest samples is a closed
shutter, which may well give the same bytes for ever."""
CLOSE_WAIT = 2.0


@dataclass(frozen=True, slots=True)
class Status:
    """How the camera stands."""

    source: str
    """What it is, in words ("camera 0")."""
    age: float | None
    """Seconds since the newest frame was taken, as of the last look; None before the first."""
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


@dataclass(frozen=True, slots=True)
class _Use:
    source: str


def asleep() -> float:
    """Seconds that the machine has slept since it was started; 0 where nothing can tell."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Camera:
    """Frames for whoever asks, from any source; one thread of its own.

    `source` is the config's text, opened by `opener`, or a `Source` that is there already and
    never goes. `emit` gets FrameTaken, FrameMissed, CameraLost and CameraBack.
    """

    def __init__(
        self,
        source: str | Source,
        emit: Emit,
        *,
        opener: Callable[[str], Source] = open_source,
        asleep: Callable[[], float] = asleep,
    ) -> None:
        """Nothing is opened before `start`."""
        self._given = source
        self._opener = opener
        self._emit = emit
        self._asleep = asleep
        self._name = spoken_name(source) if isinstance(source, str) else source.name
        self._asked: queue.SimpleQueue[_Take | _Use | None] = queue.SimpleQueue()
        self._takes: list[_Take] = []
        self._closing = threading.Event()
        self._tried = threading.Event()
        self._source: Source | None = None
        self._other: str | None = None
        """The source that shall take the place of this one."""
        self._changed = False
        """It has just done so, and has given no picture yet."""
        self._health = Health()
        self._newest: Frame | None = None
        self._looked = 0.0
        self._failure = ""
        """What went wrong last in the source itself; the log needs it once."""
        self._repeated = 0.0
        """Later than the last frame that only repeated the one before: it may be stuck."""
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)

    def start(self) -> None:
        """Open the source in the background; returns at once."""
        self._thread.start()

    def wait(self, timeout: float) -> Status:
        """Wait until the first frame or the first fault, at most `timeout` seconds."""
        self._tried.wait(timeout)
        return self.status()

    def take(self, effect: TakeFrame) -> None:
        """Ask for a frame; FrameTaken or FrameMissed follows within a second. Never blocks.

        While the source is being opened, a FrameMissed may take longer: `OPENING_WAIT`.
        One of the computer's own pictures comes as `surfaces.take` has it.
        """
        if effect.surface is not None:
            surfaces.take(effect.generation, effect.surface, self._emit)
            return
        self._asked.put(_Take(effect.generation, effect.at - FRESH, time.monotonic()))

    def use(self, source: str) -> None:
        """Take frames from another source from now on. Never blocks.

        CameraBack follows if it gives any, else CameraLost. A `Source` that was given stays.
        """
        if isinstance(self._given, str):
            self._asked.put(_Use(source))

    def find(self) -> None:
        """Tell which cameras there are, by Listed. Never blocks."""
        threading.Thread(target=self._find, name="camera-list", daemon=True).start()

    def status(self) -> Status:
        """How things stand; never blocks."""
        newest, fault = self._newest, self._health.fault
        at = time.monotonic() if fault is not None else self._looked
        return Status(
            source=self._name,
            age=None if newest is None else max(0.0, at - newest.at),
            width=0 if newest is None else newest.pixels.shape[1],
            height=0 if newest is None else newest.pixels.shape[0],
            fault=fault,
        )

    def close(self) -> None:
        """Let the source go and end the thread; whoever still waits is told that nothing came."""
        self._closing.set()
        self._asked.put(None)
        source = self._source
        if source is not None:
            source.close()
        if self._thread.is_alive():
            self._thread.join(CLOSE_WAIT)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._change()
            self._health.opening(time.monotonic())
            reopen_now = False
            try:
                self._source = source = self._open()
                try:
                    reopen_now = self._attend(source)
                finally:
                    source.close()
            except SourceLost as lost:
                _log.debug("the source is lost: %s", lost)
                self._tell(self._health.failed(lost.fault, time.monotonic(), lost.others))
            # A source may raise whatever its driver does; the room lives on and says so.
            except Exception as error:
                if repr(error) != self._failure:
                    self._failure = repr(error)
                    _log.exception("the source failed")
                self._tell(self._health.failed(CameraFault.STALLED, time.monotonic()))
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

    def _change(self) -> None:
        """Begin with another source, of which nothing is known yet."""
        if self._other is not None:
            self._given, self._other = self._other, None
            self._name = spoken_name(self._given)
            self._health, self._newest, self._repeated = Health(), None, 0.0
            self._changed = True

    def _open(self) -> Source:
        return self._opener(self._given) if isinstance(self._given, str) else self._given

    def _attend(self, source: Source) -> bool:
        """Answer and look until the source has to be opened again; True: at once."""
        slept, pause = self._asleep(), 0.0
        while True:
            self._gather(time.monotonic() + pause)
            pause = LOOK_EVERY
            if self._closing.is_set() or self._other is not None:
                return True
            if self._asleep() - slept > SLEPT:
                # What the driver still holds was seen before; many a camera does not wake at all.
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
        frame = source.read(since, timeout)
        now = time.monotonic()
        if frame is None:
            verdict = self._health.missed(now)
        else:
            before, self._newest, self._looked = self._newest, frame, now
            repeated = source.live and before is not None and _repeats(before, frame)
            verdict = self._health.saw(frame.at, not repeated, now)
            if repeated:
                self._repeated = frame.at + EARLIEST
            elif self._health.fault is None:
                self._answer(frame)
        self._tell(verdict)
        self._miss_overdue(now)
        return verdict

    def _answer(self, frame: Frame) -> None:
        for take in [take for take in self._takes if frame.at >= take.since]:
            self._takes.remove(take)
            self._emit(FrameTaken(take.generation, frame))

    def _wait(self) -> float:
        return OPENING_WAIT if self._health.opens else WAIT

    def _due(self) -> float:
        """When the first of what is asked for is overdue."""
        wait = self._wait()
        return min((take.asked + wait for take in self._takes), default=float("inf"))

    def _miss_overdue(self, now: float) -> None:
        wait = self._wait()
        for take in [take for take in self._takes if take.asked + wait <= now]:
            self._takes.remove(take)
            self._emit(FrameMissed(take.generation))

    def _tell(self, verdict: HealthVerdict) -> None:
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
        """Collect what is asked for; wait for the first question until `until`."""
        while not self._closing.is_set():
            wait = 0.0 if self._takes else max(0.0, until - time.monotonic())
            try:
                asked = self._asked.get(timeout=wait) if wait else self._asked.get_nowait()
            except queue.Empty:
                return
            self._note(asked)
            if self._other is not None:
                return

    def _rest(self, seconds: float) -> None:
        """Wait while there is no source; questions are answered with nothing in time."""
        end = time.monotonic() + seconds
        while not self._closing.is_set() and (now := time.monotonic()) < end:
            if self._other is not None:
                return
            self._miss_overdue(now)
            nearest = min(end, self._due())
            try:
                self._note(self._asked.get(timeout=max(0.001, nearest - now)))
            except queue.Empty:
                continue

    def _note(self, asked: _Take | _Use | None) -> None:
        match asked:
            case _Take():
                self._takes.append(asked)
            case _Use(source):
                self._other = source


def _repeats(one: Frame, other: Frame) -> bool:
    """Whether a later frame is equal in every byte, though it shows something."""
    a, b = one.pixels, other.pixels
    if other.at <= one.at or a.shape != b.shape:
        return False
    few = b[::32, ::32]
    if not np.array_equal(a[::32, ::32], few) or not np.array_equal(a, b):
        return False
    return int(np.ptp(few, axis=(0, 1)).max()) > FLAT
