"""What users do one after the other, each time from the keys to what is heard."""

import time

import pytest

from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_ask_aloud import (
    assert_understood,
    end,
    event,
    wait_for_recogniser,
)
from tests.end_to_end.test_read import hear, heard
from tests.kit.pulse import PulseServer
from tests.kit.room import room, speaking
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

IMPATIENT = "from assistant.dialog import finding; finding.LIMIT = 1.0"
NO_MORE = "That is all I know about this picture."
QUESTION = "Is there a cup on the table?"


def answer(program: ProgramOnTerminal, *keys: str) -> str:
    """The sentence that answers these keys; the next keys cut it off."""
    program.press(*keys)
    return heard(program)


def typed(program: ProgramOnTerminal, words: str, sentence: str) -> None:
    """Type a question and hear this; the typed words may be heard first."""
    program.press("/", *words, "enter")
    hear(program, sentence)


@pytest.mark.slow
def test_more_again_before_and_faster(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 400})
    with pulse.recording(), start("run", "--json", harm=IMPATIENT) as program:
        event(program, "ready")
        assert heard(program) == "Ready."
        # Its beginning is spoken before all of it is known.
        program.press("space")
        described = event(program, "described")["description"]["spoken"]
        assert answer(program, "r") == described
        more = answer(program, "d")
        assert more not in (described, NO_MORE)
        assert answer(program, "d") == NO_MORE
        assert answer(program, "p") == more
        assert answer(program, "p") == described
        assert answer(program, "r") == described
        typed(program, "how many people are there", "I can't see anyone here.")
        typed(program, "find the cup", "I couldn't find a cup. Press f to look again.")
        assert answer(program, "+") == "440."
        assert answer(program, "-") == "400."
        assert answer(program, "-") == "360."
        end(program)
    with pulse.recording(), start("run", "--json") as program:
        event(program, "ready")
        assert heard(program) == "Ready."
        assert "360 words a minute" in answer(program, "i")
        end(program)


@pytest.mark.slow
def test_a_question_that_was_heard_badly_is_answered_after_a_yes(
    start: Start, pulse: PulseServer
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, ears={"certain": 1})
    with room(pulse), pulse.recording(), start("run", "--json") as program:
        event(program, "ready")
        wait_for_recogniser(program)
        program.press("enter")
        event(program, "listening")
        with speaking(pulse, spoken(QUESTION)):
            assert_understood(event(program, "heard"), QUESTION)
            asked = heard(program)
            assert asked.startswith("Did you ask: ")
        program.press("y")
        replied = event(program, "answered")["answer"]
        question = replied["question"].lower()
        assert question.startswith("is there a ")
        assert question in asked.lower()
        hear(program, replied["spoken"])
        end(program)


@pytest.mark.slow
def test_a_second_key_cuts_the_first_description(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 80})
    with pulse.recording() as recording, start("run", "--json") as program:
        event(program, "ready")
        assert heard(program) == "Ready."
        program.press("space")
        first = event(program, "speech_started")
        program.press("space")
        cut = event(program, "speech_ended")
        assert (cut["utterance"], cut["complete"]) == (first["utterance"], False)
        second = event(program, "speech_started")
        ended = event(program, "speech_ended")
        over = time.monotonic()
        whole = (ended["utterance"], ended["complete"]) == (second["utterance"], True)
        assert whole, program.printed[-2000:]
        recording.wait_loud(second["at"])
        recording.wait_until(over + 1.5)
        assert not len(recording.loud_times(over + 0.5, over + 1.5)), "only one of them sounds"
        end(program)


@pytest.mark.slow
def test_without_a_camera_light_and_finding_say_so(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": "97"}, voice={"rate": 400})
    with pulse.recording(), start("run", "--json") as program:
        missing = "No camera was found. Plug one in."
        event(program, "ready")
        assert missing in heard(program)
        assert answer(program, "l") == missing
        typed(program, "find the cup", missing)
        end(program)
