"""Things that hardly ever show alone."""

import pytest

from models.embedded.evidence.companions import bounded, bounded_scene
from models.interfaces import Scene, SeenObject


def probabilities(**likely: float) -> dict[str, float]:
    objects = tuple(SeenObject(name.replace("_", " "), one) for name, one in likely.items())
    return {seen.name: round(seen.probability, 4) for seen in bounded(objects)}


def test_a_plate_alone_is_no_frisbee() -> None:
    assert probabilities(frisbee=0.77, bowl=0.4, person=0.05) == {
        "bowl": 0.4,
        "frisbee": 0.069,
        "person": 0.05,
    }
    assert probabilities(frisbee=0.77)["frisbee"] == 0.0396


def test_any_companion_will_do() -> None:
    assert probabilities(frisbee=0.9, person=0.1, dog=0.95)["frisbee"] == 0.9
    assert probabilities(frisbee=0.9, person=0.5, dog=0.5)["frisbee"] == 0.75


def test_other_things_need_none() -> None:
    assert probabilities(cup=0.9) == {"cup": 0.9}


@pytest.mark.parametrize(
    ("room", "objects", "probability"),
    [
        ("bedroom", {"couch": 0.98, "bed": 0.1}, 0.1),
        ("bedroom", {"bed": 0.98}, 0.95),
        ("bedroom", {}, 0.02),
        ("kitchen", {"oven": 0.5, "sink": 0.8}, 0.91),
        ("stairs", {}, 0.95),
    ],
)
def test_a_room_needs_something_that_belongs_there(
    room: str, objects: dict[str, float], probability: float
) -> None:
    seen = [SeenObject(name, one) for name, one in objects.items()]
    found = bounded_scene(Scene(room, 0.95), seen)
    assert found.probability == pytest.approx(probability, abs=0.01)
