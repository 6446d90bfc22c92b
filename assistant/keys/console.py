"""Single keys from the console of Windows, and its signals, as events.

https://learn.microsoft.com/windows/console: low-level input, and control handlers.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from ctypes import wintypes
from typing import Any, Final

from assistant.keys.console_keys import ConsoleKey, ConsoleKeys
from assistant.keys.key_events import KeyEvents
from assistant.keys.key_parser import Chord
from assistant.protocol import events
from assistant.protocol.events import Action, Away, Emit

assert sys.platform == "win32"

LAST_SECONDS: Final = 5.0
"""How long Windows lets a program run on when its console is closed."""
_INPUT: Final = -10
_KEY_EVENT: Final = 1
_FOR_EVER: Final = 0xFFFFFFFF
_CTRL_C, _CTRL_BREAK = 0, 1
_MOST: Final = 64


class _Key(ctypes.Structure):
    """KEY_EVENT_RECORD of wincon.h."""

    _fields_ = (
        ("down", wintypes.BOOL),
        ("count", wintypes.WORD),
        ("code", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("character", wintypes.WCHAR),
        ("state", wintypes.DWORD),
    )


class _Record(ctypes.Structure):
    """INPUT_RECORD of wincon.h, whose other kinds take no more room."""

    _fields_ = (("kind", wintypes.WORD), ("key", _Key))


_Handler: Final = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)


def _kernel() -> Any:
    """The functions of kernel32 that are used here, with what does not fit into an int."""
    kernel = ctypes.WinDLL("kernel32")
    kernel.GetStdHandle.restype = kernel.CreateEventW.restype = wintypes.HANDLE
    number = ctypes.POINTER(wintypes.DWORD)
    kernel.GetConsoleMode.argtypes = (wintypes.HANDLE, number)
    kernel.ReadConsoleInputW.argtypes = (
        *(wintypes.HANDLE, ctypes.POINTER(_Record), wintypes.DWORD, number),
    )
    kernel.SetEvent.argtypes = kernel.CloseHandle.argtypes = (wintypes.HANDLE,)
    return kernel


class Console:
    """Reads keys from the console, in its own thread, and says when they are held and let go.

    Ctrl-C quits; Ctrl-Break, closing the console, logging off and shutting down give Ended. If
    standard input is no console, only these are watched.
    """

    def __init__(self, keys: Mapping[str, Sequence[Chord]], emit: Emit, away: Away) -> None:
        """`away` is never entered: Windows does not stop programs."""
        self._emit = emit
        self._keys = ConsoleKeys()
        self._events = KeyEvents(keys, emit)
        self._kernel = _kernel()
        self._input = self._kernel.GetStdHandle(_INPUT)
        self._stopping = self._kernel.CreateEventW(None, True, False, None)
        self._handler = _Handler(self._take_signal)
        self._thread = threading.Thread(target=self._loop, name="console", daemon=True)

    def start(self) -> bool:
        """Begin, and say whether keys can be read."""
        self._kernel.SetConsoleCtrlHandler(self._handler, True)
        is_console = self._kernel.GetConsoleMode(self._input, ctypes.byref(wintypes.DWORD()))
        if is_console:
            self._thread.start()
        return bool(is_console)

    def stop(self) -> None:
        """Read no more keys, and take no more signals."""
        self._kernel.SetEvent(self._stopping)
        if self._thread.ident is not None:
            self._thread.join()
        self._kernel.SetConsoleCtrlHandler(self._handler, False)
        self._kernel.CloseHandle(self._stopping)

    def _loop(self) -> None:
        waited = (wintypes.HANDLE * 2)(self._stopping, self._input)
        records, count = (_Record * _MOST)(), wintypes.DWORD()
        while self._kernel.WaitForMultipleObjects(len(waited), waited, False, _FOR_EVER):
            if not self._kernel.ReadConsoleInputW(self._input, records, _MOST, ctypes.byref(count)):
                self._emit(events.Ended())
                return
            at = time.monotonic()
            if not all(
                self._take(one.key, at) for one in records[: count.value] if one.kind == _KEY_EVENT
            ):
                return

    def _take(self, key: _Key, at: float) -> bool:
        record = ConsoleKey(bool(key.down), key.code, key.character, key.state, key.count)
        return self._events.take(tuple(self._keys.feed(record, at)), at)

    def _take_signal(self, number: int) -> bool:
        """Act on a signal, in a thread of the system's, and say that it is done."""
        if number == _CTRL_C:
            self._emit(events.Pressed(Action.QUIT, time.monotonic()))
            return True
        self._emit(events.Ended())
        if number != _CTRL_BREAK:
            # When this returns, Windows ends the program.
            time.sleep(LAST_SECONDS)
        return True
