"""Windows. It was run under Wine, not on Windows itself."""

import ctypes
import errno
import msvcrt
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from models import limits
from models.system.base import WAITING, Door, System
from models.system.bounded import read_within

assert sys.platform == "win32"

GLANCE: Final = 0.005
"""Seconds between two looks at a pipe, which has nothing to wait for."""
_LATER: Final = 0.05
"""Seconds between two tries of a lock."""
_OWN_PROCESS: Final = -1
"""What GetCurrentProcess gives."""
_HERE: Final = "127.0.0.1"


class EventWaker:
    """An event; pipes can only be looked at now and then."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def wake(self) -> None:
        self._woken.set()

    def wait(self, seconds: float, pipe: IO[bytes] | None = None) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._woken.wait(left if pipe is None else min(left, GLANCE)):
                break
            if pipe is not None and SYSTEM.readable(pipe, 0.0):
                break
        self._woken.clear()

    def close(self) -> None:
        """See `Waker`; there is nothing to let go."""


class Windows(System):
    """Windows."""

    ends: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGBREAK)
    console: Final = True
    encoding: Final = "utf-8"
    """Python would take the code page of the country."""
    child: Final[Mapping[str, Any]] = {
        "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    }

    def end_process(self, code: int) -> NoReturn:
        """See `System`: an orderly end would wait for what hangs in the sound system."""
        ctypes.windll.kernel32.TerminateProcess(wintypes.HANDLE(_OWN_PROCESS), code)
        raise AssertionError

    def pressed(self, ask: Callable[[], None]) -> str:
        while msvcrt.kbhit():
            msvcrt.getwch()
        ask()
        return msvcrt.getwch()

    def asleep(self) -> float:
        kernel, awake = ctypes.windll.kernel32, ctypes.c_ulonglong()
        kernel.QueryUnbiasedInterruptTime(ctypes.byref(awake))
        # In units of 100 nanoseconds, while this clock runs on in a suspended computer.
        return time.monotonic() - awake.value / 1e7

    def step_back(self, by: int) -> None:
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), subprocess.BELOW_NORMAL_PRIORITY_CLASS)

    @contextmanager
    def locked(self, path: Path, *, makes: bool = False, wait: bool = False) -> Iterator[bool]:
        """See `System`; a folder is locked by a file beside it."""
        _refuse_link(path)
        if not (makes or path.is_dir()):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        beside = path if makes else path.with_name(f"{path.name}.lock")
        handle = os.open(beside, os.O_RDWR | os.O_CREAT)
        try:
            yield _is_locked(handle, wait=wait)
        finally:
            os.close(handle)

    def make_private(self, folder: Path) -> None:
        """See `System`; those above have the rights of the user's profile."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def claim(self, folder: Path) -> bool:
        """See `System`; other users can't make a folder in the user's profile."""
        self.make_private(folder)
        return not folder.is_symlink()

    @contextmanager
    def door(self, path: Path) -> Iterator[Door]:
        """See `System`: a port of this computer, and a file that says which.

        Whoever connects has to show a key from that file, and is shown another one.
        """
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            listener.bind((_HERE, 0))
            listener.listen(WAITING)
            keys = secrets.token_hex(), secrets.token_hex()
            draft = path.with_suffix(".new")
            draft.write_text(f"{listener.getsockname()[1]} {' '.join(keys)}", "ascii")
            draft.replace(path)
            try:
                yield _Door(listener, *(one.encode() for one in keys))
            finally:
                path.unlink(missing_ok=True)

    def connected(self, path: Path, seconds: float) -> socket.socket:
        port, key, reply = read_within(path, limits.TRIGGER_ANSWER).split()
        connection = socket.create_connection((_HERE, int(port)), seconds)
        try:
            connection.sendall(key + b"\n")
            shown = connection.recv(len(reply), socket.MSG_WAITALL)
        except OSError:
            connection.close()
            raise
        if not secrets.compare_digest(shown, reply):
            # Another program has the port of a Lantern that died.
            connection.close()
            raise ConnectionRefusedError
        return connection

    def opened(self, path: Path) -> IO[bytes]:
        _refuse_link(path)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_BINARY), "r+b", buffering=0)

    def keep(self, path: Path) -> None:
        """See `System`; folders are written through."""
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())

    def waker(self) -> EventWaker:
        return EventWaker()

    def readable(self, pipe: IO[bytes], seconds: float) -> bool:
        end = time.monotonic() + seconds
        handle = msvcrt.get_osfhandle(pipe.fileno())
        there = wintypes.DWORD()
        while ctypes.windll.kernel32.PeekNamedPipe(
            handle, None, 0, None, ctypes.byref(there), None
        ):
            if there.value:
                return True
            if time.monotonic() >= end:
                return False
            time.sleep(GLANCE)
        return True


class _Door:
    """A port, and two keys that only programs of the user can read."""

    def __init__(self, listener: socket.socket, key: bytes, reply: bytes) -> None:
        self._listener = listener
        self._key = key
        self._reply = reply

    def accept(self) -> socket.socket:
        return self._listener.accept()[0]

    def admits(self, client: socket.socket, lines: IO[bytes]) -> bool:
        shown = lines.readline(len(self._key) + 1).removesuffix(b"\n")
        if not secrets.compare_digest(shown, self._key):
            return False
        client.sendall(self._reply)
        return True

    def close(self) -> None:
        self._listener.close()


def _is_locked(handle: int, *, wait: bool) -> bool:
    while True:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            if not wait:
                return False
            time.sleep(_LATER)
        else:
            return True


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise OSError(f"{path} is a link")


SYSTEM: Final[System] = Windows()
