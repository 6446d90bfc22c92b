"""Whether the user's head is in the picture: what is said of it, and what is not."""

import numpy as np
import pytest

from assistant.skills.frame import SKILL
from assistant.skills.skill import SkillResult
from assistant.skills.wording import Facing
from models.interfaces import UNCANCELLED, Picture, Problem, SeenObject
from tests.kit.fakes import FakeModel, look, seen, session

WHOLE = seen("person", 0.95, 0.2, 0.2, 0.8, 1.0)
"""Somebody below the upper border."""
CUT = seen("person", 0.95, 0.1, 0.0, 0.9, 1.0)


def face(x0: float, y0: float, x1: float, y1: float, sure: float = 0.9) -> SeenObject:
    return seen("face", sure, x0, y0, x1, y1)


def lit(level: int = 128, around: int = 128) -> Picture:
    """A picture with the middle so bright, and what is around it."""
    made = np.full((240, 320, 3), around, np.uint8)
    made[60:180, 110:210] = level
    return made


def told(
    *objects: SeenObject,
    facing: Facing = "user",
    picture: Picture | None = None,
    problem: Problem | None = None,
) -> SkillResult:
    assert SKILL.run is not None
    shown = lit() if picture is None else picture
    return SKILL.run(session(shown, FakeModel(look(*objects)), facing, problem), UNCANCELLED)


def test_a_head_in_the_middle_needs_nothing() -> None:
    found = told(WHOLE, face(0.4, 0.25, 0.6, 0.65))
    assert str(found.spoken) == "Your head is in the middle."
    assert found.details == {"head": [0.4, 0.25, 0.6, 0.65], "cut_off": [], "problem": None}
    assert found.places == ()


@pytest.mark.parametrize(
    ("facing", "advice"), [("user", "Tilt the screen up."), ("world", "Move the camera up.")]
)
def test_a_head_that_the_upper_border_cuts_off_needs_the_camera_higher(
    facing: Facing, advice: str
) -> None:
    found = told(CUT, face(0.4, -0.2, 0.6, 0.2), facing=facing)
    assert str(found.spoken) == f"Your head is cut off at the top. {advice}"
    assert found.details["cut_off"] == ["top"]
    assert found.details["head"] == [0.4, 0.0, 0.6, 0.2]
    assert found.places[0].name == "face"


def test_sides_are_the_users_who_faces_the_camera() -> None:
    left = face(-0.15, 0.3, 0.15, 0.7)
    found = told(CUT, left)
    words = "Your head is cut off on the right. Turn the screen to the right."
    assert str(found.spoken) == words
    assert found.details["cut_off"] == ["left"]
    words = "Your head is cut off on the left. Turn the camera to the left."
    assert str(told(CUT, left, facing="world").spoken) == words


def test_hair_is_not_cut_off_where_the_person_ends_below_the_border() -> None:
    found = told(WHOLE, face(0.4, -0.2, 0.6, 0.3))
    assert found.details["cut_off"] == []
    assert str(found.spoken) == "Your head is at the top. Tilt the screen up."


def test_a_head_in_a_corner_is_cut_off_twice() -> None:
    found = told(CUT, face(-0.2, -0.2, 0.2, 0.2), facing="world")
    assert str(found.spoken) == (
        "Your head is cut off on the left and at the top. Turn the camera to the left. "
        "Move the camera up."
    )


def test_whoever_ends_at_the_upper_border_without_a_face_has_lost_the_head() -> None:
    found = told(CUT)
    assert str(found.spoken) == "Your head is cut off at the top. Tilt the screen up."
    assert found.details == {"head": None, "cut_off": ["top"], "problem": "no_face"}


@pytest.mark.parametrize("doubtful", [(), (face(0.4, 0.25, 0.6, 0.65, sure=0.55),)])
def test_a_face_that_is_not_sure_is_none(doubtful: tuple[SeenObject, ...]) -> None:
    found = told(WHOLE, *doubtful)
    words = "I can see you, but not your face. Look into the camera."
    assert str(found.spoken) == words
    assert found.details == {"head": None, "cut_off": [], "problem": "no_face"}
    assert found.places


def test_a_body_aside_is_led_to() -> None:
    found = told(seen("person", 0.95, 0.0, 0.3, 0.3, 0.7))
    assert str(found.spoken).endswith("Look into the camera. Turn the screen to the right.")


def test_a_face_alone_is_nobody() -> None:
    found = told(face(0.4, 0.25, 0.6, 0.65))
    assert str(found.spoken) == "I can't see you. Sit in front of the camera."
    assert found.details["problem"] == "nobody"


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((0.3, 0.1, 0.7, 0.9), "in the middle. You are too near: move back."),
        ((0.48, 0.45, 0.52, 0.53), "in the middle. You are far away: move closer."),
        (
            (0.3, -0.3, 0.7, 1.3),
            "cut off at the top and at the bottom. You are too near: move back.",
        ),
    ],
)
def test_a_head_that_is_too_large_or_too_small_is_at_the_wrong_distance(
    box: tuple[float, float, float, float], words: str
) -> None:
    assert str(told(CUT, face(*box)).spoken).endswith(words)


@pytest.mark.parametrize(
    ("level", "around", "problem"),
    [
        *((30, 230, "backlit"), (80, 230, "backlit"), (30, 60, "dark_face")),
        *((75, 120, None), (120, 230, None), (200, 30, None)),
    ],
)
def test_the_light_on_the_face_counts(level: int, around: int, problem: str | None) -> None:
    found = told(WHOLE, face(0.4, 0.3, 0.6, 0.7), picture=lit(level, around))
    assert found.details["problem"] == problem
    assert str(found.spoken).startswith("Your head is in the middle.")


def test_first_the_place_is_mended_and_then_the_light() -> None:
    found = told(CUT, face(0.4, -0.1, 0.6, 0.4), picture=lit(30, 50))
    assert str(found.spoken) == (
        "Your head is cut off at the top. Tilt the screen up. "
        "Your face is too dark: turn on a light."
    )


def test_a_picture_that_shows_nothing_is_told_as_always() -> None:
    found = told(WHOLE, face(0.4, 0.25, 0.6, 0.65), problem=Problem.DARK)
    assert str(found.spoken) == "I can't tell. It is too dark: turn on a light."
    assert found.details == {"head": None, "cut_off": [], "problem": "dark"}
    assert found.places == ()
