"""Things that hardly ever show without another: a tennis racket without a person.

Where the other is unlikely, so is the thing: P(thing) is at most P(one of its companions). Without
that a round plate is a frisbee, and a cat on a couch is in a bedroom.
`python -m benchmarks.companions` prints the table of things and its effect, and that on rooms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import prod

from models.interfaces import UNLISTED, Scene, SeenObject
from models.lexicon.things import COMPANIONS, ROOMS


def bounded(
    objects: tuple[SeenObject, ...], companions: Mapping[str, tuple[str, ...]] = COMPANIONS
) -> tuple[SeenObject, ...]:
    """The objects with each probability at most that of a companion, likeliest first."""
    likely = {seen.name: seen.probability for seen in objects}

    def one(seen: SeenObject) -> SeenObject:
        if seen.name not in companions:
            return seen
        return replace(seen, probability=min(seen.probability, _any(companions[seen.name], likely)))

    return tuple(sorted(map(one, objects), key=lambda seen: -seen.probability))


def bounded_scene(
    scene: Scene, objects: Sequence[SeenObject], rooms: Mapping[str, tuple[str, ...]] = ROOMS
) -> Scene:
    """A scene with its probability at most that of something that belongs there."""
    if scene.name not in rooms:
        return scene
    likely = {seen.name: seen.probability for seen in objects}
    return replace(scene, probability=min(scene.probability, _any(rooms[scene.name], likely)))


def _any(names: Sequence[str], likely: Mapping[str, float]) -> float:
    """The probability that at least one of these is there."""
    return 1 - prod(1 - likely.get(name, UNLISTED) for name in names)
