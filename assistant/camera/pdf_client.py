"""Has a PDF file read by `pdf`, in a child process."""

import errno
import json
import math
import os
import struct
import threading
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from assistant.camera.photo import BadPhoto
from assistant.protocol.child_process import ChildProcess
from assistant.protocol.spoken import Message
from assistant.protocol.text import Text, TextLine
from assistant.saying.messages.files_lines import DocumentFault, FileFault, PhotoFault
from models import limits
from models.interfaces import Picture

LENGTH: Final = struct.Struct("!I")
"""How many bytes of JSON an answer has."""
_FAULTS: Final = {
    phrase.name: phrase
    for kind in (FileFault, PhotoFault, DocumentFault)
    for phrase in kind.__members__.values()
}


class PdfFile:
    """A PDF file. A process that failed at a page is replaced for the next."""

    def __init__(self, path: Path) -> None:
        """Raises BadPhoto."""
        self._path = path
        self._lock = threading.Lock()
        self._process: ChildProcess | None = None
        damaged = PhotoFault.DAMAGED.said(name=path.name)
        try:
            self._pages: int = self._asked("pages", damaged)[0]["pages"]
        except BadPhoto:
            self.close()
            raise

    def __len__(self) -> int:
        return self._pages

    def source(self, number: int) -> Path:
        """The file."""
        return self._path

    def text(self, number: int) -> Text | None:
        """The text layer; None if there is none worth reading. Raises BadPhoto."""
        lines = self._page("text", number)[0]["lines"]
        if lines is None:
            return None
        return Text(tuple(TextLine(text, 1.0, tuple(box), height) for text, box, height in lines))

    def picture(self, number: int) -> Picture:
        """The page, its longest side 2560 pixels. Raises BadPhoto."""
        return self._page("picture", number)[1]

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.end()
            process.close()

    def _page(self, wanted: str, number: int) -> tuple[dict[str, Any], Picture]:
        too_complex = DocumentFault.TOO_COMPLEX.said(number=number, name=self._path.name)
        return self._asked(f"{wanted} {number}", too_complex)

    def _asked(self, request: str, failed: Message) -> tuple[dict[str, Any], Picture]:
        """The answer to a request. Raises BadPhoto; `failed` is for a process that gives none."""
        with self._lock:
            try:
                answer, pixels = self._answer(request)
            # Also from `fill`: the process hangs, or has died.
            except (OSError, EOFError) as error:
                self.close()
                raise BadPhoto(failed) from error
        if "fault" in answer:
            raise BadPhoto(_FAULTS[answer["fault"]].said(**answer["values"]))
        return answer, pixels

    def _answer(self, request: str) -> tuple[dict[str, Any], Picture]:
        if self._process is None:
            self._process = ChildProcess("-m", "assistant.camera.pdf", str(self._path))
        until = time.monotonic() + limits.PDF_SECONDS
        self._process.send(request)
        head = bytearray(LENGTH.size)
        self._process.fill(memoryview(head), until)
        about = bytearray(_within(*LENGTH.unpack(head)))
        self._process.fill(memoryview(about), until)
        answer = json.loads(about)
        shape = answer.get("shape", (0,))
        _within(math.prod(shape))
        pixels = np.empty(shape, np.uint8)
        self._process.fill(pixels.data.cast("B"), until)
        return answer, pixels


def _within(size: int) -> int:
    """The size of an answer. Raises OSError if the process can't be meant to give so much."""
    if not 0 <= size <= limits.PDF_ANSWER:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return size
