"""Programs in processes of their own, which can hang or die without harm."""

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping
from io import FileIO
from typing import IO, Final

from models import limits
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


class TooMuchError(subprocess.SubprocessError):
    """A program wrote more than it may."""


def output_of(*command: str, patience: float, text: str = "", **environment: str) -> str:
    """As `bytes_of`, in words."""
    around = os.environ | environment
    answer = bytes_of(*command, patience=patience, text=text, environment=around)
    return answer.decode(errors="replace")


def bytes_of(
    *command: str,
    patience: float,
    text: str = "",
    most: int = limits.PROGRAM_OUTPUT,
    environment: Mapping[str, str] = os.environ,
) -> bytes:
    """What a program answers to a text. Raises OSError and subprocess.SubprocessError.

    It is killed when its time is over, and as soon as it writes more than `most` bytes.
    """
    until = time.monotonic() + patience
    with SYSTEM.unsaved("text") as file:
        file.write_bytes(text.encode())
        with file.open("rb") as source:
            program = subprocess.Popen(
                command,
                bufsize=0,
                stdin=source,
                stdout=subprocess.PIPE,
                # As much as the pipe holds; a program that complains more waits for its end.
                stderr=subprocess.PIPE,
                env=environment,
                **SYSTEM.child,
            )
    assert program.stdout is not None
    assert program.stderr is not None
    answer = bytearray()
    try:
        while SYSTEM.readable(program.stdout, until - time.monotonic()):
            part = os.read(program.stdout.fileno(), PIPE_SIZE)
            answer += part
            if len(answer) > most:
                raise TooMuchError(f"{command[0]} writes too much")
            if not part:
                break
        else:
            raise subprocess.TimeoutExpired(command, patience)
        code = program.wait(max(0.0, until - time.monotonic()))
        if code:
            complaint = b""
            if SYSTEM.readable(program.stderr, 0.0):
                complaint = os.read(program.stderr.fileno(), limits.PROGRAM_ERRORS)
            said = complaint.decode(errors="replace")
            raise subprocess.CalledProcessError(code, command, bytes(answer), said)
        return bytes(answer)
    finally:
        program.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(REAP)
        program.stdout.close()
        program.stderr.close()
