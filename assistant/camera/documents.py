"""Documents of one page or more: PDF files, folders of photos and single photos."""

import logging
import re
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final, Protocol

from assistant.camera.photo import BadPhoto, is_photo_name, load, opening
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Emit, Frame, FrameTaken, WorkFailed
from assistant.protocol.spoken import message_of
from assistant.protocol.text import Page, PageRequest, Text
from assistant.saying.messages.files_lines import LibraryLine, PhotoFault
from models.interfaces import Picture

_log = logging.getLogger(__name__)

_HEAD: Final = 1024
"""Bytes at the beginning of a file within which a PDF file says that it is one."""
_SKIPPED: Final = 50
"""Pages to skip for one request, so that none takes long."""


class Document(Protocol):
    """Pages, numbered from 1."""

    def __len__(self) -> int: ...

    def source(self, number: int) -> Path:
        """The file of a page."""

    def text(self, number: int) -> Text | None:
        """The text that a page comes with; None if it has to be read. Raises BadPhoto."""

    def picture(self, number: int) -> Picture:
        """How a page looks. Raises BadPhoto."""

    def close(self) -> None:
        """End what serves it."""


def open_document(path: Path) -> Document:
    """A PDF file, a folder of photos or a photo. Raises BadPhoto."""
    with opening(path):
        if path.is_dir():
            return Photos(_photos(path), path)
        if is_pdf(path):
            # Imported here because few need it.
            from assistant.camera.pdf_client import PdfFile

            return PdfFile(path)
    return Photos((path,), path)


def is_pdf(path: Path) -> bool:
    """Whether a file is a PDF file, whatever its name. Raises OSError."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return b"%PDF-" in file.read(_HEAD)


def take(generation: int, wanted: PageRequest, emit: Emit) -> None:
    """Take a page in the background; FrameTaken or WorkFailed follows."""

    def run() -> None:
        try:
            emit(FrameTaken(generation, _frame(wanted)))
        except BadPhoto as fault:
            emit(WorkFailed(generation, message_of(fault)))
        # Whatever a file brings about, the user must hear of it.
        except Exception as error:
            _log.debug("The document gave no page:", exc_info=error)
            emit(WorkFailed(generation, PhotoFault.DAMAGED.said(name=wanted.file.name)))

    threading.Thread(target=run, name="take-page", daemon=True).start()


def _frame(wanted: PageRequest) -> Frame:
    """A page, or the next one that may hold the words. Raises BadPhoto."""
    with closing(open_document(wanted.file)) as document:
        return _page_of(document, wanted)


def _page_of(document: Document, wanted: PageRequest) -> Frame:
    count, number = len(document), wanted.number
    last = wanted.began if wanted.wrapped else count
    while True:
        try:
            text = document.text(number)
        except BadPhoto:
            if not wanted.words or number >= last:
                raise
        else:
            holds = text is None or text.line_with(wanted.words) is not None
            if not wanted.words or holds or number >= min(last, wanted.number + _SKIPPED):
                break
        number += 1
    page = Page(wanted.file, number, count, text)
    name = document.source(number).name
    return Frame(document.picture(number), time.monotonic(), number, name, Surface.FILE, page)


class Photos:
    """Photos, each of them a page."""

    def __init__(self, files: Sequence[Path], folder: Path) -> None:
        """Raises BadPhoto if there is none."""
        if not files:
            raise BadPhoto(LibraryLine.NO_PHOTOS.said(folder=folder))
        self._files = files

    def __len__(self) -> int:
        return len(self._files)

    def source(self, number: int) -> Path:
        """The photo."""
        return self._files[number - 1]

    def text(self, number: int) -> Text | None:
        """Photos have none."""
        return None

    def picture(self, number: int) -> Picture:
        """The photo, upright. Raises BadPhoto."""
        return load(self._files[number - 1])

    def close(self) -> None:
        """Photos need nothing."""


def _photos(folder: Path) -> list[Path]:
    """The photos of a folder by name, where "page 2" comes before "page 10"."""

    def numbers_as_such(path: Path) -> list[tuple[int, str]]:
        parts = re.findall(r"(\d+)|(\D+)", path.name.casefold())
        return [(int(digits or -1), other) for digits, other in parts]

    return sorted(filter(is_photo_name, folder.iterdir()), key=numbers_as_such)
