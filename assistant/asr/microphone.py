"""The microphone as its owner sees it: sound, faults, and its return after a fault."""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final, NamedTuple

import numpy as np

from assistant.asr import recording
from assistant.asr.resampling import Resampler, Samples
from assistant.protocol.child_process import PIPE_SIZE, ChildProcess
from assistant.protocol.faults import MicrophoneFault

STARTING: Final = 5.0
"""Seconds that the recording process may take to start, on a busy machine."""
OPENING: Final = 2.6
"""Seconds that a first sound, or any answer, may take; an idle virtual device takes two."""
TOO_OLD: Final = 1.2
"""Seconds without sound after which an open microphone counts as lost."""
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each new attempt; the last is repeated."""
SILENT_AFTER: Final = 2.5
"""Seconds of nothing but zeros after which a microphone counts as silent."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Consecutive samples, at `RATE`."""

    samples: Samples
    at: float
    """When the last sample was taken (monotonic)."""


class Back:
    """The microphone works again after a fault."""


@dataclass(frozen=True, slots=True)
class MicrophoneNames:
    """The microphones there are."""

    names: tuple[str, ...]


News = Sound | MicrophoneFault | Back | MicrophoneNames


class _Answer(NamedTuple):
    kind: bytes
    at: float
    rate: int
    channels: int
    data: bytes


