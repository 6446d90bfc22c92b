"""After a picture that failed, no key goes on with the one before; an old one tells its age."""

from collections.abc import Callable

import pytest

from assistant.dialog.work import Phase
from assistant.protocol.effects import Ask, Describe, Effect, Save
from assistant.protocol.events import (
    Action,
    CameraLost,
    Described,
    FrameMissed,
    FrameTaken,
    SpeechEnded,
    TextRead,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault
from assistant.protocol.text import Text, TextLine
from tests.kit.sentences import message
from tests.kit.talk import FRAME, Talk, a_picture, described, lines, said

OTHER = a_picture(2)
FIRST = "There is no picture yet. Press Space first."
TEXT = Text(tuple(TextLine(one, 0.99, (0.1, 0.1, 0.9, 0.2), 30.0) for one in ("One", "Two")))


def _broken(talk: Talk) -> tuple[Effect, ...]:
    talk(FrameTaken(talk.state.generation, OTHER))
    return talk(WorkFailed(talk.state.generation, message("It broke. Press Space again.")))


def _late(talk: Talk) -> tuple[Effect, ...]:
    talk(FrameTaken(talk.state.generation, OTHER))
    return talk.wait(11)


def _missed(talk: Talk) -> tuple[Effect, ...]:
    return talk(FrameMissed(talk.state.generation))


def _lost(talk: Talk) -> tuple[Effect, ...]:
    return talk(CameraLost(CameraFault.UNPLUGGED, "0"))


FAILS = pytest.mark.parametrize("fails", [_broken, _late, _missed, _lost])


@FAILS
def test_after_a_description_that_failed_the_one_before_is_gone(
    fails: Callable[[Talk], tuple[Effect, ...]],
) -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.DESCRIBE)
    assert said(fails(talk))
    for action in (Action.MORE, Action.SAVE, Action.VERIFY):
        effects = talk.press(action)
        assert said(effects) == [FIRST]
        assert not any(isinstance(effect, Describe | Save | Ask) for effect in effects)


@FAILS
def test_after_a_page_that_failed_the_one_before_is_gone(
    fails: Callable[[Talk], tuple[Effect, ...]],
) -> None:
    talk = Talk()
    talk.press(Action.READ)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(TextRead(talk.state.generation, FRAME, TEXT))
    talk(SpeechEnded(talk.state.utterance, complete=True))
    talk.press(Action.READ)
    assert said(fails(talk))
    for action in (Action.NEXT_LINE, Action.PREVIOUS_LINE, Action.TOP, Action.SPELL):
        assert said(talk.press(action)) == ["There is no text yet. Press t to read."]


def test_a_key_that_goes_on_with_the_picture_leaves_it_when_that_fails() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.press(Action.MORE)
    talk(WorkFailed(talk.state.generation, message("It broke. Press Space again.")))
    talk.press(Action.MORE)
    assert talk.state.work is not None
    assert talk.state.work.phase is Phase.WORDS


def test_a_description_that_follows_a_question_leaves_the_picture_when_it_fails() -> None:
    talk = Talk()
    talk.say("Is it red?", FRAME)
    talk.answer("Yes.")
    talk.press(Action.MORE)
    talk(WorkFailed(talk.state.generation, message("It broke. Press Space again.")))
    assert any(isinstance(effect, Describe) for effect in talk.press(Action.MORE))


def test_after_a_question_the_age_of_an_old_picture_is_said_too() -> None:
    talk = Talk()
    talk.say("Is it red?", FRAME)
    talk.answer("Yes.")
    talk.wait(60)
    talk.press(Action.MORE)
    effects = talk(Described(talk.state.generation, FRAME, described("A dog.")))
    (reply,) = said(effects)
    assert reply.startswith("A dog. The picture is 6")


def test_a_fault_of_something_else_leaves_the_picture() -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk(CameraLost(CameraFault.UNPLUGGED, "0"))
    assert any(isinstance(effect, Describe) for effect in talk.press(Action.MORE))


@pytest.mark.parametrize(
    ("waited", "more"),
    [
        (10, "There may also be a bowl."),
        (60, "There may also be a bowl. The picture is 61 seconds old."),
        (300, "There may also be a bowl. The picture is 5 minutes old."),
    ],
)
def test_more_about_an_old_picture_says_its_age(waited: int, more: str) -> None:
    talk = Talk()
    talk.describe("A dog.")
    talk.wait(waited)
    talk.press(Action.MORE)
    talk.wait(1)
    effects = talk(Described(talk.state.generation, FRAME, described("There may also be a bowl.")))
    assert said(effects) == [more]
    assert talk.state.shown is not None
    assert lines(talk.state.shown.said) == "A dog. There may also be a bowl."


def test_a_first_description_says_no_age() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk.now += 300
    effects = talk(Described(talk.state.generation, FRAME, described("A dog.")))
    assert said(effects) == ["A dog."]
