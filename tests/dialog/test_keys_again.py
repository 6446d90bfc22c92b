"""What fails names the key that was pressed, for another attempt."""

from dataclasses import replace

import pytest

from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.effects import StopListening
from assistant.protocol.events import (
    Action,
    Described,
    FrameMissed,
    FrameTaken,
    Heard,
    Listening,
    QuestionEnded,
    ShortcutPressed,
    TextRead,
    WorkFailed,
)
from assistant.protocol.text import Text, TextLine
from tests.kit.talk import FRAME, Talk, described, said

KEYS = [
    (Action.DESCRIBE, "Space"),
    (Action.READ, "t"),
    ("colour", "c"),
    ("where", "o"),
    (Action.VERIFY, "v"),
]


def begun(action: Action) -> Talk:
    """A key whose picture is awaited; that for another look, after the colour was told."""
    talk = Talk()
    if action is Action.VERIFY:
        talk.press("colour")
        talk(FrameTaken(talk.state.generation, FRAME))
        talk.answer("Red.")
        talk.hear_all()
    talk.press(action)
    return talk


@pytest.mark.parametrize(("action", "key"), KEYS)
def test_without_a_picture(action: Action, key: str) -> None:
    talk = begun(action)
    reply = f"The camera is not responding. Check its cable and press {key} again."
    assert said(talk(FrameMissed(talk.state.generation))) == [reply]


@pytest.mark.parametrize(("action", "key"), KEYS[:-1])
def test_with_a_picture(action: Action, key: str) -> None:
    talk = begun(action)
    talk(FrameTaken(talk.state.generation, FRAME))
    reply = f"Something went wrong with this picture. Press {key} to try again."
    assert said(talk(WorkFailed(talk.state.generation))) == [reply]


def test_with_the_picture_before() -> None:
    talk = Talk()
    talk.describe("A dog.")
    for action, key in ((Action.MORE, "d"), (Action.VERIFY, "v")):
        talk.press(action)
        reply = f"Something went wrong with this picture. Press {key} to try again."
        assert said(talk(WorkFailed(talk.state.generation))) == [reply]


def test_with_the_screen() -> None:
    talk = Talk()
    talk(ShortcutPressed(Shortcut.READ_SCREEN, talk.now))
    screen = replace(FRAME, surface=Surface.SCREEN)
    talk(FrameTaken(talk.state.generation, screen))
    (text,) = said(talk(WorkFailed(talk.state.generation)))
    assert "Press the trigger read-screen to try again." in text


def test_in_the_middle_of_a_page() -> None:
    talk = begun(Action.READ)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    line = TextLine("One", 0.99, (0.1, 0.1, 0.9, 0.2), 30.0)
    talk(TextRead(generation, FRAME, Text((line,), complete=False)))
    (text,) = said(talk(WorkFailed(generation)))
    assert text.endswith("Press t to try again.")


def test_while_a_thing_is_looked_for() -> None:
    talk = Talk()
    talk.say("Find my cup.")
    talk(FrameTaken(talk.state.generation, FRAME))
    (text,) = said(talk(WorkFailed(talk.state.generation)))
    assert text.endswith("Press f to try again.")


@pytest.mark.parametrize(("action", "key"), [(Action.KEEP, "k"), (Action.FIND, "f")])
def test_ears_that_are_late_let_the_name_be_typed(action: Action, key: str) -> None:
    talk = begun(action)
    talk(FrameTaken(talk.state.generation, FRAME))
    effects = talk.wait(12)
    reply = f"I couldn't listen. Press {key} and say it after the tone."
    assert said(effects) == [reply]
    assert StopListening() in effects
    assert talk.state.unnamed is not None


def test_a_name_without_a_picture_names_its_key() -> None:
    talk = begun(Action.KEEP)
    generation = talk.state.generation
    talk(Listening(generation))
    talk(FrameMissed(generation))
    talk(QuestionEnded(generation, talk.now))
    (text,) = said(talk(Heard(generation, "my mug", 0.9)))
    assert text.endswith("press k again.")


def test_a_stale_failure_is_not_reported() -> None:
    talk = begun(Action.DESCRIBE)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    talk(Described(generation, FRAME, described("A dog.")))
    assert said(talk(WorkFailed(generation - 1))) == []
