"""Looking ahead: what holds still is looked at before a key asks for it."""

from dataclasses import replace

import pytest

from assistant.dialog.anticipating import EVERY, GLANCE, PAUSE, SERVES, SHARP, UNSEEN
from assistant.dialog.state import Ahead, Reading, State, Stronger
from assistant.protocol.desktop import Surface
from assistant.protocol.effects import Describe, LookAt, Read, TakeFrame
from assistant.protocol.events import Action, Frame, FrameTaken, Resumed
from assistant.protocol.text import Text
from tests.kit.talk import Talk, a_picture


class Still:
    """A user who does nothing, before a camera."""

    def __init__(self, **state: object) -> None:
        ahead = {"ahead": Ahead()} | state
        self.talk = Talk(State(ready=True, **ahead))  # type: ignore[arg-type]  # by name
        self.talk.wait(PAUSE)

    def see(self, shown: int, after: float = EVERY) -> list[Frame]:
        """What is looked at once the next frame has come."""
        effects = self.talk.wait(after)
        if not any(isinstance(e, TakeFrame) and e.generation == GLANCE for e in effects):
            return []
        effects = self.talk(FrameTaken(GLANCE, a_picture(shown, self.talk.now)))
        if not any(isinstance(e, TakeFrame) and e.generation == SHARP for e in effects):
            return []
        effects = self.talk(FrameTaken(SHARP, a_picture(shown, self.talk.now)))
        return [effect.frame for effect in effects if isinstance(effect, LookAt) and effect.ahead]

    def describes(self, shown: int, after: float = 0.01) -> Frame:
        """The frame that is described if the key is pressed now."""
        self.talk.now += after
        self.talk.press(Action.DESCRIBE)
        frame = a_picture(shown, self.talk.now)
        effects = self.talk(FrameTaken(self.talk.state.generation, frame))
        (described,) = (effect.frame for effect in effects if isinstance(effect, Describe))
        return described


def test_two_frames_of_one_scene_are_a_look_ahead() -> None:
    still = Still()
    assert still.see(1) == []
    (looked,) = still.see(1)
    assert looked.number == 1
    assert [still.see(1) for _ in range(20)] == [[]] * 20, "once is enough"


def test_a_key_is_answered_from_it() -> None:
    still = Still()
    still.see(1)
    (looked,) = still.see(1)
    still.see(1)
    described = still.describes(1)
    assert described.pixels is looked.pixels
    assert described.at == still.talk.now, "it is no older than the key"


@pytest.mark.parametrize("shown", range(2, 12))
def test_a_changed_scene_never_gets_the_old_answer(shown: int) -> None:
    still = Still()
    still.see(1)
    still.see(1)
    assert still.describes(shown).number == shown


def test_what_came_and_went_in_between_is_looked_at_anew() -> None:
    still = Still()
    still.see(1)
    (before,) = still.see(1)
    still.see(2)
    still.see(1)
    described = still.describes(1)
    assert described.pixels is not before.pixels


def test_what_was_not_watched_may_have_changed() -> None:
    still = Still()
    still.see(1)
    (before,) = still.see(1)
    assert still.describes(1, after=UNSEEN).pixels is not before.pixels


def test_it_serves_for_some_seconds_only() -> None:
    still = Still()
    still.see(1)
    (before,) = still.see(1)
    while still.talk.now - before.at <= SERVES:
        assert still.see(1) == [], "a scene that stays is not looked at again"
    assert still.describes(1).pixels is not before.pixels


def test_while_things_move_nothing_is_looked_at() -> None:
    still = Still()
    assert [still.see(shown) for shown in range(20)] == [[]] * 20


def test_there_is_a_pause_between_two_looks() -> None:
    still = Still()
    still.see(1)
    (first,) = still.see(1)
    later = [looked for shown in (2, 2, 3, 3, 3, 3, 3, 3) for looked in still.see(shown)]
    assert [looked.number for looked in later] == [3]
    assert later[0].at - first.at >= PAUSE


@pytest.mark.parametrize(
    "state", [{"ahead": None}, {"stronger": Stronger(percent=20)}], ids=["off", "downloading"]
)
def test_when_it_is_off_or_something_is_downloaded_no_frame_is_taken(
    state: dict[str, object],
) -> None:
    still = Still(**state)
    assert not [effect for effect in still.talk.wait(5) if isinstance(effect, TakeFrame)]


def test_while_something_is_said_no_frame_is_taken() -> None:
    still = Still()
    still.talk.press(Action.HELP)
    assert not [effect for effect in still.talk.wait(EVERY) if isinstance(effect, TakeFrame)]


def test_while_a_text_is_being_read_nothing_else_is_looked_at() -> None:
    still = Still(reading=Reading(a_picture(1), 0, Text((), complete=False), on=False))
    assert not [effect for effect in still.talk.wait(5) if isinstance(effect, TakeFrame)]


def ready() -> tuple[Still, Frame]:
    """A user with a look ahead."""
    still = Still()
    still.see(1)
    (looked,) = still.see(1)
    return still, looked


def test_a_question_is_about_it_and_what_must_be_new_about_its_own_picture() -> None:
    still, looked = ready()
    still.talk.press(Action.ASK)
    frame = a_picture(1, still.talk.now)
    effects = still.talk(FrameTaken(still.talk.state.generation, frame))
    (look,) = (effect for effect in effects if isinstance(effect, LookAt))
    assert look.frame.pixels is looked.pixels
    assert not look.ahead
    work = still.talk.state.work
    assert work is not None
    assert work.question is not None
    assert work.question.fresh is frame


def test_what_is_read_is_always_new() -> None:
    still, _ = ready()
    still.talk.press(Action.READ)
    frame = a_picture(1, still.talk.now)
    effects = still.talk(FrameTaken(still.talk.state.generation, frame))
    assert [effect.frame for effect in effects if isinstance(effect, Read)] == [frame]


def test_a_picture_of_the_computer_is_none_of_the_camera() -> None:
    still, _ = ready()
    still.talk.now += 0.01
    still.talk.press(Action.DESCRIBE)
    own = replace(a_picture(1, still.talk.now), surface=Surface.CLIPBOARD)
    effects = still.talk(FrameTaken(still.talk.state.generation, own))
    assert [effect.frame for effect in effects if isinstance(effect, Describe)] == [own]


def test_after_sleep_nothing_is_known() -> None:
    still, looked = ready()
    still.talk(Resumed(still.talk.now))
    assert still.describes(1).pixels is not looked.pixels
