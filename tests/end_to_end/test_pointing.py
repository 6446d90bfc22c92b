"""A finger at a drawn panel before the camera, with everything that ships: asked, led, told."""

import json
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.cli import main
from assistant.runtime.remembered import remember
from models.embedded import files
from models.interfaces import Picture
from models.training.held_up.panels import TONES
from tests.end_to_end.conftest import settings
from tests.end_to_end.test_ask_aloud import end, event
from tests.end_to_end.test_frame import sentence
from tests.kit.http_camera import HttpCamera
from tests.kit.program import ROOT, command
from tests.kit.pulse import PulseServer
from tests.kit.room import room
from tests.kit.terminal import ProgramOnTerminal
from tests.skills.point.test_fingertip import pointing

LABELS = {"Clock": (60, 110), "Timer": (270, 110), "Grill": (480, 110)}
BEFORE = ("Ready.", "Type your question.")
WAYS = ("Left.", "Right.", "A little left.", "A little right.", "Hold still.")


def microwave(label: str) -> Picture:
    """Three buttons, and a finger just below one of the labels."""
    shown = np.full((480, 640, 3), 205, np.uint8)
    for text, (x, y) in LABELS.items():
        cv2.rectangle(shown, (x - 20, y - 50), (x + 120, y + 60), (60, 60, 60), 2)
        cv2.putText(shown, text, (x, y), cv2.FONT_HERSHEY_DUPLEX, 1.1, (30, 30, 30), 2, cv2.LINE_AA)
    x, y = LABELS[label]
    return pointing(TONES[2], shown, (x + 40, y + 20))


def answer(program: ProgramOnTerminal) -> str:
    """The next sentence that is spoken and answers what is typed."""
    while (text := sentence(program)) in BEFORE:
        pass
    return text


@pytest.mark.slow
def test_a_finger_is_asked_about_and_led_to_a_label(pulse: PulseServer, home: Path) -> None:
    with room(pulse), pulse.recording(), HttpCamera(microwave("Timer")) as camera:
        settings(camera={"source": camera.url, "facing": "world"})
        remember("toured")
        run = command(files.WEIGHTS, "run", "--json")
        with ProgramOnTerminal(run, env=os.environ, cwd=ROOT) as program:
            event(program, "ready")
            program.press("/", *"which button is at my finger", "enter")
            assert answer(program) == "Your finger is at Timer."
            event(program, "speech_ended")
            program.press("/", *"where is the clock button", "enter")
            assert answer(program) == "Clock is to the left of your finger."
            camera.show(microwave("Clock"))
            while (text := sentence(program)) in WAYS:
                pass
            assert text == "Your finger is at Clock."
            end(program)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Clock", "Your finger is at Clock."),
        (
            "Grill",
            "Your finger is at Grill. Please check another way: I can't feel heat or smell smoke.",
        ),
    ],
)
def test_the_command_says_the_label(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], label: str, words: str
) -> None:
    path = tmp_path / "panel.png"
    assert cv2.imwrite(str(path), cv2.cvtColor(microwave(label), cv2.COLOR_RGB2BGR))
    assert main.main(["point", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["label"], told["certainty"], told["spoken"]) == (label, "plain", words)
