"""`lantern describe` and `read` of the screen and the clipboard, with the real reader."""

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import pytest

from assistant.cli import main, photos
from assistant.protocol.desktop import Surface
from assistant.runtime import compose
from assistant.settings.config import defaults
from assistant.skills.reading.read_skill import ReadSkill
from models.embedded import files
from models.interfaces import Picture
from tests.kit import pages
from tests.kit.fakes import FakeModel, look, seen, skills
from tests.kit.sentences import printed
from tests.kit.writing import Writing
from tests.kit.x11 import XServer

pytestmark = pytest.mark.program

LINES = ["Updates are ready", "Restart now", "Later"]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    running = XServer((800, 600))
    monkeypatch.setenv("DISPLAY", running.name)
    yield running
    running.kill()


def dialog() -> Picture:
    written = [(200.0, 120.0 + 70 * n, line) for n, line in enumerate(LINES)]
    return pages.draw(written, size=(800, 600), height=24)


@pytest.mark.weights
def test_the_screen_is_described_and_read(
    server: XServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.show(dialog())
    assert main.main(["describe", "--screen", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["photo"] == "screen"
    text = ". ".join(LINES)
    assert told["spoken"] == f"A screen with 3 lines of text. It says: {text}."
    assert (told["certainty"], told["objects"], told["spoken_objects"]) == ("plain", [], [])

    assert main.main(["read", "--screen"]) == 0
    assert capsys.readouterr().out == "\n".join(LINES) + "\n"


def test_the_clipboard_is_told_as_what_it_is(
    server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "copied.png"
    cv2.imwrite(str(path), dialog()[:, :, ::-1])
    server.copy(path)
    dog = FakeModel(analysis=look(seen("dog", 0.95)), captions=("a dog",))
    monkeypatch.setattr(compose, "skills", lambda *_, **__: skills(dog).inner)
    row = printed(photos.describe_surface(defaults(), Surface.CLIPBOARD))
    assert (row["photo"], row["spoken"]) == ("clipboard", "A dog.")
    monkeypatch.setattr(compose, "reading", lambda _: ReadSkill(Writing, lambda _: None))
    assert photos.read_surface(defaults(), Surface.CLIPBOARD)["problem"] == "no_text"


def test_without_a_picture_there_is_one_sentence_and_no_model_is_loaded(
    server: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WEIGHTS", tmp_path / "nowhere")
    fault = {"photo": "clipboard", "error": "The clipboard is empty. Copy a picture first."}
    assert printed(photos.describe_surface(defaults(), Surface.CLIPBOARD)) == fault
    assert printed(photos.read_surface(defaults(), Surface.CLIPBOARD)) == fault


@pytest.mark.parametrize("words", [["describe"], ["read", "a.jpg", "--screen"]])
def test_a_wrong_call_gives_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(words)
    assert ended.value.code == 2
    assert "name one file or more, or --clipboard, or --screen" in capsys.readouterr().err


def test_without_a_desktop_the_command_says_so_and_gives_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.main(["read", "--screen"]) == 1
    assert capsys.readouterr() == (
        "",
        "There is no desktop here. Start Lantern in a terminal window of your desktop.\n",
    )
