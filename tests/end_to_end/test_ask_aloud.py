"""A question spoken into a microphone, its answer recorded from the speaker."""

import contextlib
import json
import os
import re
import shlex
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.asr.resampling import RATE
from assistant.asr.whisper_recogniser import Whisper
from assistant.runtime.remembered import remember
from tests.end_to_end.conftest import SAMPLES, Start, settings
from tests.end_to_end.test_see_and_say import DESCRIBED, quit
from tests.kit.program import ROOT, command
from tests.kit.pulse import PulseServer
from tests.kit.room import heard, room, speaking
from tests.kit.soak import soak, stale
from tests.kit.speech import silence, spoken
from tests.kit.terminal import ProgramOnTerminal

QUESTION = "What is on the table in front of me?"
LONG_PAUSE = 10.0
"""Seconds; even a slow machine does not take this long by itself."""


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def event(program: ProgramOnTerminal, name: str, timeout: float = 90) -> dict[str, Any]:
    """Wait for an event of a program that prints them."""
    found: dict[str, Any] = json.loads(
        program.wait_for(rf'{{"event": "{name}".*}}$', timeout).group()
    )
    return found


def end(program: ProgramOnTerminal) -> None:
    program.press("ctrl-c")
    assert program.wait_end() == 0


def assert_understood(event: dict[str, Any], question: str) -> None:
    """Most words are enough: recognisers may mishear a synthetic voice."""
    missed = set(words(question)) - set(words(event["text"]))
    assert len(missed) <= len(words(question)) / 3, event["text"]


