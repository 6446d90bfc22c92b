"""Questions from the key to the answer: keys and words in, effects out."""

from pathlib import Path

import pytest

from assistant.asr.microphone import OPENING, STARTING
from assistant.dialog.questions import OPEN_LIMIT
from assistant.dialog.state import Given, State
from assistant.dialog.turn import FALLS_SILENT, LOG_LENGTH
from assistant.protocol.effects import (
    Abandon,
    Ask,
    Describe,
    EndQuestion,
    Listen,
    LookAt,
    Play,
    Save,
    Say,
    Silence,
    StopListening,
    TakeFrame,
)
from assistant.protocol.events import (
    Action,
    Answered,
    CameraLost,
    Described,
    Earcon,
    Event,
    FrameMissed,
    FrameTaken,
    Heard,
    HeardNothing,
    Listening,
    ListeningFailed,
    MicrophoneBack,
    MicrophoneLost,
    NotUnderstood,
    Priority,
    QuestionEnded,
    Saved,
    SpeechEnded,
    SpeechTooShort,
)
from assistant.protocol.faults import CameraFault, MicrophoneFault
from assistant.protocol.query import Kind
from models.interfaces import Problem
from tests.kit.sentences import message, plain
from tests.kit.talk import FRAME, Talk, a_picture, asks, described, reply, said, worded


def test_enter_listens_takes_a_frame_and_looks_at_it_while_one_speaks() -> None:
    talk = Talk()
    effects = talk.press(Action.ASK)
    generation = talk.state.generation
    assert effects == (
        Silence(),
        Play(Earcon.LISTENING),
        TakeFrame(generation, talk.now),
        Listen(generation, talk.state.quiet_from),
    )
    assert talk(FrameTaken(generation, FRAME)) == (LookAt(generation, FRAME),)
    assert talk(Listening(generation)) == ()
    assert talk.wait(4) == (), "no earcon into the open microphone"
    assert talk(QuestionEnded(generation, talk.now)) == ()
    asked = asks(generation, FRAME, "What is the colour of the cup?")
    assert talk(Heard(generation, "what is the colour of the cup", 0.9)) == (asked,)
    (say,) = talk(Answered(generation, FRAME, reply("A cup.", "cup")))
    assert isinstance(say, Say)
    assert (str(say.text), say.priority) == ("A cup.", Priority.ANSWER)
    assert talk.wait(20) == ()


def test_enter_again_ends_the_question() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    talk(Listening(generation))
    assert EndQuestion() in talk.press(Action.ASK)
    assert talk.press(Action.ASK) == (Play(Earcon.THINKING),)
    talk(QuestionEnded(generation, talk.now))
    assert talk(Heard(generation, "Is it red?", 0.9)) == (asks(generation, FRAME, "Is it red?"),)


def test_an_enter_just_after_the_pause_ended_the_question_does_not_listen_anew() -> None:
    talk = Talk()
    talk.say("What is this?")
    assert talk.press(Action.ASK) == (Play(Earcon.THINKING),)
    talk.answer("A cup.")
    assert Play(Earcon.LISTENING) in talk.press(Action.ASK)


def test_what_still_sounds_is_not_heard() -> None:
    talk = Talk()
    talk.wait(60)
    *_, listen = talk.press(Action.ASK)
    assert isinstance(listen, Listen)
    assert listen.since < talk.now - 1
    talk.press(Action.STOP)
    talk.describe("A dog.")
    *_, listen = talk.press(Action.ASK)
    assert isinstance(listen, Listen)
    assert listen.since == pytest.approx(talk.now + FALLS_SILENT)


def test_a_microphone_that_opens_late_is_announced_again() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    talk.wait(1)
    assert talk(Listening(talk.state.generation)) == (Play(Earcon.LISTENING),)


def test_words_that_come_before_the_picture_wait_for_it() -> None:
    talk = Talk()
    assert talk.say("Is it red?", frame=None) == ()
    generation = talk.state.generation
    frame = a_picture(1)
    assert talk(FrameTaken(generation, frame)) == (asks(generation, frame, "Is it red?"),)


