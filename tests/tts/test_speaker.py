"""The whole voice through real parts: requests in, a recording of the sound out."""

import random
import threading
import time

import pytest

from assistant.protocol.effects import Utterance
from assistant.protocol.events import Earcon, Priority, SoundLost, SpeechEnded, SpeechStarted
from assistant.tts import UtteranceSpeaker
from tests.kit.heard import Heard
from tests.kit.processes import hang
from tests.kit.pulse import Recording
from tests.kit.sentences import segments
from tests.tts.conftest import LONG, SETTINGS, SHORT, MakeVoice, loudness, pid_of_pyttsx3


def test_speech_is_heard_from_its_start_to_its_end(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    asked = time.monotonic()
    voice.say(Utterance(segments(SHORT), 1))
    ended = heard.wait(SpeechEnded(1, complete=True))
    started = heard.all(SpeechStarted)
    assert [event.utterance for event in started] == [1]
    recording.wait_quiet()
    loud = recording.loud_times(asked)
    # The recording is as exact as its blocks, and a busy machine plays late.
    assert started[0].at - 0.05 < loud[0] < started[0].at + 0.3
    assert loud[-1] < ended + 0.2
    assert loudness(recording, loud[0], loud[-1]) > 0.02
    assert voice.status().engine.startswith("pyttsx3")
    assert not heard.all(SoundLost)


def test_an_earcon_arrives_and_leaves_speech_alone(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Utterance(segments("Ready."), 1))
    heard.wait(SpeechEnded)
    pressed = recording.wait_quiet(0.3)
    voice.play(Earcon.CAPTURED)
    begun = recording.wait_loud(pressed)
    recording.wait_until(begun + 0.5)
    loud = recording.loud_times(begun, begun + 0.5)
    assert 0.03 < loud[-1] - loud[0] < 0.06
    voice.say(Utterance(segments(SHORT), 2))
    heard.wait(SpeechStarted, 2)
    voice.play(Earcon.DONE)
    heard.wait(SpeechEnded(2, complete=True))


def test_no_earcon_if_the_user_wants_none(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice(earcons=False)
    voice.say(Utterance(segments("Ready."), 1))
    heard.wait(SpeechEnded)
    asked = recording.wait_quiet(0.3)
    voice.play(Earcon.FAULT)
    recording.wait_until(asked + 0.5)
    assert not len(recording.loud_times(asked))


def test_silence_is_silent_and_drops_what_waits(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Utterance(segments(LONG), 1, Priority.ANSWER))
    voice.say(Utterance(segments(SHORT), 2, Priority.STATUS))
    heard.wait(SpeechStarted)
    asked = time.monotonic()
    recording.wait_loud(asked)
    voice.silence()
    stopped = time.monotonic()
    heard.wait(SpeechEnded(1, complete=False))
    heard.wait(SpeechEnded(2, complete=False))
    recording.wait_until(stopped + 2.0)
    assert not len(recording.loud_times(stopped + 0.3, stopped + 1.0))
    assert len(heard.all(SpeechStarted)) == 1


def test_a_faster_rate_is_heard_from_the_next_clause(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    # One clause is rendered ahead, so there are many more than two.
    text = "A dog on a sofa. A cat by the door. A cup on a table. A lamp in a corner. " * 3
    voice = make_voice(rate=200)

    def sound(number: int) -> int:
        """The number of loud samples, whatever the pauses of a busy machine."""
        asked = recording.wait_quiet(0.3)
        voice.say(Utterance(segments(text), number))
        heard.wait(SpeechStarted, number)
        if number == 2:
            voice.set_rate(500)
        heard.wait(SpeechEnded, number)
        return len(recording.loud_times(asked, recording.wait_quiet(0.3)))

    slow, fast = sound(1), sound(2)
    assert 0.2 * slow < fast < 0.6 * slow
    assert voice.status().rate == 500


@pytest.mark.program
@pytest.mark.parametrize(("asked", "kept"), [(20, 80), (1000, 900), (300, 300)])
def test_the_rate_stays_within_its_bounds(make_voice: MakeVoice, asked: int, kept: int) -> None:
    voice = make_voice()
    voice.set_rate(asked)
    assert voice.status().rate == kept


def test_a_higher_priority_speaks_at_once_and_a_lower_one_waits(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    voice = make_voice()
    voice.say(Utterance(segments(LONG), 1, Priority.DESCRIPTION))
    heard.wait(SpeechStarted)
    voice.say(Utterance(segments("The sound is back."), 2, Priority.STATUS))
    voice.say(Utterance(segments("Yes."), 3, Priority.ANSWER))
    heard.wait(SpeechEnded, 3)
    assert heard.all(SpeechEnded) == [
        SpeechEnded(1, complete=False),
        SpeechEnded(3, complete=True),
        SpeechEnded(2, complete=True),
    ]
    assert [event.utterance for event in heard.all(SpeechStarted)] == [1, 3, 2]


@pytest.mark.program
def test_an_empty_text_ends_at_once(make_voice: MakeVoice, heard: Heard, no_sound: None) -> None:
    make_voice().say(Utterance(segments("  "), 1))
    heard.wait(SpeechEnded(1, complete=True))


def test_no_method_makes_its_caller_wait(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    """Not even while the engine hangs."""
    voice = make_voice()
    voice.say(Utterance(segments("Ready."), 1))
    heard.wait(SpeechEnded)
    worker = pid_of_pyttsx3()
    hang(worker)
    start = time.monotonic()
    voice.say(Utterance(segments(SHORT), 2))
    voice.play(Earcon.DONE)
    voice.set_rate(200)
    voice.silence()
    voice.status()
    assert time.monotonic() - start < 0.5, "an engine is given up after a second"
    heard.wait(SpeechEnded, 2)


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
                voice.say(Utterance(segments(LONG), number, dice.choice(list(Priority))))
        time.sleep(dice.random() * 0.02)
    voice.silence()
    stopped = time.monotonic()
    heard.wait(SpeechEnded, number)
    recording.wait_until(stopped + 2.0)
    assert not len(recording.loud_times(stopped + 0.5, stopped + 1.5))
    ended = [event.utterance for event in heard.all(SpeechEnded)]
    assert sorted(ended) == list(range(1, number + 1))
    voice.say(Utterance(segments(SHORT), number + 1))
    heard.wait(SpeechEnded(number + 1, complete=True))


def test_closing_during_speech_is_quick_and_leaves_nothing(
    recording: Recording, make_voice: MakeVoice, heard: Heard
) -> None:
    before = set(threading.enumerate())
    voice = make_voice()
    voice.say(Utterance(segments(LONG), 1))
    heard.wait(SpeechStarted)
    start = time.monotonic()
    voice.close()
    assert time.monotonic() - start < 3
    heard.wait(SpeechEnded(1, complete=False))
    for thread in set(threading.enumerate()) - before:
        thread.join(30)
        assert not thread.is_alive()


def test_a_voice_that_was_never_started_can_be_closed(heard: Heard) -> None:
    UtteranceSpeaker(SETTINGS, 180, heard).close()
