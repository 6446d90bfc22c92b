"""A hand that holds something up, where the detector sees a person.

The network that expects people's words knows how they would put it: "a hand", or "sitting" and
"her". A hand is listed beside the person whose it is. `python -m benchmarks.hands` chooses the
weights.
"""

import math
from collections.abc import Mapping
from typing import Final

from models.certainty import fitted, logit
from models.interfaces import HAND, PERSON, SeenObject

BODY: Final = ("his", "her", "wearing", "sitting", "standing")
"""Words for what people have or do of whom more than a hand is seen."""
UNLIKELY, CLEAR = 0.3, 0.97
"""The probabilities of a person between which it may be only a hand."""
WEIGHTS: Final = (3.74, -1.18, -2.14, 14.7)
"""For each of `features`, and a constant."""


def with_hand(
    objects: tuple[SeenObject, ...], expected: Mapping[str, float]
) -> tuple[SeenObject, ...]:
    """The objects, with a hand where the person may be only that, likeliest first.

    `expected` tells how often a person's sentence holds each run of words.
    """
    person = next((seen for seen in objects if seen.name == PERSON), None)
    if person is None or not UNLIKELY <= person.probability <= CLEAR:
        return objects
    likely = fitted(WEIGHTS, features(person, expected)) * person.probability
    hand = SeenObject(HAND, likely, person.box)
    return tuple(sorted((*objects, hand), key=lambda seen: -seen.probability))


def features(person: SeenObject, expected: Mapping[str, float]) -> tuple[float, float, float]:
    """How often people would speak of a hand, and of a body; and how likely the person is."""
    hand = expected.get(HAND, 0.0)
    body = sum(expected.get(word, 0.0) for word in BODY)
    return math.log(hand + 0.001), math.log(body + 0.003), logit(person.probability)
