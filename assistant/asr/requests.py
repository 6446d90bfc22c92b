"""What the ears' room is told to do, on the way to its thread."""

import contextlib
import os
import queue
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from assistant.protocol.effects import Listen


@dataclass(frozen=True, slots=True)
class Hold:
    """No pause ends it."""


@dataclass(frozen=True, slots=True)
class Finish:
    """It is over."""

    at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Cancel:
    """Nobody wants to know of it any more."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The program is stopped now: nobody listens to anything."""


@dataclass(frozen=True, slots=True)
class Return:
    """It goes on."""


@dataclass(frozen=True, slots=True)
class Use:
    """Take another microphone."""

    microphone: str


@dataclass(frozen=True, slots=True)
class Understand:
    """Hear another language."""

    language: str


@dataclass(frozen=True, slots=True)
class FindMicrophones:
    """Tell which microphones there are."""


Command: TypeAlias = (
    Listen | Hold | Finish | Cancel | Leave | Return | Use | Understand | FindMicrophones
)


class Inbox:
    """Commands on their way; a thread can wait for them as for a file."""

    def __init__(self) -> None:
        """Nothing is on its way yet."""
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._wake = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def fileno(self) -> int:
        """Give what to wait on."""
        return self._wake

    def put(self, command: Command) -> None:
        """Send one, from any thread or the handler of a signal."""
        self._commands.put(command)
        # After `close` there is nobody to wake.
        with contextlib.suppress(OSError):
            os.eventfd_write(self._wake, 1)

    def taken(self) -> Iterator[Command]:
        """Give those that have come."""
        with contextlib.suppress(BlockingIOError):
            os.eventfd_read(self._wake)
        with contextlib.suppress(queue.Empty):
            while True:
                yield self._commands.get_nowait()

    def close(self) -> None:
        """Wake nobody any more."""
        os.close(self._wake)
