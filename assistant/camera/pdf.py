"""Reads a PDF file in a process of its own, which may hang, die, or ask for too much memory.

Each line on standard input is a request of `pdf_client`: what is wanted and, of a page, its number.
The answer is JSON behind its length, and then the pixels of a picture.
"""

import ctypes
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium

from assistant.camera.pdf_client import LENGTH
from assistant.camera.photo import LONGEST_SIDE, SMALLEST_SIDE, BadPhoto, opening
from assistant.protocol.text import TextLine
from assistant.saying.messages.files_lines import DocumentFault, PhotoFault
from models import limits
from models.interfaces import Box, Picture
from models.system import SYSTEM

_LEGIBLE: Final = 0.9
"""The share of a text layer's characters that must mean something; fonts may hide what they do."""
_FEW: Final = 50
"""Letters up to which a text layer is taken for a stamp on a scan."""
_SCANNED: Final = 0.5
"""The share of a page from which its images make it a scan."""
_UNKNOWN: Final = ("Cc", "Cn", "Co", "Cs")
"""The categories of characters that mean nothing."""
_HYPHENS: Final = ("\x02", "\ufffe", "\xad")
"""What PDFium gives for a hyphen at the end of a line."""
_CELLS: Final = 1.0
"""The gap between two cells of a table's row, in heights of the line."""
_KEPT: Final = 16
"""Pages after which the file is opened again, since PDFium keeps what it has read of it."""
_FINE: Final = 1 << 16
"""Parts of a page's width and height in which places are asked for."""


def main() -> None:
    """Answer the requests about the file that the command line names."""
    path = Path(sys.argv[1])
    SYSTEM.limit_memory(limits.PDF_MEMORY)
    pdf: PdfFile | None = None
    for line in sys.stdin:
        wanted, *numbers = line.split()
        pixels = np.empty(0, np.uint8)
        answer: dict[str, Any] = {}
        try:
            with opening(path):
                pdf = pdf or PdfFile(path)
                number = int(numbers[0]) if numbers else 0
                if wanted == "pages":
                    answer["pages"] = len(pdf)
                elif wanted == "text":
                    lines = pdf.text(number)
                    answer["lines"] = lines and [(one.text, one.box, one.height) for one in lines]
                else:
                    pixels = pdf.picture(number)
                    answer["shape"] = pixels.shape
        except BadPhoto as bad:
            message = bad.args[0]
            answer = {"fault": message.phrase.name, "values": dict(message.values)}
        except MemoryError:
            values = {"name": path.name, "number": number}
            answer = {"fault": DocumentFault.TOO_COMPLEX.name, "values": values}
        about = json.dumps(answer).encode()
        sys.stdout.buffer.write(LENGTH.pack(len(about)) + about)
        sys.stdout.buffer.write(pixels.data)
        sys.stdout.buffer.flush()


