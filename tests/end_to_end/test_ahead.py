"""A scene that holds still is looked at before the key; a new one never gets its answer."""

import time
from itertools import count
from pathlib import Path

from tests.end_to_end.conftest import Start, sample, settings
from tests.end_to_end.test_see_and_say import DESCRIBED, kept, quit
from tests.kit.http_camera import HttpCamera, read_stamp
from tests.kit.terminal import ProgramOnTerminal

STILL = 4.0
"""Seconds in which a look ahead has come, unless all is very slow."""
TRIES = 8


def test_a_key_is_answered_from_the_look_ahead_only_while_the_scene_is_the_same(
    start: Start, tmp_path: Path
) -> None:
    numbers = count(1)

    def age(program: ProgramOnTerminal) -> float:
        """How many seconds before the key the picture was taken that is described."""
        pressed, number = time.monotonic(), next(numbers)
        program.press("space")
        program.wait_for(DESCRIBED)
        program.press("z")
        program.wait_for(f"^Saved as picture {number} in the folder kept.$")
        return pressed - read_stamp(kept(tmp_path / "kept" / f"picture {number}.jpg"))[1]

    with HttpCamera(sample("cat.jpg")) as camera:
        settings(camera={"source": camera.url}, save={"folder": str(tmp_path / "kept")})
        with start("run") as program:
            program.wait_for("Ready[.]")
            for _ in range(TRIES):
                time.sleep(STILL)
                if age(program) > 0.5:
                    break
            else:
                raise AssertionError("It never looked ahead.")
            for name in ("dogs", "cat", "dogs"):
                time.sleep(STILL)
                camera.show(sample(f"{name}.jpg"))
                # The camera sends fifteen frames a second, and one may be on its way.
                time.sleep(0.5)
                assert age(program) < 0.6
            quit(program)
