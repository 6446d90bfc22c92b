"""What Linux and macOS have in common."""

import ctypes
import fcntl
import os
import select
import signal
import socket
import stat
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final, NoReturn

from models.system.base import WAITING, Door, System

_HEAPS: Final = ((-8, 2), (-3, 8 << 20), (-1, 64 << 20))
"""M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD of malloc.h, as `mallopt` takes them
(https://man7.org/linux/man-pages/man3/mallopt.3.html)."""
_WAKES: Final = 1 << 16
"""More than a pipe holds."""


class PipeWaker:
    """A pipe, which can be polled together with others."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)

    def wake(self) -> None:
        # A full pipe wakes too.
        with suppress(OSError):
            os.write(self._write, b"\0")

    def wait(self, seconds: float, pipe: IO[bytes] | None = None) -> None:
        waiter = select.poll()
        waiter.register(self._read, select.POLLIN)
        if pipe is not None:
            waiter.register(pipe.fileno(), select.POLLIN)
        waiter.poll(seconds * 1000)
        with suppress(BlockingIOError):
            os.read(self._read, _WAKES)

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)


class Posix(System):
    """A system after POSIX."""

    ends: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
    console: Final = False
    encoding: Final = None
    child: Final[Mapping[str, Any]] = {"start_new_session": True}

    def end_process(self, code: int) -> NoReturn:
        os._exit(code)

    def pressed(self, ask: Callable[[], None]) -> str:
        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
        try:
            # Before the question: the switch drops what was pressed until then.
            tty.setcbreak(handle)
            ask()
            return sys.stdin.read(1)
        finally:
            termios.tcsetattr(handle, termios.TCSADRAIN, before)

    def set_up_heaps(self) -> None:
        """See `System`; does nothing without glibc."""
        choose = getattr(ctypes.CDLL(None), "mallopt", None)
        if choose is not None:
            for option, value in _HEAPS:
                choose(option, value)

    def give_back_memory(self) -> None:
        """See `System`; does nothing without glibc."""
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)

    def step_back(self, by: int) -> None:
        os.nice(by)

    @contextmanager
    def locked(self, path: Path, *, makes: bool = False, wait: bool = False) -> Iterator[bool]:
        flags = os.O_RDWR | os.O_CREAT if makes else os.O_RDONLY | os.O_DIRECTORY
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            yield _is_locked(handle, path, wait=wait)
        finally:
            os.close(handle)

    def make_private(self, folder: Path) -> None:
        """See `System`; whatever the umask."""
        if folder.is_dir():
            return
        self.make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)

    def claim(self, folder: Path) -> bool:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            return False
        folder.chmod(0o700)
        return True

    def runtime_folder(self) -> Path | None:
        named = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
        if named.is_absolute():
            return named
        usual = Path(f"/run/user/{os.getuid()}")
        return usual if usual.is_dir() and usual.stat().st_uid == os.getuid() else None

    @contextmanager
    def door(self, path: Path) -> Iterator[Door]:
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            try:
                path.chmod(0o600)
                listener.listen(WAITING)
                yield _Door(listener)
            finally:
                path.unlink(missing_ok=True)

    def connected(self, path: Path, seconds: float) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        try:
            connection.connect(str(path))
        except OSError:
            connection.close()
            raise
        return connection

    def opened(self, path: Path) -> IO[bytes]:
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)

    def keep(self, path: Path) -> None:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def widen(self, pipe: IO[bytes], size: int) -> None:
        os.set_blocking(pipe.fileno(), False)

    def waker(self) -> PipeWaker:
        return PipeWaker()

    def readable(self, pipe: IO[bytes], seconds: float) -> bool:
        waiter = select.poll()
        waiter.register(pipe.fileno(), select.POLLIN)
        return bool(waiter.poll(max(0.0, seconds) * 1000))


class _Door:
    """A socket whose file only the user may open."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener

    def accept(self) -> socket.socket:
        return self._listener.accept()[0]

    def admits(self, client: socket.socket, lines: IO[bytes]) -> bool:
        """See `Door`: the others could not connect."""
        return True

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)


def _is_locked(handle: int, path: Path, *, wait: bool) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Another process may have removed it, or put something else there.
        return os.path.samestat(os.fstat(handle), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False
