"""What Lantern asks of an operating system."""

import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any, Final, NoReturn, Protocol

LOW: Final = 20
"""Percent of a battery's charge below which the computer runs low."""
WAITING: Final = 128
"""Programs that may wait at a `Door`."""


class Waker(Protocol):
    """Ends a thread's waiting from another thread or a signal handler."""

    def wake(self) -> None:
        """End the waiting, or the next if there is none; does nothing after `close`."""

    def wait(self, seconds: float, pipe: IO[bytes] | None = None) -> None:
        """Wait at most so long until it is woken, or until the pipe has data or has ended."""

    def close(self) -> None:
        """Let it go; nothing may wait any more."""


class Door(Protocol):
    """Where other programs of the same user connect to this one."""

    def accept(self) -> socket.socket:
        """The next program that connects. Raises OSError."""

    def admits(self, client: socket.socket, lines: IO[bytes]) -> bool:
        """Whether one that has connected is the user's; may read what it sent. Raises OSError."""

    def close(self) -> None:
        """Let another thread's `accept` end. Raises OSError."""


class System(Protocol):
    """An operating system; what has a body here does for one that can do no more."""

    @property
    def console(self) -> bool:
        """Whether keys come from a console of Windows, and not from a terminal."""

    @property
    def ends(self) -> tuple[int, ...]:
        """The signals that ask a program to end."""

    @property
    def cameras_are_files(self) -> bool:
        """Whether each camera has a file, as /dev/video0; elsewhere they have only numbers."""
        return False

    @property
    def encoding(self) -> str | None:
        """How output is encoded; None: as Python does by itself."""

    @property
    def child(self) -> Mapping[str, Any]:
        """Arguments of `subprocess.Popen` for a process that Ctrl-C is not meant for."""

    def end_process(self, code: int) -> NoReturn:
        """End this process at once, whatever hangs in a thread or a library of it."""

    def cores(self) -> int:
        """How many processor cores this process may use."""
        return os.cpu_count() or 1

    def pressed(self, ask: Callable[[], None]) -> str:
        """Ask, and wait for a key, which needs no Enter; those from before do not count."""

    def asleep(self) -> float:
        """Seconds that the computer has been suspended since it started; 0 if that is unknown."""
        return 0.0

    def runs_low(self) -> bool:
        """Whether the computer runs on a battery of which less than a fifth is left."""
        import psutil  # rarely needed, and would slow down the start

        battery = psutil.sensors_battery()
        return battery is not None and battery.power_plugged is False and battery.percent < LOW

    def free_memory(self) -> int:
        """Bytes of free memory."""
        import psutil  # as above

        return int(psutil.virtual_memory().available)

    def set_up_heaps(self) -> None:
        """Have threads that start from now on share two heaps, where each would get its own, and
        keep what is freed for the next network until `give_back_memory`.

        What threads free lies scattered over their heaps, and can't be returned. Memory that is
        returned after each step of the decoder makes it a third slower.
        """
        return

    def give_back_memory(self) -> None:
        """Return to the system what was freed, where the process would keep it.

        Loading a network frees about as much as it keeps, in the heaps of several threads.
        """
        return

    def limit_memory(self, more: int) -> None:
        """Let this process take only so many bytes more, where the system can.

        Libraries reserve much that they never write to, so what it has taken may be far more.
        """
        return

    def step_back(self, by: int) -> None:
        """Let other programs go first, by so many steps of Unix's niceness."""

    def locked(
        self, path: Path, *, makes: bool = False, wait: bool = False
    ) -> AbstractContextManager[bool]:
        """Lock a folder, or a file that it `makes` if it is missing, for as long as the block.

        Gives whether this process has the lock; with `wait` that is always so. Never follows a
        link. Raises OSError, also for a folder that is gone.
        """

    def make_private(self, folder: Path) -> None:
        """Make a folder that only the user may open, and those above it that are missing.

        Leaves one that is there as it is. Raises OSError.
        """

    def claim(self, folder: Path) -> bool:
        """Make a folder the user's alone, which is made if it is missing.

        Gives whether it is a folder of this user. Raises OSError.
        """

    def runtime_folder(self) -> Path | None:
        """The system's own place for what lives as long as the user's programs, if it has one."""
        return None

    def door(self, path: Path) -> AbstractContextManager[Door]:
        """Let other programs of this user connect at a path, as long as the block.

        Replaces what a dead process left there. Raises OSError.
        """

    def connected(self, path: Path, seconds: float) -> socket.socket:
        """A connection to the door at a path, which waits so long for each answer.

        Raises OSError; FileNotFoundError and ConnectionRefusedError if there is none.
        """

    def opened(self, path: Path) -> IO[bytes]:
        """A file of the user's own to read and write, made if it is missing; never through a link.

        Raises OSError.
        """

    def keep(self, path: Path) -> None:
        """Have a file or a folder on the disk, so that a power cut loses nothing of it.

        Raises OSError.
        """

    @contextmanager
    def unsaved(self, name: str, folder: Path | None = None) -> Iterator[Path]:
        """A file that is gone after the block, in memory where the system can; it has this name in
        a folder, if one is given.

        Raises OSError.
        """
        with tempfile.TemporaryDirectory(dir=folder) as own:
            yield Path(own if folder is None else folder, name)

    def widen(self, pipe: IO[bytes], size: int) -> None:
        """Let a pipe hold so many bytes and never block its reader, where the system can."""
        return

    def waker(self) -> Waker:
        """A new waker. Raises OSError."""

    def readable(self, pipe: IO[bytes], seconds: float) -> bool:
        """Wait until a pipe has data or has ended; False if neither came in time."""
