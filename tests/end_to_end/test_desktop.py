"""Shortcuts of a real desktop ask the running program about screen and clipboard."""

from pathlib import Path

import cv2
import pytest

from assistant.keys import trigger
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_ask_aloud import end, event
from tests.end_to_end.test_read import hear, heard
from tests.kit import pages
from tests.kit.pulse import PulseServer
from tests.kit.terminal import ProgramOnTerminal
from tests.kit.x11 import XServer

LINES = ["Invoice of Monday", "Total 1,249.50 EUR", "Pay by 14.03.2027"]
NOTE = "Meet at the station"
PATIENT = "from assistant.camera import surfaces; surfaces.LIMIT = 30.0"


def press(program: ProgramOnTerminal, shortcut: str) -> str:
    """Press a shortcut and return the sentence that answers it."""
    assert trigger.send(shortcut) == "ok"
    return heard(program)


@pytest.mark.slow
def test_the_screen_is_described_read_and_asked_about(
    start: Start, pulse: PulseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "copied.png"
    note = pages.draw([(60.0, 60.0, NOTE)], size=(600, 200), height=40)
    cv2.imwrite(str(copied), note[:, :, ::-1])
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 400})
    server = XServer((800, 600))
    try:
        written = [(200.0, 150.0 + 70 * n, line) for n, line in enumerate(LINES)]
        server.show(pages.draw(written, size=(800, 600), height=24))
        monkeypatch.setenv("DISPLAY", server.name)
        with pulse.recording(), start("run", "--json", harm=PATIENT) as program:
            event(program, "ready")
            assert heard(program).startswith("Ready.")
            spoken = press(program, "describe-screen")
            assert spoken == f"A screen with 3 lines of text. It says: {'. '.join(LINES)}."
            program.press("d")
            assert heard(program).startswith("In the middle: Invoice of Monday. Total")
            program.press("/", *"what is the price", "enter")
            answer = event(program, "answered")["answer"]
            assert answer["spoken"].startswith("1,249.50 EUR. It says: Total 1,249.50 EUR.")
            # So that what is heard after the next key is something new.
            hear(program, answer["spoken"])
            first = press(program, "read-screen")
            assert [first, heard(program), heard(program)] == LINES
            assert press(program, "describe-clipboard") == (
                "The clipboard is empty. Copy a picture first."
            )
            server.copy(copied)
            spoken = press(program, "describe-clipboard")
            assert spoken.endswith(f"with one line of text. It says: {NOTE}.")
            end(program)
    finally:
        server.kill()
