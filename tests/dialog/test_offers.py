"""What Lantern asks can be answered by yes for half a minute after it was heard."""

import pytest

from assistant.dialog import watching
from assistant.protocol.effects import Effect, Quit, TakeFrame
from assistant.protocol.events import Action, OtherKey, SpeechEnded, TypingBegan, TypingEnded
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


QUIT_AGAIN = ["Press q again to end."]


@pytest.mark.parametrize("key", [Action.ASK, Action.DESCRIBE, Action.STOP, Action.SAVE])
def test_a_q_long_after_another_key_does_not_end_lantern(key: Action) -> None:
    talk = Talk()
    assert said(talk(OtherKey(talk.now, "q"))) == QUIT_AGAIN
    talk.press(key)
    effects = talk(OtherKey(talk.now, "q"))
    assert Quit() not in effects
    assert said(effects) == QUIT_AGAIN


@pytest.mark.parametrize("other", [TypingBegan, OtherKey])
def test_nor_does_a_q_after_typing_or_a_key_without_a_meaning(
    other: type[TypingBegan | OtherKey],
) -> None:
    talk = Talk()
    talk(OtherKey(talk.now, "q"))
    talk(other(talk.now))
    assert Quit() not in talk(OtherKey(talk.now, "q"))


@pytest.mark.parametrize(
    "key",
    [
        *(Action.REPEAT, Action.PREVIOUS, Action.HELP),
        *(Action.STATUS, Action.FASTER, Action.SLOWER),
    ],
)
def test_keys_that_only_tell_leave_quitting_open(key: Action) -> None:
    talk = Talk()
    talk(OtherKey(talk.now, "q"))
    talk.press(key)
    assert Quit() in talk(OtherKey(talk.now, "q"))


def test_the_help_during_the_pair_says_what_q_does() -> None:
    talk = Talk()
    talk(OtherKey(talk.now, "q"))
    talk.hear_all()
    (text,) = said(talk.press(Action.HELP))
    assert text == "Press q again to end. Press n to stay. h again for all keys."
