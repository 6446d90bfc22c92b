from dataclasses import replace
from pathlib import Path

import pytest

from assistant.dialog.state import State
from assistant.dialog.status import status
from assistant.dialog.turn import WORK_LIMIT
from assistant.protocol.effects import (
    Abandon,
    Describe,
    Effect,
    Play,
    Quit,
    Save,
    Say,
    SetRate,
    Silence,
    TakeFrame,
    TakeStatus,
)
from assistant.protocol.events import (
    Action,
    Answered,
    CameraLost,
    CannotStart,
    Described,
    Earcon,
    Ended,
    Event,
    Facts,
    FrameMissed,
    FrameTaken,
    KeyHeld,
    OtherKey,
    Pressed,
    Priority,
    Saved,
    SaveFailed,
    SpeechEnded,
    SpeechStarted,
    StatusTaken,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault
from assistant.settings.config import FASTEST, SLOWEST
from tests.kit.sentences import message, plain
from tests.kit.talk import FACTS, FRAME, Talk, described, lines, reply, said, worded, written


def test_space_sounds_at_once_takes_a_frame_of_that_moment_and_describes_it() -> None:
    talk = Talk()
    effects = talk.press(Action.DESCRIBE)
    generation = talk.state.generation
    assert effects == (Silence(), Play(Earcon.CAPTURED), TakeFrame(generation, talk.now))
    assert talk(FrameTaken(generation, FRAME)) == (Describe(generation, FRAME, 0),)
    say, *_ = talk(Described(generation, FRAME, described("A dog.")))
    assert isinstance(say, Say)
    assert (str(say.text), say.priority) == ("A dog.", Priority.DESCRIPTION)
    assert say.expires is not None
    assert say.expires > talk.now


def test_a_second_space_starts_again_on_a_fresh_frame() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    old = talk.state.generation
    talk(FrameTaken(old, FRAME))
    effects = talk.press(Action.DESCRIBE)
    new = talk.state.generation
    assert new > old
    assert effects == (
        Abandon(new),
        Silence(),
        Play(Earcon.CAPTURED),
        TakeFrame(new, talk.now),
    )
    assert talk(Described(old, FRAME, described("Old."))) == ()
    assert talk(FrameTaken(old, FRAME)) == ()
    assert talk(FrameMissed(old)) == ()
    assert talk(WorkFailed(old, message("Old."))) == ()
    talk(FrameTaken(new, FRAME))
    assert said(talk(Described(new, FRAME, described("New.")))) == ["New."]


@pytest.mark.parametrize("taken", [False, True])
def test_stop_silences_and_lets_go_of_the_work(taken: bool) -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    old = talk.state.generation
    if taken:
        talk(FrameTaken(old, FRAME))
    assert talk.press(Action.STOP) == (Abandon(talk.state.generation), Silence())
    assert talk(FrameTaken(old, FRAME)) == ()
    assert talk(Described(old, FRAME, described("Late."))) == ()
    assert talk.wait(20) == ()


def test_thinking_sounds_after_two_seconds_and_every_two_seconds() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    assert talk.wait(1.75) == ()
    assert talk.wait(0.5) == (Play(Earcon.THINKING),)
    assert talk.wait(1.5) == ()
    assert talk.wait(0.5) == (Play(Earcon.THINKING),)


def test_work_that_never_ends_is_given_up_with_a_sentence() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    old = talk.state.generation
    talk(FrameTaken(old, FRAME))
    effects = talk.wait(11)
    assert said(effects) == ["I couldn't finish this picture in time. Press Space to try again."]
    assert Abandon(talk.state.generation) in effects
    assert talk(Described(old, FRAME, described("Late."))) == ()


def test_a_frame_that_nobody_answers_for_counts_as_missed() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    effects = talk.wait(3)
    assert said(effects) == ["The camera is not responding. Check its cable and press Space again."]
    assert Play(Earcon.FAULT) in effects


def test_a_missed_frame_is_reported_with_its_known_reason() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    assert said(talk(FrameMissed(talk.state.generation)))[0].startswith(
        "The camera is not responding."
    )
    talk(CameraLost(CameraFault.UNPLUGGED, "0"))
    talk.press(Action.DESCRIBE)
    assert said(talk(FrameMissed(talk.state.generation))) == [
        "The camera is unplugged. Plug it in again."
    ]


def test_more_asks_for_the_same_picture_one_level_deeper_each_time() -> None:
    talk = Talk()
    assert said(talk.press(Action.MORE)) == ["There is no picture yet. Press Space first."]
    talk.describe("A dog.")
    for detail in (1, 2, 3):
        effects = talk.press(Action.MORE)
        generation = talk.state.generation
        looks = Play(Earcon.THINKING), Describe(generation, FRAME, detail)
        assert effects[-3:] == (Silence(), *looks)
        more = described(f"More {detail}.")
        assert said(talk(Described(generation, FRAME, more))) == [f"More {detail}."]
    *_, save = talk.press(Action.SAVE)
    assert isinstance(save, Save)
    assert lines(save.said) == "A dog. More 1. More 2. More 3."
    talk.describe("A cat.")
    assert talk.press(Action.MORE)[-1] == Describe(talk.state.generation, FRAME, 1)


def test_more_while_a_new_picture_is_worked_on_lets_it_go_on() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.DESCRIBE)
    generation = talk.state.generation
    assert talk.press(Action.MORE) == (Play(Earcon.THINKING),)
    assert talk(FrameTaken(generation, FRAME)) == (Describe(generation, FRAME, 0),)


