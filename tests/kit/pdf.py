"""PDF files: with a text layer, and scanned."""

import io
from collections.abc import Sequence

import pypdfium2
from PIL import Image

from models.interfaces import Picture

_WIDTH, _HEIGHT = 595, 842
_TEN = b"/Next Do " * 10
_LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]"


def written(*pages: Sequence[str], locked: bool = False, rotate: int = 0) -> bytes:
    """Pages of lines in Helvetica; a tabulator begins a cell. `locked`: with a password."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        content = [b"BT /F1 12 Tf "]
        for row, line in enumerate(lines):
            for column, cell in enumerate(line.split("\t")):
                at = (72 + 200 * column, _HEIGHT - 72 - 20 * row)
                content.append(b"1 0 0 1 %d %d Tm (%s) Tj " % (*at, cell.encode("cp1252")))
        stream = b"".join([*content, b"ET"])
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (_WIDTH, _HEIGHT, rotate, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _file(objects, _LOCK % (b"11" * 32, b"22" * 32) if locked else b"")


def _file(objects: Sequence[bytes], more: bytes) -> bytes:
    made, places = b"%PDF-1.4\n", b"0000000000 65535 f \n"
    for number, content in enumerate(objects, start=1):
        places += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return made + b"xref\n0 %d\n%s" % (size, places) + end % (size, more, len(made))


def endless() -> bytes:
    """A page with forms in forms, each of which draws the next one ten times, and then a page."""
    depth = 12
    forms = [
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length %d "
        b"/Resources << /XObject << /Next %d 0 R >> >> >>\nstream\n%s\nendstream"
        % (len(_TEN), min(number + 1, 5 + depth), _TEN)
        for number in range(6, 6 + depth)
    ]
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] "
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 2 /Kids [4 0 R 5 0 R] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_TEN), _TEN),
        page + b"/Contents 3 0 R /Resources << /XObject << /Next 6 0 R >> >> >>",
        page + b">>",
    ]
    return _file([*objects, *forms], b"")


def damaged(file: bytes, page: int) -> bytes:
    """The same with a page that is none."""
    before, *pages = file.split(b"/Type /Page /")
    kinds = [b"/Type /Pqge /" if n == page else b"/Type /Page /" for n in range(1, len(pages) + 1)]
    return before + b"".join(kind + one for kind, one in zip(kinds, pages, strict=True))


def scanned(*pictures: Picture) -> bytes:
    """Pictures as the pages of a scan."""
    first, *more = map(Image.fromarray, pictures)
    file = io.BytesIO()
    first.save(file, "PDF", save_all=True, append_images=more, resolution=200)
    return file.getvalue()


def joined(*files: bytes) -> bytes:
    """One file with the pages of several."""
    whole, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    for file in files:
        whole.import_pages(pypdfium2.PdfDocument(file))
    whole.save(made)
    return made.getvalue()
