"""A hand, where the detector sees a person."""

from collections.abc import Mapping

import pytest

from models.embedded.evidence.hands import with_hand
from models.interfaces import SeenObject

PERSON = SeenObject("person", 0.9, (0.0, 0.4, 0.5, 1.0))
BOX = SeenObject("box", 0.95)


def hand(expected: Mapping[str, float], person: SeenObject = PERSON) -> SeenObject:
    return next(one for one in with_hand((BOX, person), expected) if one.name == "hand")


def test_where_people_would_speak_of_a_hand_there_is_one() -> None:
    found = hand({"hand": 0.3})
    assert 0.8 < found.probability <= PERSON.probability
    assert found.box == PERSON.box


def test_where_people_would_speak_of_somebody_there_is_hardly_a_hand() -> None:
    assert hand({"hand": 0.01, "wearing": 0.2}).probability < 0.1
    assert hand({"hand": 0.01, "her": 0.5}).probability < 0.1


def test_the_clearer_the_person_the_less_likely_only_a_hand() -> None:
    expected = {"hand": 0.05, "her": 0.05}
    clear, dim = (hand(expected, SeenObject("person", one)).probability for one in (0.96, 0.7))
    assert clear / 0.96 < dim / 0.7


@pytest.mark.parametrize("probability", [0.2, 0.98])
def test_without_a_person_or_with_a_clear_one_there_is_no_hand(probability: float) -> None:
    objects = (BOX, SeenObject("person", probability))
    assert with_hand(objects, {"hand": 0.5}) == objects


def test_the_likeliest_stays_first() -> None:
    found = with_hand((BOX, PERSON), {"hand": 0.5})
    assert [one.name for one in found] == ["box", "person", "hand"]
