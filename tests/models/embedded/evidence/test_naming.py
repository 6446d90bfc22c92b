"""How likely a thing is there and worth a word."""

import pytest

from models.certainty import fitted
from models.embedded.claim_rule import read_rule
from models.embedded.evidence.naming import FEATURES, with_features
from models.embedded.files import WEIGHTS
from models.interfaces import SeenObject
from tests.kit.fakes import held, seen

HORSE = seen("horse", 0.95, 0.1, 0.2, 0.8, 0.9)
DOG = seen("dog", 0.6, 0.1, 0.2, 0.8, 0.9)
WEIGHTS_OF_NAMES = read_rule(WEIGHTS).named
"""Those that ship."""


def likely(*objects: SeenObject, **expected: float) -> dict[str, float]:
    """How likely each thing is of which it is known how often people name it."""
    found = list(with_features(objects, expected))
    assert all(len(values) == FEATURES for _, values in found)
    return {one.name: fitted(WEIGHTS_OF_NAMES, values) for one, values in found}


def test_a_thing_that_people_would_speak_of_is_likelier() -> None:
    found = likely(HORSE, DOG, horse=0.001, dog=0.9, dogs=0.05)
    assert found["dog"] > DOG.probability
    assert found["horse"] < HORSE.probability


def test_of_what_people_speak_of_with_several_words_the_likeliest_counts() -> None:
    assert likely(DOG, dog=0.9) == likely(DOG, dog=0.9, puppy=0.1, dogs=0.05)


@pytest.mark.parametrize("expected", [{"dog": 0.9}, {"horse": 0.01, "dog": 0.1}])
def test_what_people_never_name_and_unfamiliar_pictures_are_left_to_the_witness(
    expected: dict[str, float],
) -> None:
    assert not likely(HORSE, **expected)


def test_hands_what_is_held_and_what_is_unlikely_are_left_to_others() -> None:
    others = (seen("hand", 0.9), held("box", 0.9), seen("cup", 0.1))
    assert not likely(*others, hand=0.5, box=0.5, cup=0.5)
