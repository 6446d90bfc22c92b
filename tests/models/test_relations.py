"""Whether the boxes of two things leave room for what a claim says of them."""

import pytest

from models.interfaces import Box, Claim, ClaimKind, SeenObject
from models.relations import leaves_room, rests_on

CUP: Box = (0.4, 0.3, 0.5, 0.5)
TABLE: Box = (0.1, 0.4, 0.9, 0.9)
CHAIR: Box = (0.0, 0.5, 0.12, 0.95)
OBJECTS = (
    SeenObject("cup", 0.9, CUP, outlined=True),
    SeenObject("dining table", 0.9, TABLE, outlined=True),
    SeenObject("chair", 0.9, CHAIR, outlined=True),
    SeenObject("dog", 0.9, (0.0, 0.0, 1.0, 1.0)),
    SeenObject("street", 0.9),
)


@pytest.mark.parametrize(
    ("name", "relation", "other", "possible"),
    [
        ("cup", "on", "dining table", True),
        ("dining table", "on", "cup", False),
        ("cup", "under", "dining table", False),
        ("dining table", "under", "cup", True),
        ("cup", "behind", "dining table", True),
        ("cup", "in front of", "dining table", False),
        ("chair", "next to", "dining table", True),
        ("cup", "next to", "dining table", False),
        ("cup", "in", "chair", False),
        # Anything may stand on the street, which is on nothing.
        ("dog", "on", "street", True),
        ("street", "on", "cup", False),
        # Where the dog is, is only guessed.
        ("dog", "under", "dining table", False),
        ("cup", "with", "chair", True),
    ],
)
def test_places_rule_out_relations(name: str, relation: str, other: str, possible: bool) -> None:
    claim = Claim(ClaimKind.RELATION, name, relation, other)
    assert leaves_room(claim, OBJECTS) is possible


def test_what_is_no_relation_is_never_ruled_out() -> None:
    assert leaves_room(Claim(ClaimKind.COLOUR, "street", "red"), OBJECTS)


@pytest.mark.parametrize(
    ("box", "likely"),
    [
        (CUP, True),
        # It hangs above the table, ends below it, stands beside it.
        ((0.4, 0.1, 0.5, 0.3), False),
        ((0.4, 0.3, 0.5, 0.95), False),
        ((0.92, 0.4, 0.98, 0.6), False),
    ],
)
def test_what_ends_within_a_table_is_likely_on_it(box: Box, likely: bool) -> None:
    assert rests_on(box, TABLE) is likely
