"""What Lantern asks can be answered by yes for half a minute after it was heard."""

import pytest

from assistant.dialog import watching
from assistant.protocol.effects import Effect, Quit, TakeFrame
from assistant.protocol.events import Action, SpeechEnded, TypingBegan, TypingEnded
from tests.kit.talk import FRAME, Talk, asks, said

NOT_ASKED = ["I didn't ask you anything."]


def read_back(talk: Talk) -> None:
    (text,) = said(talk.say("Is it red?", confidence=0.1))
    assert text.startswith("Did you ask: ")


def glances(effects: tuple[Effect, ...]) -> int:
    return sum(isinstance(one, TakeFrame) and one.generation == watching.GLANCE for one in effects)


def test_watching_goes_on_after_a_question_that_nobody_confirmed() -> None:
    talk = Talk()
    talk.press(Action.WATCH)
    talk.hear_all()
    read_back(talk)
    talk.hear_all()
    assert glances(talk.wait(29)) == 0
    assert glances(talk.wait(3)) > 0
    assert said(talk.press(Action.YES)) == NOT_ASKED


def test_a_late_yes_does_not_end_lantern() -> None:
    talk = Talk()
    assert said(talk.say("Quit.")) == ["Do you want to quit Lantern? Press y, or say yes."]
    talk.hear_all()
    talk.wait(600)
    effects = talk.press(Action.YES)
    assert said(effects) == NOT_ASKED
    assert Quit() not in effects


def test_a_yes_in_time_counts() -> None:
    talk = Talk()
    read_back(talk)
    talk.hear_all()
    talk.wait(29)
    assert asks(talk.state.generation + 1, FRAME, "Is it red?") in talk.press(Action.YES)


def test_the_time_begins_when_it_was_heard() -> None:
    talk = Talk()
    read_back(talk)
    talk.wait(40)
    talk(SpeechEnded(talk.state.utterance, complete=True))
    talk.wait(29)
    assert said(talk.press(Action.YES)) == []


@pytest.mark.parametrize("key", [Action.HELP, Action.REPEAT, Action.SLOWER])
def test_who_has_it_said_again_has_the_time_again(key: Action) -> None:
    talk = Talk()
    read_back(talk)
    talk.hear_all()
    talk.wait(25)
    talk.press(key)
    talk.hear_all()
    talk.wait(25)
    assert said(talk.press(Action.YES)) == []


def test_a_yes_that_takes_long_to_type_counts() -> None:
    talk = Talk()
    talk.say("Quit.")
    talk.hear_all()
    talk.wait(25)
    talk(TypingBegan(talk.now))
    talk.hear_all()
    talk.wait(25)
    assert Quit() in talk(TypingEnded("yes", talk.now))
