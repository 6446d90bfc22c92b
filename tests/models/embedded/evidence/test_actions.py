"""What people and animals do, by the network over the whole picture."""

from dataclasses import replace

import numpy as np

from models.embedded.evidence import actions
from models.embedded.evidence.actions import ActionHead, ActionProposer
from models.embedded.model import EmbeddedEncoding
from models.interfaces import Certainty, ClaimKind
from tests.kit.fakes import look, seen
from tests.kit.shipped import shipped

PATCHES = np.ones((2, 81, 1), np.float32)


def head(riding: float = 3.0) -> ActionHead:
    """Of two actions: the first as sure as said, the other unlikely."""
    return ActionHead(
        verbs=("riding", "holding"),
        inner=np.zeros((3, 1), np.float32),
        subjects=np.zeros((3, 1), np.float32),
        outer=np.array([[0, 0], [riding, -9], [-9, -9], [-9, -9]], np.float32),
        alone=np.array([1, 0], np.float32),
        together=np.array([1, 1, 0, 0], np.float32),
        pairs=("riding horse", "holding horse"),
        habits=np.zeros(2, np.float32),
        bare=("riding",),
    )


def proposed(network: ActionHead, *things: tuple[str, float]) -> list[tuple[str, str, str]]:
    encoded = look(*(seen(name, probability) for name, probability in things))
    encoding = EmbeddedEncoding(
        PATCHES, np.zeros((1, 1), np.float32), np.zeros((81, 15), np.float32)
    )
    claims = ActionProposer(network).propose(
        np.zeros((8, 8, 3), np.uint8), replace(encoded, tokens=encoding)
    )
    assert all(claim.kind is ClaimKind.ACTION for claim in claims)
    assert all(claim.certainty is not Certainty.NONE for claim in claims[:1])
    return [(claim.name, claim.value, claim.other) for claim in claims]


def test_a_person_and_a_horse_that_is_likely_there() -> None:
    found = proposed(head(), ("person", 0.9), ("horse", 0.9))
    assert found == [("person", "riding", "horse"), ("person", "riding", "")]


def test_things_do_nothing() -> None:
    assert proposed(head(), ("horse", 0.4), ("cup", 0.9)) == []


def test_an_action_differs_with_who_does_it() -> None:
    assert proposed(head(), ("dog", 0.9)) == []


def test_an_unlikely_action_is_not_proposed() -> None:
    assert proposed(head(riding=-5), ("person", 0.9)) == []


def test_the_network_that_ships_was_trained_for_the_encoder_that_ships() -> None:
    found = shipped(ActionHead, actions.FILE)
    assert "riding horse" in found.pairs
