"""Watching a camera whose scene changes."""

import pytest

from tests.end_to_end.conftest import Start, sample, settings
from tests.end_to_end.test_see_and_say import quit
from tests.kit.http_camera import HttpCamera


@pytest.mark.slow
def test_what_is_new_is_said_and_nothing_else(start: Start) -> None:
    with HttpCamera(sample("coffee.jpg")) as camera:
        settings(camera={"source": camera.url}, watch={"pause": 2})
        with start("run") as program:
            program.wait_for("Ready[.]")
            program.press("w")
            program.wait_for("^Watching[.] Press w again to stop[.]")
            with pytest.raises(AssertionError):
                program.wait_for("^New: ", timeout=5)
            camera.show(sample("flower.jpg"))
            program.wait_for("^New: probably a plant in a pot and a TV[.]", timeout=40)
            program.press("w")
            program.wait_for("^I have stopped watching[.]")
            quit(program)
