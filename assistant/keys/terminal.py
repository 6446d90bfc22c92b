"""Single keys from a terminal of Unix, and the process's signals, as events."""

import atexit
import contextlib
import os
import select
import signal
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from types import FrameType
from typing import Any, Final

from assistant.keys.key_events import KeyEvents
from assistant.keys.key_parser import (
    ABORT,
    REPORTS_OFF,
    REPORTS_ON,
    SUSPEND,
    Chord,
    KeyInput,
    KeyParser,
)
from assistant.protocol import events
from assistant.protocol.events import Action, Away, Emit

PATIENCE: Final = 0.2
"""Seconds to wait for a terminal to take what is written to it."""
_ESCAPE_SECONDS = 0.03
_PASTE_SECONDS = 0.5
_BACKGROUND_SECONDS = 0.5
_SIGNAL_KEYS = {SUSPEND: signal.SIGTSTP, ABORT: signal.SIGQUIT}
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_CAUGHT = (*_ENDING, signal.SIGINT, signal.SIGCONT)
_HUNG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL
_PASTE_MARKS_ON, _PASTE_MARKS_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
_INPUT, _LOCAL, _CHARACTERS = 0, 3, 6
"""Places in the list of `termios.tcgetattr`."""


class TtyMode:
    """Switches the terminal `fd` to single keys and back; safe from a thread and a signal handler.

    Ctrl-C and Ctrl-Z stay signals. Ctrl-S does not freeze the output, which would puzzle a user who
    cannot see. A terminal is left alone while another job is in its foreground. In single-key mode
    a read never blocks, and terminals that can report what happens to each key do.

    Raises termios.error if `fd` is not a terminal.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._before = termios.tcgetattr(fd)
        self.single = False
        """Whether the terminal is in single-key mode."""
        self._held = False
        self._lock = threading.RLock()

    def foreground(self) -> bool:
        """Whether the terminal's keys are for this process."""
        try:
            return os.tcgetpgrp(self._fd) == os.getpgrp()
        except OSError:
            return True  # Not the controlling terminal, or hung up: no shell shares it.

    def enter(self) -> None:
        """Switch to single keys, even if already done; not in the background."""
        # A terminal that hung up cannot be set, and need not be.
        with self._lock, contextlib.suppress(termios.error):
            if self._held or not self.foreground():
                return
            marks = _PASTE_MARKS_ON
            if not self.single:
                self._before = termios.tcgetattr(self._fd)
                marks += REPORTS_ON
            mode = termios.tcgetattr(self._fd)
            mode[_INPUT] &= ~termios.IXON
            mode[_LOCAL] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
            mode[_LOCAL] |= termios.ISIG
            mode[_CHARACTERS][termios.VMIN] = 0
            mode[_CHARACTERS][termios.VTIME] = 0
            self.single = True
            self._set(mode, marks)

    def hold(self) -> None:
        """Restore the terminal and leave it alone until `release`."""
        with self._lock, contextlib.suppress(termios.error):
            self._held = True
            was_single, self.single = self.single, False
            if was_single and self.foreground():
                self._set(self._before, REPORTS_OFF + _PASTE_MARKS_OFF)

    def release(self) -> None:
        """End `hold` and switch to single keys again."""
        self._held = False
        self.enter()

    def _set(self, mode: list[Any], marks: bytes) -> None:
        termios.tcsetattr(self._fd, termios.TCSANOW, mode)
        writer = select.poll()
        writer.register(self._fd, select.POLLOUT)
        # A terminal that is read-only, or whose output is held, does without the marks.
        if writer.poll(PATIENCE * 1000):
            with contextlib.suppress(OSError):
                os.write(self._fd, marks)


