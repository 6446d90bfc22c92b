"""The pattern of a garment that a close-up shows."""

import numpy as np
import pytest

from models.claims import PATTERNS
from models.embedded.evidence import patterns
from models.embedded.evidence.closeups import Closeups
from models.embedded.evidence.patterns import pattern
from models.interfaces import Certainty, Claim
from tests.kit.shipped import shipped

PATCHES = np.zeros((2, 81, 2), np.float32)
PLAIN, PROBABLY, NONE = Certainty.PLAIN, Certainty.PROBABLY, Certainty.NONE


def layer(likeliest: str, logit: float) -> Closeups:
    """One pattern is likelier to it than all others, which are alike."""
    weight = np.zeros((5, len(PATTERNS)), np.float32)
    weight[-1, PATTERNS.index(likeliest)] = logit
    return Closeups(PATTERNS, weight, np.array((1.0, 0.0), np.float32))


def told(likeliest: str, logit: float, **closeup: float) -> Claim:
    (claim,) = pattern(layer(likeliest, logit), PATCHES, closeup)
    return claim


@pytest.mark.parametrize(("logit", "grade"), [(5.0, PLAIN), (2.5, PROBABLY), (0.5, NONE)])
def test_it_is_as_sure_as_its_share(logit: float, grade: Certainty) -> None:
    claim = told("striped", logit, shirt=0.9, dress=0.1)
    assert (claim.name, claim.value, claim.certainty) == ("shirt", "striped", grade)


def test_that_there_is_none_is_told_only_to_whoever_asks() -> None:
    claim = told("plain", 5.0, shirt=0.9)
    assert (claim.value, claim.certainty, claim.asked) == ("plain", NONE, PLAIN)


def test_only_garments_have_one() -> None:
    assert pattern(layer("striped", 5.0), PATCHES, {"pen": 0.9, "shoes": 0.1}) == ()


def test_what_ships_knows_each_pattern_and_fits_its_encoder() -> None:
    found = shipped(Closeups, patterns.FILE)
    assert found.classes == PATTERNS
