"""Keeping a view under a name: keys and words in, effects out."""

import pytest

from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask, Listen, Play, Silence, TakeFrame
from assistant.protocol.events import (
    Action,
    Earcon,
    FrameTaken,
    Heard,
    HeardNothing,
    NotUnderstood,
    SpeechTooShort,
)
from assistant.protocol.query import Kind
from tests.kit.talk import FRAME, Talk, asks, said


def test_k_takes_a_picture_and_listens_for_its_name() -> None:
    talk = Talk()
    effects = talk.press(Action.KEEP)
    generation = talk.state.generation
    assert effects == (
        Silence(),
        Play(Earcon.LISTENING),
        TakeFrame(generation, talk.now),
        Listen(generation, talk.state.quiet_from, names=True),
    )
    talk(FrameTaken(generation, FRAME))
    effects = talk(Heard(generation, "My mug.", 0.1))
    assert asks(talk.state.generation, FRAME, "keep this as my mug") in effects


@pytest.mark.parametrize(
    ("code", "words", "name"),
    [
        ("en", "My mug, please.", "my mug"),
        ("en", "Um, the blue box.", "the blue box"),
        ("en", "Remember this as my mug.", "my mug"),
        ("en", "Can you keep it as my mug, please?", "my mug"),
        ("en", "Call this Dr. Smith's pills.", "Dr. Smith's pills"),
        ("en", "This is my mug.", "my mug"),
        ("en", "Keep it under the best of both worlds mug.", "the best of both worlds mug"),
        ("de", "Merk dir das als der alte blaue Becher von Oma.", "alte blaue becher von oma"),
        ("es", "Guarda esto como la taza azul de mi abuela.", "taza azul de mi abuela"),
        ("en", "As my mug.", "my mug"),
        ("en", "See through box", "see through box"),
        ("en", "Dr. Smith's pills", "dr. Smith's pills"),
        ("en", "The collar.", "the collar"),
        ("en", "A gift for me.", "a gift for me"),
        ("en", "A gift for me, please.", "a gift for me"),
        ("en", "I want to keep this as my mug.", "my mug"),
        ("en", "I'd like to save it under the name my mug, please.", "my mug"),
        ("de", "Ein Geschenk für mich.", "geschenk für mich"),
        ("de", "Das ist meine Tasse, bitte.", "tasse"),
        ("de", "Der Name ist Tasse.", "tasse"),
        ("de", "Unter dem Namen Tasse.", "tasse"),
        ("de", "Ich möchte das als meine Tasse behalten.", "tasse"),
        ("es", "El nombre es taza.", "taza"),
        ("es", "Con el nombre de taza.", "taza"),
        ("es", "Quiero guardar esto como mi taza.", "taza"),
        ("de", "Merk dir das als meine Tasse.", "tasse"),
        ("de", "Remember this as my mug.", "my mug"),
        ("es", "Esta es mi taza, por favor.", "taza"),
    ],
)
def test_the_name_that_is_awaited_is_kept_without_the_words_around_it(
    code: str, words: str, name: str
) -> None:
    talk = Talk(State(given=Given(asks_in=code)))
    talk.press(Action.KEEP)
    talk(FrameTaken(talk.state.generation, FRAME))
    effects = talk(Heard(talk.state.generation, words, 0.9))
    assert effects[-1] == asks(talk.state.generation, FRAME, f"keep this as {name}")


@pytest.mark.parametrize("event", [HeardNothing, SpeechTooShort, NotUnderstood])
def test_where_no_name_was_heard_it_is_said(event: type[HeardNothing]) -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    effects = talk(event(talk.state.generation))
    assert said(effects) == ["I didn't hear a name. Press k and say it after the tone."]


def test_stop_is_no_name() -> None:
    talk = Talk()
    talk.press(Action.KEEP)
    talk(FrameTaken(talk.state.generation, FRAME))
    effects = talk(Heard(talk.state.generation, "stop", 0.9))
    assert not [one for one in effects if isinstance(one, Ask)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Remember this as my mug.", "my mug"),
        ("Can you remember this as my mug?", "my mug"),
        ("Okay, remember this as my mug", "my mug"),
        ("Lantern, remember this as my mug", "my mug"),
        ("Keep this as my mug, please.", "my mug"),
        ("Call this thing the blue box.", "the blue box"),
        ("Keep this as the collar.", "the collar"),
    ],
)
def test_a_name_within_the_words_is_kept_at_once(words: str, name: str) -> None:
    talk = Talk()
    assert talk.say(words)[-1] == asks(talk.state.generation, FRAME, f"keep this as {name}")
    effects = Talk().type(words)
    assert isinstance(effects[-1], Ask)
    assert effects[-1].query.for_model == f"keep this as {name}"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("Can you forget my mug?", (Kind.FORGET, "my mug")),
        ("Lantern, could you forget everything you saw, please?", (Kind.FORGET_SEEN, "")),
        (
            "Will you keep this as my grandmother's very old blue mug?",
            (Kind.KEEP, "my grandmother's very old blue mug"),
        ),
    ],
)
def test_what_is_asked_of_the_memory_politely_is_asked_plainly(
    words: str, asked: tuple[Kind, str]
) -> None:
    *_, ask = Talk().say(words)
    assert isinstance(ask, Ask)
    assert (ask.query.kind, ask.query.name) == asked


def test_keep_without_a_name_listens_for_one() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    talk(FrameTaken(talk.state.generation, FRAME))
    effects = talk(Heard(talk.state.generation, "remember this", 0.9))
    assert any(isinstance(one, Listen) for one in effects)
