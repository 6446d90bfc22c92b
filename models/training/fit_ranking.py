"""Chooses how a description's sentences are ranked, by what people said of validation photos."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TypeAlias

import numpy as np

from models.embedded import load, manifest
from models.embedded.ranking import Candidate, Ranking, best
from models.training.calibrate import captioned, validation_rows
from models.training.data import Folders, read_photo
from models.training.scores import score

FITS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
AGREES = (0.0, 0.5, 1.0, 1.5, 2.0)
FOLDS = 2

Judged: TypeAlias = tuple[tuple[Candidate, ...], Sequence[str]]
"""The sentences on a photo, and what people said of it."""


def cider(photos: Sequence[Judged], how: Ranking) -> float:
    """CIDEr-D of what a ranking chooses."""
    said = [options[best(how, options)].text for options, _ in photos]
    return score(said, [captions for _, captions in photos]).cider


def choose(sets: Sequence[Sequence[Judged]]) -> Ranking:
    """The ranking with the highest mean CIDEr-D over several sets of photos."""
    grid = [Ranking(fits, agrees) for fits, agrees in product(FITS, AGREES)]
    return max(grid, key=lambda how: sum(cider(photos, how) for photos in sets))


def fit_ranking(folders: Folders, weights: Path, flickr: int = 500) -> dict[str, float]:
    """Put the best ranking into a weights folder.

    Gives CIDEr-D of the likeliest sentences, and of those chosen, each photo's by a ranking that
    was chosen without it.
    """
    model = load(weights)
    sets: dict[str, list[Judged]] = {}
    for name, most in (("flickr8k", flickr), ("coco", None)):
        sets[name] = []
        for row in captioned(validation_rows(folders, name))[:most]:
            look = model.look(read_photo(folders.photos(name) / f"{row['photo']}.webp"))
            sets[name].append((model.candidates(look), row["captions"]))
    found = choose(list(sets.values()))
    facts = manifest.read(weights)
    replace(facts, ranking=found).write(weights)
    measured = {"fits": found.fits, "agrees": found.agrees}
    folds = [
        choose([photos[fold::FOLDS] for photos in sets.values()]) for fold in reversed(range(FOLDS))
    ]
    for name, photos in sets.items():
        likeliest = [cider(photos[fold::FOLDS], Ranking(0.0, 0.0)) for fold in range(FOLDS)]
        ranked = [cider(photos[fold::FOLDS], how) for fold, how in enumerate(folds)]
        measured[f"{name}, likeliest"] = float(np.mean(likeliest))
        measured[f"{name}, ranked"] = float(np.mean(ranked))
    return measured