def test_without_a_camera_a_question_to_the_picture_says_so_and_a_command_is_done() -> None:
    talk = Talk()
    talk(CameraLost(CameraFault.UNPLUGGED, "0"))
    talk(SpeechEnded(talk.state.utterance, complete=True))
    for words, expected in (
        ("Is it red?", "The camera is unplugged. Plug it in again."),
        ("Repeat.", "The camera is unplugged. Plug it in again."),
        ("Speak slower.", "160."),
    ):
        talk.press(Action.ASK)
        generation = talk.state.generation
        talk(FrameMissed(generation))
        assert said(talk(Heard(generation, words, 0.9))) == [expected]
    talk.say("Is it red?", frame=None)
    assert said(talk.wait(3)) == ["The camera is unplugged. Plug it in again."]


def test_a_follow_up_uses_the_old_picture_while_the_scene_is_the_same() -> None:
    talk = Talk()
    first, again, other = a_picture(1), a_picture(1), a_picture(2)
    talk.say("What is this?", first)
    talk.answer("A cup.", "cup")
    talk.wait(2)
    talk.press(Action.ASK)
    generation = talk.state.generation
    assert talk(FrameTaken(generation, again)) == (), "nothing new to look at"
    asked = asks(generation, first, "What colour is it?", "cup")
    assert talk(Heard(generation, "What colour is it?", 0.9)) == (asked,)
    talk.answer("Red.")
    talk.press(Action.ASK)
    generation = talk.state.generation
    assert talk(FrameTaken(generation, other)) == (LookAt(generation, other),)
    asked = asks(generation, other, "What colour is it?")
    assert talk(Heard(generation, "What colour is it?", 0.9)) == (asked,)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Is the light on?", Kind.LAMP),
        ("Is there any light?", Kind.LIGHT),
        ("How bright is it?", Kind.LIGHT),
        ("Is it dark in here?", Kind.LIGHT),
    ],
)
def test_how_light_it_is_now_the_old_picture_does_not_tell(words: str, kind: Kind) -> None:
    talk = Talk()
    first, again = a_picture(1), a_picture(1)
    talk.say("What is this?", first)
    talk.answer("A cup.", "cup")
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(FrameTaken(generation, again))
    (asked,) = talk(Heard(generation, words, 0.9))
    assert isinstance(asked, Ask)
    assert asked.query.kind is kind
    assert asked.frame is again


def test_a_picture_that_was_refused_serves_no_other_question() -> None:
    dark, lighter = a_picture(1), a_picture(1)
    refused = "I can't tell. It is too dark: turn on a light."
    for described_first in (False, True):
        talk = Talk()
        if described_first:
            talk.press(Action.DESCRIBE)
            talk(FrameTaken(talk.state.generation, dark))
            talk(Described(talk.state.generation, dark, described(refused, Problem.DARK)))
        else:
            talk.say("What is this?", dark)
            talk.answer(refused, "cup", Problem.DARK)
        talk.press(Action.ASK)
        generation = talk.state.generation
        assert talk(FrameTaken(generation, lighter)) == (LookAt(generation, lighter),)
        asked = asks(generation, lighter, "Is it red?")
        assert talk(Heard(generation, "Is it red?", 0.9)) == (asked,)
        talk.answer("Yes.", "cup")
        talk.press(Action.ASK)
        assert talk(FrameTaken(talk.state.generation, dark)) == (), "the good one serves"


def test_an_old_picture_serves_no_other_question() -> None:
    talk = Talk()
    talk.say("What is this?", a_picture(1, at=talk.now))
    talk.answer("A cup.", "cup")
    for waited, serves in ((20, True), (8, False)):
        talk.wait(waited)
        talk.press(Action.STOP)
        talk.press(Action.ASK)
        generation, again = talk.state.generation, a_picture(1, at=talk.now)
        expected = () if serves else (LookAt(generation, again),)
        assert talk(FrameTaken(generation, again)) == expected
    assert talk(Heard(generation, "Is it red?", 0.9)) == (asks(generation, again, "Is it red?"),)