class Microphone:
    """Commands the recording process, watches it and restarts it when it hangs or ends.

    `open` and `let_go` may be called from any thread, everything else from one.
    """

    def __init__(self, name: str = "") -> None:
        """`name` is empty for the system's default. Nothing is started before `start`."""
        self._name = name
        self.fault: MicrophoneFault | None = None
        """Why there is no sound."""
        self._process: ChildProcess | None = None
        self._started = 0.0
        self._ready: float | None = None
        """When the process was ready."""
        self._received = bytearray()
        self._resampler: tuple[int, Resampler] | None = None
        self.wanted = False
        """Whether it is open, or will be as soon as possible."""
        self._asked: float | None = None
        """Since when an answer is awaited; None: none is."""
        self._sounded: float | None = None
        """When sound last came since it was opened."""
        self._retry_at: float | None = None
        self._attempts = 0

    def start(self) -> None:
        """Start the recording process; the microphone stays shut."""
        self._process = ChildProcess("-m", recording.__name__)
        self._started, self._ready = time.monotonic(), None
        if self._name:
            self._send(f"{recording.USE} {self._name}")

    @property
    def pipe(self) -> IO[bytes] | None:
        """What to wait on for news; None while there is nothing."""
        return None if self._process is None else self._process.stdout

    def open(self) -> None:
        """Let sound come."""
        if not self.wanted:
            self.wanted = True
            self._sounded = None
            self._ask(recording.OPEN)
            if self._retry_at is not None:
                self._retry_at = 0.0

    def shut(self) -> None:
        """Stop the sound."""
        if self.wanted:
            self.wanted = False
            self._asked = self._sounded = None
            self._send(recording.SHUT)

    def let_go(self) -> None:
        """Shut it at once, even while another command is being sent: for a signal handler."""
        self._send(recording.SHUT)

    def use(self, name: str) -> None:
        """Change to another microphone; empty: the system's default."""
        self._name = name
        self._send(f"{recording.USE} {name}")
        if self.wanted:
            self._asked, self._sounded = time.monotonic(), None
        if self._retry_at is not None:
            self._retry_at = 0.0

    def find(self) -> None:
        """Let `MicrophoneNames` come."""
        self._send(recording.LIST)

    def attend(self) -> Iterator[News]:
        """What has come since the last call, which should be at most 0.2 s ago."""
        now = time.monotonic()
        alive = self._receive()
        for answer in self._answers():
            yield from self._news(answer, now)
        if not alive or self._overdue(now):
            self._end()
            yield from self._failed(MicrophoneFault.LOST, now)
        if self._retry_at is not None and now >= self._retry_at:
            self._retry_at = None
            if self._process is None:
                self.start()
            self._ask(recording.OPEN if self.wanted else recording.LOOK)

    def close(self) -> None:
        """End the recording process."""
        self.wanted = False
        self._end()

    def _news(self, answer: _Answer, now: float) -> Iterator[News]:
        match answer.kind:
            case recording.READY:
                self._ready = now
            case recording.SOUND if self.wanted:
                self._sounded, self._asked = now, None
                yield from self._works()
                yield self._sound(answer)
            case recording.FOUND:
                self._asked = None
                yield from self._works()
            case recording.UNREAD if self.wanted:
                self._sounded = None
                self._ask(recording.OPEN)
            case recording.LISTED:
                yield MicrophoneNames(tuple(json.loads(answer.data)))
            case recording.FAULT:
                yield from self._failed(MicrophoneFault(answer.data.decode()), now)

    def _overdue(self, now: float) -> bool:
        if self._sounded is not None:
            return now - self._sounded > TOO_OLD
        if self._process is not None and self._ready is None:
            return now - self._started > STARTING
        return self._asked is not None and now - max(self._asked, self._ready or 0.0) > OPENING

    def _works(self) -> Iterator[News]:
        self._attempts = 0
        if self.fault is not None:
            self.fault = None
            yield Back()

    def _failed(self, fault: MicrophoneFault, now: float) -> Iterator[News]:
        """Note a fault; a known one is only news if the microphone was wanted."""
        waited = self.wanted
        self.wanted = False
        self._asked = self._sounded = None
        self._retry_at = now + PAUSES[min(self._attempts, len(PAUSES) - 1)]
        self._attempts += 1
        if waited or self.fault is None:
            self.fault = fault
            yield fault

    def _ask(self, command: str) -> None:
        self._asked = time.monotonic()
        self._send(command)

    def _send(self, command: str) -> None:
        if (process := self._process) is not None:
            # If the process has ended, reading its answers will show it.
            with contextlib.suppress(OSError, ValueError):
                process.send(command)

    def _receive(self) -> bool:
        """Read what there is; False if the process has ended."""
        process = self._process
        while process is not None and process.readable(0.0):
            data = os.read(process.stdout.fileno(), PIPE_SIZE)
            if not data:
                return False
            self._received += data
        return True

    def _answers(self) -> Iterator[_Answer]:
        size = recording.HEAD.size
        while len(self._received) >= size:
            kind, at, rate, channels, length = recording.HEAD.unpack_from(self._received)
            if len(self._received) < size + length:
                return
            data = bytes(self._received[size : size + length])
            del self._received[: size + length]
            yield _Answer(kind, at, rate, channels, data)

    def _sound(self, answer: _Answer) -> Sound:
        if self._resampler is None or self._resampler[0] != answer.rate:
            self._resampler = answer.rate, Resampler(answer.rate)
        interleaved = np.frombuffer(answer.data, "<f4").reshape(-1, answer.channels)
        return Sound(self._resampler[1](interleaved.mean(axis=1, dtype=np.float32)), answer.at)

    def _end(self) -> None:
        process, self._process = self._process, None
        self._received.clear()
        self._resampler = None
        if process is not None:
            process.end()
            process.close()


def check_microphone(name: str) -> MicrophoneFault | None:
    """Open a microphone and shut it again; its fault, or None."""
    microphone = Microphone(name)
    microphone.start()
    microphone.open()
    end = time.monotonic() + OPENING + STARTING
    fault = MicrophoneFault.LOST
    try:
        while time.monotonic() < end:
            for news in microphone.attend():
                if isinstance(news, MicrophoneFault):
                    return news
                if isinstance(news, Sound):
                    if news.samples.any():
                        return None
                    if fault is not MicrophoneFault.SILENT:
                        fault, end = MicrophoneFault.SILENT, time.monotonic() + SILENT_AFTER
            time.sleep(PAUSES[0])
    finally:
        microphone.close()
    return fault
