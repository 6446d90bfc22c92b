"""The machine sleeps, and its clock stands still: what was seen before is not of this moment."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.dialog.state import PendingNotice
from assistant.dialog.work import Phase
from assistant.protocol.desktop import Shortcut, Surface
from assistant.protocol.effects import Abandon, Say, Silence, StopListening, TakeFrame
from assistant.protocol.events import (
    Action,
    Described,
    Event,
    FrameTaken,
    Heard,
    Listening,
    Pressed,
    Ready,
    Resumed,
    ShortcutPressed,
    TypingBegan,
    TypingEnded,
)
from assistant.saying.language import Catalogue
from models.system import SYSTEM
from models.system.posix import Posix
from tests.kit.scripted_loop import Run
from tests.kit.sentences import plain
from tests.kit.talk import FRAME, Talk, described, said

SCREEN = replace(FRAME, surface=Surface.SCREEN, source="screen")


def test_the_screen_of_yesterday_is_asked_nothing_more() -> None:
    talk = Talk()
    talk(ShortcutPressed(Shortcut.DESCRIBE_SCREEN, talk.now))
    generation = talk.state.generation
    talk(FrameTaken(generation, SCREEN))
    talk(Described(generation, SCREEN, described("A screen.")))
    talk.hear_all()
    talk(Resumed(talk.now))
    effects = talk.press(Action.ASK)
    assert TakeFrame(talk.state.generation, talk.now) in effects


def test_a_picture_from_before_is_not_looked_at_again() -> None:
    talk = Talk()
    talk.describe("A cup.")
    talk.hear_all()
    talk(Resumed(talk.now))
    assert said(talk.press(Action.REPEAT)) == ["A cup."]
    assert said(talk.press(Action.VERIFY)) == ["There is no picture yet. Press Space first."]


def test_what_was_under_way_is_given_up_and_what_was_spoken_is_silent() -> None:
    talk = Talk()
    talk.press(Action.DESCRIBE)
    generation = talk.state.generation
    talk(FrameTaken(generation, FRAME))
    effects = talk(Resumed(talk.now))
    assert effects == (Abandon(talk.state.generation), Silence())
    assert talk(Described(generation, FRAME, described("A dog."))) == ()
    assert said(talk.wait(15)) == []


def test_the_microphone_is_shut() -> None:
    talk = Talk()
    talk.press(Action.ASK)
    talk(Listening(talk.state.generation))
    assert StopListening() in talk(Resumed(talk.now))
    assert talk.state.work is None


def test_yes_answers_nothing_that_was_asked_before() -> None:
    talk = Talk()
    talk.say("is it read", confidence=0.1)
    talk(Resumed(talk.now))
    assert said(talk.press(Action.YES)) == ["I didn't ask you anything."]


@pytest.mark.parametrize("key", [Action.LIGHT, Action.FIND])
def test_what_follows_the_camera_ends(key: Action) -> None:
    talk = Talk()
    talk.press(key)
    if key is Action.FIND:
        talk(Heard(talk.state.generation, "my cup", 1.0))
    assert (talk.state.light, talk.state.seek) != (None, None)
    talk(Resumed(talk.now))
    assert (talk.state.light, talk.state.seek) == (None, None)


def test_what_is_typed_goes_on_about_a_fresh_picture() -> None:
    talk = Talk()
    talk(TypingBegan(talk.now))
    talk(FrameTaken(talk.state.generation, FRAME))
    talk(Resumed(talk.now))
    effects = talk(TypingEnded("What is this?", talk.now))
    assert TakeFrame(talk.state.generation, talk.now) in effects
    assert talk.state.work is not None
    assert talk.state.work.phase is Phase.FRAME


def test_an_unheard_fault_is_reported_after_it() -> None:
    talk = Talk(ready=False)
    talk.state = replace(talk.state, ready=True, notices=(PendingNotice(plain("It broke.")),))
    (say,) = [effect for effect in talk.wait(0.25) if isinstance(effect, Say)]
    talk(Resumed(talk.now))
    assert said(talk.wait(0.5)) == [str(say.text)]


def test_where_no_clock_counts_sleep_none_is_noticed() -> None:
    assert SYSTEM.asleep() > -0.1
    assert Posix().asleep() == 0


def test_the_loop_notices_it_before_whatever_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Lid:
        slept = 7200.0

        def event(self, event: Event, text: str | None, catalogue: Catalogue) -> None:
            if isinstance(event, Described):
                self.slept += 3600.0

    lid = Lid()
    monkeypatch.setattr(SYSTEM, "asleep", lambda: lid.slept)
    script: dict[type[Event], list[Action | Event]] = {
        Ready: [Action.DESCRIBE],
        Described: [Action.VERIFY],
        Resumed: [Action.QUIT],
    }
    run = Run(tmp_path, script, out=lid)
    assert run() == 0
    keys = [one for one in run.show.events if isinstance(one, Pressed | Resumed)]
    assert [getattr(one, "action", None) for one in keys] == [
        *(Action.DESCRIBE, None, Action.VERIFY, Action.QUIT)
    ]
    assert "There is no picture yet. Press Space first." in run.voice.lines
