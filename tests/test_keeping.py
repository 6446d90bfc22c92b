"""Keeping a view under a name: keys and words in, effects out."""

import pytest

from assistant.effects import Ask, Listen, Play, Silence, TakeFrame
from assistant.events import (
    Action,
    Earcon,
    FrameTaken,
    Heard,
    HeardNothing,
    NotUnderstood,
    SpeechTooShort,
)
from tests.kit.talk import FRAME, Talk, said


def test_k_takes_a_picture_and_listens_for_its_name() -> None:
    talk = Talk()
    effects = talk.press(Action.KEEP)
    generation = talk.state.generation
    assert effects == (
        Silence(),
        Play(Earcon.LISTENING),
        TakeFrame(generation, talk.now),
        Listen(generation, talk.state.quiet_from),
    )
    talk(FrameTaken(generation, FRAME))
    effects = talk(Heard(generation, "My mug.", 0.1))
    assert Ask(talk.state.generation, FRAME, "keep this as My mug") in effects


@pytest.mark.parametrize("event", [HeardNothing, SpeechTooShort, NotUnderstood])
def test_where_no_name_was_heard_it_is_said(event: type[HeardNothing]) -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    effects = talk(event(talk.state.generation))
    assert said(effects) == ["I heard no name. Press k and say it after the tone."]


def test_stop_is_no_name() -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    talk(FrameTaken(talk.state.generation, FRAME))
    effects = talk(Heard(talk.state.generation, "stop", 0.9))
    assert not [one for one in effects if isinstance(one, Ask)]


def test_a_name_within_the_words_is_kept_at_once() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    effects = talk(Heard(generation, "Remember this as my mug.", 0.9))
    assert Ask(generation, FRAME, "Remember this as my mug.") in effects


def test_keep_without_a_name_listens_for_one() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    talk(FrameTaken(talk.state.generation, FRAME))
    effects = talk(Heard(talk.state.generation, "remember this", 0.9))
    assert any(isinstance(one, Listen) for one in effects)
