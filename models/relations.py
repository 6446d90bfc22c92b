"""Whether the boxes of two things leave room for what a claim says of them. Pure.

A picture is flat: boxes never prove that a cup is on a table, but they can rule it out.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from models.interfaces import Box, Claim, ClaimKind, SeenObject
from models.lexicon.things import BACKGROUND

SHARED: Final = 0.5
"""The share of the narrower one that overlaps where one thing stands on another."""
TOUCHING: Final = 0.2
"""The same where one may stand before another."""
ASIDE: Final = 0.6
"""The most that overlaps where they stand side by side."""


def leaves_room(claim: Claim, objects: Iterable[SeenObject]) -> bool:
    """Whether a relation may hold, as far as the boxes of its two things tell.

    Against the background anything may stand, and the background on no thing. A box that only
    guesses where a thing is tells nothing.
    """
    fits = _FITTING.get(claim.value)
    if claim.kind is not ClaimKind.RELATION or fits is None or claim.other in BACKGROUND:
        return True
    boxes = {one.name: one.box for one in objects if one.outlined}
    one, other = boxes.get(claim.name), boxes.get(claim.other)
    return one is not None and other is not None and fits(one, other)


def rests_on(one: Box, other: Box) -> bool:
    """Whether what people put down likely is on another thing: it ends at the bottom within it."""
    middle = (one[0] + one[2]) / 2
    return _on(one, other) and other[0] < middle < other[2] and other[1] < one[3] < other[3]


def _shared(one: Box, other: Box, axis: int) -> float:
    """How much of the smaller extent along an axis both have in common, 0…1."""
    both = min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])
    least = min(one[axis + 2] - one[axis], other[axis + 2] - other[axis])
    return max(both, 0.0) / max(least, 1e-6)


def _is_higher(one: Box, other: Box) -> bool:
    return one[1] + one[3] < other[1] + other[3]


def _on(one: Box, other: Box) -> bool:
    return _shared(one, other, 0) > SHARED and _is_higher(one, other)


def _in(one: Box, other: Box) -> bool:
    smaller = (one[2] - one[0]) * (one[3] - one[1]) < (other[2] - other[0]) * (other[3] - other[1])
    return smaller and all(_shared(one, other, axis) > SHARED for axis in (0, 1))


def _beside(one: Box, other: Box) -> bool:
    return _shared(one, other, 0) < ASIDE


def _before(one: Box, other: Box) -> bool:
    return _shared(one, other, 0) > TOUCHING and one[3] >= other[3]


_FITTING: Final[Mapping[str, Callable[[Box, Box], bool]]] = {
    "on": _on,
    "over": _on,
    "in": _in,
    "under": lambda one, other: _on(other, one),
    "next to": _beside,
    "in front of": _before,
    "behind": lambda one, other: _before(other, one),
}
