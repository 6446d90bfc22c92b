"""Fits how likely named things are there and worth a word, on validation photos.

A thing counts as there if people speak of it or it is one of the photo's objects. Of COCO only
photos count that no detector was trained on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from models.certainty import Bars
from models.embedded import load
from models.embedded.presence import PresenceRule, with_features
from models.lexicon.names import mentions, thing_of
from models.training.common.data import Folders, Record, read_photo
from models.training.common.metrics import cross_validated, fit_logistic, least
from models.training.export.calibrate import validation_rows

PLAIN, PROBABLY, UNSURE = 0.975, 0.7, 0.4
"""The least share of plain names that are there, of those that are probable, and of others."""
SETS: Final = ("flickr8k", "coco", "ade20k")


@dataclass(frozen=True)
class Named:
    """A name that the witness gives a photo."""

    photo: int
    features: tuple[float, ...]
    there: bool


def things(row: Record) -> set[str]:
    """What a photo shows, as far as people or its labels say so."""
    labels = [part.strip() for name in row.get("objects", ()) for part in name.split(",")]
    texts = row.get("captions", ())
    known = {thing_of(label) or label for label in labels}
    return known | set(labels) | {name for text in texts for name in mentions(text)}


def observe(folders: Folders, weights: Path) -> Iterator[Named]:
    """The names that photos are given."""
    model, photo = load(weights), 0
    for set_name in SETS:
        for row in validation_rows(folders, set_name):
            if not row.get("unseen", True):
                continue
            look = model.look(read_photo(folders.photos(set_name) / f"{row['photo']}.webp"))
            there = things(row)
            for seen, features in with_features(look.objects, model.expected(look)):
                yield Named(photo, features, seen.name in there)
            photo += 1


def fit(names: list[Named]) -> tuple[PresenceRule, dict[str, float]]:
    """The rule, and how many names there are of each grade, and the share of them that is there."""
    inputs = np.array([one.features for one in names])
    there = np.array([one.there for one in names])
    honest = cross_validated(inputs, there, np.array([one.photo for one in names]))
    bars = [1.01]
    for share in (PLAIN, PROBABLY, UNSURE):
        bars.append(least(honest, there, share, bars[-1]))
    measured = {}
    for grade, high, low in zip(("plain", "probable", "unsure"), bars, bars[1:], strict=False):
        said = (honest >= low) & (honest < high)
        measured[grade] = float(said.sum())
        measured[f"{grade}, there"] = float(there[said].mean()) if said.any() else 0.0
    weights = tuple(round(float(value), 5) for value in fit_logistic(inputs, there))
    return PresenceRule(weights, Bars(*bars[1:])), measured


def calibrate_presence(folders: Folders, weights: Path) -> dict[str, float]:
    """Write the rule into the weights; returns the measurements."""
    rule, measured = fit(list(observe(folders, weights)))
    rule.write(weights)
    return measured
