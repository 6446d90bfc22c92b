from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialog import light_meter, watching
from assistant.dialog.reducer import step
from assistant.dialog.state import Given, State
from assistant.dialog.turn import LOG_LENGTH
from assistant.dialog.work import Phase
from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.effects import (
    Abandon,
    Ask,
    Describe,
    Listen,
    LookAt,
    Play,
    Say,
    SetRate,
    Silence,
    TakeFrame,
)
from assistant.protocol.events import (
    Action,
    Answered,
    CameraBack,
    CameraLost,
    Degraded,
    Described,
    Earcon,
    Event,
    Found,
    FrameMissed,
    FrameTaken,
    Heard,
    HeardNothing,
    Listening,
    ListeningFailed,
    MicrophoneBack,
    MicrophoneLost,
    NotUnderstood,
    OtherKey,
    Pressed,
    QuestionEnded,
    Ready,
    Resumed,
    Saved,
    SaveFailed,
    ShortcutPressed,
    SoundBack,
    SoundLost,
    SpeechEnded,
    SpeechStarted,
    SpeechTooShort,
    Spot,
    StatusTaken,
    TextRead,
    Tick,
    Typed,
    TypingBegan,
    TypingEnded,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault, MicrophoneFault, SoundFault
from assistant.protocol.text import Text, TextLine
from assistant.settings.config import FASTEST, SLOWEST
from models.interfaces import Certainty
from tests.kit.sentences import by_model, message, plain
from tests.kit.talk import FACTS, FRAME, KEY_NAMES, Talk, a_picture, described, reply, said

UNHEARD = (SoundFault.MUTED, SoundFault.NOWHERE)


def test_a_space_during_start_is_remembered_once() -> None:
    talk = Talk(ready=False)
    assert said(talk.press(Action.DESCRIBE)) == ["Still starting. One moment."]
    for _ in range(20):
        assert talk.press(Action.DESCRIBE) == ()
        assert talk.press(Action.MORE) == ()
    effects = talk(Ready())
    assert effects == (
        Play(Earcon.READY),
        Play(Earcon.CAPTURED),
        TakeFrame(talk.state.generation, talk.now),
    )


def test_stop_during_start_forgets_the_space() -> None:
    talk = Talk(ready=False)
    talk.press(Action.DESCRIBE)
    assert talk.press(Action.STOP) == (Silence(),)
    effects = talk(Ready())
    assert said(effects) == ["Ready."]
    assert not any(isinstance(effect, TakeFrame) for effect in effects)


def test_faults_at_the_start_are_reported_with_ready() -> None:
    talk = Talk(ready=False)
    assert talk(CameraLost(CameraFault.MISSING, "0")) == ()
    assert talk(SoundLost(SoundFault.MUTED)) == ()
    assert talk(Degraded(message("The socket cannot be opened."))) == ()
    assert said(talk(Ready())) == [
        "Ready. No camera was found. Plug one in. The sound is muted. Turn up the volume. "
        "The socket cannot be opened."
    ]


@pytest.mark.parametrize(
    ("lost", "back", "first", "second"),
    [
        *(
            (CameraLost(fault, "0"), CameraBack("0"), None, "The camera is back.")
            for fault in CameraFault
        ),
        *((SoundLost(fault), SoundBack(), None, "The sound is back.") for fault in UNHEARD),
    ],
)
def test_lost_and_back_are_spoken_once_each(
    lost: Event, back: Event, first: None, second: str
) -> None:
    talk = Talk()
    assert talk(back) == ()
    effects = talk(lost)
    (text,) = said(effects)
    assert text.count(".") == 2, "a fault says what happened and one thing to do"
    assert Play(Earcon.FAULT) in effects
    assert talk(lost) == ()
    talk(SpeechEnded(talk.state.utterance, complete=True))
    assert said(talk(back)) == [second]
    assert talk(back) == ()


@pytest.mark.parametrize("fault", [one for one in SoundFault if one not in UNHEARD])
def test_missing_sound_is_not_reported_by_sound(fault: SoundFault) -> None:
    talk = Talk()
    assert talk(SoundLost(fault)) == ()
    assert said(talk(SoundBack())) == ["The sound is back."]


def test_a_new_reason_for_a_lost_camera_is_reported_and_the_same_one_is_not() -> None:
    talk = Talk()
    assert said(talk(CameraLost(CameraFault.UNPLUGGED, "0")))
    talk.hear_all()
    assert talk(CameraLost(CameraFault.UNPLUGGED, "0")) == ()
    assert said(talk(CameraLost(CameraFault.BUSY, "0"))) == [
        "Another program is using the camera. Close that program."
    ]


def test_the_status_mentions_a_silent_microphone() -> None:
    talk = Talk()
    talk(MicrophoneLost(MicrophoneFault.SILENT, None))
    talk.hear_all()
    talk.press(Action.STATUS)
    (text,) = said(talk(StatusTaken(talk.state.utterance, FACTS)))
    assert text.endswith("The microphone is silent. Unmute it, or press slash to type.")
    assert "recognises your questions" not in text


def test_a_fault_waits_for_the_fault_before_it() -> None:
    talk = Talk()
    (text,) = said(talk(CameraLost(CameraFault.UNPLUGGED, "0")))
    first = talk.state.utterance
    assert said(talk(SoundLost(SoundFault.MUTED))) == []
    assert said(talk(SpeechEnded(first - 1, complete=True))) == []
    assert said(talk(SpeechEnded(first, complete=True))) == [
        "The sound is muted. Turn up the volume."
    ]
    assert text.startswith("The camera is unplugged.")


def test_an_unheard_fault_is_reported_after_the_answer_to_a_key() -> None:
    talk = Talk()
    talk.describe("A dog.")
    fault = "The camera is unplugged. Plug it in again."
    assert said(talk(CameraLost(CameraFault.UNPLUGGED, "0"))) == [fault]
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    assert said(talk.wait(1)) == []
    talk(Described(talk.state.generation, FRAME, described("A cat.")))
    assert said(talk.wait(1)) == []
    talk(SpeechEnded(talk.state.utterance, complete=True))
    assert said(talk.wait(1)) == [fault]
    talk(SpeechStarted(talk.state.utterance, talk.now))
    talk.press(Action.REPEAT)
    assert said(talk.wait(40)) == []


def test_a_fault_cut_off_by_another_sentence_is_reported_after_it() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    fault = "The camera is unplugged. Plug it in again."
    assert said(talk(CameraLost(CameraFault.UNPLUGGED, "0"))) == [fault]
    expected = talk.state.utterance
    talk(SpeechStarted(expected, talk.now))
    talk(Described(talk.state.generation, FRAME, described("A cat.")))
    assert said(talk(SpeechEnded(expected, complete=False))) == []
    assert said(talk.wait(5)) == []
    talk.hear_all()
    assert said(talk.wait(1)) == [fault]
    assert said(talk(SpeechEnded(talk.state.utterance, complete=False))) == []
    assert said(talk.wait(40)) == [], "what nothing cuts is not said again and again"


def test_no_direction_to_a_thing_cuts_a_fault() -> None:
    talk = Talk()
    talk.say("Find my cup.")
    spot = Spot(Certainty.PLAIN, 0.9, None, 0.1, 0.5, 0.1, 1.0, by_model("A cup, on the left."))
    talk(SaveFailed(message("The picture was not saved.")))
    found = Found(talk.state.generation, FRAME, spot)
    assert said(talk(found)) == []
    talk.hear_all()
    assert said(talk(found)) == ["A cup, on the left."]


def test_a_fault_that_waits_is_dropped_by_stop() -> None:
    talk = Talk()
    talk(CameraLost(CameraFault.UNPLUGGED, "0"))
    talk(SoundLost(SoundFault.MUTED))
    talk.press(Action.STOP)
    assert talk(SpeechEnded(talk.state.utterance, complete=False)) == ()
    assert talk.wait(40) == ()


@pytest.mark.parametrize(
    ("source", "fault", "text"),
    [
        (
            "network camera 10.0.0.2",
            CameraFault.UNPLUGGED,
            "The network camera is not sending pictures. Check that it is on and connected.",
        ),
        (
            "network camera 10.0.0.2",
            CameraFault.REFUSED,
            "The network camera refused access. "
            "Check its address, user name and password in the settings.",
        ),
        (
            "photo cup.jpg",
            CameraFault.MISSING,
            "I can't open the photo cup.jpg. Check the camera source in the settings.",
        ),
        ("camera 0", CameraFault.MISSING, "No camera was found. Plug one in."),
        (
            "camera 2",
            CameraFault.OTHER,
            "Camera 2 was not found, but there is another camera. Choose it in the settings.",
        ),
    ],
)
def test_what_to_do_depends_on_the_source(source: str, fault: CameraFault, text: str) -> None:
    talk = Talk()
    assert said(talk(CameraLost(fault, source))) == [text]
    talk.press(Action.DESCRIBE)
    assert said(talk(FrameMissed(talk.state.generation))) == [text]


def test_a_camera_lost_while_a_frame_is_awaited_answers_the_key() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    old = talk.state.generation
    assert len(said(talk(CameraLost(CameraFault.UNPLUGGED, "0")))) == 1
    assert talk(FrameMissed(old)) == ()


def test_failed_work_is_reported_once() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    effects = talk(WorkFailed(generation, message("It broke. Press Space again.")))
    assert said(effects) == ["It broke. Press Space again."]
    assert Play(Earcon.FAULT) in effects
    assert talk(WorkFailed(generation, message("It broke. Press Space again."))) == ()
    assert talk.wait(10) == ()


# ------------------------------------------------------------------ any sequence

TIMES = st.floats(0, 1000)
OWN = replace(a_picture(2), surface=Surface.SCREEN)
NUMBERS = st.integers(-1, 12)
WORDS = st.sampled_from(
    ("What is this?", "is it red", "Yes.", "No.", "Quit.", "Describe.", "Read this.", "Um.", "")
) | st.text(max_size=20)
LINES = tuple(TextLine(one, 0.99, (0.1, 0.1, 0.9, 0.2), 30.0) for one in ("One", "Two", "Three"))
TEXTS = st.sampled_from(
    (Text(LINES[:1], complete=False), Text(LINES), Text(advice=plain("I see no text.")))
)
EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Pressed, st.sampled_from(Action), TIMES),
    st.builds(Pressed, st.just(Action.DESCRIBE), TIMES),
    st.builds(Pressed, st.just(Action.STOP), TIMES),
    st.builds(Pressed, st.just(Action.ASK), TIMES),
    st.builds(OtherKey, TIMES),
    st.builds(ShortcutPressed, st.sampled_from(Shortcut), TIMES),
    st.builds(TypingBegan, TIMES),
    st.builds(Typed, WORDS, TIMES),
    st.builds(TypingEnded, st.none() | WORDS, TIMES),
    st.builds(FrameTaken, NUMBERS, st.sampled_from((FRAME, a_picture(1), OWN))),
    st.builds(FrameMissed, NUMBERS),
    st.builds(Described, NUMBERS, st.just(FRAME), st.just(described("Seen."))),
    st.builds(Answered, NUMBERS, st.just(FRAME), st.just(reply("Answered.", "cup"))),
    st.builds(TextRead, NUMBERS, st.just(FRAME), TEXTS),
    st.builds(WorkFailed, NUMBERS, st.just(message("Work failed."))),
    st.builds(Listening, NUMBERS),
    st.builds(QuestionEnded, NUMBERS, TIMES),
    st.builds(Heard, NUMBERS, WORDS, st.floats(0, 1)),
    st.builds(HeardNothing, NUMBERS),
    st.builds(SpeechTooShort, NUMBERS),
    st.builds(NotUnderstood, NUMBERS),
    st.builds(ListeningFailed, NUMBERS, st.just(message("Ears failed."))),
    st.builds(MicrophoneLost, st.sampled_from(MicrophoneFault), st.none() | NUMBERS),
    st.just(MicrophoneBack()),
    st.builds(CameraLost, st.sampled_from(CameraFault), st.just("0")),
    st.just(CameraBack("0")),
    st.builds(SoundLost, st.sampled_from(SoundFault)),
    st.just(SoundBack()),
    st.builds(SpeechStarted, NUMBERS, TIMES),
    st.builds(SpeechEnded, NUMBERS, st.booleans()),
    st.builds(Degraded, st.just(message("There is no voice englsh."))),
    st.just(Saved(Path("/x/y.jpg"))),
    st.just(SaveFailed(message("Disk full."))),
    st.builds(StatusTaken, NUMBERS, st.just(FACTS)),
    st.just(Ready()),
    st.builds(Tick, TIMES),
    st.builds(Resumed, TIMES),
)
ANSWERS = (
    *(FrameTaken, FrameMissed, Described, Answered, WorkFailed, Listening, QuestionEnded),
    *(Heard, HeardNothing, SpeechTooShort, NotUnderstood, ListeningFailed),
)
FAULTS = (
    *(CameraLost, SoundLost, MicrophoneLost, CameraBack, SoundBack, MicrophoneBack),
    *(Degraded, SaveFailed),
)
KEYS = (TypingBegan, Typed, TypingEnded, Ready)
GLANCES = (watching.GLANCE, light_meter.GLANCE)


