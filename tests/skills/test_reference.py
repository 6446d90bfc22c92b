"""What "it" means after a description and after an answer."""

from dataclasses import replace

import pytest

from assistant.protocol.events import Action, Described, FrameTaken, SpokenObject
from assistant.skills.answer.wording import told_about
from models.interfaces import Certainty
from tests.kit.queries import query_of, text_of
from tests.kit.talk import FRAME, Talk, asks, described, reply

PLAIN, PROBABLY, UNSURE, _ = Certainty


def things(**grades: Certainty) -> tuple[SpokenObject, ...]:
    return tuple(SpokenObject(name, grade) for name, grade in grades.items())


@pytest.mark.parametrize(
    ("told", "about"),
    [
        (things(cup=UNSURE), "cup"),
        (things(cup=PLAIN, table=PROBABLY), "cup"),
        (things(cup=PLAIN, table=PLAIN), ""),
        (things(cup=PROBABLY, table=PROBABLY), ""),
        (things(person=PLAIN, dog=PROBABLY), "dog"),
        (things(person=PLAIN, dog=PLAIN, cup=PLAIN), ""),
        (things(person=PLAIN), "person"),
        ((), ""),
    ],
)
def test_it_is_the_only_thing_or_the_only_sure_one(
    told: tuple[SpokenObject, ...], about: str
) -> None:
    assert told_about(told) == about


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("is it on the left or on the right", "is the cup on the left or on the right"),
        ("is it at the top or bottom", "is the cup at the top or bottom"),
        ("is it inside the box", "is the cup inside the box"),
        ("is it indoors", "is it indoors"),
        ("is it outside", "is it outside"),
        ("is it red or green", "is it red or green"),
        ("what kind of animal is it", "what kind of animal is it"),
        ("what colour is it", "what colour is the cup"),
    ],
)
def test_it_is_the_thing_but_where_the_place_or_what_it_is_is_asked_for(
    question: str, whole: str
) -> None:
    assert text_of(query_of(question, "cup")) == whole


def test_it_stays_what_it_was_after_an_answer_about_nothing() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, FRAME))
    seen = replace(described("A cup, and probably a table."), spoken_objects=things(cup=PLAIN))
    talk(Described(talk.state.generation, FRAME, seen))
    for words, answer in (
        ("Is it full?", reply("I can't tell.")),
        ("What colour is it?", reply("Red.", "cup")),
        ("Is there a dog?", reply("No, I can't see a dog here.", "dog")),
    ):
        *_, asked = talk.say(words)
        assert asked == asks(talk.state.generation, FRAME, words, "cup")
        talk.answer(str(answer.spoken), answer.about)
    *_, asked = talk.say("Where is it?")
    assert asked == asks(talk.state.generation, FRAME, "Where is it?", "dog")
