"""A terminal's mode: single keys without echo, and back as it was."""

import contextlib
import os
import select
import termios
import threading
from typing import Any, Final

from assistant.keys.key_reports import REPORTS_OFF, REPORTS_ON

PATIENCE: Final = 0.2
"""Seconds in which a terminal usually takes what is written to it."""
_PASTE_MARKS_ON, _PASTE_MARKS_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6


class TtyMode:
    """Switches a terminal to single keys and back; safe from a thread and a signal handler.

    Ctrl-C and Ctrl-Z stay signals. Ctrl-S does not freeze the output, since nobody would see why.
    A terminal that another job has in the foreground is left alone. In single-key mode a read
    never blocks, and a terminal that can reports what happens to each key, signals' keys too.
    """

    def __init__(self, fd: int) -> None:
        """Take the terminal `fd` as it is; termios.error if it is none."""
        self._fd = fd
        self._before = termios.tcgetattr(fd)
        self._single = False
        self._held = False
        self._lock = threading.RLock()

    @property
    def single(self) -> bool:
        """Whether single keys come."""
        return self._single

    def foreground(self) -> bool:
        """Tell whether the terminal's keys are for this process."""
        try:
            return os.tcgetpgrp(self._fd) == os.getpgrp()
        except OSError:
            return True  # Not the controlling terminal, or hung up: no shell shares it.

    def enter(self) -> None:
        """Switch to single keys, also where that was done before; not in the background."""
        # A terminal that hung up cannot be set and needs no setting.
        with self._lock, contextlib.suppress(termios.error):
            if self._held or not self.foreground():
                return
            marks = _PASTE_MARKS_ON
            if not self._single:
                self._before = termios.tcgetattr(self._fd)
                marks += REPORTS_ON
            mode = termios.tcgetattr(self._fd)
            mode[_INPUT] &= ~termios.IXON
            mode[_LOCAL] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            mode[_LOCAL] |= termios.ISIG
            mode[_CHARACTERS][termios.VMIN] = 0
            mode[_CHARACTERS][termios.VTIME] = 0
            self._single = True
            self._set(mode, marks)

    def hold(self) -> None:
        """Put the terminal back as it was and leave it so; harmless when done twice."""
        with self._lock, contextlib.suppress(termios.error):
            self._held = True
            was_single, self._single = self._single, False
            if was_single and self.foreground():
                self._set(self._before, REPORTS_OFF + _PASTE_MARKS_OFF)

    def release(self) -> None:
        """End `hold`, and switch to single keys again."""
        self._held = False
        self.enter()

    def _set(self, mode: list[Any], marks: bytes) -> None:
        termios.tcsetattr(self._fd, termios.TCSANOW, mode)
        writer = select.poll()
        writer.register(self._fd, select.POLLOUT)
        # A terminal whose output is held does without, and one opened for reading only.
        if writer.poll(PATIENCE * 1000):
            with contextlib.suppress(OSError):
                os.write(self._fd, marks)
