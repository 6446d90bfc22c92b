"""Standard input and output, where a command is given "-" in place of a file."""

import atexit
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

from assistant.protocol.spoken import Message, message_of
from assistant.saying.messages.files_lines import FileFault
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


def fault_of(error: BaseException) -> Message:
    """The message that an error carries; if it begins with "-", it names standard input instead."""
    message = message_of(error)
    values = dict(message.values)
    if values.get("name") == STANDARD and message.phrase.startswith("{name}"):
        values["name"] = FileFault.STANDARD_INPUT.said()
    return replace(message, values=tuple(values.items()))


def text_of(text: str) -> str:
    """The text; for "-", what comes on standard input. Raises UnicodeDecodeError."""
    if text != STANDARD:
        return text
    return sys.stdin.buffer.read(limits.LINES_FILE).decode().strip()
