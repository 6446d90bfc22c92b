"""How a search ends where the thing was not reached, and what it is called in between."""

from dataclasses import replace

from assistant.dialog import finding
from assistant.protocol.effects import Abandon, Effect, Play
from assistant.protocol.events import Earcon, Frame, OtherKey, Spot
from models.interfaces import Certainty, Picture
from tests.dialog.test_finding import NOWHERE, Search, at
from tests.kit.sentences import by_model
from tests.kit.talk import said


def last_words(search: Search, spot: Spot) -> list[str]:
    """What is said at the end of a search in which the user never moves."""
    effects: tuple[Effect, ...] = ()
    while search.state.seek is not None:
        effects = search.look(spot)
    return said(effects)


def test_an_object_in_view_when_time_is_over_is_reported() -> None:
    search = Search()
    search.begin()
    words = "A cup, at 0.1. I have stopped looking. Press f to look again."
    assert last_words(search, at(0.1)) == [words]


def test_what_was_just_lost_when_its_time_is_over_was_not_never_found() -> None:
    search = Search()
    search.begin()
    while search.now - 100 < finding.LIMIT:
        search.look(at(0.1))
    assert search.state.seek is not None
    assert last_words(search, NOWHERE) == ["I can no longer see a cup. Press f to look again."]


def test_a_late_last_look_does_not_report_the_object_as_gone() -> None:
    search = Search()
    search.begin()
    while search.now - 100 < finding.LIMIT:
        search.look(at(0.1))
    words = "I have stopped looking. Press f to look again."
    assert said(search.wait(finding.LIMIT)) == [words]


def test_a_bad_last_picture_is_reported_as_such() -> None:
    search = Search()
    search.begin()
    while search.now - 100 < finding.LIMIT:
        search.look(at(0.1))
    dark = replace(NOWHERE, spoken=by_model("It is too dark: turn on a light."), problem=True)
    words = "It is too dark: turn on a light. I have stopped looking. Press f to look again."
    assert last_words(search, dark) == [words]


def test_an_unsure_sighting_elsewhere_is_not_reported_at_the_end() -> None:
    perhaps = replace(at(0.9), certainty=Certainty.UNSURE)
    search = Search()
    search.begin()
    search.look(NOWHERE)
    search.wait(finding.LIMIT - 1)
    search.look(at(0.1))
    assert last_words(search, perhaps) == ["I can no longer see a cup. Press f to look again."]


def test_a_key_that_asks_for_nothing_ends_it_aloud() -> None:
    search = Search()
    search.begin()
    effects = search(OtherKey(search.now))
    assert said(effects) == ["I have stopped looking."]
    assert Play(Earcon.FAULT) in effects
    assert Abandon(search.state.generation) in effects
    assert search.state.seek is None
    assert said(search(OtherKey(search.now))) == []


def test_somebody_is_called_a_person_until_the_end() -> None:
    nobody = replace(NOWHERE, name="person")
    search = Search()
    search.begin()
    words = "I can't see a person yet. Move the camera slowly."
    assert said(search.look(nobody)) == [words]
    here = replace(at(0.5), name="person")
    search.look(here)
    search.wait(finding.STOPS)
    assert said(search.look(here)) == ["Here: a person, straight ahead."]
    assert search.state.shown is not None
    assert search.state.shown.about == "person"


def test_it_ends_where_the_picture_cannot_move() -> None:
    class Photo(Search):
        def moved(self, frame: Frame) -> Picture:
            return frame.pixels

    search = Photo()
    search.begin()
    heard = [text for _ in range(14) if search.state.seek for text in said(search.look(at(0.9)))]
    assert search.state.seek is None
    assert heard[-1] == "A cup, at 0.9. The picture does not change, so I have stopped looking."
    assert sum("does not change" in one for one in heard) == 1
