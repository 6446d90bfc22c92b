"""Where no microphone hears a name, it is typed."""

from collections.abc import Callable

import pytest

from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask, Effect, Find
from assistant.protocol.events import (
    Action,
    Event,
    FrameTaken,
    ListeningFailed,
    MicrophoneLost,
    OtherKey,
)
from assistant.protocol.faults import MicrophoneFault
from tests.kit.sentences import message
from tests.kit.talk import FRAME, Talk


def _lost(generation: int) -> Event:
    return MicrophoneLost(MicrophoneFault.MISSING, generation)


def _failed(generation: int) -> Event:
    return ListeningFailed(generation, message("Listening is switched off. Press slash to type."))


FAILS = pytest.mark.parametrize("fails", [_lost, _failed])


def _typed(talk: Talk, words: str) -> tuple[Effect, ...]:
    return talk.type(words) + talk(FrameTaken(talk.state.generation, FRAME))


def _sought(effects: tuple[Effect, ...]) -> list[str]:
    return [one.thing for one in effects if isinstance(one, Find)]


def _asked(effects: tuple[Effect, ...]) -> list[str]:
    return [one.query.for_model for one in effects if isinstance(one, Ask)]


@FAILS
@pytest.mark.parametrize("waits", [0, 20])
def test_after_f_the_name_can_be_typed(fails: Callable[[int], Event], waits: int) -> None:
    talk = Talk()
    talk.press(Action.FIND)
    talk(fails(talk.state.generation))
    talk.wait(waits)
    assert _sought(_typed(talk, "cup")) == ["cup"]
    talk.press(Action.STOP)
    assert _asked(_typed(talk, "cup")) == ["Is there a cup?"]


@FAILS
def test_after_k_the_name_can_be_typed(fails: Callable[[int], Event]) -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    talk(fails(talk.state.generation))
    assert _asked(_typed(talk, "my mug")) == ["keep this as my mug"]
    assert _asked(_typed(talk, "my mug")) == ["My mug?"]


def test_after_k_the_name_can_be_typed_while_it_listens() -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    assert _asked(_typed(talk, "my blue Lego")) == ["keep this as my blue Lego"]


def test_a_name_is_kept_without_the_words_around_it() -> None:
    talk = Talk(State(given=Given(asks_in="de")))
    talk.press(Action.KEEP)
    assert _asked(_typed(talk, "Das ist meine Tasse.")) == ["keep this as tasse"]


def test_stop_is_no_name() -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    assert _asked(_typed(talk, "never mind")) == []


@pytest.mark.parametrize("key", [Action.HELP, Action.FASTER, None])
def test_after_another_key_no_name_is_awaited(key: Action | None) -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    talk(_lost(talk.state.generation))
    if key is None:
        talk(OtherKey(talk.now))
    else:
        talk.press(key)
    assert _asked(_typed(talk, "is it red")) == ["Is it red?"]


def test_after_a_while_no_name_is_awaited_any_more() -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    talk(_lost(talk.state.generation))
    talk.hear_all()
    talk.wait(31)
    assert _asked(_typed(talk, "is it red")) == ["Is it red?"]


def test_a_question_that_the_microphone_failed_is_no_name() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    talk(_lost(talk.state.generation))
    assert _asked(_typed(talk, "is it red")) == ["Is it red?"]