def test_more_asked_for_too_early_follows_once_the_first_sentence_was_heard() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk.press(Action.MORE)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    assert said(talk(Described(generation, FRAME, described("A dog.")))) == ["A dog."]
    talk(written(generation, ""))
    assert talk(SpeechEnded(talk.state.utterance, complete=True))[-1] == Describe(
        talk.state.generation, FRAME, 1
    )
    assert talk.state.then is None


def test_after_a_stop_or_a_fault_nothing_more_follows() -> None:
    for stops in (True, False):
        talk = Talk()
        talk.press(Action.DESCRIBE)
        talk.press(Action.MORE)
        effects = talk.press(Action.STOP) if stops else talk.wait(WORK_LIMIT + 1)
        assert talk.state.then is None
        assert not any(isinstance(one, Describe) for one in effects)


def test_a_picture_that_is_saved_too_early_is_saved_with_its_description() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    assert talk.press(Action.SAVE) == (Play(Earcon.THINKING),)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    effects = talk(Described(generation, FRAME, described("A dog.")))
    assert worded(effects[-1]) == Save(FRAME, (plain("A dog."),))
    assert Silence() not in effects
    talk(Saved(Path("/x/picture 1.jpg")))
    talk.say("Is it brown?")
    talk.press(Action.SAVE)
    effects = talk(Answered(talk.state.generation, FRAME, reply("Yes.")))
    assert worded(effects[-1]) == Save(FRAME, (plain("A dog.\nIs it brown? Yes."),))


def test_the_key_that_quits_if_pressed_twice_says_so_and_then_quits() -> None:
    talk = Talk()
    assert said(talk(OtherKey(talk.now, "q"))) == ["Press q again to end."]
    assert Quit() in talk(OtherKey(talk.now + 5.0, "q"))
    talk = Talk()
    talk(OtherKey(talk.now, "q"))
    talk.press(Action.DESCRIBE)
    assert said(talk(OtherKey(talk.now, "q"))) == ["Press q again to end."]


def test_repeat_and_previous_walk_through_the_log() -> None:
    talk = Talk()
    for text in ("One.", "Two.", "Three."):
        talk.describe(text)
    assert said(talk.press(Action.REPEAT)) == ["Three."]
    assert said(talk.press(Action.PREVIOUS)) == ["Two."]
    assert said(talk.press(Action.REPEAT)) == ["Two."]
    assert said(talk.press(Action.PREVIOUS)) == ["One."]
    talk.describe("Four.")
    assert said(talk.press(Action.PREVIOUS)) == ["Three."]
    assert talk.press(Action.REPEAT)[0] == Silence()


def test_repeat_before_anything_and_previous_before_the_first() -> None:
    talk = Talk(State(ready=True), ready=False)
    assert said(talk.press(Action.REPEAT)) == ["I haven't said anything yet."]
    talk.describe("One.")
    assert said(talk.press(Action.PREVIOUS)) == ["There is nothing before that."]
    assert said(talk.press(Action.REPEAT)) == ["One."]


def test_the_log_keeps_the_last_twenty() -> None:
    talk = Talk()
    for number in range(30):
        talk.describe(f"{number}.")
    assert [str(one) for one in talk.state.log] == [f"{number}." for number in range(10, 30)]
    for _ in range(40):
        talk.press(Action.PREVIOUS)
    assert said(talk.press(Action.REPEAT)) == ["10."]


