"""Programs in processes of their own, which can hang or die without harm."""

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping
from io import FileIO
from typing import IO, Final

from models.system import SYSTEM
from models.system.python_child import PythonChild

PIPE_SIZE: Final = 1 << 20
"""Bytes; the most that Linux gives without privileges. A frame then takes 3 reads instead of 42."""
REAP: Final = 0.5
"""Seconds to wait for a killed process to end."""


class ChildProcess(PythonChild):
    """Runs Python until its standard input ends; reading its output never blocks."""

    stdin: IO[bytes]
    stdout: FileIO

    def __init__(self, *arguments: str, environment: Mapping[str, str] = os.environ) -> None:
        """Start it with Python's arguments, such as "-m" and a module. Raises OSError."""
        super().__init__(
            *arguments,
            environment=environment,
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        SYSTEM.widen(self.stdout, PIPE_SIZE)

    def send(self, line: str) -> None:
        """Write a line, also from a signal handler. Raises OSError or ValueError after the end."""
        self.stdin.write(f"{line}\n".encode())

    def readable(self, until: float) -> bool:
        """Wait for output or the process's end, at most until `until` (monotonic)."""
        return SYSTEM.readable(self.stdout, until - time.monotonic())

    def fill(self, into: memoryview, until: float) -> None:
        """Fill `into` with output.

        What has already arrived is read however late it is: this process may have been stopped.
        Raises TimeoutError if nothing more comes by `until` (monotonic), EOFError if it ends.
        """
        while into:
            if not self.readable(until):
                raise TimeoutError
            # None: it can't be read yet after all.
            count = self.stdout.readinto(into)
            if count == 0:
                raise EOFError
            into = into[count or 0 :]

    def end(self) -> None:
        """Kill it. One that hangs inside a driver is left to the system."""
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(REAP)

    def close(self) -> None:
        """Close the pipes; nothing may read or write meanwhile."""
        self.stdin.close()
        self.stdout.close()


def output_of(*command: str, patience: float, text: str = "", **environment: str) -> str:
    """What a program answers to a text. Raises OSError and subprocess.SubprocessError."""
    answer: str = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=max(0.0, patience),
        check=True,
        env=os.environ | environment,
        **SYSTEM.child,
    ).stdout
    return answer
