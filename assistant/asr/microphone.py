"""The microphone as its owner sees it: sound, faults, and its return after a fault."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

import assistant
from assistant.asr import recording_protocol as protocol
from assistant.asr.resampling import Resampler, Samples
from assistant.protocol.faults import MicrophoneFault

STARTING: Final = 5.0
"""Seconds that the recording process may take to start, on a busy machine."""
OPENING: Final = 2.6
"""Seconds that a first sound, or any answer, may take; an idle virtual device takes two."""
TOO_OLD: Final = 1.2
"""Seconds without sound after which an open microphone counts as lost."""
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each new attempt; the last is repeated."""
PIPE_SIZE: Final = 1 << 20
"""Bytes; the most that Linux gives without privileges: five seconds of sound at 48 kHz."""
SILENT_AFTER: Final = 2.5
"""Seconds of nothing but zeros after which a microphone counts as silent."""
REAP: Final = 0.5
"""Seconds to wait for the recording process to end."""


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
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._ready: float | None = None
        """When the process was ready."""
        self._received = bytearray()
        self._resampler: tuple[int, Resampler] | None = None
        self._wanted = False
        self._asked: float | None = None
        """Since when an answer is awaited; None: none is."""
        self._sounded: float | None = None
        """When sound last came since it was opened."""
        self._retry_at: float | None = None
        self._attempts = 0

    @property
    def wanted(self) -> bool:
        """Whether it is open, or will be as soon as possible."""
        return self._wanted

    def start(self) -> None:
        """Start the recording process; the microphone stays shut."""
        self._process, self._started, self._ready = _process(), time.monotonic(), None
        if self._name:
            self._send(f"{protocol.USE} {self._name}")

    def fileno(self) -> int:
        """The file to wait on for news; -1 while there is none."""
        process = self._process
        return -1 if process is None or process.stdout is None else process.stdout.fileno()

    def open(self) -> None:
        """Let sound come."""
        if not self._wanted:
            self._wanted = True
            self._sounded = None
            self._ask(protocol.OPEN)
            if self._retry_at is not None:
                self._retry_at = 0.0

    def shut(self) -> None:
        """Stop the sound."""
        if self._wanted:
            self._wanted = False
            self._asked = self._sounded = None
            self._send(protocol.SHUT)

    def let_go(self) -> None:
        """Shut it at once, even while another command is being sent: for a signal handler."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), f"{protocol.SHUT}\n".encode())

    def use(self, name: str) -> None:
        """Change to another microphone; empty: the system's default."""
        self._name = name
        self._send(f"{protocol.USE} {name}")
        if self._wanted:
            self._asked, self._sounded = time.monotonic(), None
        if self._retry_at is not None:
            self._retry_at = 0.0

    def find(self) -> None:
        """Let `MicrophoneNames` come."""
        self._send(protocol.LIST)

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
            self._ask(protocol.OPEN if self._wanted else protocol.LOOK)

    def close(self) -> None:
        """End the recording process."""
        self._wanted = False
        self._end()

    def _news(self, answer: _Answer, now: float) -> Iterator[News]:
        match answer.kind:
            case protocol.READY:
                self._ready = now
            case protocol.SOUND if self._wanted:
                self._sounded, self._asked = now, None
                yield from self._works()
                yield self._sound(answer)
            case protocol.FOUND:
                self._asked = None
                yield from self._works()
            case protocol.UNREAD if self._wanted:
                self._sounded = None
                self._ask(protocol.OPEN)
            case protocol.LISTED:
                yield MicrophoneNames(tuple(json.loads(answer.data)))
            case protocol.FAULT:
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
        waited = self._wanted
        self._wanted = False
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
        process = self._process
        if process is not None and process.stdin is not None:
            # If the process has ended, reading its answers will show it.
            with contextlib.suppress(OSError, ValueError):
                process.stdin.write(f"{command}\n".encode())
                process.stdin.flush()

    def _receive(self) -> bool:
        """Read what there is; False if the process has ended."""
        if self._process is None:
            return True
        while True:
            try:
                data = os.read(self.fileno(), PIPE_SIZE)
            except BlockingIOError:
                return True
            if not data:
                return False
            self._received += data

    def _answers(self) -> Iterator[_Answer]:
        size = protocol.HEAD.size
        while len(self._received) >= size:
            kind, at, rate, channels, length = protocol.HEAD.unpack_from(self._received)
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
        if process is None:
            return
        process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(REAP)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


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


def _process() -> "subprocess.Popen[bytes]":
    path = [str(Path(assistant.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(
        # -P: a module in the current folder must not be imported.
        [sys.executable, "-P", "-m", "assistant.asr.recording"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # ALSA chatters there; faults come as answers.
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
        # Ctrl-C is not for this process: it ends when its input does.
        start_new_session=True,
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    with contextlib.suppress(OSError):
        fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    return process
