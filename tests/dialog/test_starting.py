"""A start that takes long is not silent."""

from assistant.protocol.effects import Play, Say
from assistant.protocol.events import Action, Earcon, Ready, SpeechEnded, Tick
from tests.kit.talk import Talk, said

STARTING = ["Still starting. One moment."]


def starting() -> Talk:
    talk = Talk(ready=False)
    talk(Tick(talk.now))
    return talk


def test_a_long_start_is_announced_once_then_sounds_until_ready() -> None:
    talk = starting()
    assert talk.wait(2.5) == ()
    assert said(talk.wait(0.75)) == STARTING
    assert talk.wait(2.5) == (), "nothing sounds into the sentence"
    talk.hear_all()
    sounds = talk.wait(60)
    assert 29 <= len(sounds) <= 31
    assert set(sounds) == {Play(Earcon.THINKING)}
    effects = talk(Ready())
    assert (effects[0], said(effects)) == (Play(Earcon.READY), ["Ready."])
    talk.hear_all()
    assert talk.wait(30) == ()


def test_a_start_announced_after_a_key_is_not_announced_again() -> None:
    talk = starting()
    talk.wait(1)
    assert said(talk.press(Action.DESCRIBE)) == STARTING
    talk.hear_all()
    sounds = talk.wait(20)
    assert set(sounds) == {Play(Earcon.THINKING)}
    assert len(sounds) == 10


def test_a_long_start_can_be_silenced_until_the_next_key() -> None:
    talk = starting()
    utterance = next(one.utterance for one in talk.wait(3.25) if isinstance(one, Say))
    talk.press(Action.STOP)
    talk(SpeechEnded(utterance, complete=False))
    assert talk.wait(30) == ()
    assert said(talk.press(Action.HELP)) == STARTING
    talk.hear_all()
    assert talk.wait(4) == (Play(Earcon.THINKING),) * 2
    talk.press(Action.STOP)
    effects = talk(Ready())
    assert said(effects) == ["Ready."]


def test_a_start_that_was_silenced_early_stays_silent() -> None:
    talk = starting()
    talk.press(Action.STOP)
    assert talk.wait(30) == ()
