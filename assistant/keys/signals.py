"""The signals of the process, as something that a thread can wait for."""

import os
import signal
from types import FrameType
from typing import Any

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""What asks the process to end."""
_CAUGHT = (*ENDING, signal.SIGINT, signal.SIGCONT)


class SignalPipe:
    """A pipe that gets the number of each signal at once, even while the main thread is busy.

    Children have to be started by `subprocess`: a bare fork would share the pipe. Signals that were
    ignored at the start (as by nohup) stay ignored.
    """

    def __init__(self) -> None:
        """Catch nothing yet."""
        self._read, self._write = -1, -1
        self._before: dict[int, Any] = {}
        self._wakeup_before = -1

    def open(self) -> None:
        """Begin to catch; only in the main thread, as Python demands."""
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self._wakeup_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in _CAUGHT:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, _leave_to_the_pipe)

    def fileno(self) -> int:
        """Give the end of the pipe to wait for."""
        return self._read

    def wake(self) -> None:
        """Let the reader see the number 0."""
        os.write(self._write, b"\0")

    def read(self) -> bytes:
        """Give the numbers of the signals that came, a byte each; never blocks."""
        try:
            return os.read(self._read, 256)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        """Give the signals back to who had them; in the main thread again."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._read)
        os.close(self._write)


def _leave_to_the_pipe(number: int, frame: FrameType | None) -> None:
    """Keep Python from ending the process; the pipe has the number already."""
