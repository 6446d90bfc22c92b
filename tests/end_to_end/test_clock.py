"""The computer's clock is set while Lantern runs: nothing hangs, ends or is said because of it."""

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from assistant.storage.memory import StoredDiary
from tests.end_to_end.conftest import Start, sample, settings
from tests.end_to_end.test_ask_aloud import end, event
from tests.kit.clock import Clock
from tests.kit.http_camera import HttpCamera

DAY, HOUR = 24 * 3600, 3600
UNASKED = ("camera_lost", "resumed", "sound_lost", "microphone_lost", "work_failed", "degraded")
CHANGED = "At a time that I can't tell, because the clock was changed"


@pytest.mark.slow
def test_a_clock_that_jumps_a_day_forward_and_an_hour_back(start: Start, tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with HttpCamera(sample("cat.jpg")) as camera, ExitStack() as stack:
        settings(camera={"source": camera.url}, memory={"sightings": True})
        program = stack.enter_context(start("run", "--json", harm=clock.harm))

        def last_seen() -> str:
            program.press("/", *"where did i last see the apple", "enter")
            return str(event(program, "answered")["answer"]["spoken"])

        def described(count: int) -> str:
            """What is said of the picture, once it is noted too."""
            program.press("space")
            spoken = str(event(program, "described")["description"]["spoken"])
            ends = time.monotonic() + 30
            while len(StoredDiary("").sightings()) < count and time.monotonic() < ends:
                time.sleep(0.05)
            return spoken

        event(program, "ready")
        said = described(1)
        before = len(program.printed)
        jumps = (DAY, "Probably a day ago"), (DAY - HOUR, CHANGED)
        for count, (jump, when) in enumerate(jumps, start=2):
            clock.set(jump)
            assert last_seen() == f"{when}. I said: {said}"
            assert described(count) == said
            assert last_seen() == f"Probably a moment ago. I said: {said}"
            program.press("i")
            event(program, "status_taken")
        since = program.printed[before:]
        assert not [name for name in UNASKED if f'"event": "{name}"' in since]
        end(program)
        assert "Traceback" not in program.printed
