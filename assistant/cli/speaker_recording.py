"""Records what this process plays, through a silent PulseAudio sink, for `bench`."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Final, Self

import numpy as np

from assistant.saying.messages.commands_lines import BenchLine

RATE: Final = 48_000
"""Samples a second."""
WINDOW: Final = 48
"""Samples in a millisecond, the resolution of onset and end."""
LOUD: Final = 0.004
"""Fraction of full scale; quieter is silence. The sink itself adds no noise."""
START: Final = 5.0
"""Seconds to wait for the sound server."""


class NoSinkError(Exception):
    """The sound server cannot be started; the message says why."""


class SpeakerRecording:
    """A context in which this process plays into the sink, which is recorded."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._chunks: list[np.ndarray[tuple[int], np.dtype[np.float32]]] = []
        self._samples = 0
        self._began = float("inf")
        """Monotonic time of the first sample, by the chunk that arrived with the least delay."""

    def __enter__(self) -> Self:
        """Start the server and the recording. Raises NoSinkError."""
        if shutil.which("pulseaudio") is None or shutil.which("parec") is None:
            raise NoSinkError(BenchLine.NO_SERVER.said())
        with contextlib.ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def onset(self, after: float, until: float) -> float | None:
        """Time of the first sound between two monotonic times, or None."""
        loud = self._loud(after, until)
        return after + int(loud.argmax()) * WINDOW / RATE if loud.any() else None

    def last_heard(self, after: float, until: float) -> float:
        """Time of the last sound between two monotonic times; `after` if there is none."""
        loud = self._loud(after, until)
        if not loud.any():
            return after
        return after + (len(loud) - int(loud[::-1].argmax())) * WINDOW / RATE

    def _loud(self, after: float, until: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether each millisecond is loud; waits until all of them are recorded."""
        with self._changed:
            self._changed.wait_for(lambda: self._began + self._samples / RATE >= until, timeout=3)
            start = max(0, round((after - self._began) * RATE))
            stop = max(start, round((until - self._began) * RATE))
            heard = np.concatenate([np.zeros(0, np.float32), *self._chunks])[start:stop]
        whole = heard[: len(heard) // WINDOW * WINDOW].reshape(-1, WINDOW)
        loud: np.ndarray[tuple[int], np.dtype[np.bool_]] = np.abs(whole).max(axis=1) > LOUD
        return loud

    def _start(self, stack: contextlib.ExitStack) -> None:
        def run(*command: str, **environment: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                command,
                env=os.environ | {"HOME": folder} | environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lantern-"))
        address = Path(folder, "native")
        run(
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"),
            *("-L", f"module-native-protocol-unix auth-anonymous=1 socket={address}"),
            *("-L", f"module-null-sink sink_name=speaker rate={RATE} channels=1"),
            XDG_RUNTIME_DIR=folder,
        )
        end = time.monotonic() + START
        while not address.exists():
            if time.monotonic() > end:
                raise NoSinkError(BenchLine.SERVER_HANGS.said())
            time.sleep(0.02)
        before = os.environ.get("PULSE_SERVER")
        os.environ["PULSE_SERVER"] = f"unix:{address}"
        stack.callback(os.environ.update, {"PULSE_SERVER": before} if before else {})
        stack.callback(os.environ.pop, "PULSE_SERVER", None)
        recorder = run(
            *("parec", "--device=speaker.monitor", "--format=float32le", "--channels=1"),
            *(f"--rate={RATE}", "--latency-msec=5", "--raw"),
        )
        reader = threading.Thread(target=self._read, args=(recorder,), name="recording")
        reader.start()
        stack.callback(reader.join)
        stack.callback(recorder.kill)
        with self._changed:
            if not self._changed.wait_for(lambda: self._samples > 0, timeout=START):
                raise NoSinkError(BenchLine.SERVER_SILENT.said())

    def _read(self, recorder: subprocess.Popen[bytes]) -> None:
        assert recorder.stdout is not None
        rest = b""
        while data := os.read(recorder.stdout.fileno(), 1 << 16):
            now = time.monotonic()
            data = rest + data
            whole = len(data) // 4 * 4
            rest, chunk = data[whole:], np.frombuffer(data[:whole], np.float32)
            with self._changed:
                self._chunks.append(chunk)
                self._samples += len(chunk)
                self._began = min(self._began, now - self._samples / RATE)
                self._changed.notify_all()
