"""Documents: PDF files with and without a text layer, and their pages."""

import io
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pypdfium2
import pytest

from assistant.camera import pdf as pdf_file
from assistant.camera.documents import Document, open_document, take
from assistant.camera.photo import LONGEST_SIDE, BadPhoto
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Event, FrameTaken, WorkFailed
from assistant.protocol.text import PageRequest
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


def test_a_page_too_narrow_to_show_anything_is_refused(tmp_path: Path) -> None:
    data = pdf.written(["Invoice"]).replace(b"[0 0 595 842]", b"[0 0 59999 1]")
    with pytest.raises(BadPhoto, match="is 59999 by 1 pixels, which is too narrow"):
        opened(tmp_path, data).picture(1)


def test_an_endless_text_layer_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.camera.pdf.MOST_LETTERS", 7)
    text = opened(tmp_path, pdf.written(["Invoice " * 9] * 50)).text(1)
    assert text is not None
    assert text.verbatim == "Invoice"


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


def taken(wanted: PageRequest) -> Event:
    events: SimpleQueue[Event] = SimpleQueue()
    take(7, wanted, events.put)
    return events.get(timeout=60)


def test_a_page_is_taken_with_its_text(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.written(["one"], ["two"]))
    event = taken(PageRequest(file, 2))
    assert isinstance(event, FrameTaken)
    assert (event.generation, event.frame.surface) == (7, Surface.FILE)
    page = event.frame.page
    assert page is not None
    assert (page.file, page.number, page.count) == (file, 2, 2)
    assert page.text is not None
    assert page.text.verbatim == "two"
    assert max(event.frame.pixels.shape) == LONGEST_SIDE


@pytest.mark.parametrize(
    ("words", "number", "wrapped", "expected"),
    [("Three", 1, False, 3), ("five", 1, False, 5), ("nowhere", 2, False, 5), ("x", 1, True, 4)],
)
def test_pages_without_the_words_are_skipped(
    tmp_path: Path, words: str, number: int, wrapped: bool, expected: int
) -> None:
    """But for what has to be read, here the fifth page, and the last one of the search."""
    file = tmp_path / "letter.pdf"
    data = pdf.written(["one"], ["two"], ["three"], ["four"], [], ["six"])
    file.write_bytes(pdf.damaged(data, page=2))
    event = taken(PageRequest(file, number, False, words, began=4, wrapped=wrapped))
    assert isinstance(event, FrameTaken)
    assert event.frame.number == expected


def test_a_page_that_cannot_be_taken_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.damaged(pdf.written(["one"], ["two"]), page=2))
    event = taken(PageRequest(file, 2))
    assert isinstance(event, WorkFailed)
    assert str(event.reason) == "Page 2 of letter.pdf is damaged."


def test_a_long_file_is_opened_again_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And if it is gone then, that is said."""
    monkeypatch.setattr(pdf_file, "_KEPT", 3)
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.written(*([str(number)] for number in range(1, 8))))
    document = open_document(file)
    texts = [document.text(number) for number in range(1, 8)]
    assert [text and text.verbatim for text in texts] == [*"1234567"]
    file.write_bytes(b"gone")
    with pytest.raises(BadPhoto, match="damaged"):
        [document.picture(1) for _ in range(3)]
