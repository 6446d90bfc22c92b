"""Single keys from the terminal, and the signals of the process, as events."""

import atexit
import contextlib
import os
import select
import signal
import termios
import threading
import time
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Any

from assistant.keys.key_parser import (
    ABORT,
    END_OF_INPUT,
    INTERRUPT,
    SUSPEND,
    Chord,
    Chords,
    EditedLine,
    KeyNews,
    KeyParser,
    Pasted,
    Released,
    Repeated,
)
from assistant.keys.signals import ENDING, SignalPipe
from assistant.keys.tty import TtyMode
from assistant.protocol.events import (
    Action,
    Away,
    Emit,
    Ended,
    KeyHeld,
    KeyReleased,
    OtherKey,
    Pressed,
    Typed,
    TypingBegan,
    TypingEnded,
    TypingFull,
)

_ESCAPE_SECONDS = 0.03
_PASTE_SECONDS = 0.5
_BACKGROUND_SECONDS = 0.5
_SIGNAL_KEYS = {SUSPEND: signal.SIGTSTP, ABORT: signal.SIGQUIT}
_HUNG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Terminal:
    """Reads keys in a thread of its own while the process is in the terminal's foreground.

    After the key for typing, keys are letters until Enter or Escape; this is known here, so that no
    letter is taken for a command however fast it follows. What is pasted meanwhile is text too, at
    any other time it is nothing. A terminal that can tells when the key of a command is held, and
    let go.

    Ctrl-C is quit; SIGTERM, SIGHUP, SIGQUIT and the end of input give Ended. Ctrl-Z hands the
    terminal back, and it is taken again when the process returns to the foreground. Where standard
    input is no terminal, nothing is read and only the signals are watched.
    """

    def __init__(
        self,
        keys: Mapping[Action, Sequence[Chord]],
        emit: Emit,
        away: Away,
    ) -> None:
        """Take the keys of each action, pressed at the terminal on standard input.

        `away` is entered and left by the handler of a signal, around the time in which the process
        is stopped.
        """
        self._away = away
        self._emit = emit
        self._fd = 0
        self._parser = KeyParser()
        self._chords = Chords(keys)
        self._line: EditedLine | None = None
        """What is being typed; None: keys are commands."""
        self._signals = SignalPipe()
        self._mode: TtyMode | None = None
        self._open = False
        self._read_at = 0.0
        self._thread = threading.Thread(target=self._loop, name="terminal", daemon=True)
        self._suspend_before: Any = None

    def start(self) -> bool:
        """Begin, in the main thread; tells whether keys can be read."""
        with contextlib.suppress(termios.error):  # No terminal: no keys.
            self._mode = TtyMode(self._fd)
        self._signals.open()
        if self._mode is not None:
            self._suspend_before = signal.signal(signal.SIGTSTP, self._suspend)
            atexit.register(self._mode.hold)
            self._mode.enter()
        self._open = self._mode is not None
        self._thread.start()
        return self._open

    def stop(self) -> None:
        """Put the terminal and the signals back, in the main thread."""
        self._signals.wake()
        self._thread.join()
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
            # The shell may have taken the terminal back while this waited; a read would stop it.
            if self._fd in ready and self._reading():
                self._take_keys(hung_up=bool(ready[self._fd] & _HUNG_UP))
            elif not ready:
                self._settle()

    def _reading(self) -> bool:
        """Whether keys may be read now: in the foreground, in single-key mode."""
        if not self._open or self._mode is None or not self._mode.foreground():
            return False
        if not self._mode.single:
            self._mode.enter()
        return self._mode.single

    def _patience(self, reading: bool) -> float | None:
        """How long to wait for the next byte, in seconds; None: for ever."""
        if not reading:
            # No signal tells that a shell gave the terminal to a job that was already running.
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

    def _settle(self) -> None:
        if self._parser.undecided:
            self._press(self._parser.settle())
        elif self._parser.pasting:
            self._parser.end_paste()

    def _press(self, keys: list[KeyNews]) -> None:
        for key in keys:
            if key == END_OF_INPUT:
                self._end_input()
                return
            if isinstance(key, str) and key in _SIGNAL_KEYS:
                os.kill(os.getpid(), _SIGNAL_KEYS[key])
            elif self._line is not None and key != INTERRUPT:
                self._type(self._line, key)
            else:
                self._command(key)

    def _command(self, key: KeyNews) -> None:
        at = self._read_at
        match key:
            case Pasted():
                return
            case Repeated(name) | Released(name):
                action = self._chords.alone(name)
                if action is not None:
                    held = isinstance(key, Repeated)
                    self._emit(KeyHeld(action, at) if held else KeyReleased(action, at))
                return
        action = Action.QUIT if key == INTERRUPT else self._chords.press(key, at)
        if action is Action.TYPE:
            self._line = EditedLine()
            self._emit(TypingBegan(at))
        else:
            self._emit(OtherKey(at) if action is None else Pressed(action, at))

    def _type(self, line: EditedLine, key: KeyNews) -> None:
        if isinstance(key, Released):
            return
        key = key.key if isinstance(key, Repeated) else key
        if key in ("enter", "escape"):
            self._line = None
            self._emit(TypingEnded(line.text if key == "enter" else None, self._read_at))
            return
        before = line.text
        fits = line.add(key.text) if isinstance(key, Pasted) else line.press(key)
        if line.text != before:
            self._emit(Typed(line.text, self._read_at))
        if not fits:
            self._emit(TypingFull(self._read_at))

    def _end_input(self) -> None:
        self._open = False
        self._emit(Ended())

    def _take_signals(self, numbers: bytes) -> bool:
        """Act on signals; False when the thread shall end."""
        for number in numbers:
            if number == signal.SIGINT:
                self._emit(Pressed(Action.QUIT, time.monotonic()))
            elif number in ENDING:
                self._emit(Ended())
            elif number == signal.SIGCONT and self._open and self._mode is not None:
                # The shell has set the terminal as it likes it if SIGSTOP stopped this process.
                self._mode.enter()
        return 0 not in numbers

    def _suspend(self, number: int, frame: FrameType | None) -> None:
        """Hand the terminal back and stop as SIGTSTP does by itself; runs in the main thread."""
        if self._mode is None:
            return
        self._mode.hold()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # To the program it is a key without a meaning: what was going on is over.
        self._emit(OtherKey(time.monotonic()))
        with self._away():
            signal.raise_signal(signal.SIGTSTP)
        # Continued, or never stopped, where no shell could continue it.
        signal.signal(signal.SIGTSTP, self._suspend)
        self._mode.release()
