"""Things that hardly ever show without another: a tennis racket without a person.

Where the other is unlikely, so is the thing: P(thing) is at most P(one of its companions). Without
that a round plate is a frisbee. `python -m benchmarks.companions` prints the table and its effect.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import prod
from typing import Final

from models.interfaces import SeenObject

COMPANIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "baseball bat": ("person",),
    "baseball glove": ("person",),
    "frisbee": ("person", "dog"),
    "skateboard": ("person",),
    "skis": ("person",),
    "snowboard": ("person",),
    "sports ball": ("person",),
    "surfboard": ("person",),
    "tennis racket": ("person",),
}
"""At least one of these is on 97 % of the photos that show the thing."""
UNLISTED: Final = 0.02
"""What a name that is not listed has at most."""


def bounded(
    objects: tuple[SeenObject, ...], companions: Mapping[str, tuple[str, ...]] = COMPANIONS
) -> tuple[SeenObject, ...]:
    """The objects with each probability at most that of a companion, likeliest first."""
    likely = {seen.name: seen.probability for seen in objects}

    def one(seen: SeenObject) -> SeenObject:
        if seen.name not in companions:
            return seen
        alone = prod(1 - likely.get(name, UNLISTED) for name in companions[seen.name])
        return replace(seen, probability=min(seen.probability, 1 - alone))

    return tuple(sorted(map(one, objects), key=lambda seen: -seen.probability))