def test_the_age_of_an_old_picture_is_said_at_the_end() -> None:
    talk = Talk()
    talk.say("Is it red?", a_picture(1, at=100.0))
    assert said(talk.answer("Red.")) == ["Red."]
    for waited, expected in (
        (10, "Red."),
        (30, "Red. The picture is 44 seconds old."),
        (200, "Red. The picture is 4 minutes old."),
    ):
        talk.wait(waited)
        talk.press(Action.VERIFY)
        assert said(talk.answer("Red.")) == [expected]


@pytest.mark.parametrize("action", [one for one in Action if one is not Action.ASK])
def test_any_other_key_ends_the_listening_before_it_speaks(action: Action) -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.ASK)
    old = talk.state.generation
    talk(FrameTaken(old, FRAME))
    talk(Listening(old))
    effects = talk.press(action)
    assert effects[:2] == (StopListening(), Abandon(talk.state.generation))
    assert talk(Heard(old, "What is this?", 1.0)) == ()
    assert talk(HeardNothing(old)) == ()
    assert talk(ListeningFailed(old, message("It broke."))) == ()
    assert talk(FrameTaken(old, FRAME)) == ()


def test_stop_lets_go_of_a_question_at_each_of_its_steps() -> None:
    for steps in range(4):
        talk = Talk()
        talk.press(Action.ASK)
        old = talk.state.generation
        events: tuple[Event, ...] = (
            FrameTaken(old, FRAME),
            QuestionEnded(old, talk.now),
            Heard(old, "Red?", 1.0),
        )
        for event in events[:steps]:
            talk(event)
        assert Silence() in talk.press(Action.STOP)
        for event in (*events, Answered(old, FRAME, reply("Late."))):
            assert talk(event) == ()
        assert talk.wait(100) == ()


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (HeardNothing, "I didn't hear anything. Press Enter and ask again."),
        (SpeechTooShort, "That was too short. Press Enter and ask again."),
        (NotUnderstood, "I didn't understand. Press Enter and ask again."),
    ],
)
def test_speech_without_words_is_reported(
    event: type[HeardNothing | SpeechTooShort | NotUnderstood], text: str
) -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    assert said(talk(event(generation))) == [text]
    assert talk(event(generation)) == ()
    assert Play(Earcon.LISTENING) in talk.press(Action.ASK)


def test_a_listening_fault_is_reported_in_its_own_words() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    effects = talk(ListeningFailed(talk.state.generation, message("It is broken. Ask again.")))
    assert said(effects) == ["It is broken. Ask again."]
    assert Play(Earcon.FAULT) in effects


def test_listening_that_reports_nothing_is_given_up() -> None:
    expected = ["I couldn't listen. Press Enter and ask again."]
    talk = Talk(State(given=Given(listens=9.0)))
    assert OPENING + STARTING < OPEN_LIMIT < OPENING + STARTING + 3
    talk.press(Action.ASK)
    assert said(talk.wait(OPEN_LIMIT)) == []
    assert said(talk.wait(0.5)) == expected
    talk.press(Action.ASK)
    talk.wait(7)
    talk(Listening(talk.state.generation))
    assert said(talk.wait(9)) == [], "a late and long question"
    assert said(talk.wait(3.5)) == expected
    talk.press(Action.ASK)
    talk.press(Action.ASK)
    effects = talk.wait(12)
    assert said(effects) == ["I couldn't listen. Press Enter and ask again."]
    assert effects.count(Play(Earcon.THINKING)) == 5


@pytest.mark.parametrize("fault", list(MicrophoneFault))
def test_the_loss_and_return_of_a_microphone_are_reported_once(fault: MicrophoneFault) -> None:
    talk = Talk()
    assert talk(MicrophoneBack()) == ()
    effects = talk(MicrophoneLost(fault, None))
    (text,) = said(effects)
    assert text.count(".") == 2, "a fault says what happened and one thing to do"
    assert Play(Earcon.FAULT) in effects
    assert talk(MicrophoneLost(fault, None)) == ()
    talk(SpeechEnded(talk.state.utterance, complete=True))
    talk.press(Action.ASK)
    assert said(talk(MicrophoneLost(fault, talk.state.generation))) == [text], "it answers the key"
    talk(SpeechEnded(talk.state.utterance, complete=True))
    assert said(talk(MicrophoneBack())) == ["The microphone is back."]
    assert talk(MicrophoneBack()) == ()


