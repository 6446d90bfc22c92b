"""Windows. It was run under Wine, not on Windows itself."""

import ctypes
import msvcrt
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ctypes import wintypes
from pathlib import Path
from typing import IO, Any, Final

from models.system.base import System

assert sys.platform == "win32"

GLANCE: Final = 0.005
"""Seconds between two looks at a pipe, which has nothing to wait for."""
_LATER: Final = 0.05
"""Seconds between two tries of a lock."""


class _Memory(ctypes.Structure):
    """MEMORYSTATUSEX of sysinfoapi.h."""

    _fields_ = (
        ("length", wintypes.DWORD),
        ("load", wintypes.DWORD),
        *((name, ctypes.c_ulonglong) for name in ("total", "free", *"abcde")),
    )


class EventWaker:
    """An event; pipes can only be looked at now and then."""

    def __init__(self) -> None:
        self._woken = threading.Event()

    def wake(self) -> None:
        """See `Waker`."""
        self._woken.set()

    def wait(self, seconds: float, pipe: IO[bytes] | None = None) -> None:
        """See `Waker`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._woken.wait(left if pipe is None else min(left, GLANCE)):
                break
            if pipe is not None and SYSTEM.readable(pipe, 0.0):
                break
        self._woken.clear()

    def close(self) -> None:
        """See `Waker`."""


class Windows:
    """Windows."""

    ends: Final = (signal.SIGTERM, signal.SIGINT, signal.SIGBREAK)
    encoding: Final = "utf-8"
    """Python would take the code page of the country."""
    child: Final[Mapping[str, Any]] = {
        "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    }

    def cores(self) -> int:
        """See `System`."""
        return os.cpu_count() or 1

    def free_memory(self) -> int:
        """See `System`."""
        found = _Memory(length=ctypes.sizeof(_Memory))
        asked = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(found))
        return int(found.free) if asked else 0

    def give_back_memory(self) -> None:
        """See `System`: the heap does so by itself."""

    def limit_memory(self, more: int) -> None:
        """See `System`; there is no such limit."""

    def step_back(self, by: int) -> None:
        """See `System`."""
        kernel = ctypes.windll.kernel32
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), subprocess.BELOW_NORMAL_PRIORITY_CLASS)

    @contextmanager
    def locked(self, path: Path, *, wait: bool = False) -> Iterator[bool]:
        """See `System`; a folder is locked by a file beside it."""
        _refuse_link(path)
        beside = path.with_name(f"{path.name}.lock") if path.is_dir() else path
        handle = os.open(beside, os.O_RDWR | os.O_CREAT)
        try:
            yield _is_locked(handle, wait=wait)
        finally:
            os.close(handle)

    def make_private(self, folder: Path) -> None:
        """See `System`; a new folder has the rights of the one above, here the user's profile."""
        folder.mkdir(parents=True, exist_ok=True)

    def opened(self, path: Path) -> IO[bytes]:
        """See `System`."""
        _refuse_link(path)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_BINARY), "r+b", buffering=0)

    def keep(self, path: Path) -> None:
        """See `System`; folders are written through."""
        if path.is_file():
            with path.open("r+b") as file:
                os.fsync(file.fileno())

    @contextmanager
    def unsaved(self, name: str, folder: Path | None = None) -> Iterator[Path]:
        """See `System`."""
        with tempfile.TemporaryDirectory(dir=folder) as own:
            yield Path(own if folder is None else folder, name)

    def widen(self, pipe: IO[bytes], size: int) -> None:
        """See `System`: a pipe has the size with which it was made."""

    def waker(self) -> EventWaker:
        """See `System`."""
        return EventWaker()

    def readable(self, pipe: IO[bytes], seconds: float) -> bool:
        """See `System`."""
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
