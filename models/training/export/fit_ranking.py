"""Fits the ranking of candidate descriptions to people's captions of validation photos."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import cycle, product
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models import json_files
from models.embedded import EmbeddedModel, load, manifest
from models.embedded.ranking import Candidate, Ranking, best, evidence
from models.training.captioner.scores import score
from models.training.common.data import Folders, captioned, photo_of, validation_rows
from models.training.texts.reward import Cider

FITS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0)
EXPECTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)
GRID = tuple(Ranking(*numbers) for numbers in product(FITS, EXPECTS))
FOLDS = 2

CaptionedPhoto: TypeAlias = tuple[tuple[Candidate, ...], Sequence[str]]
"""A photo's candidate sentences, and people's captions."""


def cider(photos: Sequence[CaptionedPhoto], hows: Sequence[Ranking]) -> float:
    """CIDEr-D of the sentences that the rankings choose; they take turns over the photos."""
    said = [
        options[best(how, options)].text
        for (options, _), how in zip(photos, cycle(hows), strict=False)
    ]
    return score(said, [captions for _, captions in photos]).cider


def choose(sets: Sequence[Sequence[CaptionedPhoto]], grid: Sequence[Ranking] = GRID) -> Ranking:
    """The ranking of the grid with the highest mean CIDEr-D over the photos of several sets.

    The rarity of a run of words comes from each set itself.
    """
    photos = [photo for photos in sets for photo in _weighed(photos)]
    return grid[int(np.argmax([_earned(photos, how) for how in grid]))]


def _weighed(
    photos: Sequence[CaptionedPhoto],
) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """For each photo the evidence for its sentences, [S, 3], and the CIDEr-D of each, [S]."""
    verifier = Cider([captions for _, captions in photos])
    found = []
    for options, captions in photos:
        people = [verifier.weigh(one) for one in captions]
        scores = [verifier.score(verifier.weigh(one.text), people) for one in options]
        found.append((np.array(evidence(options)), np.array(scores)))
    return found


def _earned(
    photos: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]], how: Ranking
) -> float:
    weights = np.array(how.weights)
    return float(np.mean([scores[int((seen @ weights).argmax())] for seen, scores in photos]))


def photos_of(model: EmbeddedModel, folders: Folders, name: str) -> list[CaptionedPhoto]:
    """Validation photos of a set that several people have described."""
    found = []
    for row in captioned(validation_rows(folders, name)):
        encoding = model.look(photo_of(folders, name, row))
        found.append((model.candidates(encoding), row["captions"]))
    return found


def fit_ranking(folders: Folders, weights: Path) -> dict[str, float]:
    """Write the best ranking to the manifest of the weights.

    Returns its numbers, and CIDEr-D of the likeliest sentences and of the ranked ones, ranked by
    cross-fitting.
    """
    model = load(weights)
    sets = {name: photos_of(model, folders, name) for name in ("flickr8k", "coco")}
    found = choose(list(sets.values()))
    json_files.write(weights / manifest.FILE, replace(manifest.read(weights), ranking=found))
    return asdict(found) | crossed(sets)


def crossed(sets: Mapping[str, Sequence[CaptionedPhoto]]) -> dict[str, float]:
    """CIDEr-D of each set's sentences; every photo is ranked without having been fitted on."""
    folds = [
        choose([photos[fold::FOLDS] for photos in sets.values()]) for fold in reversed(range(FOLDS))
    ]
    rankings = {
        "likeliest": [Ranking(0.0, 0.0)],
        "ranked without expectation": [replace(how, expects=0.0) for how in folds],
        "ranked": folds,
    }
    return {
        f"{name}, {what}": cider(photos, hows)
        for name, photos in sets.items()
        for what, hows in rankings.items()
    }
