"""Standard input and output, where a command is given "-" in place of a file."""

import atexit
import sys
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Final

from models import limits
from models.system import SYSTEM

STANDARD: Final = "-"
_files: Final = ExitStack()


@cache
def file_of(name: str) -> Path:
    """The file of this name; for "-", one with what comes on standard input, until the end.

    Raises OSError.
    """
    if name != STANDARD:
        return Path(name)
    atexit.register(_files.close)
    folder = Path(_files.enter_context(tempfile.TemporaryDirectory()))
    file = _files.enter_context(SYSTEM.unsaved(STANDARD, folder))
    file.write_bytes(sys.stdin.buffer.read(limits.STANDARD_INPUT))
    return file


def text_of(text: str) -> str:
    """The text; for "-", what comes on standard input. Raises UnicodeDecodeError."""
    if text != STANDARD:
        return text
    return sys.stdin.buffer.read(limits.LINES_FILE).decode().strip()