class SignalPipe:
    """A pipe that receives the number of each signal at once, even if the main thread is busy.

    Start children with `subprocess` only: a bare fork would share the pipe. Signals that were
    ignored at the start (as by nohup) stay ignored.
    """

    def __init__(self) -> None:
        self._read, self._write = -1, -1
        self._before: dict[int, Any] = {}
        self._wakeup_before = -1

    def open(self) -> None:
        """Begin to catch signals; only in the main thread, as Python demands."""
        self._read, self._write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._wakeup_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in _CAUGHT:
            if signal.getsignal(number) is not signal.SIG_IGN:
                # Keeps Python from ending the process; the pipe has the number already.
                self._before[number] = signal.signal(number, lambda number, frame: None)

    def fileno(self) -> int:
        """The end of the pipe to wait for."""
        return self._read

    def wake(self) -> None:
        """Send the number 0 to the reader."""
        os.write(self._write, b"\0")

    def read(self) -> bytes:
        """The numbers of the signals that came, a byte each, when the pipe is ready."""
        return os.read(self._read, 256)

    def close(self) -> None:
        """Restore the signal handlers; only in the main thread."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before.clear()
        signal.set_wakeup_fd(self._wakeup_before)
        os.close(self._read)
        os.close(self._write)


class Terminal:
    """Reads keys from standard input, in its own thread, while the process is in the foreground.

    Terminals that report it also tell when the key of a command is held and released.

    Ctrl-C quits; SIGTERM, SIGHUP, SIGQUIT and the end of input give Ended. Ctrl-Z hands the
    terminal back until the process returns to the foreground. If standard input is not a terminal,
    only the signals are watched.

    `away` is entered and left by a signal handler, around the time in which the process is stopped.
    """

    def __init__(self, keys: Mapping[str, Sequence[Chord]], emit: Emit, away: Away) -> None:
        self._away = away
        self._emit = emit
        self._fd = 0
        self._parser = KeyParser()
        special = {
            key: partial(os.kill, os.getpid(), number) for key, number in _SIGNAL_KEYS.items()
        }
        self._events = KeyEvents(keys, emit, special)
        self._signals = SignalPipe()
        self._mode: TtyMode | None = None
        self._open = False
        self._read_at = 0.0
        self._thread = threading.Thread(target=self._loop, name="terminal", daemon=True)
        self._suspend_before: Any = None

    def start(self) -> bool:
        """Begin, in the main thread, and say whether keys can be read."""
        with contextlib.suppress(termios.error):  # No terminal: no keys.
            self._mode = TtyMode(self._fd)
        self._signals.open()
        if self._mode is not None:
            self._suspend_before = signal.signal(signal.SIGTSTP, self._suspend)
            atexit.register(self._mode.hold)
            self._mode.enter()
        self._open = self._mode is not None
        try:
            self._thread.start()
        except BaseException:
            self._restore()
            raise
        return self._open

    def stop(self) -> None:
        """Restore the terminal and the signals, in the main thread."""
        self._signals.wake()
        self._thread.join()
        self._restore()

    def _restore(self) -> None:
        if self._mode is not None:
            signal.signal(signal.SIGTSTP, self._suspend_before)
            self._mode.hold()
            atexit.unregister(self._mode.hold)
        self._signals.close()

    def _loop(self) -> None:
        while True:
            poll = select.poll()
            poll.register(self._signals, select.POLLIN)
            reading = self._reading()
            if reading:
                poll.register(self._fd, select.POLLIN)
            seconds = self._patience(reading)
            ready = dict(poll.poll(None if seconds is None else seconds * 1000))
            if self._signals.fileno() in ready and not self._take_signals(self._signals.read()):
                return
            # The shell may have taken the terminal back meanwhile; a read would stop the process.
            if self._fd in ready and self._reading():
                self._take_keys(hung_up=bool(ready[self._fd] & _HUNG_UP))
            elif not ready and self._parser.undecided:
                self._press(self._parser.settle())
            elif not ready and self._parser.pasting:
                self._parser.end_paste()

    def _reading(self) -> bool:
        """Whether keys may be read now: in the foreground and in single-key mode."""
        if not self._open or self._mode is None or not self._mode.foreground():
            return False
        if not self._mode.single:
            self._mode.enter()
        return self._mode.single

    def _patience(self, reading: bool) -> float | None:
        """Seconds to wait for the next byte; None: for ever."""
        if not reading:
            # No signal comes when a shell brings a running job to the foreground.
            return _BACKGROUND_SECONDS if self._open else None
        if self._parser.undecided:
            return _ESCAPE_SECONDS
        return _PASTE_SECONDS if self._parser.pasting else None

    def _take_keys(self, *, hung_up: bool) -> None:
        try:
            data = os.read(self._fd, 1024)
        except OSError:
            data, hung_up = b"", True
        self._read_at = time.monotonic()
        if data:
            self._press(self._parser.feed(data))
        elif hung_up:
            self._end_input()

    def _press(self, keys: list[KeyInput]) -> None:
        self._open = self._events.take(keys, self._read_at)

    def _end_input(self) -> None:
        self._open = False
        self._emit(events.Ended())

    def _take_signals(self, numbers: bytes) -> bool:
        """Act on signals; False when the thread should end."""
        for number in numbers:
            if number == signal.SIGINT:
                self._emit(events.Pressed(Action.QUIT, time.monotonic()))
            elif number in _ENDING:
                self._emit(events.Ended())
            elif number == signal.SIGCONT and self._open and self._mode is not None:
                # After SIGSTOP the shell has changed the terminal.
                self._mode.enter()
        return 0 not in numbers

    def _suspend(self, number: int, frame: FrameType | None) -> None:
        """Hand the terminal back and stop, as SIGTSTP does by itself; runs in the main thread."""
        if self._mode is None:
            return
        self._mode.hold()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # A key without a meaning: it ends what is going on.
        self._emit(events.OtherKey(time.monotonic()))
        with self._away():
            signal.raise_signal(signal.SIGTSTP)
        # Continued, or never stopped because no shell could have continued it.
        signal.signal(signal.SIGTSTP, self._suspend)
        self._mode.release()
