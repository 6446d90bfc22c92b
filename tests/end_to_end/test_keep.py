"""A view saved under a spoken name, and recognised."""

import re
import stat

import pytest

from assistant.storage.memory import memory_file
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_ask_aloud import end, event, wait_for_recogniser
from tests.kit.pulse import PulseServer
from tests.kit.room import room, speaking
from tests.kit.speech import spoken

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
