"""Shortcuts of the desktop, in the pure core: the computer's own pictures, and what follows."""

from dataclasses import replace

import pytest

from assistant.dialog.state import State
from assistant.dialog.turn import OWN_STAYS
from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.effects import (
    Ask,
    Describe,
    Effect,
    KeepSettings,
    Listen,
    Play,
    Read,
    Save,
    StopListening,
    TakeFrame,
)
from assistant.protocol.events import (
    Action,
    CameraLost,
    Described,
    Earcon,
    Frame,
    FrameTaken,
    Heard,
    Listening,
    QuestionEnded,
    ShortcutPressed,
    TextRead,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault
from assistant.protocol.text import Text, TextLine
from tests.kit.sentences import message, plain
from tests.kit.talk import Talk, a_picture, asks, described, said, worded

TOLD = "A screen with 2 lines of text."


def own(talk: Talk, surface: Surface = Surface.SCREEN) -> Frame:
    return replace(a_picture(1, talk.now), surface=surface)


def press(talk: Talk, shortcut: Shortcut) -> tuple[Effect, ...]:
    talk.now += 0.01
    return talk(ShortcutPressed(shortcut, talk.now))


def shown(shortcut: Shortcut = Shortcut.DESCRIBE_SCREEN) -> tuple[Talk, Frame]:
    """A conversation that has just told what is on the screen."""
    talk = Talk()
    press(talk, shortcut)
    frame = own(talk)
    generation = talk.state.generation
    assert talk(FrameTaken(generation, frame)) == (Describe(generation, frame),)
    assert said(talk(Described(generation, frame, described(TOLD)))) == [TOLD]
    talk.hear_all()
    return talk, frame


@pytest.mark.parametrize(
    ("shortcut", "surface"),
    [
        (Shortcut.DESCRIBE_CLIPBOARD, Surface.CLIPBOARD),
        (Shortcut.DESCRIBE_SCREEN, Surface.SCREEN),
        (Shortcut.READ_SCREEN, Surface.SCREEN),
    ],
)
def test_a_shortcut_sounds_at_once_and_takes_its_picture(
    shortcut: Shortcut, surface: Surface
) -> None:
    talk = Talk()
    effects = press(talk, shortcut)
    generation = talk.state.generation
    assert effects[-2:] == (
        Play(Earcon.CAPTURED),
        TakeFrame(generation, talk.now, surface),
    )
    frame = own(talk, surface)
    reads = shortcut is Shortcut.READ_SCREEN
    wanted = Read(generation, frame) if reads else Describe(generation, frame)
    assert talk(FrameTaken(generation, frame)) == (wanted,)


def test_the_keys_that_follow_are_about_the_same_picture() -> None:
    talk, frame = shown()
    assert Describe(talk.state.generation + 1, frame, 1) in talk.press(Action.MORE)
    talk(Described(talk.state.generation, frame, described("At the top: File.")))
    assert said(talk.press(Action.REPEAT)) == ["At the top: File."]
    assert worded(talk.press(Action.SAVE)[-1]) == Save(frame, (plain(f"{TOLD} At the top: File."),))
    effects = talk.press(Action.READ)
    assert Play(Earcon.CAPTURED) in effects
    assert effects[-1] == Read(talk.state.generation, frame)


def test_a_question_asked_aloud_is_about_it_without_the_camera() -> None:
    talk, frame = shown()
    effects = talk.press(Action.ASK)
    assert Play(Earcon.LISTENING) in effects
    assert any(isinstance(effect, Listen) for effect in effects)
    assert not any(isinstance(effect, TakeFrame) for effect in effects)
    generation = talk.state.generation
    talk(Listening(generation))
    talk(QuestionEnded(generation, talk.now))
    assert talk(Heard(generation, "When is it due?", 1.0)) == (
        asks(generation, frame, "When is it due?"),
    )
    assert said(talk.answer("On Monday.")) == ["On Monday."]


def test_so_is_a_typed_one() -> None:
    talk, frame = shown()
    effects = talk.type("what is the price")
    assert [one.frame for one in effects if isinstance(one, Ask)] == [frame]


@pytest.mark.parametrize("words", ["What's in the picture?", "Describe this photo."])
def test_so_is_a_description_asked_for_in_words(words: str) -> None:
    for aloud in (True, False):
        talk, frame = shown()
        if aloud:
            talk.press(Action.ASK)
            effects = talk(Heard(talk.state.generation, words, 1.0))
        else:
            effects = talk.type(words)
        assert effects[-2:] == (Play(Earcon.THINKING), Describe(talk.state.generation, frame))
        assert said(talk(Described(talk.state.generation, frame, described(TOLD)))) == [TOLD]
        talk.wait(OWN_STAYS)
        effects = talk.type(words)
        assert effects[-1] == TakeFrame(talk.state.generation, talk.now)


@pytest.mark.parametrize("words", ["What is in front of me?", "Describe the room.", "Describe."])
def test_words_that_name_no_picture_mean_the_camera(words: str) -> None:
    talk, _ = shown()
    assert talk.type(words)[-1] == TakeFrame(talk.state.generation, talk.now)


@pytest.mark.parametrize("action", [Action.READ, Action.ASK])
def test_after_another_picture_or_some_minutes_the_camera_is_meant(action: Action) -> None:
    talk, _ = shown()
    talk.wait(OWN_STAYS)
    effects = talk.press(action)
    assert TakeFrame(talk.state.generation, talk.now) in effects
    talk, _ = shown()
    talk.describe("A dog.")
    effects = talk.press(action)
    assert TakeFrame(talk.state.generation, talk.now) in effects


def test_space_always_takes_the_cameras_picture() -> None:
    talk, _ = shown()
    assert TakeFrame(talk.state.generation + 1, talk.now + 0.01) in talk.press(Action.DESCRIBE)


def test_reading_moves_on_with_the_usual_keys() -> None:
    talk = Talk()
    press(talk, Shortcut.READ_SCREEN)
    frame, generation = own(talk), talk.state.generation
    talk(FrameTaken(generation, frame))
    lines = tuple(TextLine(text, 0.99, (0.1, 0.1, 0.9, 0.2)) for text in ("Inbox", "Drafts"))
    assert said(talk(TextRead(generation, frame, Text(lines)))) == ["Inbox"]
    assert said(talk.press(Action.NEXT_LINE)) == ["Drafts"]


def test_a_fault_is_spoken() -> None:
    talk = Talk()
    press(talk, Shortcut.DESCRIBE_CLIPBOARD)
    effects = talk(WorkFailed(talk.state.generation, message("The clipboard is empty.")))
    assert Play(Earcon.FAULT) in effects
    assert said(effects) == ["The clipboard is empty."]


def test_it_needs_no_camera_and_may_take_longer_than_one() -> None:
    talk = Talk()
    press(talk, Shortcut.DESCRIBE_SCREEN)
    generation = talk.state.generation
    talk(CameraLost(CameraFault.UNPLUGGED, "camera 0"))
    effects = talk.wait(3.5)
    assert Play(Earcon.THINKING) in effects
    assert generation == talk.state.generation
    frame = own(talk)
    assert talk(FrameTaken(generation, frame)) == (Describe(generation, frame),)


def test_who_waited_in_vain_hears_which_shortcut_to_press_again() -> None:
    talk = Talk()
    press(talk, Shortcut.READ_SCREEN)
    talk(FrameTaken(talk.state.generation, own(talk)))
    assert said(talk.wait(10.5)) == [
        "I couldn't finish this picture in time. Press the trigger read-screen to try again."
    ]


def test_during_the_start_it_says_so() -> None:
    talk = Talk(ready=False)
    assert said(press(talk, Shortcut.DESCRIBE_SCREEN)) == ["Still starting. One moment."]


def test_it_ends_listening_and_keeps_the_settings() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    effects = press(talk, Shortcut.DESCRIBE_SCREEN)
    assert StopListening() in effects
    assert effects[-1] == TakeFrame(talk.state.generation, talk.now, Surface.SCREEN)

    talk = Talk(State(rate=200))
    talk.press(Action.SETTINGS)
    talk.press(Action.NEXT_LINE)
    effects = press(talk, Shortcut.DESCRIBE_SCREEN)
    assert any(isinstance(one, KeepSettings) for one in effects)
    assert talk.state.menu is None