def test_the_return_of_the_microphone_does_not_interrupt_a_question() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    talk(MicrophoneLost(MicrophoneFault.SILENT, talk.state.generation))
    talk(SpeechEnded(talk.state.utterance, complete=True))
    talk.press(Action.ASK)
    assert talk(MicrophoneBack()) == ()
    assert talk.state.microphone is None
    assert talk.state.notices == (), "the answer tells it"


def test_a_fault_waits_until_the_microphone_is_shut() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    assert said(talk(CameraLost(CameraFault.UNPLUGGED, "0"))) == []
    assert said(talk.wait(3)) == []
    talk(HeardNothing(talk.state.generation))
    talk(SpeechEnded(talk.state.utterance, complete=True))
    assert said(talk.wait(1)) == ["The camera is unplugged. Plug it in again."]


def test_look_again_puts_the_last_question_to_the_same_picture() -> None:
    talk = Talk()
    assert said(talk.press(Action.VERIFY)) == ["There is no picture yet. Press Space first."]
    talk.describe("A cup.")
    talk.press(Action.VERIFY)
    generation = talk.state.generation
    assert talk.press(Action.VERIFY) == (Play(Earcon.THINKING),)
    assert talk.state.work is not None
    assert said(talk.answer("Both checks say a cup.")) == ["Both checks say a cup."]
    assert generation == talk.state.generation
    frame = a_picture(1)
    talk.say("What is this?", frame)
    talk.answer("A cup.", "cup")
    talk.say("What colour is it?", frame)
    talk.answer("Red.")
    effects = talk.press(Action.VERIFY)
    asked = asks(talk.state.generation, frame, "What colour is it?", "cup", verify=True)
    assert effects[-1] == asked


def test_answers_are_repeated_walked_through_and_saved() -> None:
    talk = Talk()
    talk.describe("A cup on a table.")
    talk.say("What colour is it?")
    talk.answer("Red.")
    assert said(talk.press(Action.REPEAT)) == ["Red."]
    assert said(talk.press(Action.PREVIOUS)) == ["A cup on a table."]
    *_, save = talk.press(Action.SAVE)
    assert worded(save) == Save(FRAME, (plain("A cup on a table.\nWhat colour is it? Red."),))
    talk(Saved(Path("/x/a.jpg")))
    frame = a_picture(1)
    talk.say("Is it red?", frame)
    talk.answer("Yes.")
    assert worded(talk.press(Action.SAVE)[-1]) == Save(frame, (plain("Is it red? Yes."),))
    assert talk.press(Action.MORE)[-1] == Describe(talk.state.generation, frame, 0)
    talk(Described(talk.state.generation, frame, described("A cup.")))
    assert talk.press(Action.MORE)[-1] == Describe(talk.state.generation, frame, 1)
    for number in range(30):
        talk.say("Is it red?")
        talk.answer(f"{number}.")
    assert len(talk.state.log) == LOG_LENGTH


def test_an_answer_that_takes_long_thinks_aloud_and_is_given_up() -> None:
    talk = Talk()
    talk.say("Is it red?")
    effects = talk.wait(11)
    assert effects.count(Play(Earcon.THINKING)) == 5
    assert said(effects) == ["I couldn't finish this picture in time. Press Enter to try again."]


def test_help_says_what_goes_on() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    (text,) = said(talk.press(Action.HELP))
    assert text.startswith("I have stopped listening. Enter listens again")
    assert said(talk.press(Action.HELP))[0].startswith("Space: describe.")
    talk.press(Action.ASK)
    talk.press(Action.ASK)
    assert said(talk.press(Action.HELP))[0].startswith("I am working out what you asked.")
