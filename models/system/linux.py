"""Linux."""

import fcntl
import os
import re
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from models.system.base import LOW, System
from models.system.posix import Posix

BATTERIES: Final = Path("/sys/class/power_supply")


class Linux(Posix):
    """Linux."""

    cameras_are_files: Final = True

    def cores(self) -> int:
        return len(os.sched_getaffinity(0))

    def asleep(self) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)

    def runs_low(self) -> bool:
        """See `System`; of several batteries, the fullest counts."""
        shares, discharges = [], False
        for battery in BATTERIES.glob("BAT*"):
            with suppress(OSError, ValueError):
                shares.append(int((battery / "capacity").read_text("ascii")))
                discharges |= (battery / "status").read_text("ascii").strip() == "Discharging"
        return discharges and max(shares) < LOW

    def limit_memory(self, more: int) -> None:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        (data,) = re.findall(r"^VmData:\s*(\d+) kB$", status, re.MULTILINE)
        most = int(data) * 1024 + more
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))

    @contextmanager
    def unsaved(self, name: str, folder: Path | None = None) -> Iterator[Path]:
        """See `System`; the disk may be full."""
        handle = os.memfd_create(name)
        place = Path(f"/proc/{os.getpid()}/fd/{handle}")
        try:
            if folder is not None:
                (folder / name).symlink_to(place)
                place = folder / name
            yield place
        finally:
            os.close(handle)

    def widen(self, pipe: IO[bytes], size: int) -> None:
        super().widen(pipe, size)
        with suppress(OSError):
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, size)


SYSTEM: Final[System] = Linux()
