"""A PulseAudio server with a null sink: silent, but recorded and measured."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.kit.processes import hang

RATE = 44_100
"""Samples a second, of the sink and of the recording."""
LOUD = 0.004
"""Of full scale; below it counts as silence. The sink itself is silent to the last bit."""
PATIENCE = 30.0
"""Seconds that anything here may take."""


def _real_time() -> tuple[str, ...]:
    command = ("chrt", "--rr", "1")
    permitted = subprocess.run([*command, "true"], stderr=subprocess.DEVNULL).returncode == 0
    return command if permitted else ()


HARDWARE = _real_time()
"""Before a command that stands for sound hardware, which keeps time on a busy machine, too. Empty
where that is not permitted."""


class Recording:
    """The sink's output, each sample with its time on the monotonic clock."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._changed = threading.Condition()
        self._chunks: list[NDArray[np.float32]] = []
        self._offsets: list[float] = []
        self._count = 0
        self._thread = threading.Thread(target=self._read, name="recording")
        self._thread.start()

    def wait_begun(self) -> None:
        """An idle sink takes up to two seconds to deliver its first samples."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._count > RATE // 20, PATIENCE):
                raise TimeoutError("the null sink records nothing")

    def wait_until(self, at: float) -> None:
        """Wait until everything up to a time has been recorded."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._time(self._count) >= at, PATIENCE):
                raise TimeoutError("the recording has ended")

    def wait_loud(self, after: float, patience: float = PATIENCE) -> float:
        """Wait for the first sound after a time, and return its time."""
        deadline = time.monotonic() + patience
        while True:
            loud = self.loud_times(after)
            if len(loud):
                return float(loud[0])
            with self._changed:
                if not self._changed.wait(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError("nothing is heard")

    def wait_quiet(self, seconds: float = 1.0) -> float:
        """Wait until nothing has been heard for a while, and return the time now."""
        while True:
            now = time.monotonic()
            self.wait_until(now)
            if not len(self.loud_times(now - seconds)):
                return now
            time.sleep(0.1)

    def loud_times(
        self, after: float, until: float = float("inf"), loud: float = LOUD
    ) -> NDArray[np.float64]:
        """The times of all audible samples between two times."""
        samples, start = self.between(after, until)
        return start + np.flatnonzero(np.abs(samples) > loud) / RATE

    def between(
        self, after: float, until: float = float("inf")
    ) -> tuple[NDArray[np.float32], float]:
        """The samples between two times, and the time of the first one."""
        with self._changed:
            zero = self._time(0)
            first = max(0, round((after - zero) * RATE))
            last = max(
                first, self._count if until == float("inf") else round((until - zero) * RATE)
            )
            begin = self._count
            wanted: list[NDArray[np.float32]] = []
            for chunk in reversed(self._chunks):
                if begin <= first:
                    break
                wanted.insert(0, chunk)
                begin -= len(chunk)
        heard = np.concatenate([np.zeros(0, np.float32), *wanted])
        return heard[max(0, first - begin) : max(0, last - begin)], zero + max(first, begin) / RATE

    def close(self) -> None:
        self._process.kill()
        self._thread.join()
        self._process.wait()

    def _time(self, sample: int) -> float:
        """The sink's clock is even: the median of all arrivals estimates it best."""
        return (float(np.median(self._offsets[-500:])) if self._offsets else 0.0) + sample / RATE

    def _read(self) -> None:
        assert self._process.stdout is not None
        while data := os.read(self._process.stdout.fileno(), 1 << 16):
            samples = np.frombuffer(data[: len(data) // 4 * 4], "<f4")
            with self._changed:
                self._chunks.append(samples)
                self._count += len(samples)
                self._offsets.append(time.monotonic() - self._count / RATE)
                self._changed.notify_all()


class PulseServer:
    """A sound server of its own in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The value of PULSE_SERVER."""
        return f"unix:{self._folder}/native"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        socket = self._folder / "native"
        socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(
            # The socket is opened last, so that the sink exists once clients can connect.
            [
                *(
                    *HARDWARE,
                    "pulseaudio",
                    "-n",
                    "--daemonize=no",
                    "--exit-idle-time=-1",
                    "--use-pid-file=no",
                ),
                *("-L", f"module-null-sink sink_name=speaker rate={RATE} channels=2"),
                *("-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"),
            ],
            env=self._environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while self.pactl("info", check=False) is None:
            if time.monotonic() > deadline:
                raise TimeoutError("PulseAudio does not start")
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it, like a crash."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Make it hang."""
        assert self._process is not None
        hang(self._process.pid)

    def thaw(self) -> None:
        """Let it continue."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def add_microphone(self, name: str) -> None:
        """Plug in a microphone that hears what is played to the sink of that name.

        It does not rewind: one that does delivers its first samples after up to two seconds.
        """
        self.pactl(
            "load-module", "module-null-sink", f"sink_name={name}", "rate=44100", "norewinds=1"
        )

    def pactl(self, *arguments: str, check: bool = True) -> str | None:
        """Run pactl and return its output, or None if it failed and `check` is false."""
        done = subprocess.run(
            ["pactl", *arguments], env=self._environment(), capture_output=True, text=True
        )
        if done.returncode and check:
            raise RuntimeError(done.stderr)
        return None if done.returncode else done.stdout

    def wait_recorders(self, count: int) -> None:
        """Wait until so many streams are recorded."""
        deadline = time.monotonic() + PATIENCE
        while (self.pactl("list", "short", "source-outputs") or "").count("\n") != count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{count} recorders")
            time.sleep(0.02)

    @contextmanager
    def recording(
        self, latency_ms: int = 20, sink: str = "speaker", channel: str = ""
    ) -> Iterator[Recording]:
        """Record a sink until the block ends, or only one channel such as "front-left"."""
        only = (f"--channel-map={channel}", "--no-remix") if channel else ()
        recording = Recording(
            subprocess.Popen(
                [
                    *(
                        *HARDWARE,
                        "parec",
                        f"--device={sink}.monitor",
                        "--format=float32le",
                        "--raw",
                    ),
                    *("--channels=1", f"--rate={RATE}", f"--latency-msec={latency_ms}", *only),
                ],
                env=self._environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
        try:
            recording.wait_begun()
            yield recording
        finally:
            recording.close()

    @contextmanager
    def playing(
        self, samples: NDArray[np.float32], sink: str, rate: int, name: str = "played"
    ) -> Iterator[None]:
        """Play sound to a sink while the block lasts, mixed with other sounds."""
        path = self._folder / name
        path.write_bytes(samples.astype("<f4").tobytes())
        command = [*HARDWARE, "pacat", "--raw", f"--device={sink}", "--channels=1"]
        command += ["--format=float32le"]
        command += [f"--rate={rate}", "--latency-msec=30", str(path)]
        player = subprocess.Popen(command, env=self._environment(), stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            player.kill()
            player.wait()

    def _environment(self) -> dict[str, str]:
        folder = str(self._folder)
        own = {"PULSE_SERVER": self.address, "HOME": folder, "XDG_RUNTIME_DIR": folder}
        return os.environ | own
