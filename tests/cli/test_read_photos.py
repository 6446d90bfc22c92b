"""`lantern read`, through the real command and the real networks."""

import json
from pathlib import Path

import cv2
import pytest

from assistant.cli import photos
from assistant.runtime import compose
from assistant.saying.messages.core import Line
from assistant.settings.config import defaults
from assistant.skills.reading.read_skill import ReadSkill
from models.interfaces import UNCANCELLED, CancelToken, Picture, TextRegion
from tests.kit import pages, pdf
from tests.kit.program import lantern, write_weights
from tests.kit.writing import Writing

FIELDS = ["photo", "page", "text", "lines", "rotation", "problem", "says", "milliseconds"]
LINE = ["text", "probability", "box", "unsure"]


def saved(path: Path, picture: Picture) -> Path:
    cv2.imwrite(str(path), picture[:, :, ::-1])
    return path


@pytest.mark.program
def test_photos_are_read_as_objects_and_as_lines(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    weights.mkdir()
    write_weights(weights)
    label = pages.draw([(400, 300, "Best before 14.03.2027"), (400, 350, "Keep cool")], height=34)
    upright = saved(tmp_path / "label.png", label)
    turned = saved(tmp_path / "turned.png", pages.turned(label, 90))
    empty = saved(tmp_path / "empty.png", pages.draw([]))
    (tmp_path / "bad.png").write_text("no photo")
    paths = [upright, tmp_path / "bad.png", turned, empty]
    result = lantern(weights, "read", *paths, "--json")
    assert result.returncode == 1
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["photo"] for row in rows] == [str(path) for path in paths]
    assert rows[1]["error"] == "bad.png is not a photo. Choose a JPEG or PNG file."
    for row, rotation in ((rows[0], 0), (rows[2], 90)):
        assert list(row) == FIELDS
        assert row["text"] == "Best before 14.03.2027\nKeep cool"
        assert (row["rotation"], row["problem"]) == (rotation, None)
        assert [list(line) for line in row["lines"]] == [LINE, LINE]
        x0, y0, x1, y1 = row["lines"][0]["box"]
        assert 0 < x0 < x1 < 1
        assert 0 < y0 < y1 < 1
    assert (rows[3]["text"], rows[3]["lines"], rows[3]["problem"]) == ("", [], "no_text")

    spoken = lantern(weights, "read", upright)
    assert (spoken.returncode, spoken.stdout) == (0, "Best before 14.03.2027\nKeep cool\n")
    nothing = lantern(weights, "read", empty)
    assert (
        nothing.stdout
        == "I see no text. Turn the printed side to the camera and bring it closer.\n"
    )


def test_unclear_words_are_marked_and_advice_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = Writing([(0, 300, 400, 40, "take tvvo?")])
    monkeypatch.setattr(compose, "reading", lambda _: ReadSkill(lambda: writing, lambda _: None))
    path = str(saved(tmp_path / "a.png", pages.draw([])))
    (row,) = photos.read(defaults(), [path])
    assert row["text"] == "take tvvo"
    assert (
        str(row["says"]) == "take tvvo[?]\nThe text is cut off on the left: move the camera left."
    )
    assert row["problem"] == "cut_off"


def test_a_photo_that_fails_keeps_no_other_from_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing(Writing):
        def find(
            self, picture: Picture, cancel: CancelToken = UNCANCELLED, *, faint: bool = False
        ) -> tuple[TextRegion, ...]:
            if picture.shape[0] == 480:
                raise MemoryError("no room")
            return super().find(picture)

    monkeypatch.setattr(compose, "reading", lambda _: ReadSkill(Failing, lambda _: None))
    large = saved(tmp_path / "a.png", pages.draw([], (640, 480)))
    small = saved(tmp_path / "b.png", pages.draw([], (320, 240)))
    first, second = photos.read(defaults(), [str(large), str(small)])
    assert str(first["error"]) == str(Line.NO_ROOM.said())
    assert second["text"] == ""


@pytest.mark.program
def test_a_document_is_read_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text layer where there is one, else the page as it looks; each bad page says so."""
    writing = Writing([(900, 300, 400, 40, "scanned"), (900, 400, 400, 40, "twice?")])
    monkeypatch.setattr(compose, "reading", lambda _: ReadSkill(lambda: writing, lambda _: None))
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(pdf.damaged(pdf.written(["Dear Ann,"], [], ["lost"]), page=3))
    first, second, third = photos.read(defaults(), [str(letter)])
    assert [first["page"], second["page"], third["page"]] == [1, 2, 3]
    assert {str(row["photo"]) for row in (first, second, third)} == {str(letter)}
    assert (first["text"], str(first["says"])) == ("Dear Ann,", "Page 1 of 3.\nDear Ann,")
    assert (second["text"], second["problem"]) == ("scanned\ntwice", None)
    assert str(second["says"]) == "Page 2 of 3.\nscanned\ntwice[?]"
    assert str(third["error"]) == "Page 3 of letter.pdf is damaged."


def test_a_folder_of_photos_is_one_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writing = Writing([(400, 300, 400, 40, "word")])
    monkeypatch.setattr(compose, "reading", lambda _: ReadSkill(lambda: writing, lambda _: None))
    names = ["page 1.png", "page 2.png", "page 10.png"]
    for name in reversed(names):
        saved(tmp_path / name, pages.draw([]))
    rows = list(photos.read(defaults(), [str(tmp_path)]))
    assert [row["photo"] for row in rows] == [str(tmp_path / name) for name in names]
    assert [str(row["says"]) for row in rows] == [f"Page {n} of 3.\nword" for n in (1, 2, 3)]


@pytest.mark.program
def test_files_that_cannot_be_opened_say_why(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    locked, damaged = tmp_path / "locked.pdf", tmp_path / "damaged.pdf"
    locked.write_bytes(pdf.written(["secret"], locked=True))
    damaged.write_bytes(b"%PDF-1.4\n...")
    names = [str(path) for path in (locked, damaged, folder, tmp_path / "none.pdf")]
    rows = list(photos.read(defaults(), names))
    assert [row["photo"] for row in rows] == names
    assert [str(row["error"]) for row in rows] == [
        "locked.pdf is locked with a password. Save a copy without the password.",
        "damaged.pdf is damaged. Copy or save it again.",
        f"There are no photos in {folder}. Choose another folder.",
        "The file none.pdf was not found. Check the name.",
    ]
