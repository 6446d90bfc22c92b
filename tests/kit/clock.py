"""A computer whose clock is set, and that sleeps, while a program runs on it."""

from pathlib import Path
from typing import Final

_HARM: Final = """
import time
from pathlib import Path
from models.system import SYSTEM
def more(real, file):
    return lambda: real() + float(file.read_text())
time.time = more(time.time, Path({set!r}))
SYSTEM.asleep = more(SYSTEM.asleep, Path({slept!r}))
"""


class Clock:
    """Two files in a folder say how far the program's clock was set, and how long it slept."""

    def __init__(self, folder: Path) -> None:
        self._set, self._slept = folder / "clock", folder / "slept"
        self._seconds = 0.0
        self.set(0)
        self._write(self._slept, 0)

    @property
    def harm(self) -> str:
        """What the program runs first, see `tests.kit.program.command`."""
        return _HARM.format(set=str(self._set), slept=str(self._slept))

    def set(self, seconds: float) -> None:
        """Set the clock to so many seconds from the right time."""
        self._write(self._set, seconds)

    def sleep(self, seconds: float) -> None:
        """Wake up from so long a sleep."""
        self._seconds += seconds
        self._write(self._slept, self._seconds)

    @staticmethod
    def _write(file: Path, seconds: float) -> None:
        # The program may read at any moment.
        new = file.with_suffix(".new")
        new.write_text(str(seconds))
        new.replace(file)
