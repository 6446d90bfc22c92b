"""Other sides of a thing that was just kept: glances in, wishes and looks out."""

import pytest

from assistant.dialog.sides import EVERY, GLANCE, PATIENCE
from assistant.dialog.state import State
from assistant.protocol.effects import Ask, Effect, Play, TakeFrame
from assistant.protocol.events import Action, Answer, Answered, Earcon, Frame, FrameTaken
from assistant.protocol.spoken import Spoken, verbatim
from models.interfaces import Certainty
from tests.kit.talk import Talk, a_picture, said

PLAIN, NONE = Certainty.PLAIN, Certainty.NONE


class Owner:
    """Keeps a mug, and plays the camera and the memory."""

    def __init__(self) -> None:
        self.talk = Talk(State(ready=True))
        *_, self.ask = self.talk.say("keep this as my mug", a_picture(1))
        self.heard = self.answer("Remembered as my mug.")

    def answer(self, text: str, certainty: Certainty = PLAIN) -> list[str]:
        """The memory has kept it, or not; gives what is said."""
        assert isinstance(self.ask, Ask)
        given = Answer("", "", Spoken.of(verbatim(text)), certainty, 1.0)
        spoken = said(self.talk(Answered(self.ask.generation, self.ask.frame, given)))
        self.talk.hear_all()
        return spoken

    def glance(self, shown: int) -> tuple[Effect, ...]:
        """What follows from a picture."""
        asked = self.talk.wait(EVERY)
        assert {one.generation for one in asked if isinstance(one, TakeFrame)} == {GLANCE}
        frame = a_picture(shown, self.talk.now)
        return self.talk(FrameTaken(GLANCE, Frame(frame.pixels, frame.at, frame.number)))

    def see(self, shown: int) -> bool:
        """Whether a picture is looked at once it is still."""
        effects = (*self.glance(shown), *self.glance(shown))
        looks = [one for one in effects if isinstance(one, Ask)]
        self.ask = looks[-1] if looks else self.ask
        assert (Play(Earcon.CAPTURED) in effects) is bool(looks)
        return bool(looks)

    def waits(self) -> bool:
        """Whether it looks for another side."""
        return self.talk.state.sides is not None


def test_two_more_sides_are_kept_under_the_same_name() -> None:
    owner = Owner()
    assert owner.heard == ["Remembered as my mug. Show me another side."]
    assert owner.see(2)
    assert isinstance(owner.ask, Ask)
    assert (owner.ask.query.name, owner.ask.verify) == ("my mug", True)
    assert owner.answer("Remembered as my mug.") == ["One more side."]
    assert owner.see(3)
    assert owner.answer("Remembered as my mug.") == ["Now I know my mug from three sides."]
    assert not owner.waits()


def test_the_same_side_is_not_kept_again() -> None:
    owner = Owner()
    assert not owner.see(1)
    assert not [one for one in owner.glance(2) if isinstance(one, Ask)], "it still moves"
    assert not [one for one in owner.glance(3) if isinstance(one, Ask)], "it still moves"
    assert [one for one in owner.glance(3) if isinstance(one, Ask)]


def test_what_is_something_else_ends_it() -> None:
    owner = Owner()
    assert owner.see(2)
    no = "That does not look like my mug, so I did not keep it."
    assert owner.answer(no, NONE) == [no]
    assert not owner.waits()


def test_where_nothing_changes_it_ends_without_a_word() -> None:
    owner = Owner()
    assert said(owner.talk.wait(PATIENCE + 1)) == []
    assert not owner.waits()


@pytest.mark.parametrize("key", [Action.DESCRIBE, Action.STOP, Action.ASK, Action.STATUS])
def test_any_key_ends_it(key: Action) -> None:
    owner = Owner()
    owner.talk.press(key)
    assert not owner.waits()


def test_a_fault_of_the_memory_asks_for_no_other_side() -> None:
    owner = Owner()
    owner.talk.press(Action.STOP)
    *_, owner.ask = owner.talk.say("keep this as my cup", a_picture(4))
    assert owner.answer("The disk is full.", NONE) == ["The disk is full."]
    assert not owner.waits()