class PdfFile:
    """A PDF file, which is read from the disk page by page."""

    def __init__(self, path: Path) -> None:
        """Raises BadPhoto, or OSError."""
        self._path = path
        self._taken = 0
        self._pdf = self._opened()
        self._pages = len(self._pdf)
        self._forms = bool(self._pdf.get_formtype())
        if not self._pages:
            raise BadPhoto(PhotoFault.DAMAGED.said(name=path.name))

    def _opened(self) -> Any:
        # PDFium itself would take no name that is not UTF-8.
        file = self._path.open("rb")
        try:
            return pypdfium2.PdfDocument(file, autoclose=True)
        except pypdfium2.PdfiumError as error:
            file.close()
            locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
            fault = DocumentFault.LOCKED if locked else PhotoFault.DAMAGED
            raise BadPhoto(fault.said(name=self._path.name)) from error

    def __len__(self) -> int:
        return self._pages

    def text(self, number: int) -> list[TextLine] | None:
        """The text layer; None if there is none worth reading. Raises BadPhoto, or OSError."""
        with self._page(number) as page:
            letters = _letters(page)
            written = [one for one in letters if not one.text.isspace()]
            legible = sum(unicodedata.category(one.text) not in _UNKNOWN for one in written)
            if not written or legible < _LEGIBLE * len(written):
                return None
            if len(written) <= _FEW and _scanned(page) >= _SCANNED:
                return None
            return list(_lines(page, letters))

    def picture(self, number: int) -> Picture:
        """The page, its longest side 2560 pixels. Raises BadPhoto, or OSError."""
        with self._page(number) as page:
            width, height = page.get_size()
            if min(width, height) * LONGEST_SIDE < SMALLEST_SIDE * max(width, height):
                sizes = {"width": round(width), "height": round(height)}
                raise BadPhoto(PhotoFault.TOO_NARROW.said(name=self._path.name, **sizes))
            bitmap = page.render(
                scale=LONGEST_SIDE / max(width, height),
                rev_byteorder=True,
                force_bitmap_format=pdfium.FPDFBitmap_BGR,
            )
            pixels = np.array(bitmap.to_numpy(), np.uint8)
            bitmap.close()
            return pixels

    @contextmanager
    def _page(self, number: int) -> Iterator[Any]:
        self._taken += 1
        if self._taken % _KEPT == 0:
            self._pdf.close()
            self._pdf = self._opened()
        try:
            page = self._pdf.get_page(number - 1)
            try:
                if self._forms:
                    # What was filled in becomes a part of the page.
                    page.flatten()
                    page.close()
                    page = self._pdf.get_page(number - 1)
                yield page
            finally:
                page.close()
        # ZeroDivisionError: the page has no size.
        except (pypdfium2.PdfiumError, ZeroDivisionError) as error:
            fault = DocumentFault.DAMAGED_PAGE.said(number=number, name=self._path.name)
            raise BadPhoto(fault) from error


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character of a text layer, in points from the lower left of its page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def _letters(page: Any) -> list[_Letter]:
    """The text layer, with spaces and line breaks that PDFium added."""
    layer = page.get_textpage()
    edges = [ctypes.c_double() for _ in range(4)]
    found = []
    try:
        for which in range(min(layer.count_chars(), limits.PDF_LETTERS)):
            code = pdfium.FPDFText_GetUnicode(layer, which)
            pdfium.FPDFText_GetCharBox(layer, which, *map(ctypes.byref, edges))
            left, right, bottom, top = (edge.value for edge in edges)
            text = "-" if chr(code) in _HYPHENS else chr(code)
            found.append(_Letter(text, left, bottom, right, top))
    finally:
        layer.close()
    return found


def _lines(page: Any, letters: Sequence[_Letter]) -> Iterator[TextLine]:
    for breaks, group in groupby(letters, lambda one: one.text in "\r\n"):
        line = list(group)
        ink = [one for one in line if not one.text.isspace()]
        if breaks or not ink:
            continue
        box = _box(page, ink)
        height = (box[3] - box[1]) * LONGEST_SIDE * page.get_height() / max(page.get_size())
        yield TextLine(_in_cells(line), 1.0, box, height)


def _in_cells(line: Sequence[_Letter]) -> str:
    """The words of a line, with two spaces between the cells of a table's row."""
    gap = _CELLS * max(one.top - one.bottom for one in line)
    text, right = "", line[0].left
    for one in line:
        if not one.text.isspace():
            text += "\t" if text and one.left - right > gap else ""
            right = one.right
        text += one.text
    return "  ".join(" ".join(cell.split()) for cell in text.split("\t"))


def _box(page: Any, letters: Sequence[_Letter]) -> Box:
    """The box around letters, as the page is seen."""
    corners = [
        (min(one.left for one in letters), max(one.top for one in letters)),
        (max(one.right for one in letters), min(one.bottom for one in letters)),
    ]
    x, y = ctypes.c_int(), ctypes.c_int()
    seen = []
    for corner in corners:
        at = (*corner, ctypes.byref(x), ctypes.byref(y))
        pdfium.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, *at)
        seen.append([min(max(value.value / _FINE, 0.0), 1.0) for value in (x, y)])
    (x0, x1), (y0, y1) = (sorted(values) for values in zip(*seen, strict=True))
    return x0, y0, x1, y1


def _scanned(page: Any) -> float:
    """The share of a page that images cover, at most."""
    width, height = page.get_size()
    covered = 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = image.get_bounds()
        covered += abs(right - left) * abs(top - bottom)
    return float(covered / (width * height))


if __name__ == "__main__":
    main()
