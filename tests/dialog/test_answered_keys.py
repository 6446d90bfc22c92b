"""A key that has something looked at again sounds at once, and v looks at something new."""

from dataclasses import replace

import pytest

from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Ask, Play, Silence, TakeFrame
from assistant.protocol.events import Action, Answered, Described, Earcon, FrameTaken
from tests.kit.talk import FRAME, Talk, a_picture, asks, described, reply, said


def shown(talk: Talk) -> None:
    talk.describe("A dog.")
    talk.hear_all()


def read_back(talk: Talk) -> None:
    talk.say("Is it red?", confidence=0.1)
    talk.hear_all()


@pytest.mark.parametrize("action", [Action.MORE, Action.VERIFY])
def test_more_and_check_sound_at_once(action: Action) -> None:
    talk = Talk()
    shown(talk)
    assert Play(Earcon.THINKING) in talk.press(action)


def test_yes_sounds_at_once() -> None:
    talk = Talk()
    read_back(talk)
    effects = talk.press(Action.YES)
    assert effects.index(Silence()) < effects.index(Play(Earcon.THINKING))
    assert asks(talk.state.generation, FRAME, "Is it red?") in effects


def test_a_yes_that_takes_a_picture_sounds_as_every_picture() -> None:
    talk = Talk()
    talk.say("Is it red?", frame=None, confidence=0.1)
    effects = talk.press(Action.YES)
    assert [one for one in effects if isinstance(one, Play)] == [Play(Earcon.CAPTURED)]


def test_v_after_a_skill_looks_at_a_new_picture_of_the_same_scene_too() -> None:
    talk = Talk()
    first = a_picture(1, talk.now)
    talk.press("colour")
    talk(FrameTaken(talk.state.generation, first))
    talk(Answered(talk.state.generation, first, reply("Blue.")))
    talk.press(Action.VERIFY)
    fresh = a_picture(1, talk.now)
    effects = talk(FrameTaken(talk.state.generation, fresh))
    (ask,) = [one for one in effects if isinstance(one, Ask)]
    assert ask.frame is fresh


@pytest.mark.parametrize("key", ["colour", "where"])
def test_v_after_a_skill_asks_it_of_a_new_picture(key: str) -> None:
    talk = Talk()
    talk.press(key)
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(Answered(talk.state.generation, FRAME, reply("Blue.")))
    effects = talk.press(Action.VERIFY)
    generation = talk.state.generation
    assert effects == (Silence(), Play(Earcon.CAPTURED), TakeFrame(generation, talk.now))
    fresh = a_picture(1, talk.now)
    (ask,) = talk(FrameTaken(generation, fresh))
    assert isinstance(ask, Ask)
    assert (ask.frame, ask.skill) == (fresh, key)
    assert said(talk(Answered(generation, fresh, reply("Black.")))) == ["Black."]


def test_v_after_a_skill_asked_in_words_asks_it_of_a_new_picture() -> None:
    talk = Talk()
    talk.say("How many people are there?")
    talk.answer("One person.")
    assert TakeFrame(talk.state.generation + 1, talk.now + 0.01) in talk.press(Action.VERIFY)


@pytest.mark.parametrize("question", ["What is the price?", "When does it expire?"])
def test_v_after_what_a_text_says_reads_a_new_picture(question: str) -> None:
    talk = Talk()
    talk.say(question)
    talk.answer("4.99.")
    assert TakeFrame(talk.state.generation + 1, talk.now + 0.01) in talk.press(Action.VERIFY)
    fresh = a_picture(1, talk.now)
    (ask,) = talk(FrameTaken(talk.state.generation, fresh))
    assert isinstance(ask, Ask)
    assert (ask.frame, ask.verify) == (fresh, True)


def test_a_picture_of_the_screen_is_not_followed_by_one_of_the_camera() -> None:
    talk = Talk()
    screen = replace(a_picture(1), surface=Surface.SCREEN)
    shown(talk)
    talk.press(Action.DESCRIBE)
    talk(FrameTaken(talk.state.generation, screen))
    talk(Described(talk.state.generation, screen, described("A window.")))
    talk.say("Read the barcode.", frame=None)
    talk(Answered(talk.state.generation, screen, reply("No code.")))
    effects = talk.press(Action.VERIFY)
    assert [one.frame for one in effects if isinstance(one, Ask)] == [screen]
