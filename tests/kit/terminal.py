"""Run a program on a terminal of its own: press keys, wait for output, see how it ends."""

import contextlib
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

KEYS: dict[str, bytes] = {
    "space": b" ",
    "enter": b"\r",
    "escape": b"\x1b",
    "up": b"\x1b[A",
    "down": b"\x1b[B",
    "right": b"\x1b[C",
    "pageup": b"\x1b[5~",
    "pagedown": b"\x1b[6~",
    "left": b"\x1b[D",
    "home": b"\x1b[H",
    "end": b"\x1b[F",
    "delete": b"\x1b[3~",
    "ctrl-c": b"\x03",
    "ctrl-d": b"\x04",
    "ctrl-z": b"\x1a",
}
"""What a terminal sends for keys other than characters."""

LAST = b"\0"
"""What no program prints: it marks the end of a program's output."""


class ProgramOnTerminal:
    """A child process whose standard input, output and error are a new terminal.

    Use it in a `with` statement: what is left of the process and its session is killed at the end.
    The terminal itself stays open until then, so its mode can be read after the program has ended.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        """Start `command` as the leader of a session with the new terminal."""
        self._master, self._slave = pty.openpty()
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 200, 0, 0))
        self.mode_before = self.mode()
        self._printed = bytearray()
        self._searched = 0
        self._more = threading.Condition()
        self._all_read = threading.Event()
        self._end, self._ended = os.pipe()
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            env=None if env is None else dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=self._take_terminal,
        )
        self._reader = threading.Thread(target=self._read, name="terminal reader", daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Kill what still runs and close the terminal."""
        for pid in self._session():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.hang_up()
        for end in (self._slave, self._end, self._ended):
            os.close(end)

    @property
    def printed(self) -> str:
        """All output so far, with plain line ends."""
        with self._more:
            return self._printed.decode(errors="replace").replace("\r\n", "\n")

    def printed_since(self, mark: int) -> bytes:
        """The output behind its first `mark` bytes, as the terminal got it."""
        with self._more:
            return bytes(self._printed[mark:])

    def press(self, *keys: str) -> None:
        """Send keys by name (see KEYS) or as plain characters, in one piece."""
        self.send(b"".join(KEYS.get(key, key.encode()) for key in keys))

    def send(self, data: bytes) -> None:
        """Send bytes as a terminal would."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._master, view) :]

    def wait_for(self, pattern: str, timeout: float = 90.0) -> re.Match[str]:
        """Wait until `pattern`, a regular expression, is printed after the last match.

        Raises AssertionError, with all output, if it does not come in `timeout` seconds.
        """
        wanted = re.compile(pattern, re.MULTILINE)
        end = time.monotonic() + timeout
        with self._more:
            while True:
                # The mark counts characters of the plain text; the output only grows.
                text = self._printed.decode(errors="replace").replace("\r\n", "\n")
                found = wanted.search(text, self._searched)
                if found:
                    self._searched = found.end()
                    return found
                left = end - time.monotonic()
                if left <= 0 or not self._reader.is_alive():
                    raise AssertionError(f"{pattern!r} was not printed. Printed was:\n{text}")
                self._more.wait(min(left, 0.2))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program itself."""
        self.process.send_signal(number)

    def wait_end(self, timeout: float = 90.0) -> int:
        """Wait until the program has ended, and return its exit status (negative: the signal).

        All that it printed is in `printed` then. Raises AssertionError, with all output, if it
        still runs after `timeout` seconds.
        """
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"It still runs. Printed was:\n{self.printed}") from None
        self._wait_for_the_last_output()
        return status

    def foreground_group(self) -> int:
        """The process group that gets the terminal's keys."""
        return os.tcgetpgrp(self._master)

    def mode(self) -> list[Any]:
        """The terminal's mode, as from termios.tcgetattr."""
        return termios.tcgetattr(self._slave)

    def echoes(self) -> bool:
        """Whether the terminal echoes typed characters, as it does between programs."""
        return bool(self.mode()[3] & termios.ECHO)

    def wait_for_echo(self, on: bool, timeout: float = 30.0) -> None:
        """Wait until the terminal echoes typed characters, or no longer does."""
        end = time.monotonic() + timeout
        while self.echoes() is not on:
            if time.monotonic() > end:
                raise AssertionError(f"Echo is not {on}. Printed was:\n{self.printed}")
            # A change of mode cannot be waited for, only polled.
            time.sleep(0.01)

    def hang_up(self) -> None:
        """Take the terminal away, as when its window is closed; the program gets SIGHUP."""
        if self._master == -1:
            return
        with contextlib.suppress(OSError):
            os.write(self._ended, b"\0")
        self._reader.join()
        os.close(self._master)
        self._master = -1

    def _wait_for_the_last_output(self) -> None:
        """Send a mark after what was printed, and wait until the reader meets it."""
        self._all_read.clear()
        with contextlib.suppress(OSError):  # The terminal was taken away.
            os.write(self._slave, LAST)
            if not self._all_read.wait(30):
                raise AssertionError(f"Output is stuck. Printed was:\n{self.printed}")

    def _session(self) -> list[int]:
        """The program's process and all processes started from it."""
        found = [] if self.process.poll() is not None else [self.process.pid]
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):  # It may end meanwhile.
                session = (folder / "stat").read_text().rpartition(")")[2].split()[3]
                if int(session) == self.process.pid and int(folder.name) not in found:
                    found.append(int(folder.name))
        return found

    def _take_terminal(self) -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def _read(self) -> None:
        waiter = select.poll()
        waiter.register(self._master, select.POLLIN)
        waiter.register(self._end, select.POLLIN)
        while True:
            ready = dict(waiter.poll())
            if self._master in ready:
                try:
                    data = os.read(self._master, 65536)
                except OSError as error:
                    if error.errno != errno.EIO:  # EIO: the other end is closed.
                        raise
                    data = b""
                with self._more:
                    self._printed += data.replace(LAST, b"")
                    self._more.notify_all()
                if LAST in data:
                    self._all_read.set()
                if data:
                    continue
            if self._end in ready or self._master in ready:
                return
