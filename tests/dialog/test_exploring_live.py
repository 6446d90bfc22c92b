"""Exploring while the camera moves: each thing is said once, when it comes into the middle."""

from dataclasses import replace

import pytest

from assistant.dialog import exploring_live
from assistant.protocol.effects import Ask, Effect, TakeFrame
from assistant.protocol.events import (
    Answered,
    CameraLost,
    FrameMissed,
    FrameTaken,
    Layer,
    OtherKey,
    Place,
    Tick,
    TypingBegan,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault
from models.interfaces import Box
from tests.kit.any_rooms import PLACES
from tests.kit.sentences import by_model, message
from tests.kit.talk import FRAME, Talk, a_picture, reply, said

MIDDLE: Box = (0.4, 0.4, 0.6, 0.6)
ASIDE: Box = (0.0, 0.4, 0.2, 0.6)
AROUND: Box = (0.1, 0.1, 0.9, 0.9)


def thing(name: str, box: Box = MIDDLE) -> Place:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return Place(Layer.THINGS, by_model(f"A {name}."), box, x, y, name)


class Live(Talk):
    """Somebody who explores live."""

    def begin(self) -> tuple[Effect, ...]:
        self.describe("A table.")
        self.press("explore")
        self(Answered(self.state.generation, FRAME, replace(reply("None."), places=PLACES)))
        effects = self.press("watch")
        self.hear_all()
        return effects

    def look(self, *places: Place, after: float = 1.0) -> list[str]:
        """What is said at a look that finds these places."""
        self.now += after
        self(Tick(self.now))
        frame = a_picture(3, self.now)
        asked = self(FrameTaken(self.state.generation, frame))
        assert [one.skill for one in asked if isinstance(one, Ask)] == ["explore"]
        effects = self(
            Answered(self.state.generation, frame, replace(reply("All."), places=places))
        )
        assert [one.newest for one in effects if isinstance(one, TakeFrame)] == [True]
        return said(effects)


@pytest.fixture
def live() -> Live:
    made = Live()
    made.begin()
    return made


def test_w_goes_from_the_picture_to_the_camera() -> None:
    live = Live()
    effects = live.begin()
    assert said(effects) == ["Move the camera: I say what comes into its middle. s ends that."]
    assert TakeFrame(live.state.generation, live.now, newest=True) in effects
    assert live.state.exploring is None
    assert live.state.watch is None


def test_what_comes_into_the_middle_is_said_once(live: Live) -> None:
    assert live.look(thing("cup", ASIDE)) == []
    assert live.look(thing("cup")) == ["A cup."]
    assert live.look(thing("cup")) == []
    assert live.look(thing("cup", ASIDE), thing("book")) == ["A book."]
    assert live.look(thing("cup"), thing("book", ASIDE)) == []
    assert live.look(thing("book")) == []
    assert live.look(thing("cup")) == ["A cup."]


def test_of_several_the_smallest_is_meant(live: Live) -> None:
    assert live.look(thing("table", AROUND), thing("cup")) == ["A cup."]


def test_colours_and_text_are_not_said(live: Live) -> None:
    assert live.look(replace(thing("white"), layer=Layer.COLOURS)) == []


def test_where_nothing_can_be_made_out_that_is_said_once(live: Live) -> None:
    assert live.look() == ["All."]
    assert live.look() == []
    assert live.look(thing("cup")) == ["A cup."]
    assert live.look() == ["All."]


def test_there_is_a_pause_between_two_things(live: Live) -> None:
    assert live.look(thing("cup")) == ["A cup."]
    assert live.look(thing("book"), after=exploring_live.PAUSE / 2) == []
    assert live.look(thing("book"), after=exploring_live.PAUSE / 2 + 0.01) == ["A book."]


@pytest.mark.parametrize("key", ["watch", "explore"])
def test_its_keys_end_it_aloud(live: Live, key: str) -> None:
    assert said(live.press(key)) == ["I have stopped exploring."]
    assert live.state.live is None
    assert live.state.watch is None


def test_every_other_key_ends_it_and_does_what_it_does(live: Live) -> None:
    effects = live.press("describe")
    assert live.state.live is None
    assert [one for one in effects if isinstance(one, TakeFrame)]


def test_typing_and_keys_without_a_meaning_end_it(live: Live) -> None:
    live(TypingBegan(live.now))
    assert live.state.live is None
    live.press("stop")
    live.begin()
    live(OtherKey(live.now))
    assert live.state.live is None


def test_a_late_look_is_not_heard_after_the_end(live: Live) -> None:
    generation = live.state.generation
    live.press("stop")
    answer = replace(reply("All."), places=(thing("cup"),))
    assert said(live(Answered(generation, FRAME, answer))) == []


def test_a_fault_ends_it_with_a_sentence(live: Live) -> None:
    broken = message("The picture could not be looked at.")
    assert said(live(WorkFailed(live.state.generation, broken))) == [str(broken)]
    assert live.state.live is None
    live.begin()
    assert said(live(FrameMissed(live.state.generation)))
    assert live.state.live is None


def test_without_a_camera_it_does_not_begin() -> None:
    live = Live()
    live(CameraLost(CameraFault.UNPLUGGED, "0"))
    live.hear_all()
    live.begin()
    assert live.state.live is None
