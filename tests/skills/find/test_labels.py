"""Buttons are found by their labels, and nothing else is."""

import pytest

from assistant.protocol.events import Spot
from assistant.skills.find.find_skill import to_json
from models.interfaces import Certainty, Problem
from models.training.held_up.panels import TONES
from tests.kit.fakes import FakeModel, look, skills
from tests.kit.writing import Writing
from tests.skills.point.test_fingertip import panel, pointing

LABEL = (260, 150, 120, 40, "Start")
"""Above the tip of the finger."""
OUT = "Point with one finger, and I'll guide it there."


def found(thing: str, language: str, *, points: bool, problem: Problem | None = None) -> Spot:
    shown = pointing(TONES[1], panel()) if points else panel()
    reads = skills(FakeModel(look()), problem=problem, writing=Writing([LABEL]))
    return reads.find(shown, thing, language=language)


BUTTONS = [("start button", "en"), ("starttaste", "de"), ("botón de start", "es")]


@pytest.mark.parametrize(("thing", "language"), BUTTONS)
@pytest.mark.parametrize("problem", [None, Problem.NOT_A_PHOTO])
def test_a_button_is_found_by_its_label(thing: str, language: str, problem: Problem | None) -> None:
    spot = found(thing, language, points=True, problem=problem)
    assert (spot.certainty, spot.skill, spot.name) == (Certainty.PLAIN, "point", "Start")
    assert OUT in str(found(thing, language, points=False, problem=problem).spoken)


@pytest.mark.parametrize(("thing", "language"), [("stop button", "en"), ("stopptaste", "de")])
def test_a_button_that_is_not_read_goes_on_being_looked_for(thing: str, language: str) -> None:
    spot = found(thing, language, points=True)
    assert (spot.certainty, spot.unknown) == (Certainty.NONE, False)


def test_a_name_that_nobody_knows_is_a_label_where_a_finger_points() -> None:
    assert found("Start", "en", points=True).skill == "point"
    assert found("Start", "en", points=False).skill == ""
    assert found("cup", "en", points=True).skill == ""


def test_the_command_says_where_in_the_picture_it_is() -> None:
    spot = Spot(Certainty.PLAIN, 1.0, (0.1, 0.1, 0.2, 0.2), 0.9, 0.5, skill="point")
    assert to_json("a.jpg", "start button", spot)["direction"] == "left"