def wait_for_recogniser(program: ProgramOnTerminal) -> None:
    """The recogniser loads after "Ready."."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        program.press("i")
        # A fault of the sound may replace the sentence.
        with contextlib.suppress(AssertionError):
            how = r'^(?!{"event": "speech).*(recognises your|still loading|"recogniser": ).*$'
            if not re.search('loading|"recogniser": ""', program.wait_for(how, 5).group()):
                return
        time.sleep(1.0)
    raise AssertionError("the recogniser does not load")


@pytest.mark.slow
def test_a_spoken_question_gets_a_spoken_answer(
    start: Start, pulse: PulseServer, whisper: Whisper
) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, voice={"rate": 140})
    with room(pulse), pulse.recording() as recording, start("run", "--json") as program:
        event(program, "ready")
        wait_for_recogniser(program)
        recording.wait_quiet()
        program.press("enter")
        event(program, "listening")
        with speaking(pulse, spoken(QUESTION)):
            assert_understood(event(program, "heard"), QUESTION)
        answer = event(program, "answered")["answer"]["spoken"]
        text = re.escape(json.dumps(answer, ensure_ascii=False))
        missed, said = set(words(answer)), ""
        # A busy machine makes gaps in its sound that can cost words; then it is asked to repeat.
        for _ in range(3):
            began = json.loads(
                program.wait_for(rf'{{"event": "speech_started".*"text": {text}.*}}$').group()
            )
            event(program, "speech_ended")
            sound = heard(recording, began["at"] - 0.2, recording.wait_quiet())
            said = whisper.recognise(sound).text
            missed = set(words(answer)) - set(words(said))
            if len(missed) <= len(words(answer)) / 3:
                break
            program.press("r")
        assert len(missed) <= len(words(answer)) / 3, f"{answer!r} was heard as {said!r}"
        end(program)


@pytest.mark.slow
def test_enter_again_ends_the_question_and_it_means_the_same_thing(
    start: Start, pulse: PulseServer
) -> None:
    settings(
        camera={"source": str(SAMPLES / "coffee.jpg")}, ears={"pause": LONG_PAUSE, "certain": 0}
    )
    with room(pulse), start("run", "--json") as program:
        event(program, "ready")
        wait_for_recogniser(program)
        answers = []
        for question in (QUESTION, "What is it used for?"):
            program.press("enter")
            event(program, "listening")
            sentence = spoken(question)
            with speaking(pulse, sentence):
                time.sleep(len(sentence) / RATE + 0.5)
                pressed = time.monotonic()
                program.press("enter")
                event(program, "question_ended")
                assert time.monotonic() - pressed < LONG_PAUSE / 2, "it does not wait for a pause"
                assert_understood(event(program, "heard"), question)
                answers.append(event(program, "answered"))
        first, follow_up = answers
        assert follow_up["frame"] == first["frame"], "the old picture is used"
        assert "table" in first["answer"]["about"]
        assert "table" in follow_up["answer"]["about"], "it is the table"
        end(program)


@pytest.mark.slow
def test_a_question_may_pause_while_enter_is_held(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, ears={"pause": 0.5, "certain": 0})
    with room(pulse), start("run", "--json") as program:
        event(program, "ready")
        wait_for_recogniser(program)
        program.send(b"\x1b[13u")
        event(program, "listening")
        program.send(b"\x1b[13;1:2u")
        sentence = np.concatenate([spoken("What is on"), silence(1.5), spoken("the table?")])
        with speaking(pulse, sentence):
            time.sleep(len(sentence) / RATE + 0.5)
            program.send(b"\x1b[13;1:3u")
            event(program, "question_ended")
            assert_understood(event(program, "heard"), "What is on the table?")
        event(program, "answered")
        end(program)


@pytest.mark.slow
def test_lantern_never_hears_itself(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")}, ears={"patience": 2.0})
    with room(pulse, decibels=-12), pulse.recording() as recording, start("run") as program:
        program.wait_for("Ready[.]")
        wait_for_recogniser(program)
        for pause in (0.3, 1.0, 1.7, 2.9):
            program.press("h", "h")
            program.wait_for("^Space: describe")
            recording.wait_loud(time.monotonic())
            time.sleep(pause)
            program.press("enter")
            assert (
                program.wait_for("^I .*$", timeout=40).group().startswith("I didn't hear anything.")
            )
        quit(program)


@pytest.mark.slow
def test_a_muted_microphone_is_reported_and_typing_works(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run", "--json") as program:
        event(program, "ready")
        wait_for_recogniser(program)
        pulse.pactl("set-source-mute", "microphone.monitor", "1")
        program.press("enter")
        program.wait_for('"The microphone is silent. Unmute it, or press slash to type."')
        pulse.pactl("set-source-mute", "microphone.monitor", "0")
        program.wait_for('The microphone is back."')
        program.press("/", "is there a cup", "enter")
        assert event(program, "answered")["answer"]["question"] == "Is there a cup?"
        end(program)


def test_without_a_microphone_everything_else_works(start: Start) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with start("run", "--json") as program:
        event(program, "ready")
        program.press("enter")
        program.wait_for('"No microphone was found. Plug one in, or press slash to type."')
        program.press("/", "describe", "enter")
        event(program, "described")
        program.press("/", "what is this", "enter")
        assert event(program, "answered")["answer"]["question"] == "What is this?"
        event(program, "speech_ended")
        program.press("v")
        assert event(program, "answered")["answer"]["question"] == "What is this?"
        end(program)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_random_keys_speech_and_noise(start: Start, pulse: PulseServer, seed: int) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run", "--json") as program:
        program.wait_for('"event": "ready"')
        wait_for_recogniser(program)
        # What is used for the first time loads, which is no growth.
        program.press("space")
        program.wait_for('"event": "described"')
        program.press("/", *"what is this", "enter")
        program.wait_for('"event": "answered"')
        found = soak(program, pulse, seconds=30, seed=seed, hang=30)
        assert not found.faults, found
        assert found.counts["listening"] > 1
        assert found.counts["heard"] > 0


def test_the_soak_finds_what_is_said_after_a_stop() -> None:
    def event(name: str, at: float, **more: str) -> dict[str, object]:
        return {"event": name, "at": at, **more}

    stop, late = event("pressed", 5, action="stop"), event("speech_started", 7, text="Late.")
    assert stale([stop, late]) == ["Said after a stop: Late."]
    assert stale([stop, event("speech_started", 5.1, text="Just begun.")]) == []
    assert stale([stop, event("pressed", 6.5, action="describe"), late]) == []


@pytest.mark.slow
def test_lantern_is_ended_by_voice_only_with_a_yes(start: Start, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    with room(pulse), start("run") as program:
        program.wait_for("Ready[.]")
        wait_for_recogniser(program)
        for words, answer in (
            ("What do you see?", DESCRIBED),
            ("Close Lantern.", "^Do you want to quit Lantern[?] Press y, or say yes.$"),
            ("Yes, please.", "^Goodbye.$"),
        ):
            ask(program, pulse, words, answer)
        assert program.wait_end() == 0


def ask(program: ProgramOnTerminal, pulse: PulseServer, words: str, answer: str) -> None:
    """Ask aloud, and once or twice more if misheard on a busy machine."""
    for last in (False, False, True):
        program.press("enter")
        time.sleep(0.5)
        with speaking(pulse, spoken(words, "en-us", 140)):
            try:
                program.wait_for(answer, timeout=30)
            except AssertionError:
                if last:
                    raise
            else:
                return


@pytest.mark.slow
def test_ctrl_z_shuts_the_microphone(weights: Path, home: Path, pulse: PulseServer) -> None:
    settings(camera={"source": str(SAMPLES / "coffee.jpg")})
    remember("toured")
    shell = ["bash", "--norc", "--noprofile", "--noediting", "-i"]
    prompt = {**os.environ, "PS1": "waiting> "}
    with room(pulse), ProgramOnTerminal(shell, cwd=ROOT, env=prompt) as program:
        program.wait_for("waiting> ")
        program.press(*shlex.join(command(weights, "run", "--json")), "enter")
        event(program, "ready")
        wait_for_recogniser(program)
        program.press("enter")
        event(program, "listening")
        program.press("ctrl-z")
        program.wait_for("Stopped")
        program.wait_for("waiting> ")
        pulse.wait_recorders(0)
        time.sleep(1.0)
        program.press(*"fg", "enter")
        event(program, "other_key")
        program.press("enter")
        event(program, "listening")
        assert '"event": "heard' not in program.printed
        assert "microphone_lost" not in program.printed
        program.press("ctrl-c")
        program.wait_for("waiting> ")
