"""Documents: PDF files with and without a text layer, and their pages."""

import io
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import SimpleQueue

import numpy as np
import pypdfium2
import pytest

from assistant.camera import pdf as pdf_process
from assistant.camera.documents import Document, open_document, take
from assistant.camera.pdf_client import PdfFile
from assistant.camera.photo import LONGEST_SIDE, BadPhoto
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Event, FrameTaken, WorkFailed
from assistant.protocol.text import PageRequest, Text
from models import limits
from tests.kit import pages, pdf

pytestmark = pytest.mark.program


def written(folder: Path, data: bytes) -> Path:
    # A name in no valid encoding, as old archives hold.
    file = folder / b"br\xfccke.pdf".decode(errors="surrogateescape")
    file.write_bytes(data)
    return file


@contextmanager
def opened(folder: Path, data: bytes) -> Iterator[Document]:
    with closing(open_document(written(folder, data))) as document:
        yield document


@pytest.mark.program
def test_a_document_that_makes_its_process_answer_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "long.pdf").write_bytes(pdf.written(["Invoice " * 9] * 50))
    document = PdfFile(tmp_path / "long.pdf")
    try:
        monkeypatch.setattr(limits, "PDF_ANSWER", 1000)
        for read in (document.text, document.picture):
            with pytest.raises(BadPhoto):
                read(1)
    finally:
        document.close()


def test_lines_and_cells_of_a_text_layer(tmp_path: Path) -> None:
    with opened(tmp_path, pdf.written(["Invoice 20331", "Café\t12.50 €"])) as document:
        text = document.text(1)
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
    refused = pytest.raises(BadPhoto, match="is 59999 by 1 pixels, which is too narrow")
    with opened(tmp_path, data) as document, refused:
        document.picture(1)


def test_an_endless_text_layer_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PDF_LETTERS", 7)
    (tmp_path / "long.pdf").write_bytes(pdf.written(["Invoice " * 9] * 50))
    lines = pdf_process.PdfFile(tmp_path / "long.pdf").text(1)
    assert lines is not None
    assert [line.text for line in lines] == ["Invoice"]


def test_boxes_are_those_of_the_page_as_it_is_seen(tmp_path: Path) -> None:
    with opened(tmp_path, pdf.written(["Invoice"], rotate=90)) as document:
        text = document.text(1)
        height, width = document.picture(1).shape[:2]
    assert text is not None
    # Turned clockwise, the top of the sheet is on the right.
    assert text.lines[0].box[0] > 0.8
    assert width == LONGEST_SIDE > height


def test_a_scan_has_no_text_but_a_picture(tmp_path: Path) -> None:
    data = pdf.scanned(pages.page()[0], pages.draw([], (400, 600)))
    with opened(tmp_path, data) as document:
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
    assert layer_of(tmp_path, saved(stamped)) is not None
    page = stamped.get_page(0)
    page.insert_obj(scan.page_as_xobject(0, stamped).as_pageobject())
    page.gen_content()
    assert layer_of(tmp_path, saved(stamped)) is None


def layer_of(folder: Path, data: bytes) -> Text | None:
    with opened(folder, data) as document:
        return document.text(1)


def saved(document: pypdfium2.PdfDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_text_layer_without_meaning_is_not_taken(tmp_path: Path) -> None:
    data = pdf.written(["Readable"])
    glyphs = b" ".join(b"/uniE0%02X" % n for n in range(32, 127))
    hidden = data.replace(b"/WinAnsiEncoding", b"<< /Differences [32 %s] >>" % glyphs)
    assert layer_of(tmp_path, data) is not None
    assert layer_of(tmp_path, hidden) is None


def test_a_pdf_file_without_pages_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(BadPhoto, match="damaged"):
        open_document(written(tmp_path, pdf.written()))


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
    monkeypatch.setattr(pdf_process, "_KEPT", 3)
    file = tmp_path / "letter.pdf"
    file.write_bytes(pdf.written(*([str(number)] for number in range(1, 8))))
    document = pdf_process.PdfFile(file)
    texts = [document.text(number) for number in range(1, 8)]
    assert [lines and lines[0].text for lines in texts] == [*"1234567"]
    file.write_bytes(b"gone")
    with pytest.raises(BadPhoto, match="damaged"):
        [document.picture(1) for _ in range(3)]


def test_a_page_that_never_ends_is_refused_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = pdf.joined(pdf.written(["one"]), pdf.endless())
    with opened(tmp_path, both) as document:
        monkeypatch.setattr(limits, "PDF_SECONDS", 3.0)
        with pytest.raises(BadPhoto, match=r"Page 2 of .* is too complex for me to open"):
            document.text(2)
        monkeypatch.undo()
        text = document.text(1)
    assert text is not None
    assert text.verbatim == "one"


def test_a_page_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    """It would take 600 MB."""
    refused = pytest.raises(BadPhoto, match=r"Page 1 of .* is too complex for me to open")
    with opened(tmp_path, pdf.written(["\t." * 500_000])) as document, refused:
        document.text(1)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    with opened(tmp_path, pdf.written(["one"], ["two"])) as document:
        # Its process has died, and another one opens the file.
        document.close()
        document.source(1).unlink()
        with pytest.raises(BadPhoto, match="was not found"):
            document.text(2)
