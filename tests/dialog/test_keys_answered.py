"""Every key is answered in its own step: by a sound, by words, or by what asks how things stand."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.protocol.effects import EndQuestion, Play, Say, TakeStatus
from assistant.protocol.events import Action, Answered, Earcon, FrameTaken, Listening, TextRead
from tests.dialog.test_reading import text
from tests.kit.any_rooms import PLACES
from tests.kit.talk import FRAME, Talk, reply


def ready() -> Talk:
    return Talk()


def shown() -> Talk:
    talk = Talk()
    talk.describe("A dog.")
    talk.hear_all()
    return talk


def reading() -> Talk:
    talk = Talk()
    talk.press(Action.READ)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(TextRead(talk.state.generation, FRAME, text("One", complete=False)))
    talk.hear_all()
    return talk


def listening() -> Talk:
    talk = shown()
    talk.press(Action.ASK)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(Listening(talk.state.generation))
    return talk


def exploring() -> Talk:
    talk = shown()
    talk.press("explore")
    talk(Answered(talk.state.generation, FRAME, replace(reply("None."), places=PLACES)))
    return talk


def saving() -> Talk:
    talk = shown()
    talk.press(Action.SAVE)
    return talk


def starting() -> Talk:
    talk = Talk(ready=False)
    talk.press(Action.DESCRIBE)
    talk.hear_all()
    return talk


@pytest.mark.parametrize("state", [ready, shown, reading, listening, saving, exploring, starting])
@pytest.mark.parametrize("action", [one for one in Action if one is not Action.STOP])
def test_each_key_is_answered_at_once(action: Action, state: Callable[[], Talk]) -> None:
    effects = state().press(action)
    assert any(isinstance(effect, Play | Say | TakeStatus) for effect in effects)


def test_the_end_of_a_question_sounds_once_nothing_more_is_recorded() -> None:
    assert listening().press(Action.ASK) == (EndQuestion(), Play(Earcon.THINKING))


def test_a_key_while_it_is_said_that_lantern_starts_is_answered_by_that() -> None:
    talk = Talk(ready=False)
    talk.press(Action.DESCRIBE)
    assert talk.press(Action.DESCRIBE) == ()


def test_settings_that_are_being_kept_sound_at_once() -> None:
    talk = Talk()
    for action in (Action.SETTINGS, Action.NEXT_LINE):
        talk.press(action)
    assert Play(Earcon.THINKING) in talk.press(Action.SETTINGS)
