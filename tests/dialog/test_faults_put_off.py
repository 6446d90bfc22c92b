"""What cannot be asked for again is told after the next key, where a stop kept it from the ear."""

from pathlib import Path

import pytest

from assistant.protocol.effects import Play, Say
from assistant.protocol.events import (
    Action,
    CameraLost,
    Clip,
    Copied,
    Degraded,
    Earcon,
    Event,
    FrameTaken,
    Listening,
    MicrophoneLost,
    OtherKey,
    Saved,
    SaveFailed,
    SettingsNotKept,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
    StatusTaken,
    TextRead,
)
from assistant.protocol.faults import CameraFault, MicrophoneFault, SoundFault
from tests.dialog.test_reading import text
from tests.kit.sentences import message
from tests.kit.talk import FACTS, FRAME, Talk, said

FULL = "The disk is full."
LASTING: list[Event] = [
    SaveFailed(message(FULL)),
    SettingsNotKept(message(FULL)),
    Degraded(message("There is no voice englsh.")),
    Copied(Clip.NONE, -1),
]


def listening() -> Talk:
    talk = Talk()
    talk.describe("A dog.")
    talk.hear_all()
    talk.press(Action.SAVE)
    talk.press(Action.ASK)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(Listening(talk.state.generation))
    return talk


@pytest.mark.parametrize("fault", LASTING)
def test_a_fault_under_a_question_that_is_stopped_follows_the_next_answer(fault: Event) -> None:
    talk = listening()
    assert Play(Earcon.FAULT) in talk(fault)
    talk.press(Action.STOP)
    assert said(talk.wait(40)) == []
    talk.press(Action.STOP)
    assert said(talk.wait(40)) == []
    talk.press(Action.STATUS)
    assert len(said(talk(StatusTaken(talk.state.utterance, FACTS)))) == 1
    talk.hear_all()
    (reply,) = said(talk.wait(1))
    assert reply
    talk.hear_all()
    assert said(talk.wait(40)) == []


def test_how_things_stand_is_said_even_after_a_long_fault_that_came_in_between() -> None:
    talk = Talk()
    talk.press(Action.STATUS)
    asked = talk.state.utterance
    assert len(said(talk(SoundLost(SoundFault.NOWHERE)))) == 1
    (stands,) = talk(StatusTaken(asked, FACTS))
    assert isinstance(stands, Say)
    assert stands.expires is not None
    assert stands.expires > talk.now + 20


def test_a_fault_that_was_not_begun_follows_a_key_without_an_answer() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk(SpeechStarted(talk.state.utterance, talk.now))
    talk(SaveFailed(message(FULL)))
    talk.press(Action.STOP)
    assert said(talk.wait(1)) == []
    talk(OtherKey(talk.now))
    assert said(talk.wait(1)) == [FULL]


def test_a_fault_whose_speech_began_counts_as_reported() -> None:
    talk = Talk()
    talk(SaveFailed(message(FULL)))
    talk(SpeechStarted(talk.state.utterance, talk.now))
    talk.press(Action.STOP)
    talk(OtherKey(talk.now))
    assert said(talk.wait(1)) == []


@pytest.mark.parametrize(
    "fault",
    [
        CameraLost(CameraFault.UNPLUGGED, "0"),
        SoundLost(SoundFault.MUTED),
        MicrophoneLost(MicrophoneFault.LOST, None),
    ],
)
def test_repeated_key_events_are_dropped(fault: Event) -> None:
    talk = listening()
    talk(fault)
    talk.press(Action.STOP)
    talk(OtherKey(talk.now))
    assert said(talk.wait(1)) == []


def test_the_word_stop_puts_it_off_too() -> None:
    talk = listening()
    talk(SaveFailed(message(FULL)))
    talk.say("Stop.")
    assert said(talk.wait(5)) == []
    talk(OtherKey(talk.now))
    assert said(talk.wait(1)) == [FULL]


def test_it_stands_between_two_lines_of_a_text() -> None:
    talk = Talk()
    talk.press(Action.READ)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(TextRead(talk.state.generation, FRAME, text("One", "Two", "Three")))
    talk.press(Action.SAVE)
    talk(SaveFailed(message(FULL)))
    talk.press(Action.STOP)
    assert said(talk.press(Action.MORE)) == ["Two"]
    assert said(talk(SpeechEnded(talk.state.utterance, complete=True))) == []
    assert said(talk.wait(0.25)) == [FULL]
    assert said(talk(SpeechEnded(talk.state.utterance, complete=True))) == ["Three"]


def test_what_is_saved_needs_no_word_after_a_stop() -> None:
    talk = listening()
    talk(Saved(Path("/x/picture 1.jpg")))
    talk.press(Action.STOP)
    talk(OtherKey(talk.now))
    assert said(talk.wait(1)) == []