def test_repeat_lets_go_of_work() -> None:
    talk = Talk()
    talk.describe("One.")
    talk.press(Action.DESCRIBE)
    assert Abandon(talk.state.generation + 1) in talk.press(Action.REPEAT)


@pytest.mark.parametrize(
    ("rate", "action", "now", "text"),
    [
        (180, Action.FASTER, 200, "200."),
        (180, Action.SLOWER, 160, "160."),
        (300, Action.FASTER, 340, "340."),
        (340, Action.SLOWER, 300, "300."),
        (300, Action.SLOWER, 280, "280."),
        (600, Action.FASTER, 660, "660."),
        (660, Action.SLOWER, 600, "600."),
        (890, Action.FASTER, FASTEST, "900, the fastest."),
        (FASTEST, Action.FASTER, FASTEST, "900, the fastest."),
        (85, Action.SLOWER, SLOWEST, "80, the slowest."),
    ],
)
def test_the_rate_changes_and_is_announced(rate: int, action: Action, now: int, text: str) -> None:
    talk = Talk(State(rate=rate))
    effects = talk.press(action)
    assert SetRate(now) in effects
    assert said(effects) == [text]
    assert Silence() not in effects


def test_a_rate_is_not_what_repeat_says() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.FASTER)
    assert said(talk.press(Action.REPEAT)) == ["A dog."]


def test_status_in_a_few_short_sentences() -> None:
    talk = Talk()
    silence, ask = talk.press(Action.STATUS)
    assert silence == Silence()
    assert isinstance(ask, TakeStatus)
    (say,) = talk(StatusTaken(ask.utterance, FACTS))
    assert isinstance(say, Say)
    assert str(say.text) == (
        "Camera 0: working. Looking ahead: off. Voice english, 180 words a minute. "
        "Model: the one that comes with Lantern. "
        "Whisper base recognises your questions. The microphone is off."
    )
    assert say.utterance == ask.utterance


@pytest.mark.parametrize(
    ("event", "facts", "start"),
    [
        (CameraLost(CameraFault.BUSY, "0"), FACTS, "Another program is using the camera."),
        (None, replace(FACTS, frame_age=None), "Camera 0: no picture yet."),
        (
            None,
            replace(FACTS, voice=""),
            "Camera 0: working. Looking ahead: off. There is no sound",
        ),
    ],
)
def test_status_with_something_missing(event: Event | None, facts: Facts, start: str) -> None:
    talk = Talk()
    if event is not None:
        talk(event)
    talk.press(Action.STATUS)
    (text,) = said(talk(StatusTaken(talk.state.utterance, facts)))
    assert text.startswith(start)


def test_a_status_that_comes_after_stop_is_not_said() -> None:
    talk = Talk()
    *_, ask = talk.press(Action.STATUS)
    assert isinstance(ask, TakeStatus)
    talk.press(Action.STOP)
    assert talk(StatusTaken(ask.utterance, FACTS)) == ()


def test_save_says_where() -> None:
    talk = Talk()
    assert said(talk.press(Action.SAVE)) == ["There is no picture yet. Press Space first."]
    talk.describe("A dog.")
    assert worded(talk.press(Action.SAVE)[-1]) == Save(FRAME, (plain("A dog."),))
    assert talk.press(Action.SAVE) == (Play(Earcon.THINKING),)
    effects = talk(Saved(Path("/home/me/Pictures/Lantern/picture 2.jpg")))
    assert said(effects) == ["Saved as picture 2 in the folder Lantern."]
    assert Play(Earcon.DONE) in effects
    assert worded(talk.press(Action.SAVE)[-1]) == Save(FRAME, (plain("A dog."),))
    effects = talk(SaveFailed(message("The disk is full. Make room and press z again.")))
    assert said(effects) == ["The disk is full. Make room and press z again."]
    assert Play(Earcon.FAULT) in effects


@pytest.mark.parametrize("key", [Action.DESCRIBE, Action.READ])
def test_while_a_new_picture_is_worked_on_the_one_before_is_not_saved(key: Action) -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(key)
    assert talk.press(Action.SAVE) == (Play(Earcon.THINKING),)
    assert talk.state.work is not None


