"""Keys that are held while one speaks."""

import pytest

from assistant.dialog.work import Phase
from assistant.protocol.effects import EndQuestion, HoldQuestion, Play
from assistant.protocol.events import (
    Action,
    Earcon,
    FrameTaken,
    Heard,
    KeyHeld,
    KeyReleased,
    Listening,
    QuestionEnded,
)
from tests.kit.talk import FRAME, Talk, asks

ENDS = (EndQuestion(), Play(Earcon.THINKING))


@pytest.mark.parametrize("repeats", [0, 1, 3])
def test_a_held_key_is_let_go_when_the_question_is_over(repeats: int) -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    talk(Listening(generation))
    effects = [talk(KeyHeld(Action.ASK, talk.now + 0.6)) for _ in range(repeats)]
    assert [one for each in effects for one in each] == [HoldQuestion()] * (repeats > 0)
    talk.wait(2)
    assert talk(KeyReleased(Action.ASK, talk.now)) == ENDS
    talk(QuestionEnded(generation, talk.now))
    assert talk(Heard(generation, "Is it red?", 0.9)) == (asks(generation, FRAME, "Is it red?"),)


def test_a_tapped_key_goes_on_listening_and_another_key_ends_nothing() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    assert talk(KeyReleased(Action.ASK, talk.now + 0.2)) == ()
    assert talk.state.work is not None
    assert talk.state.work.phase is Phase.LISTENING
    assert talk(KeyReleased(Action.DESCRIBE, talk.now + 2)) == ()
    assert talk(KeyHeld(Action.DESCRIBE, talk.now + 2)) == ()
    talk.press(Action.ASK)
    assert talk(KeyHeld(Action.ASK, talk.now + 3)) == ()
    assert talk(KeyReleased(Action.ASK, talk.now + 3)) == ()
    talk.press(Action.STOP)
    assert talk(KeyReleased(Action.STOP, talk.now + 3)) == ()


def test_a_key_that_awaits_a_name_may_be_held_too() -> None:
    talk = Talk()
    talk.press(Action.FIND)
    assert talk(KeyHeld(Action.FIND, talk.now + 1)) == (HoldQuestion(),)
    assert talk(KeyReleased(Action.FIND, talk.now + 2)) == ENDS


def test_a_held_key_of_the_rate_goes_on_and_another_does_nothing_more() -> None:
    talk = Talk()
    talk.press(Action.FASTER)
    before = talk.state.rate
    talk(KeyHeld(Action.FASTER, talk.now + 0.6))
    talk(KeyHeld(Action.FASTER, talk.now + 0.7))
    assert talk.state.rate == before + 2 * talk.state.given.rate_step
    assert talk(KeyHeld(Action.DESCRIBE, talk.now + 0.8)) == ()
