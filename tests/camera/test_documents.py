"""Documents: PDF files with and without a text layer, and their pages."""

import io
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from assistant.camera.documents import Document, open_document
from assistant.camera.photo import LONGEST_SIDE, BadPhoto
from tests.kit import pages, pdf


def opened(folder: Path, data: bytes) -> Document:
    # A name in no valid encoding, as old archives hold.
    file = folder / b"br\xfccke.pdf".decode(errors="surrogateescape")
    file.write_bytes(data)
    return open_document(file)


def test_lines_and_cells_of_a_text_layer(tmp_path: Path) -> None:
    text = opened(tmp_path, pdf.written(["Invoice 20331", "Café\t12.50 €"])).text(1)
    assert text is not None
    assert text.complete
    assert text.verbatim == "Invoice 20331\nCafé  12.50 €"
    first, second = (line.box for line in text.lines)
    assert first[0] == pytest.approx(72 / 595, abs=0.01)
    assert first[3] == pytest.approx(72 / 842, abs=0.01)
    assert second[1] > first[3]
    assert text.lines[0].height == pytest.approx(LONGEST_SIDE * 9 / 842, rel=0.3)


def test_boxes_are_those_of_the_page_as_it_is_seen(tmp_path: Path) -> None:
    document = opened(tmp_path, pdf.written(["Invoice"], rotate=90))
    text = document.text(1)
    assert text is not None
    # Turned clockwise, the top of the sheet is on the right.
    assert text.lines[0].box[0] > 0.8
    height, width = document.picture(1).shape[:2]
    assert width == LONGEST_SIDE > height


def test_a_scan_has_no_text_but_a_picture(tmp_path: Path) -> None:
    document = opened(tmp_path, pdf.scanned(pages.page()[0], pages.draw([], (400, 600))))
    assert len(document) == 2
    assert document.text(1) is None
    first, second = document.picture(1), document.picture(2)
    assert max(first.shape) == max(second.shape) == LONGEST_SIDE
    assert first.dtype == np.uint8
    assert first.min() < 80
    assert second.min() > 200


def test_a_stamp_on_a_scan_is_not_its_text(tmp_path: Path) -> None:
    scan = pypdfium2.PdfDocument(pdf.scanned(pages.draw([], (1654, 2339))))
    stamped = pypdfium2.PdfDocument(pdf.written(["Scanned with an app"]))
    assert opened(tmp_path, saved(stamped)).text(1) is not None
    page = stamped.get_page(0)
    page.insert_obj(scan.page_as_xobject(0, stamped).as_pageobject())
    page.gen_content()
    assert opened(tmp_path, saved(stamped)).text(1) is None


def saved(document: pypdfium2.PdfDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_text_layer_without_meaning_is_not_taken(tmp_path: Path) -> None:
    data = pdf.written(["Readable"])
    glyphs = b" ".join(b"/uniE0%02X" % n for n in range(32, 127))
    hidden = data.replace(b"/WinAnsiEncoding", b"<< /Differences [32 %s] >>" % glyphs)
    assert opened(tmp_path, data).text(1) is not None
    assert opened(tmp_path, hidden).text(1) is None


def test_a_pdf_file_without_pages_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto, match="damaged"):
        opened(tmp_path, pdf.written())