def test_after_stop_a_save_ends_with_a_sound_only() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.SAVE)
    talk.press(Action.STOP)
    assert talk(Saved(Path("/x/a.jpg"))) == (Play(Earcon.DONE),)


def test_help_fits_what_is_going_on_and_twice_lists_every_key() -> None:
    talk = Talk()
    (first,) = said(talk.press(Action.HELP))
    assert first.startswith("Space describes")
    (keys,) = said(talk.press(Action.HELP))
    names = "Space,Enter,slash,d,v,r,p,s,y,plus,minus,i,z,h,q twice"
    for name in names.split(","):
        assert f"{name}: " in keys
    assert said(talk.press(Action.HELP)) == [first]
    talk.press(Action.DESCRIBE)
    assert said(talk.press(Action.HELP))[0].startswith("I am looking")
    talk.describe("A dog.")
    assert said(talk.press(Action.HELP))[0].startswith("d: more")
    talk.press(Action.REPEAT)
    assert said(talk.press(Action.HELP))[0].startswith("d: more")
    talk(CameraLost(CameraFault.BUSY, "0"))
    talk.press(Action.STOP)
    assert said(talk.press(Action.HELP))[0].startswith("Another program is using the camera.")


def test_quit_says_goodbye_and_nothing_happens_after_it() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    effects = talk.press(Action.QUIT)
    assert said(effects) == ["Goodbye."]
    assert effects[-1] == Quit(0)
    for action in set(Action) - {Action.STOP, Action.QUIT}:
        assert talk.press(action) == ()
    assert talk(CameraLost(CameraFault.STALLED, "0")) == ()
    assert talk(Ended()) == (Silence(), Quit(0))


def test_asked_to_end_it_falls_silent_and_ends() -> None:
    talk = Talk()
    assert talk(Ended()) == (Silence(), Quit(0))


def test_what_cannot_start_says_why_and_ends_with_one() -> None:
    talk = Talk(ready=False)
    effects = talk(CannotStart(message("The model is damaged. Reinstall Lantern.")))
    assert said(effects) == ["The model is damaged. Reinstall Lantern."]
    assert effects[-1] == Quit(1)


def test_what_the_model_says_is_english_when_it_is_said_again_too() -> None:
    talk = Talk()

    def is_english(effects: tuple[Effect, ...]) -> bool:
        return next(one.text.is_english for one in effects if isinstance(one, Say))

    assert is_english(talk.describe("A dog."))
    assert is_english(talk.press(Action.REPEAT))
    assert not is_english(talk.press(Action.YES))


@pytest.mark.parametrize("last", [Pressed(Action.QUIT, 1.0), CannotStart(message("No model."))])
@pytest.mark.parametrize("key", [Action.STOP, Action.QUIT])
def test_the_last_sentence_can_be_silenced(last: Event, key: Action) -> None:
    talk = Talk()
    talk(last)
    assert talk.press(key) == (Silence(),)
    assert talk.press(Action.DESCRIBE) == ()


@pytest.mark.parametrize("key", [Action.FASTER, Action.SLOWER])
def test_where_orca_speaks_its_speed_is_not_claimed_to_change(key: Action) -> None:
    talk = Talk(State(ready=True, reader="orca"))
    rate = talk.state.rate
    effects = talk.press(key)
    for event in (KeyHeld(key, talk.now) for _ in range(5)):
        effects += talk(event)
    assert said(effects) == ["Orca speaks at its own speed. Change it in Orca."]
    assert not [one for one in effects if isinstance(one, SetRate)]
    assert talk.state.rate == rate
    talk.hear_all()
    assert said(talk.press(key)) == ["Orca speaks at its own speed. Change it in Orca."]
    talk.press(Action.STATUS)
    own = f"Voice spy, {talk.state.rate} words a minute"
    for voice, words in (("orca", "Voice orca. Model"), ("spy", own)):
        assert words in str(status(talk.state, replace(FACTS, voice=voice)))


def test_without_orca_the_speed_changes_and_is_announced() -> None:
    talk = Talk(State(ready=True, reader="orca"))
    talk(SpeechStarted(talk.state.utterance, talk.now))
    effects = talk.press(Action.FASTER)
    assert said(effects) == ["200."]
    assert SetRate(200) in effects
    talk(SpeechStarted(talk.state.utterance, talk.now, "orca"))
    assert said(talk.press(Action.FASTER)) == ["Orca speaks at its own speed. Change it in Orca."]