@given(st.lists(EVENTS, max_size=60), st.booleans())
def test_whatever_happens(events: list[Event], ready: bool) -> None:
    state = State(ready=ready, given=Given(keys=KEY_NAMES))
    stopped = False
    utterances: set[int] = set()
    for event in events:
        before = state
        state, effects = step(state, event)
        assert state.generation >= before.generation
        assert state.now >= before.now
        assert len(state.log) <= LOG_LENGTH
        if isinstance(event, ShortcutPressed):
            stopped = False
        elif isinstance(event, Pressed):
            stopped = event.action is Action.STOP
        elif isinstance(event, FAULTS + KEYS):
            stopped = False
        if isinstance(event, ANSWERS) and event.generation != before.generation:
            assert effects == (), "an answer of an old generation has no effect"
        for effect in effects:
            if isinstance(effect, Say):
                assert not stopped, "after a stop nothing is said until a new key or fault"
                assert str(effect.text).strip()
                assert effect.utterance not in utterances
                utterances.add(effect.utterance)
                assert state.work is None or state.work.phase is not Phase.LISTENING
            if isinstance(effect, TakeFrame | Describe | LookAt | Ask | Listen | Abandon):
                assert effect.generation in (state.generation, *GLANCES)
            if isinstance(effect, Ask):
                assert effect.query.question
            if isinstance(effect, Listen):
                assert Silence() in effects
            if isinstance(effect, SetRate):
                assert SLOWEST <= effect.words_per_minute <= FASTEST
        if before.ending and not isinstance(event, Saved | SaveFailed):
            assert effects in ((), (Silence(),))
