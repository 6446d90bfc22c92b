"""The places of a picture: what is said at each, and where it is."""

from dataclasses import replace

import numpy as np

from assistant.protocol.events import Layer, Place
from assistant.saying.messages.senses_lines import ExploreLine
from assistant.skills.explore import SKILL
from assistant.skills.wording import Facing
from models.interfaces import UNCANCELLED, ImageEncoding, Picture, Problem
from tests.kit.fakes import FakeModel, look, seen, session

CUP = seen("cup", 0.95, 0.1, 0.5, 0.3, 0.7)
DOG = seen("dog", 0.7, 0.6, 0.1, 0.8, 0.3)


def walls(height: int = 240, width: int = 320) -> Picture:
    """A red wall on the left, a white one, and a green one on the right."""
    made = np.full((height, width, 3), 225, np.uint8)
    made[:, : width // 3] = (170, 30, 30)
    made[:, 2 * width // 3 :] = (30, 130, 40)
    noise = np.random.default_rng(2).integers(0, 12, made.shape)
    return np.asarray(made + noise, np.uint8)


def places(seen_in_it: ImageEncoding, facing: Facing = "world") -> tuple[Place, ...]:
    assert SKILL.run is not None
    return SKILL.run(session(walls(), FakeModel(seen_in_it), facing), UNCANCELLED).places


def things(found: tuple[Place, ...]) -> list[tuple[str, str, float, float]]:
    return [
        (str(one.said), one.name, round(one.x, 2), round(one.y, 2))
        for one in found
        if one.layer is Layer.THINGS
    ]


def test_things_are_said_as_surely_as_they_are_there() -> None:
    unsure = seen("cat", 0.4, 0.0, 0.0, 0.1, 0.1)
    assert things(places(look(CUP, DOG, unsure))) == [
        ("A cup.", "cup", 0.2, 0.6),
        ("Probably a dog.", "dog", 0.7, 0.2),
    ]


def test_all_that_is_there_is_said_for_who_does_not_move_in_it() -> None:
    assert SKILL.run is not None
    found = SKILL.run(session(walls(), FakeModel(look(CUP, DOG))), UNCANCELLED)
    assert str(found.spoken).startswith("A cup. Probably a dog. ")


def test_a_camera_that_faces_its_user_has_them_on_the_users_side() -> None:
    assert [one[2] for one in things(places(look(CUP, DOG), "user"))] == [0.8, 0.3]


def test_each_of_several_has_its_place_and_is_no_surer_than_the_first() -> None:
    other = seen("cup", 0.65, 0.5, 0.5, 0.7, 0.7)
    hardly = seen("cup", 0.3, 0.8, 0.5, 0.9, 0.7)
    found = things(places(replace(look(CUP), instances=(CUP, other, hardly))))
    assert [(said, x) for said, _, x, _ in found] == [("A cup.", 0.2), ("Probably a cup.", 0.6)]
    surer = replace(DOG, probability=0.99)
    found = things(places(replace(look(DOG), instances=(surer, surer))))
    assert [said for said, *_ in found] == ["Probably a dog."] * 2


def test_a_thing_without_a_place_is_none() -> None:
    assert things(places(look(seen("cup", 0.95)))) == []


def test_parts_that_hold_no_thing_have_their_colours() -> None:
    wide = seen("couch", 0.95, 0.0, 0.6, 1.0, 1.0)
    found = [one for one in places(look(wide), "user") if one.layer is Layer.COLOURS]
    colours = {(round(one.x, 2), round(one.y, 2)): str(one.said) for one in found}
    red, white, green = (colours[x, 0.17].split()[-1].lower() for x in (0.83, 0.5, 0.17))
    assert (red, white, green) == ("red.", "white.", "green.")
    assert [colours[x, 0.5].split()[-1].lower() for x in (0.83, 0.5, 0.17)] == [red, white, green]
    assert not any(y > 0.6 for _, y in colours)


def test_a_dark_picture_has_no_colours_and_says_why() -> None:
    assert SKILL.run is not None
    dark = np.zeros((48, 64, 3), np.uint8)
    found = SKILL.run(session(dark, FakeModel(look()), problem=Problem.DARK), UNCANCELLED)
    assert found.places == ()
    assert str(found.spoken).startswith("I can't tell. It is too dark")
    grey = SKILL.run(session(dark, FakeModel(look())), UNCANCELLED)
    assert grey.spoken == ExploreLine.NOTHING.said()
