"""The microphone, from its owner's side: sound that comes, faults that are told, and its return."""

import contextlib
import fcntl
import json
import os
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

import assistant
from assistant.asr.recording_protocol import (
    FAULT,
    FOUND,
    HEAD,
    LIST,
    LISTED,
    LOOK,
    OPEN,
    READY,
    SHUT,
    SOUND,
    UNREAD,
    USE,
)
from assistant.asr.resampling import Resampler, Samples, seconds
from assistant.protocol.faults import MicrophoneFault

STARTING: Final = 5.0
"""Seconds that the recording process may take to start; a busy machine needs some."""
OPENING: Final = 2.6
"""Seconds that a first sound, or any answer, may take; an idle virtual device takes two."""
TOO_OLD: Final = 1.2
"""Seconds without a sound after which an open microphone counts as lost."""
PAUSES: Final = (0.1, 0.5, 1.0, 2.0, 4.0)
"""Seconds before each new attempt; the last is used again and again."""
PIPE_SIZE: Final = 1 << 20
"""Bytes; the most that Linux gives without privileges: five seconds of sound at 48 kHz."""
SILENT_AFTER: Final = 2.5
"""Seconds of nothing but zeros after which a microphone counts as silent."""
REAP: Final = 0.5
"""Seconds that the end of the recording process is waited for."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A piece of sound, at `audio.RATE`."""

    samples: Samples
    at: float
    """When its last sample was taken, in seconds of the monotonic clock."""


class Back:
    """It was lost, and is there again."""


@dataclass(frozen=True, slots=True)
class MicrophoneNames:
    """The microphones that there are."""

    names: tuple[str, ...]


News = Sound | MicrophoneFault | Back | MicrophoneNames


