"""Whether a screen is on, by its crop."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.embedded import files
from models.embedded.evidence import screens
from models.embedded.evidence.screens import (
    HIDDEN,
    STATES,
    ScreenProposer,
    Screens,
    features,
)
from models.embedded.model import EmbeddedModel
from models.interfaces import Certainty, Claim, SeenObject
from tests.kit.shipped import shipped

PICTURE = np.full((240, 320, 3), 127, np.uint8)
TV = SeenObject("tv", 0.9, (0.2, 0.2, 0.8, 0.8), outlined=True)
CUP = SeenObject("cup", 0.9, (0.2, 0.2, 0.4, 0.4), outlined=True)

Propose = Callable[..., list[Claim]]


@pytest.fixture(scope="module")
def propose() -> Propose:
    """What a layer proposes to which one state is always likelier than the others."""
    model = EmbeddedModel(files.WEIGHTS)
    look = model.look(PICTURE)
    side = model.manifest.image_size
    squares = np.full((1, side, side, 3), 127, np.uint8)
    count = features(model.patches_of_squares(squares), squares).shape[1]

    def proposed(likeliest: str, logit: float, *things: SeenObject) -> list[Claim]:
        weight = np.zeros((count + 1, len(STATES)), np.float32)
        weight[-1, STATES.index(likeliest)] = logit
        proposer = ScreenProposer(model, Screens(weight, np.array([[1.0, 0.0]] * 2)))
        return list(proposer.propose(PICTURE, replace(look, objects=things)))

    return proposed


@pytest.mark.parametrize(
    ("state", "logit", "asked"),
    [("on", 5.0, Certainty.PLAIN), ("off", 2.0, Certainty.PROBABLY)],
)
def test_it_is_told_only_to_whoever_asks(
    propose: Propose, state: str, logit: float, asked: Certainty
) -> None:
    (claim,) = propose(state, logit, TV, CUP)
    assert (claim.name, claim.value, claim.asked) == ("tv", state, asked)
    assert (claim.probability, claim.certainty) == (0, Certainty.NONE)


@pytest.mark.parametrize(("state", "logit"), [("on", 0.2), (HIDDEN, 5.0)])
def test_what_is_open_or_hidden_is_not_told(propose: Propose, state: str, logit: float) -> None:
    assert propose(state, logit, TV) == []


def test_only_the_most_prominent_of_a_name_counts(propose: Propose) -> None:
    small = replace(TV, box=(0.0, 0.0, 0.1, 0.1))
    found = propose("on", 5.0, small, TV, replace(TV, name="laptop"))
    assert {(one.name, one.box) for one in found} == {("tv", TV.box), ("laptop", TV.box)}


def test_nothing_else_is_on_or_off(propose: Propose) -> None:
    assert propose("on", 5.0, CUP) == []


def test_what_ships_fits_its_encoder() -> None:
    found = shipped(Screens, screens.FILE)
    assert found.weight.shape[1] == len(STATES)
