"""A description begins with what is known first."""

from dataclasses import replace

from assistant.protocol.effects import Effect, Say
from assistant.protocol.events import (
    Action,
    Described,
    FrameTaken,
    Led,
    Mentioned,
    Priority,
    SpeechEnded,
)
from assistant.protocol.spoken import Spoken
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, described, said

WHOLE = replace(described("A dog, running."), spoken=plain("A dog, running."))


def says(effects: tuple[Effect, ...]) -> list[Say]:
    return [one for one in effects if isinstance(one, Say)]


def led() -> tuple[Talk, Say]:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    (lead,) = says(talk(Led(talk.state.generation, FRAME, plain("A dog"))))
    return talk, lead


def finish(talk: Talk, follows: Spoken | None) -> list[Say]:
    whole = replace(WHOLE, follows=follows)
    return says(talk(Described(talk.state.generation, FRAME, whole)))


def test_the_rest_goes_on_with_the_lead() -> None:
    talk, lead = led()
    assert (str(lead.text), lead.priority, lead.printed) == ("A dog", Priority.DESCRIPTION, False)
    (rest,) = finish(talk, plain(", running."))
    assert (str(rest.text), rest.follows, rest.printed) == (", running.", lead.utterance, False)


def test_nothing_is_added_where_the_lead_was_all() -> None:
    talk, _ = led()
    assert finish(talk, Spoken()) == []


def test_again_repeats_the_whole_sentence() -> None:
    talk, _ = led()
    finish(talk, plain(", running."))
    talk.hear_all()
    assert said(talk.press(Action.REPEAT)) == ["A dog, running."]


def test_if_the_lead_was_not_heard_the_whole_sentence_is_said() -> None:
    talk, lead = led()
    talk(SpeechEnded(lead.utterance, complete=False))
    (whole,) = finish(talk, plain(", running."))
    assert (str(whole.text), whole.follows) == ("A dog, running.", None)


def test_if_the_lead_has_ended_the_rest_is_said_at_once() -> None:
    talk, lead = led()
    talk(SpeechEnded(lead.utterance, complete=True))
    (rest,) = finish(talk, plain(", running."))
    assert str(rest.text) == ", running."


def test_after_a_key_neither_is_said() -> None:
    talk, _ = led()
    generation = talk.state.generation
    talk.press(Action.STOP)
    assert not says(talk(Led(generation, FRAME, plain("A dog"))))
    whole = replace(WHOLE, follows=plain(", running."))
    assert not says(talk(Described(generation, FRAME, whole)))


def test_what_is_written_waits_for_the_rest() -> None:
    talk, lead = led()
    finish(talk, plain(", running."))
    talk(SpeechEnded(lead.utterance, complete=True))
    mention = talk.state.mention
    assert mention is not None
    sign = Mentioned(mention.generation, "Exit", plain("It says: Exit."))
    assert not says(talk(sign))
    (written,) = says(talk(SpeechEnded(talk.state.utterance, complete=True)))
    assert str(written.text) == "It says: Exit."
