"""The user's head in the picture of the camera, with the model that ships: asked, led, told.

Keys, camera and voice are real; the photo of an astronaut moves before the camera.
"""

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
from tests.end_to_end.conftest import sample, settings
from tests.end_to_end.test_ask_aloud import end, event
from tests.kit.http_camera import HttpCamera
from tests.kit.program import ROOT, command
from tests.kit.pulse import PulseServer
from tests.kit.room import room
from tests.kit.terminal import ProgramOnTerminal

QUESTION = "Is my face in the frame?"
CUT = "Your head is cut off on the right. Turn the screen to the right."
LEFT = "Turn the camera to the left."
DIRECTIONS = ("Right.", "A little right.", "Hold still.")


def astronaut(top: int, left: int = 0) -> Picture:
    """The photo from this row and column on, 480 by 360 pixels; above it its upper border."""
    above = max(0, -top)
    higher = cv2.copyMakeBorder(sample("astronaut.jpg"), above, 0, 0, 200, cv2.BORDER_REPLICATE)
    first = top + above
    return np.ascontiguousarray(higher[first : first + 360, left : left + 480], np.uint8)


def sentence(program: ProgramOnTerminal) -> str:
    """The next sentence that is spoken."""
    while not (text := event(program, "speech_started")["text"]):
        pass
    return str(text)


@pytest.mark.slow
def test_the_way_from_a_head_that_is_cut_off_to_one_in_the_middle(
    pulse: PulseServer, home: Path
) -> None:
    shown = HttpCamera(astronaut(-60, 200), size=(640, 480))
    with room(pulse), pulse.recording(), shown as camera:
        settings(camera={"source": camera.url, "facing": "user"})
        remember("toured")
        run = command(files.WEIGHTS, "run", "--json")
        with ProgramOnTerminal(run, env=os.environ, cwd=ROOT) as program:
            event(program, "ready")
            program.press("/", *QUESTION, "enter")
            while not (text := sentence(program)).startswith("Your head"):
                pass
            assert text == CUT
            event(program, "speech_ended")
            assert sentence(program) in DIRECTIONS[:2]
            camera.show(astronaut(-90))
            while (text := sentence(program)) in DIRECTIONS:
                pass
            assert text == "Your head is in the middle."
            end(program)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("top", "left", "cut", "problem", "words"),
    [
        (-90, 0, [], None, "Your head is in the middle."),
        (100, 0, ["top"], None, "Your head is cut off at the top. Move the camera up."),
        (
            -60,
            200,
            ["left"],
            None,
            "Your head is cut off on the left. Turn the camera to the left.",
        ),
        (180, 0, ["top"], "no_face", "Your head is cut off at the top. Move the camera up."),
    ],
)
def test_the_command_says_what_is_cut_off(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    top: int,
    left: int,
    cut: list[str],
    problem: str | None,
    words: str,
) -> None:
    path = tmp_path / "me.png"
    assert cv2.imwrite(str(path), cv2.cvtColor(astronaut(top, left), cv2.COLOR_RGB2BGR))
    assert main.main(["frame", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["cut_off"], told["problem"], told["spoken"]) == (cut, problem, words)
    assert (told["head"] is None) == (problem == "no_face")
    assert told["head"] is None or all(0 <= edge <= 1 for edge in told["head"])
