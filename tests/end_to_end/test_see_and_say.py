"""From a key on a real terminal, through a real network camera, to recorded speech."""

import time
from pathlib import Path

import cv2
import numpy as np

from models.interfaces import Picture
from tests.end_to_end.conftest import Start, sample, settings
from tests.kit.http_camera import HttpCamera, read_stamp
from tests.kit.program import lantern
from tests.kit.pulse import PulseServer
from tests.kit.terminal import ProgramOnTerminal

DESCRIBED = r"^(An?|Two|Several|Many|At least|Probably|In|I am not sure|I can't tell)\b.*\.$"


def kept(path: Path) -> Picture:
    saved = cv2.imread(str(path))
    assert saved is not None
    return np.asarray(cv2.cvtColor(saved, cv2.COLOR_BGR2RGB), np.uint8)


def quit(program: ProgramOnTerminal) -> None:
    program.press("q", "q")
    program.wait_for("^Goodbye.$")
    assert program.wait_end() == 0
    assert program.mode() == program.mode_before


def test_the_frame_that_is_described_is_the_one_from_the_key_press(
    start: Start, tmp_path: Path
) -> None:
    with HttpCamera(sample("coffee.jpg")) as camera:
        camera_settings = {"source": camera.url, "anticipate": False}
        settings(camera=camera_settings, save={"folder": str(tmp_path / "kept")})
        with start("run") as program:
            program.wait_for("Ready[.]")
            for number in (1, 2):
                # By then, everything queued before the key is old, even if all is slow.
                time.sleep(2.0)
                pressed = time.monotonic()
                program.press("space")
                program.wait_for(DESCRIBED)
                answered = time.monotonic()
                program.press("z")
                program.wait_for(f"^Saved as picture {number} in the folder kept.$")
                _, taken = read_stamp(kept(tmp_path / "kept" / f"picture {number}.jpg"))
                assert pressed - 0.3 <= taken <= answered
            quit(program)


def test_a_key_is_answered_in_sound_and_stop_is_silent(start: Start, pulse: PulseServer) -> None:
    with HttpCamera(sample("cat.jpg")) as camera, pulse.recording() as recording:
        settings(camera={"source": camera.url}, voice={"rate": 80})
        with start("run") as program:
            program.wait_for("Ready[.]")
            pressed = recording.wait_quiet()
            program.press("space")
            program.wait_for(DESCRIBED)
            assert recording.wait_loud(pressed) - pressed < 3
            program.press("h", "h")
            program.wait_for("^Space: describe")
            recording.wait_loud(time.monotonic())
            stopped = time.monotonic()
            program.press("s")
            recording.wait_until(stopped + 3)
            assert not len(recording.loud_times(stopped + 1, stopped + 3))
            quit(program)


def test_the_program_is_driven_from_a_second_terminal(
    start: Start, weights: Path, tmp_path: Path
) -> None:
    with HttpCamera(sample("cat.jpg")) as camera:
        settings(camera={"source": camera.url})
        with start("run") as program:
            program.wait_for("Ready[.]")
            assert lantern(weights, "trigger", "describe").returncode == 0
            program.wait_for(DESCRIBED)
            assert lantern(weights, "trigger", "quit").returncode == 0
            assert program.wait_end() == 0


def test_a_camera_that_goes_away_and_comes_back_is_reported(start: Start) -> None:
    with HttpCamera(sample("cat.jpg")) as camera:
        settings(camera={"source": camera.url})
        with start("run") as program:
            program.wait_for("Ready[.]")
            camera.die()
            program.wait_for("^The network camera is not sending pictures[.]")
            program.press("space")
            program.wait_for("^The network camera is not sending pictures[.]")
            camera.revive()
            program.wait_for("^The camera is back.$", timeout=60)
            program.press("space")
            program.wait_for(DESCRIBED)
            quit(program)


def test_without_a_camera_it_says_so_and_what_to_do(start: Start) -> None:
    settings(camera={"source": "97"})
    missing = "(No camera was found. Plug one in|Camera 97 was not found, .* in the settings)[.]$"
    with start("run") as program:
        program.wait_for(missing)
        program.press("space")
        program.wait_for(f"^{missing}")
        quit(program)
