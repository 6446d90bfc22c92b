from dataclasses import replace

import pytest

from models.claims import holds, likeliest, weighed
from models.interfaces import Certainty, Claim, ClaimKind

BROWN = Claim(ClaimKind.COLOUR, "dog", "brown", probability=0.7)
BLACK = replace(BROWN, value="black", probability=0.8)
RUNNING = Claim(ClaimKind.ACTION, "dog", "running", probability=0.6)


@pytest.mark.parametrize(
    ("probability", "certainty"),
    [(0.9, Certainty.PLAIN), (0.7, Certainty.PROBABLY), (0.5, Certainty.NONE)],
)
def test_a_claim_sounds_as_sure_as_it_is_likely(probability: float, certainty: Certainty) -> None:
    claim = weighed(RUNNING, probability)
    assert (claim.probability, claim.certainty) == (probability, certainty)


def test_of_two_colours_the_likelier_counts() -> None:
    assert likeliest([BROWN, RUNNING, BLACK]) == (BLACK, RUNNING)


def test_a_claim_by_two_proposers_is_as_likely_as_the_surer_one_says() -> None:
    surer = replace(RUNNING, probability=0.9)
    assert likeliest([RUNNING, surer]) == (surer,)


def test_somebody_may_do_two_things() -> None:
    sitting = replace(RUNNING, value="sitting")
    assert set(likeliest([RUNNING, sitting])) == {RUNNING, sitting}


def test_a_number_does_not_contradict_a_lower_bound() -> None:
    two, three = (Claim(ClaimKind.COUNT, "dog", value, probability=0.6) for value in "23")
    several = replace(two, value="2+", probability=0.9)
    assert likeliest([two, three, several]) == (several, two)


@pytest.mark.parametrize(
    ("number", "things", "true"),
    [("2", 2, True), ("2", 3, False), ("3+", 3, True), ("3+", 2, False), ("many", 9, False)],
)
def test_a_number_is_true_of_what_it_can_mean(number: str, things: int, *, true: bool) -> None:
    assert holds(number, things) is true
