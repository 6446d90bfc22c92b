"""A view saved under a spoken name, and recognised."""

import os
import re
import stat
from pathlib import Path

import numpy as np
import pytest

from assistant.runtime.remembered import remember
from assistant.storage.memory import memory_file
from models.embedded import files
from tests.end_to_end.conftest import SAMPLES, Start, sample, settings
from tests.end_to_end.test_ask_aloud import end, event, wait_for_recogniser
from tests.end_to_end.test_read import hear
from tests.kit.http_camera import HttpCamera
from tests.kit.program import ROOT, command
from tests.kit.pulse import PulseServer
from tests.kit.room import room, speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

NAME = "my coffee cup"


@pytest.mark.slow
def test_a_view_is_kept_under_a_spoken_name_and_recognised(
    start: Start, pulse: PulseServer
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run", "--json") as program:
        event(program, "ready")
        wait_for_recogniser(program)
        program.press("k")
        event(program, "listening")
        with speaking(pulse, spoken(NAME)):
            name = event(program, "heard")["text"].strip().rstrip(".!?").lower()
            kept = event(program, "answered")["answer"]["spoken"]
        assert "cup" in name
        assert kept.startswith(f"Remembered as {name}.")
        assert stat.S_IMODE(memory_file().stat().st_mode) == 0o600
        program.press("/", *"what is this", "enter")
        sentence = event(program, "answered")["answer"]["spoken"]
        assert sentence == f"It looks like what you called {name}."
        program.press("/", *f"forget {name}", "enter")
        assert event(program, "answered")["answer"]["spoken"] == f"Forgotten: {name}."
        program.press("/", *"what is this", "enter")
        assert not re.search(name, event(program, "answered")["answer"]["spoken"])
        end(program)


@pytest.mark.slow
def test_what_was_seen_is_said_after_the_next_start_if_the_user_wants_that(start: Start) -> None:
    settings(camera={"source": str(SAMPLES / "cat.jpg")}, memory={"sightings": True})
    with start("run", "--json") as program:
        event(program, "ready")
        program.press("space")
        said = event(program, "described")["description"]["spoken"]
        end(program)
    assert said == "Probably an apple."  # the tiny model's word
    with start("run", "--json") as program:
        event(program, "ready")
        program.press("/", *"where did i last see the apple", "enter")
        sentence = event(program, "answered")["answer"]["spoken"]
        assert sentence == f"Probably a moment ago. I said: {said}"
        end(program)


@pytest.mark.slow
def test_another_side_is_kept_and_another_thing_is_not(pulse: PulseServer, home: Path) -> None:
    mug = sample("coffee.jpg")
    with HttpCamera(mug, size=(1200, 800)) as camera:
        settings(camera={"source": camera.url, "facing": "world"}, voice={"rate": 500})
        remember("toured")
        run = command(files.WEIGHTS, "run", "--json")
        with pulse.recording(), ProgramOnTerminal(run, env=os.environ, cwd=ROOT) as program:
            event(program, "ready")
            program.press("/", *"keep this as my mug", "enter")
            hear(program, "Remembered as my mug. Show me another side.")
            camera.show(np.ascontiguousarray(mug[::-1, ::-1]))
            hear(program, "One more side.")
            camera.show(sample("cat.jpg"))
            hear(program, "That does not look like my mug, so I did not keep it.")
            end(program)
