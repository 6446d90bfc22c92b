"""What is looked for, where the words after the key say more than its name."""

from dataclasses import replace

import pytest

from assistant.dialog import finding
from assistant.dialog.state import Given, State
from assistant.protocol.effects import Ask, Listen
from assistant.protocol.events import Action, Found, Heard, Spot
from models.interfaces import Certainty
from tests.kit.sentences import by_model
from tests.kit.talk import FRAME, Talk, said


@pytest.mark.parametrize(
    ("code", "words", "thing", "language"),
    [
        ("en", "Where is the cup?", "the cup", "en"),
        ("en", "Where's the cup, please?", "the cup", "en"),
        ("en", "Wear is the cup.", "the cup", "en"),
        ("en", "Can you see a cup?", "a cup", "en"),
        ("en", "The cup, please.", "the cup", "en"),
        ("en", "Um, cup.", "cup", "en"),
        ("en", "Is there a cup?", "a cup", "en"),
        ("en", "I need my cup.", "my cup", "en"),
        ("en", "Where?", "where", "en"),
        ("en", "Find the man in the red shirt.", "the man in the red shirt", "en"),
        ("en", "Can you find the cup, please?", "cup", "en"),
        ("en", "Find my cup.", "my cup", "en"),
        ("de", "Wo ist denn die Tasse?", "die Tasse", "de"),
        ("de", "Die Tasse, bitte.", "die Tasse", "de"),
        ("de", "Ich brauche die Tasse.", "die Tasse", "de"),
        ("de", "Where is the cup?", "the cup", "en"),
        ("es", "¿Dónde está la taza?", "la taza", "es"),
        ("es", "La taza, por favor.", "la taza", "es"),
        ("es", "¿Hay una taza?", "una taza", "es"),
    ],
)
def test_after_the_key_only_the_thing_is_looked_for(
    code: str, words: str, thing: str, language: str
) -> None:
    for typed in (True, False):
        talk = Talk(State(given=Given(asks_in=code)))
        talk.press(Action.FIND)
        if typed:
            talk.type(words)
        else:
            talk(Heard(talk.state.generation, words, 1.0))
        assert talk.state.seek is not None
        assert (talk.state.seek.thing, talk.state.seek.language) == (thing, language)


def test_a_thing_that_was_named_with_its_article_is_what_it_means_then() -> None:
    talk = Talk()
    talk.press(Action.FIND)
    talk(Heard(talk.state.generation, "Where is the cup?", 1.0))
    there = Spot(
        Certainty.PLAIN, 0.9, None, 0.5, 0.5, 0.1, 1.0, by_model("The cup, straight ahead.")
    )
    talk(Found(talk.state.generation, FRAME, there))
    talk.wait(finding.STOPS)
    found = talk(Found(talk.state.generation, replace(FRAME, at=talk.now), there))
    assert said(found) == ["Here: the cup, straight ahead."]
    talk.hear_all()
    *_, asked = talk.type("what colour is its handle")
    assert isinstance(asked, Ask)
    assert talk.state.work is not None
    assert talk.state.work.question is not None
    assert talk.state.work.question.about == "cup"


@pytest.mark.parametrize("words", ["Find the.", "Look for my"])
def test_words_that_end_before_the_thing_ask_for_it(words: str) -> None:
    talk = Talk()
    assert any(isinstance(one, Listen) for one in talk.say(words))
    assert talk.state.seek is None
    talk.press(Action.STOP)
    talk.press(Action.FIND)
    reply = said(talk(Heard(talk.state.generation, words.split()[-1], 1.0)))
    assert reply == ["I didn't hear what to find. Press f and say it after the tone."]
