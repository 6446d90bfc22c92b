"""Lines for a reader of the user's own, such as over ssh, and no voice over it."""

import time

import pytest

from tests.end_to_end.conftest import Start, settings
from tests.end_to_end.test_ask_aloud import end
from tests.end_to_end.test_small_senses import SIZE, cloth
from tests.kit.http_camera import HttpCamera
from tests.kit.pulse import PulseServer
from tests.kit.room import room


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["auto", "espeak-ng"])
def test_what_is_printed_is_not_spoken_too_unless_an_engine_is_chosen(
    engine: str, start: Start, pulse: PulseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCESSIBLE", "1")
    with room(pulse), pulse.recording() as recording, HttpCamera(cloth(), size=SIZE) as camera:
        settings(camera={"source": camera.url}, voice={"engine": engine, "earcons": False})
        recording.wait_begun()
        began = time.monotonic()
        with start("run") as program:
            program.wait_for(r"Ready\.\r?$")
            program.press("c")
            program.wait_for(r"^Red\.\r?$")
            time.sleep(2.0)
            end(program)
        until = time.monotonic()
        recording.wait_until(until)
        assert bool(len(recording.loud_times(began, until))) == (engine != "auto")
