"""A question spoken into a microphone, its answer recorded from the speaker."""

import re
import time

import pytest

from assistant.ears.audio import RATE
from assistant.ears.whisper_recogniser import Whisper
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.kit.pulse import PulseServer, Recording
from tests.kit.room import heard, room, speaking
from tests.kit.soak import soak, stale
from tests.kit.speech import spoken
from tests.kit.terminal import ProgramOnTerminal

QUESTION = "What is on the table in front of me?"
ANSWER = r"^(?!Ready|Space|Did you).+[.]$"


@pytest.fixture(scope="session")
def whisper() -> Whisper:
    return Whisper(threads=1)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def wait_for_ears(program: ProgramOnTerminal) -> None:
    """The recogniser loads after "Ready."."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        program.press("i")
        if "loading" not in program.wait_for(r"^.*(hears your questions|is loading).*$").group():
            return
        time.sleep(0.3)
    raise AssertionError("the recogniser does not load")


def wait_quiet(recording: Recording, seconds: float = 1.0) -> float:
    """Wait until nothing has been heard for a while; gives the time now."""
    while True:
        now = time.monotonic()
        recording.wait_until(now)
        if not len(recording.loud_times(now - seconds)):
            return now
        time.sleep(0.1)


@pytest.mark.slow
def test_a_spoken_question_gets_a_spoken_answer(
    start: Start, pulse: PulseServer, whisper: Whisper
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 140})
    with room(pulse), pulse.recording() as recording, start("run") as program:
        program.wait_for("Ready[.]", timeout=30)
        wait_for_ears(program)
        wait_quiet(recording)
        program.press("enter")
        time.sleep(0.5)
        sentence = spoken(QUESTION)
        asked = time.monotonic()
        with speaking(pulse, sentence):
            answer = program.wait_for(ANSWER, timeout=30).group()
        began = recording.wait_loud(asked + len(sentence) / RATE)
        said = whisper.recognise(heard(recording, began - 0.2, wait_quiet(recording))).text
        missed = set(words(answer)) - set(words(said))
        assert len(missed) <= len(words(answer)) / 3, f"{answer!r} was heard as {said!r}"
        quit(program)


@pytest.mark.slow
def test_enter_again_ends_the_question_and_it_means_the_same_thing(
    start: Start, pulse: PulseServer
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, ears={"pause": 3.0})
    with room(pulse), start("run", "--json") as program:
        program.wait_for('"event": "ready"', timeout=30)
        program.press("enter")
        program.wait_for('"event": "listening"', timeout=30)
        with speaking(pulse, spoken(QUESTION)):
            time.sleep(3.0)
            pressed = time.monotonic()
            program.press("enter")
            program.wait_for('"event": "question_ended"')
            assert time.monotonic() - pressed < 1.5, "it does not wait for the pause of 3 s"
            text = program.wait_for(r'"event": "heard".*"text": "(.*?)"')[1]
            assert text == QUESTION
            program.wait_for('"event": "answered"')
        program.press("ctrl-c")
        program.wait_end()


@pytest.mark.slow
def test_lantern_never_hears_itself(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, ears={"patience": 2.0})
    with room(pulse, decibels=-12), pulse.recording() as recording, start("run") as program:
        program.wait_for("Ready[.]", timeout=30)
        wait_for_ears(program)
        for pause in (0.3, 1.0, 1.7, 2.9):
            program.press("h", "h")
            program.wait_for("^Space: describe")
            recording.wait_loud(time.monotonic())
            time.sleep(pause)
            program.press("enter")
            assert program.wait_for("^I .*$", timeout=20).group().startswith("I heard nothing.")
        quit(program)


@pytest.mark.slow
def test_a_muted_microphone_is_told_and_typing_works(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run") as program:
        program.wait_for("Ready[.]", timeout=30)
        pulse.pactl("set-source-mute", "microphone.monitor", "1")
        program.press("enter")
        program.wait_for("^The microphone gives no sound. Unmute it, or press slash to type.$", 30)
        pulse.pactl("set-source-mute", "microphone.monitor", "0")
        program.wait_for("^The microphone is back.$", 30)
        program.press("/", "is there a cup", "enter")
        program.wait_for(r"^(Yes|No|Probably|I ).*[.]$")
        quit(program)


def test_without_a_microphone_everything_else_works(start: Start) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with start("run") as program:
        program.wait_for("Ready[.]", timeout=30)
        program.press("enter")
        program.wait_for("^There is no microphone. Plug one in, or press slash to type.$", 30)
        program.press("/", "describe", "enter")
        program.wait_for(DESCRIBED)
        program.press("/", "what is this", "enter")
        program.wait_for(ANSWER)
        program.press("v")
        program.wait_for(ANSWER)
        quit(program)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_random_keys_speech_and_noise(start: Start, pulse: PulseServer, seed: int) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run", "--json") as program:
        program.wait_for('"event": "ready"', timeout=30)
        found = soak(program, pulse, seconds=30, seed=seed, hang=10)
        assert not found.faults, found
        assert found.counts["listening"] > 1
        assert found.counts["heard"] > 0


def test_the_soak_finds_what_is_said_after_a_stop() -> None:
    def event(name: str, at: float, **more: str) -> dict[str, object]:
        return {"event": name, "at": at, **more}

    stop, late = event("pressed", 5, action="stop"), event("speech_started", 6, text="Late.")
    assert stale([stop, late]) == ["Said after a stop: Late."]
    assert stale([stop, event("speech_started", 5.1, text="Just begun.")]) == []
    assert stale([stop, event("pressed", 5.5, action="describe"), late]) == []


@pytest.mark.slow
def test_lantern_is_ended_by_voice_only_with_a_yes(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run") as program:
        program.wait_for("Ready[.]", timeout=30)
        wait_for_ears(program)
        for words, answer in (
            ("What do you see?", DESCRIBED),
            ("Turn yourself off.", "^Do you want to end Lantern[?] Press y, or say yes.$"),
            ("Yes, please.", "^Goodbye.$"),
        ):
            program.press("enter")
            time.sleep(0.5)
            with speaking(pulse, spoken(words, "en-us", 140)):
                program.wait_for(answer, timeout=30)
        assert program.wait_end() == 0
