"""Fruit and vegetables that the detector takes for those few that it knows: a mango for an apple.

A close-up of produce shows one kind, and another network tells which of some thirty. So
P(apple) is at most 1 - P(any kind that is none). `python -m benchmarks.produce` shows the effect.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from models.interfaces import SeenObject
from models.lexicon.things import PRODUCE

LOOKALIKES: Final[Mapping[str, frozenset[str]]] = {
    "apple": PRODUCE,
    "banana": PRODUCE,
    # The network for kinds mixes these up itself.
    "carrot": PRODUCE - {"carrots", "potato"},
    "orange": PRODUCE - {"satsumas", "red grapefruit"},
}


def outdone(
    objects: tuple[SeenObject, ...], lookalikes: Mapping[str, frozenset[str]] = LOOKALIKES
) -> tuple[SeenObject, ...]:
    """The objects with each probability at most what its look-alikes leave, likeliest first."""

    def one(seen: SeenObject) -> SeenObject:
        others = lookalikes.get(seen.name, frozenset())
        taken = sum(other.probability for other in objects if other.name in others)
        return replace(seen, probability=min(seen.probability, max(0.0, 1 - taken)))

    return tuple(sorted(map(one, objects), key=lambda seen: -seen.probability))
