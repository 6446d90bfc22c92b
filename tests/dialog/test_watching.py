"""Watching: frames and descriptions in, few words out."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from assistant.dialog.state import Given, State
from assistant.dialog.turn import WORK_LIMIT
from assistant.dialog.watching import EVERY, GLANCE
from assistant.protocol.effects import Describe, NoteSighting, Play, Say, TakeFrame
from assistant.protocol.events import (
    Action,
    CameraLost,
    Described,
    Description,
    Earcon,
    Frame,
    FrameTaken,
    SpokenObject,
    StatusTaken,
    WorkFailed,
)
from assistant.protocol.faults import CameraFault
from models.interfaces import Certainty, Problem
from tests.kit.fakes import seen
from tests.kit.sentences import by_model, plain
from tests.kit.talk import FACTS, Talk, said

PLAIN, PROBABLY = Certainty.PLAIN, Certainty.PROBABLY
PAUSE = 10.0


def frame(shown: int, at: float = 0.0) -> Frame:
    """A frame of a scene; other numbers are other scenes."""
    rng = np.random.default_rng(shown)
    coarse = rng.integers(0, 255, (6, 8, 3), dtype=np.uint8)
    return Frame(np.kron(coarse, np.ones((20, 20, 1), np.uint8)), at, shown)


def of(*things: str, problem: Problem | None = None, sure: Certainty = PLAIN) -> Description:
    found = tuple(SpokenObject(name, sure) for name in things)
    return Description(by_model("What is there."), "", PLAIN, 0.9, found, problem=problem)


class Watcher:
    """Presses w and plays the camera and the model."""

    def __init__(self, *first: str, looks: bool = True) -> None:
        self.noted: list[Description] = []
        self.talk = Talk(State(ready=True, watch_pause=PAUSE))
        self.heard = said(self.talk.press(Action.WATCH))
        self.talk.hear_all()
        if looks:
            self.see(0, of(*first))

    def see(self, shown: int, description: Description | None = None) -> list[str]:
        """A glance; gives what is said of it, if it is looked at."""
        effects = self.talk.wait(EVERY)
        assert [e.generation for e in effects if isinstance(e, TakeFrame)] == [GLANCE]
        effects = self.talk(FrameTaken(GLANCE, frame(shown, self.talk.now)))
        looked = [effect for effect in effects if isinstance(effect, Describe)]
        if not looked:
            assert description is None
            return []
        assert description is not None
        assert looked[0].watched, "what may never be said is not noted"
        reply = self.talk(Described(looked[0].generation, looked[0].frame, description))
        words = said(reply)
        notes = [effect.said for effect in reply if isinstance(effect, NoteSighting)]
        assert bool(notes) == any(one.startswith("New: ") for one in words), "only what was said"
        self.noted += notes
        self.talk.hear_all()
        return words


def test_it_says_that_it_watches_and_that_it_ends() -> None:
    watcher = Watcher("table")
    assert watcher.heard == ["Watching. Press w again to stop."]
    assert said(watcher.talk.press(Action.WATCH)) == ["I have stopped watching."]
    watcher.talk.hear_all()
    assert not [e for e in watcher.talk.wait(5) if isinstance(e, TakeFrame)]


WATCH_WORDS = [
    ("en", "Keep watching.", "Stop watching."),
    ("en", "Watch the door.", "You can stop watching now."),
    ("en", "Tell me when something changes.", "Don't watch any more, please."),
    ("de", "Beobachte die Tür.", "Hör auf zu beobachten."),
    ("de", "Pass auf.", "Beende die Beobachtung."),
    ("es", "Vigila la puerta.", "Deja de vigilar."),
    ("es", "Avísame cuando algo cambie.", "No vigiles más."),
]


@pytest.mark.parametrize(("code", "watch", "stop"), WATCH_WORDS)
def test_words_begin_or_end_it_and_never_the_other_way_round(
    code: str, watch: str, stop: str
) -> None:
    talk = Talk(State(ready=True, given=Given(asks_in=code)))
    for words in (watch, watch):
        assert said(talk.say(words)) == ["Watching. Press w again to stop."]
        assert talk.state.watch is not None
        talk.hear_all()
    for words in (stop, stop):
        assert said(talk.say(words)) == ["I have stopped watching."]
        assert talk.state.watch is None
        talk.hear_all()


def test_asking_to_watch_forgets_nothing_of_what_was_there() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    before = watcher.talk.state.watch
    assert before is not None
    watcher.talk.say("watch the door")
    after = watcher.talk.state.watch
    assert after is not None
    assert (after.things, after.begun) == (before.things, before.begun) == (before.things, True)


def test_where_nothing_changes_nothing_is_said() -> None:
    watcher = Watcher("table")
    assert [watcher.see(0) for _ in range(5)] == [[]] * 5


def test_what_is_new_is_said_once_it_has_held_still() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    assert watcher.see(1) == []
    assert watcher.see(2) == []
    assert watcher.see(2, of("table", "cup", "dog")) == ["New: a cup and a dog."]
    assert [str(one.spoken) for one in watcher.noted] == ["A cup and a dog."]
    assert [thing.name for thing in watcher.noted[0].spoken_objects] == ["cup", "dog"]
    assert watcher.see(2) == []


def seeing(*things: str, also: str, likely: float) -> Description:
    """A description that names only some of the things that were seen."""
    objects = (*(seen(name, 0.97) for name in things), seen(also, likely))
    return replace(of(*things), objects=objects)


@pytest.mark.parametrize(("likely", "words"), [(0.9, []), (0.36, []), (0.1, ["New: a chair."])])
def test_what_was_seen_and_not_named_is_not_new(likely: float, words: list[str]) -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    assert watcher.see(1, seeing("person", also="chair", likely=likely)) == ["New: a person."]
    watcher.talk.wait(PAUSE)
    watcher.see(2)
    assert watcher.see(2, of("person", "chair")) == words


def test_a_look_that_names_nothing_forgets_nothing() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    assert watcher.see(1, of()) == []
    watcher.talk.wait(PAUSE)
    watcher.see(2)
    assert watcher.see(2, of("table")) == []


def test_a_person_who_returns_is_announced_again() -> None:
    watcher = Watcher()
    for scene in (1, 3):
        watcher.talk.wait(PAUSE)
        watcher.see(scene)
        assert watcher.see(scene, of("person")) == ["New: a person."]
        watcher.talk.wait(PAUSE)
        watcher.see(0)
        assert [watcher.see(0, of()) for _ in range(2)] == [[], []]
        assert watcher.see(0) == []


def test_after_a_look_in_the_dark_nothing_is_looked_at_again() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    watcher.see(1, of())
    watcher.see(1, of(problem=Problem.DARK))
    assert watcher.see(1) == []


def test_what_is_likely_sounds_so() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    assert watcher.see(1, of("cup", sure=PROBABLY)) == ["New: probably a cup."]


def test_it_speaks_no_more_often_than_it_may() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    assert watcher.see(1, of("cup"))
    watcher.see(2)
    assert watcher.see(2) == []
    watcher.talk.wait(PAUSE)
    assert watcher.see(2, of("dog")) == ["New: a dog."]


@pytest.mark.parametrize(
    "shown",
    [of("table"), of(), of("cup", sure=Certainty.UNSURE)],
)
def test_where_no_thing_is_new_nothing_is_said(shown: Description) -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    assert watcher.see(1, shown) == []


@pytest.mark.parametrize("first", [of("table"), of(problem=Problem.DARK)])
def test_seeing_nothing_is_reported_once_until_it_sees_again(first: Description) -> None:
    dark = replace(of(problem=Problem.DARK), spoken=plain("It is too dark."))
    watcher = Watcher(looks=False)
    began_dark = first.problem is not None
    assert watcher.see(0, dark if began_dark else first) == ["It is too dark."] * began_dark
    for scene, shown, reply in (
        (1, dark, not began_dark),
        (2, dark, False),
        (3, of("table"), False),
        (4, dark, True),
    ):
        watcher.talk.wait(PAUSE)
        watcher.see(scene)
        assert watcher.see(scene, shown) == ["It is too dark."] * reply


def test_it_pauses_while_the_user_asks() -> None:
    watcher = Watcher("table")
    watcher.talk.press(Action.ASK)
    assert not [e for e in watcher.talk.wait(3) if isinstance(e, TakeFrame)]


def test_it_pauses_while_it_is_read_what_is_written_on_a_thing() -> None:
    watcher = Watcher("table")
    watcher.talk.say("what is this")
    watcher.talk.answer("A bottle.")
    watcher.talk.hear_all()
    assert not [e for e in watcher.talk.wait(3) if isinstance(e, TakeFrame)]


def test_without_a_camera_it_says_so_and_does_not_begin() -> None:
    talk = Talk()
    lost = "The camera is unplugged. Plug it in again."
    assert said(talk(CameraLost(CameraFault.UNPLUGGED, "camera 0"))) == [lost]
    talk.hear_all()
    effects = talk.press(Action.WATCH)
    assert said(effects) == [lost]
    assert Play(Earcon.FAULT) in effects
    assert talk.state.watch is None


def test_it_can_be_ended_without_a_camera() -> None:
    watcher = Watcher("table")
    watcher.talk(CameraLost(CameraFault.UNPLUGGED, "camera 0"))
    watcher.talk.hear_all()
    assert said(watcher.talk.press(Action.WATCH)) == ["I have stopped watching."]


def test_a_key_takes_the_place_of_its_look() -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    effects = watcher.talk.wait(EVERY + 0.3)
    effects = watcher.talk(FrameTaken(GLANCE, frame(1, watcher.talk.now)))
    look = next(e for e in effects if isinstance(e, Describe))
    watcher.talk.press(Action.DESCRIBE)
    assert watcher.talk(Described(look.generation, look.frame, of("cup"))) == ()


def look_at(watcher: Watcher, shown: int) -> Describe:
    """A glance that is looked at, and not answered yet."""
    watcher.talk.wait(EVERY)
    effects = watcher.talk(FrameTaken(GLANCE, frame(shown, watcher.talk.now)))
    return next(effect for effect in effects if isinstance(effect, Describe))


LET_BE = (Action.FASTER, Action.STATUS, Action.REPEAT, Action.HELP)


@pytest.mark.parametrize("action", LET_BE)
def test_a_change_whose_look_gave_way_to_a_key_is_looked_at_again(action: Action) -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    look = look_at(watcher, 1)
    watcher.talk.press(action)
    watcher.talk(StatusTaken(watcher.talk.state.utterance, FACTS))
    assert watcher.talk(Described(look.generation, look.frame, of("table", "person"))) == ()
    watcher.talk.hear_all()
    assert watcher.see(1, of("table", "person")) == ["New: a person."]
    assert watcher.see(1) == []


def test_a_first_look_that_gave_way_to_a_key_is_taken_again() -> None:
    watcher = Watcher(looks=False)
    look_at(watcher, 0)
    watcher.talk.press(Action.FASTER)
    watcher.talk.hear_all()
    assert watcher.see(0, of("table")) == []
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    assert watcher.see(1, of("table", "person")) == ["New: a person."]


def test_more_does_not_wait_for_its_look() -> None:
    watcher = Watcher("table")
    watcher.talk.describe("A table.")
    watcher.talk.hear_all()
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    watcher.talk.wait(EVERY)
    effects = watcher.talk(FrameTaken(GLANCE, frame(1, watcher.talk.now)))
    assert any(isinstance(effect, Describe) for effect in effects)
    more = [e for e in watcher.talk.press(Action.MORE) if isinstance(e, Describe)]
    assert [effect.detail for effect in more] == [1]


def broken(watcher: Watcher, shown: int) -> list[str]:
    """A look that fails; gives what is said of it."""
    return said(watcher.talk(WorkFailed(look_at(watcher, shown).generation)))


def late(watcher: Watcher, shown: int) -> list[str]:
    look_at(watcher, shown)
    return said(watcher.talk.wait(WORK_LIMIT + 0.5))


FAILS = pytest.mark.parametrize("fails", [broken, late])
ENDED = ["I have stopped watching: looking failed twice. Press w to try again."]


@FAILS
def test_a_failed_look_is_not_reported_but_repeated(
    fails: Callable[[Watcher, int], list[str]],
) -> None:
    watcher = Watcher("table")
    for shown, new in ((1, "dog"), (2, "cat")):
        watcher.talk.wait(PAUSE)
        watcher.see(shown)
        assert fails(watcher, shown) == []
        assert watcher.see(shown, of("table", new)) == [f"New: a {new}."]


@FAILS
@pytest.mark.parametrize("emptied", [False, True])
def test_two_failed_looks_in_a_row_end_watching_and_are_reported_once(
    fails: Callable[[Watcher, int], list[str]], emptied: bool
) -> None:
    watcher = Watcher("table")
    watcher.talk.wait(PAUSE)
    watcher.see(1)
    if emptied:
        assert watcher.see(1, of()) == []
    assert fails(watcher, 1) == []
    assert fails(watcher, 1) == ENDED
    watcher.talk.hear_all()
    assert watcher.talk.state.watch is None
    assert not [one for one in watcher.talk.wait(20) if isinstance(one, Say | TakeFrame)]


def test_without_watching_a_glance_means_nothing() -> None:
    talk = Talk(replace(State(), ready=True))
    assert talk(FrameTaken(GLANCE, frame(1))) == ()
