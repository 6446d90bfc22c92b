"""Chooses the thresholds of pulled towers on validation data."""

import random
from functools import cache, partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models import clip
from models.hub import checkpoint_store
from models.hub.towers import HubTowers, Marks
from models.training.answerer.photo_arrays import Photo
from models.training.common.data import Folders, photo_of, records, validation_rows
from models.training.towers import same_thing

OFFERED: Final = 5
"""Labels that are offered at once."""
NAMED: Final = ("grocery", "things")
"""The sets whose photos have one name each."""


def calibrate_towers(model: HubTowers, folders: Folders, target: Path) -> dict[str, float]:
    """Write the cosine thresholds of towers; returns the measurements."""

    rows_of = cache(partial(records, folders))

    def vectors(photos: list[Photo]) -> NDArray[np.float32]:
        rows = ((name, rows_of(name)[index]) for name, index in photos)
        return np.stack([model.embed(photo_of(folders, *row)) for row in rows])

    found = same_thing.threshold(folders, vectors)
    none, right = _none(model, folders)
    Marks(round(found.cosine, 4), round(none, 4)).write(target / checkpoint_store.CALIBRATION)
    return {
        "kept things named": found.named,
        "named falsely": found.false,
        "none named right": right,
    }


def _none(model: HubTowers, folders: Folders) -> tuple[float, float]:
    """The cosine that best separates a fitting label from sets without one, and its accuracy.

    Offers each validation photo its own label, and a set of other labels.
    """
    rng = random.Random(1)
    fitting: list[float] = []
    strange: list[float] = []
    for name in NAMED:
        rows = [row for row in validation_rows(folders, name) if row.get("name")]
        labels = sorted({str(row["name"]) for row in rows})
        table = {label: clip.label_vector(label, model.embed_text) for label in labels}
        for row in rows:
            image = model.embed(photo_of(folders, name, row))
            others = [label for label in labels if label != row["name"]]
            offered = rng.sample(others, min(OFFERED, len(others)))
            fitting.append(float(table[str(row["name"])] @ image))
            strange.append(max(float(table[label] @ image) for label in offered))
    return best_cut(np.array(fitting), np.array(strange))


def best_cut(above: NDArray[np.float64], below: NDArray[np.float64]) -> tuple[float, float]:
    """The threshold that best separates `above` from `below`, and its balanced accuracy."""
    values = np.sort(np.concatenate([above, below]))
    cuts = (values[1:] + values[:-1]) / 2
    shares = [float(((above >= cut).mean() + (below < cut).mean()) / 2) for cut in cuts]
    place = int(np.argmax(shares))
    return float(cuts[place]), shares[place]
