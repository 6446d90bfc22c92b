"""Fitting how likely claims are."""

import numpy as np

from models.embedded.claim_verifier import FEATURES
from models.interfaces import Claim, ClaimKind
from models.training.calibration.claims import PLAIN, PROBABLY, Observed, fit
from models.training.common.metrics import NEVER


def observed(kind: ClaimKind, most: float) -> list[Observed]:
    """Claims of a kind of which the likeliest are right with this probability."""
    rng = np.random.default_rng(2)
    found = []
    for photo in range(1_500):
        value = float(rng.uniform(-4, 4))
        right = bool(rng.random() < most / (1 + np.exp(-2 * value)))
        features = (value, *rng.normal(size=FEATURES - 1))
        found.append(Observed(photo, Claim(kind, "dog", "brown"), features, right))
    return found


def test_a_kind_of_which_some_are_sure_has_plain_claims() -> None:
    rule, measured = fit(observed(ClaimKind.COLOUR, 1.0))
    bars = rule.bars[ClaimKind.COLOUR]
    assert 1 > bars.plain > bars.probably > 0.3
    assert measured["colour, plain, right"] >= PLAIN - 0.01
    assert measured["colour, probable, right"] >= PROBABLY - 0.01


def test_a_kind_that_cannot_be_sure_is_never_plain() -> None:
    rule, measured = fit(observed(ClaimKind.ACTION, 0.8))
    assert rule.bars[ClaimKind.ACTION].plain == NEVER
    assert measured["action, plain"] == 0
    assert measured["action, probable"] > 100
