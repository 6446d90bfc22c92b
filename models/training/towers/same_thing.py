"""The cosine from which two pictures count as the same thing.

Simulates a memory of saved views, on groceries, with several photos each, and on photos of other
things, for which every name is false.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.training.answerer.photo_arrays import Photo, PhotoArrays
from models.training.common.data import Folders, records
from models.training.towers.tower_train import vectors
from models.training.towers.towers import TowerNetworks

KEPT = 10
"""Things in the memory at a time."""
ROUNDS = 40
OTHERS = ("flickr8k", "daquar", "clothes", "things")
FALSE = 0.02
"""Share of the pictures for which a false name may be said."""


@dataclass(frozen=True)
class Threshold:
    """A cosine, and its effect."""

    cosine: float
    named: float
    """Share of the pictures of a saved thing for which its name is said."""
    false: float
    """Share of all pictures for which a false name is said."""


def find_threshold(folders: Folders, model: TowerNetworks, analyses: PhotoArrays) -> Threshold:
    """The lowest cosine that names few enough things falsely, over validation photos."""
    return threshold(folders, partial(_vectors, model, analyses))


def threshold(
    folders: Folders, vectors_of: Callable[[list[Photo]], NDArray[np.float32]]
) -> Threshold:
    """The same for any towers; `vectors_of` computes the vectors [N, D] of photos."""
    rng = random.Random(1)
    rows = list(enumerate(records(folders, "grocery")))
    by_name: dict[str, dict[str, list[int]]] = {"train": {}, "val": {}}
    for index, row in rows:
        by_name[row["split"]].setdefault(row["name"], []).append(index)
    names = sorted(set(by_name["train"]) & set(by_name["val"]))
    groceries = vectors_of([("grocery", index) for index, _ in rows])
    strange: list[Photo] = [
        (name, index)
        for name in OTHERS
        for index, row in enumerate(records(folders, name))
        if row["split"] == "val"
    ]
    others = vectors_of(rng.sample(strange, min(len(strange), 400)))
    nearest, right, own = [], [], []
    for _ in range(ROUNDS):
        kept = rng.sample(names, KEPT)
        views = groceries[[rng.choice(by_name["train"][name]) for name in kept]]
        for name in (*kept, *rng.sample([n for n in names if n not in kept], KEPT)):
            fits = views @ groceries[rng.choice(by_name["val"][name])]
            nearest.append(float(fits.max()))
            right.append(kept[int(fits.argmax())] == name)
            own.append(name in kept)
        for other in rng.sample(range(len(others)), 2 * KEPT):
            nearest.append(float((views @ others[other]).max()))
            right.append(False)
            own.append(False)
    near, true, mine = np.array(nearest), np.array(right), np.array(own)
    for cosine in np.sort(near):
        named = near >= cosine
        false = float((named & ~true).mean())
        if false <= FALSE:
            return Threshold(float(cosine), float((named & true)[mine].mean()), false)
    return Threshold(1.0, 0.0, 0.0)


def _vectors(
    model: TowerNetworks, analyses: PhotoArrays, photos: list[Photo]
) -> NDArray[np.float32]:
    found: NDArray[np.float32] = vectors(model, analyses, photos).numpy()
    return found
