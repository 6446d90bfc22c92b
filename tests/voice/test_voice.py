"""The whole voice through real parts: what is asked for, and what a recording of it shows."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.events import (
    Earcon,
    Priority,
    Say,
    SoundBack,
    SoundFault,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
)
from assistant.voice import Voice
from tests.kit.heard import Heard
from tests.kit.pulse import PulseServer, Recording
from tests.voice.conftest import SETTINGS, MakeVoice

LONG = (
    "A dog is lying on a brown sofa, and a cat is sitting beside the window of the room. "
    "There are two cups on the table, and a red book is lying between the cups. "
    "The lamp in the corner is on, and the door behind it is open."
)
SHORT = "A dog on a sofa."


def loudness(recording: Recording, after: float, until: float) -> float:
    recording.wait_until(until)
    samples, _start = recording.between(after, until)
    return float(np.sqrt(np.mean(samples**2)))


def pid_of_pyttsx3() -> int:
    """The one worker process of this process."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and "pyttsx3_worker" in (folder / "cmdline").read_text():
                return int(folder.name)
        except OSError:
            continue
    raise AssertionError("there is no worker")


def test_speech_is_heard_from_its_start_to_its_end(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    asked = time.monotonic()
    voice.say(Say(SHORT, 1))
    ended = heard.wait(SpeechEnded(1, complete=True))
    started = heard.all(SpeechStarted)
    assert [event.utterance for event in started] == [1]
    recording.wait_until(ended + 0.3)
    loud = recording.loud_times(asked)
    # The recording's clock is as exact as its blocks.
    assert started[0].at - 0.05 < loud[0] < started[0].at + 0.3
    assert loud[-1] < ended + 0.2
    assert loudness(recording, loud[0], loud[-1]) > 0.02
    assert voice.status().engine.startswith("pyttsx3")
    assert not heard.all(SoundLost)


def test_an_earcon_arrives_and_leaves_speech_alone(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Say("Ready.", 1))
    heard.wait(SpeechEnded)
    recording.wait_until(time.monotonic() + 0.2)
    pressed = time.monotonic()
    voice.play(Earcon.CAPTURED)
    recording.wait_until(pressed + 0.5)
    loud = recording.loud_times(pressed, pressed + 0.5)
    assert 0.03 < loud[-1] - loud[0] < 0.06
    voice.say(Say(SHORT, 2))
    heard.wait(SpeechStarted, 2)
    voice.play(Earcon.DONE)
    heard.wait(SpeechEnded(2, complete=True))


def test_no_earcon_if_the_user_wants_none(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(earcons=False)
    voice.say(Say("Ready.", 1))
    ended = heard.wait(SpeechEnded) + 0.2
    recording.wait_until(ended)
    voice.play(Earcon.FAULT)
    recording.wait_until(ended + 0.5)
    assert not len(recording.loud_times(ended))


def test_silence_is_silent_and_drops_what_waits(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Say(LONG, 1, Priority.ANSWER))
    voice.say(Say(SHORT, 2, Priority.STATUS))
    heard.wait(SpeechStarted)
    asked = time.monotonic()
    recording.wait_loud(asked)
    voice.silence()
    stopped = time.monotonic()
    heard.wait(SpeechEnded(1, complete=False))
    heard.wait(SpeechEnded(2, complete=False))
    recording.wait_until(stopped + 1.0)
    assert not len(recording.loud_times(stopped + 0.3, stopped + 1.0))
    assert len(heard.all(SpeechStarted)) == 1


def test_a_faster_rate_is_heard_from_the_next_clause(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    text = "A dog on a sofa. A cat by the door. A cup on a table. A lamp in a corner."
    voice = make_voice(rate=140)
    voice.say(Say(text, 1))
    started = heard.wait(SpeechStarted)
    slow = heard.wait(SpeechEnded) - started
    voice.say(Say(text, 2))
    started = heard.wait(SpeechStarted, 2)
    voice.set_rate(450)
    fast = heard.wait(SpeechEnded, 2) - started
    assert fast < 0.6 * slow
    assert voice.status().rate == 450


@pytest.mark.parametrize(("asked", "kept"), [(20, 80), (900, 500), (300, 300)])
def test_the_rate_stays_within_its_bounds(make_voice: MakeVoice, asked: int, kept: int) -> None:
    voice = make_voice()
    voice.set_rate(asked)
    assert voice.status().rate == kept


def test_a_higher_priority_speaks_at_once_and_a_lower_one_waits(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Say(LONG, 1, Priority.DESCRIPTION))
    heard.wait(SpeechStarted)
    voice.say(Say("The sound is back.", 2, Priority.STATUS))
    voice.say(Say("Yes.", 3, Priority.ANSWER))
    heard.wait(SpeechEnded, 3)
    assert heard.all(SpeechEnded) == [
        SpeechEnded(1, complete=False),
        SpeechEnded(3, complete=True),
        SpeechEnded(2, complete=True),
    ]
    assert [event.utterance for event in heard.all(SpeechStarted)] == [1, 3, 2]


def test_a_streamed_sentence_is_one_utterance(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Say("A dog is lying here,", 1, Priority.DESCRIPTION))
    heard.wait(SpeechStarted)
    voice.say(Say("on a sofa in the room.", 1, Priority.DESCRIPTION))
    heard.wait(SpeechEnded)
    recording.wait_until(time.monotonic() + 0.3)
    assert heard.all(SpeechEnded) == [SpeechEnded(1, complete=True)]
    assert len(heard.all(SpeechStarted)) == 1


def test_nothing_to_say_ends_at_once(make_voice: MakeVoice, heard: Heard, no_sound: None) -> None:
    make_voice().say(Say("  ", 1))
    heard.wait(SpeechEnded(1, complete=True))


def test_no_method_makes_its_caller_wait(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    """Not even while the engine hangs: what can hang is another thread's business."""
    voice = make_voice()
    voice.say(Say("Ready.", 1))
    heard.wait(SpeechEnded)
    worker = pid_of_pyttsx3()
    os.kill(worker, signal.SIGSTOP)
    start = time.monotonic()
    voice.say(Say(SHORT, 2))
    voice.play(Earcon.DONE)
    voice.set_rate(200)
    voice.silence()
    voice.status()
    assert time.monotonic() - start < 0.5
    heard.wait(SpeechEnded, 2, patience=4)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_an_engine_that_dies_or_hangs_in_mid_sentence_costs_no_word(
    how: signal.Signals, recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(rate=300)
    voice.say(Say(LONG, 1))
    heard.wait(SpeechStarted)
    undisturbed = -time.monotonic() + heard.wait(SpeechEnded)
    voice.say(Say(LONG, 2))
    began = heard.wait(SpeechStarted, 2)
    os.kill(pid_of_pyttsx3(), how)
    ended = heard.wait(SpeechEnded(2, complete=True), patience=undisturbed + 8)
    recording.wait_until(ended + 0.2)
    # As much sound as without the fault: nothing is missing and nothing is said twice.
    spoken = len(recording.loud_times(began, ended))
    before = len(recording.loud_times(began - undisturbed, began))
    assert spoken == pytest.approx(before, rel=0.25)
    assert not heard.all(SoundLost)


def test_without_any_engine_time_passes_and_it_is_told_once(
    recording: Recording,
    make_voice: MakeVoice,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = make_voice()
    voice.say(Say(SHORT, 1))
    heard.wait(SpeechEnded(1, complete=True))
    voice.say(Say(SHORT, 2))
    heard.wait(SpeechEnded(2, complete=True))
    assert heard.all(SoundLost) == [SoundLost(SoundFault.NO_VOICE)]
    assert voice.name() == ""


@pytest.mark.slow
def test_a_sound_server_that_dies_is_noticed_and_taken_again(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    with pulse.recording():
        voice = make_voice()
        voice.say(Say(LONG, 1))
        heard.wait(SpeechStarted)
        pulse.kill()
        heard.wait(SoundLost(SoundFault.LOST), patience=3)
        heard.wait(SpeechEnded(1, complete=False), patience=20)
    voice.say(Say(SHORT, 2))
    heard.wait(SpeechEnded(2, complete=True))
    pulse.start()
    with pulse.recording() as recording:
        heard.wait(SoundBack, patience=15)
        asked = time.monotonic()
        voice.say(Say(SHORT, 3))
        ended = heard.wait(SpeechEnded(3, complete=True))
        recording.wait_until(ended + 0.2)
        assert loudness(recording, asked, ended) > 0.01
    assert heard.all(SoundLost) == [SoundLost(SoundFault.LOST)]
    assert len(heard.all(SoundBack)) == 1


@pytest.mark.slow
def test_a_sound_server_that_hangs_is_noticed_and_nobody_waits_for_it(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    with pulse.recording():
        voice = make_voice()
        voice.say(Say(SHORT, 1))
        heard.wait(SpeechEnded)
        pulse.freeze()
        heard.wait(SoundLost(SoundFault.LOST), patience=3)
        voice.say(Say(SHORT, 2))
        heard.wait(SpeechEnded(2, complete=True))
        pulse.thaw()
        heard.wait(SoundBack)


ENDING = """
import sys
from assistant.events import Say, SpeechEnded
from assistant.voice import Voice
from tests.kit.heard import Heard
from tests.voice.conftest import SETTINGS
heard = Heard()
voice = Voice(SETTINGS, 180, heard)
voice.start()
voice.say(Say("Ready.", 1))
heard.wait(SpeechEnded)
print("ready", flush=True)
sys.stdin.readline()
voice.close()
print("closed", flush=True)
"""


@pytest.mark.slow
def test_a_sound_server_that_hangs_does_not_hold_up_the_end_of_the_program(
    pulse: PulseServer,
) -> None:
    with (
        pulse.recording(),
        subprocess.Popen(
            [sys.executable, "-c", ENDING],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as program,
    ):
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        pulse.freeze()
        try:
            told, _none = program.communicate("end\n", timeout=10)
        finally:
            program.kill()
            pulse.thaw()
        assert (program.returncode, told) == (0, "closed\n")


def test_without_a_sound_card_all_goes_on_in_silence(
    no_sound: None, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    heard.wait(SoundLost(SoundFault.MISSING))
    voice.say(Say(SHORT, 1))
    voice.play(Earcon.READY)
    started = heard.wait(SpeechStarted)
    ended = heard.wait(SpeechEnded(1, complete=True))
    assert 0.5 < ended - started < 2.5
    voice.say(Say(LONG, 2))
    heard.wait(SpeechStarted, 2)
    voice.silence()
    heard.wait(SpeechEnded(2, complete=False))
    assert voice.name() == ""
    assert voice.status().fault is SoundFault.MISSING
    assert len(heard.all(SoundLost)) == 1


def test_a_sound_card_that_appears_is_taken(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    pulse.kill()
    make_voice()
    heard.wait(SoundLost(SoundFault.MISSING))
    pulse.start()
    with pulse.recording():
        heard.wait(SoundBack)


def test_a_muted_output_is_told_once(
    pulse: PulseServer, make_voice: MakeVoice, heard: Heard
) -> None:
    pulse.pactl("set-sink-mute", "speaker", "1")
    with pulse.recording():
        voice = make_voice()
        heard.wait(SoundLost(SoundFault.MUTED))
        voice.say(Say(SHORT, 1))
        heard.wait(SpeechEnded(1, complete=True))
    assert len(heard.all(SoundLost)) == 1


def test_a_storm_of_keys_leaves_no_stale_speech(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    dice = random.Random(8)
    number = 0
    for _press in range(150):
        match dice.randrange(4):
            case 0:
                voice.silence()
            case 1:
                voice.play(dice.choice(list(Earcon)))
            case 2:
                voice.set_rate(dice.randrange(60, 600))
            case _:
                number += 1
                voice.say(Say(LONG, number, dice.choice(list(Priority))))
        time.sleep(dice.random() * 0.02)
    voice.silence()
    stopped = time.monotonic()
    heard.wait(SpeechEnded, number)
    recording.wait_until(stopped + 1.5)
    assert not len(recording.loud_times(stopped + 0.5, stopped + 1.5))
    ended = [event.utterance for event in heard.all(SpeechEnded)]
    assert sorted(ended) == list(range(1, number + 1))
    voice.say(Say(SHORT, number + 1))
    heard.wait(SpeechEnded(number + 1, complete=True))


def test_closing_during_speech_is_quick_and_leaves_nothing(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    before = set(threading.enumerate())
    voice = make_voice()
    voice.say(Say(LONG, 1))
    heard.wait(SpeechStarted)
    start = time.monotonic()
    voice.close()
    assert time.monotonic() - start < 3
    heard.wait(SpeechEnded(1, complete=False))
    for thread in set(threading.enumerate()) - before:
        thread.join(3)
        assert not thread.is_alive()


def test_a_voice_that_was_never_started_can_be_closed(heard: Heard) -> None:
    Voice(SETTINGS, 180, heard).close()