class Microphone:
    """Asks the recording process, watches it, and starts it anew when it hangs or ends.

    `open` and `let_go` may be called from any thread; all else belongs to one.
    """

    def __init__(self, name: str = "") -> None:
        """Take the name of one; empty: the system's own. Nothing is started before `start`."""
        self._name = name
        self.fault: MicrophoneFault | None = None
        """Why there is no sound."""
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._ready: float | None = None
        """When the process had started."""
        self._received = bytearray()
        self._resampler: tuple[int, Resampler] | None = None
        self._wanted = False
        self._asked: float | None = None
        """When an answer was last waited for; None: nothing is awaited."""
        self._sounded: float | None = None
        """When sound last came since it was opened."""
        self._retry_at: float | None = None
        self._attempts = 0

    @property
    def wanted(self) -> bool:
        """Whether it is open, or shall be as soon as it can."""
        return self._wanted

    def start(self) -> None:
        """Start the recording process; the microphone stays shut."""
        self._start()

    def fileno(self) -> int:
        """Give what to wait on for news; -1 while there is nothing."""
        process = self._process
        return -1 if process is None or process.stdout is None else process.stdout.fileno()

    def open(self) -> None:
        """Have sound come."""
        if not self._wanted:
            self._wanted = True
            self._sounded = None
            self._ask(OPEN)
            if self._retry_at is not None:
                self._retry_at = 0.0

    def shut(self) -> None:
        """Have no more sound come."""
        if self._wanted:
            self._wanted = False
            self._asked = self._sounded = None
            self._send(SHUT)

    def let_go(self) -> None:
        """Have it shut at once, whatever else is being sent: for the handler of a signal."""
        process = self._process
        if process is not None and process.stdin is not None:
            with contextlib.suppress(OSError, ValueError):
                os.write(process.stdin.fileno(), f"{SHUT}\n".encode())

    def use(self, name: str) -> None:
        """Take sound from another microphone; empty: the system's own."""
        self._name = name
        self._send(f"{USE} {name}")
        if self._wanted:
            self._asked, self._sounded = time.monotonic(), None
        if self._retry_at is not None:
            self._retry_at = 0.0

    def find(self) -> None:
        """Have `MicrophoneNames` come."""
        self._send(LIST)

    def attend(self) -> Iterator[News]:
        """Give what has come since the last call, which should be at most 0.2 s ago."""
        now = time.monotonic()
        alive = self._receive()
        for kind, at, rate, channels, data in self._messages():
            if kind == READY:
                self._ready = now
            elif kind == SOUND:
                if self._wanted:
                    self._sounded, self._asked = now, None
                    yield from self._well()
                    yield self._sound(at, rate, channels, data)
            elif kind == FOUND:
                self._asked = None
                yield from self._well()
            elif kind == UNREAD and self._wanted:
                self._sounded = None
                self._ask(OPEN)
            elif kind == LISTED:
                yield MicrophoneNames(tuple(json.loads(data)))
            elif kind == FAULT:
                yield from self._failed(MicrophoneFault(data.decode()), now)
        if not alive or self._overdue(now):
            self._end()
            yield from self._failed(MicrophoneFault.LOST, now)
        if self._retry_at is not None and now >= self._retry_at:
            self._retry_at = None
            self._try_again()

    def close(self) -> None:
        """End the recording process."""
        self._wanted = False
        self._end()

    def _overdue(self, now: float) -> bool:
        if self._sounded is not None:
            return now - self._sounded > TOO_OLD
        if self._process is not None and self._ready is None:
            return now - self._started > STARTING
        return self._asked is not None and now - max(self._asked, self._ready or 0.0) > OPENING

    def _well(self) -> Iterator[News]:
        self._attempts = 0
        if self.fault is not None:
            self.fault = None
            yield Back()

    def _failed(self, fault: MicrophoneFault, now: float) -> Iterator[News]:
        """Tell a fault; one that was known is told again only to somebody who waits."""
        waited = self._wanted
        self._wanted = False
        self._asked = self._sounded = None
        self._retry_at = now + PAUSES[min(self._attempts, len(PAUSES) - 1)]
        self._attempts += 1
        if waited or self.fault is None:
            self.fault = fault
            yield fault

    def _try_again(self) -> None:
        if self._process is None:
            self._start()
        self._ask(OPEN if self._wanted else LOOK)

    def _start(self) -> None:
        self._process, self._started, self._ready = _process(), time.monotonic(), None
        if self._name:
            self._send(f"{USE} {self._name}")

    def _ask(self, command: str) -> None:
        self._asked = time.monotonic()
        self._send(command)

    def _send(self, command: str) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            # That the process has ended shows where its answers are read.
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

    def _messages(self) -> Iterator[tuple[bytes, float, int, int, bytes]]:
        while len(self._received) >= HEAD.size:
            kind, at, rate, channels, length = HEAD.unpack_from(self._received)
            if len(self._received) < HEAD.size + length:
                return
            data = bytes(self._received[HEAD.size : HEAD.size + length])
            del self._received[: HEAD.size + length]
            yield kind, at, rate, channels, data

    def _sound(self, at: float, rate: int, channels: int, data: bytes) -> Sound:
        if self._resampler is None or self._resampler[0] != rate:
            self._resampler = rate, Resampler(rate)
        mono = np.frombuffer(data, "<f4").reshape(-1, channels).mean(axis=1, dtype=np.float32)
        return Sound(self._resampler[1](mono), at)

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


def tried(name: str = "", patience: float = OPENING + STARTING) -> MicrophoneFault | None:
    """Open a microphone and shut it again; gives what is wrong with it, or None."""
    microphone = Microphone(name)
    microphone.start()
    microphone.open()
    end = time.monotonic() + patience
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


class Ring:
    """The last sound, up to a number of seconds."""

    def __init__(self, length: float) -> None:
        """Keep `length` seconds."""
        self._length = length
        self._sounds: deque[Sound] = deque()
        self._held = 0.0

    def add(self, sound: Sound) -> None:
        """Keep a piece, and forget what is too old."""
        self._sounds.append(sound)
        self._held += seconds(sound.samples)
        while self._held - seconds(self._sounds[0].samples) >= self._length:
            self._held -= seconds(self._sounds.popleft().samples)

    def since(self, at: float) -> list[Sound]:
        """Give the pieces that were taken after a time."""
        return [sound for sound in self._sounds if sound.at - seconds(sound.samples) >= at]

    def clear(self) -> None:
        """Forget all."""
        self._sounds.clear()
        self._held = 0.0


def _process() -> "subprocess.Popen[bytes]":
    root = str(Path(assistant.__file__).parent.parent)
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen(
        # -P: a module in the folder where the user stands must not be imported.
        [sys.executable, "-P", "-m", "assistant.asr.recording"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # ALSA chatters there; what counts comes as a fault.
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        # Ctrl-C is for the program in front: this process ends when its input does.
        start_new_session=True,
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    with contextlib.suppress(OSError):
        fcntl.fcntl(process.stdout.fileno(), fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    return process
