"""Find the processes that a test has started, and make them hang."""

import os
import signal
import time
from pathlib import Path


def child(command: str, limit: float = 10.0, of: int | None = None) -> int:
    """The one child whose command line contains `command`, of this process or another.

    It may still start.
    """
    end = time.monotonic() + limit
    while len(found := _children(command, of or os.getpid())) != 1:
        assert time.monotonic() < end, f"{len(found)} processes run {command}"
        time.sleep(0.05)
    return found[0]


def _children(command: str, of: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        # A process may end meanwhile.
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == of and command.encode() in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def hang(pid: int, limit: float = 30.0) -> None:
    """Stop a process and wait until none of its threads runs."""
    os.kill(pid, signal.SIGSTOP)
    end = time.monotonic() + limit
    while any(_state(task) not in "TtZX" for task in Path(f"/proc/{pid}/task").iterdir()):
        assert time.monotonic() < end, f"process {pid} does not stop"
        time.sleep(0.002)


def alive(pid: int) -> bool:
    """Whether a process still runs; one that nobody waits for has ended."""
    return _state(Path(f"/proc/{pid}")) not in "ZX"


def _state(task: Path) -> str:
    try:
        return (task / "stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"
