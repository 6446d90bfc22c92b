"""Chooses how a description's sentences are ranked, by what people said of validation photos."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.embedded import load, manifest
from models.embedded.ranking import Candidate, Ranking, best, evidence
from models.training.calibrate import captioned, validation_rows
from models.training.data import Folders, read_photo
from models.training.reward import Cider
from models.training.scores import score

FITS = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)
AGREES = (0.0, 0.5, 1.0, 1.5, 2.0)
EXPECTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
LEANS = (0.0, 0.5, 0.75, 1.0, 1.5)
FOLDS = 2

Judged: TypeAlias = tuple[tuple[Candidate, ...], Sequence[str]]
"""The sentences on a photo, and what people said of it."""


def cider(photos: Sequence[Judged], how: Ranking) -> float:
    """CIDEr-D of what a ranking chooses."""
    said = [options[best(how, options)].text for options, _ in photos]
    return score(said, [captions for _, captions in photos]).cider


def choose(sets: Sequence[Sequence[Judged]]) -> Ranking:
    """The ranking with the highest mean CIDEr-D over several sets of photos."""
    grid = [Ranking(*numbers) for numbers in product(FITS, AGREES, EXPECTS)]
    earned = np.sum([[_earned(photos, how) for how in grid] for photos in map(_weighed, sets)], 0)
    return grid[int(np.argmax(earned))]


def _weighed(photos: Sequence[Judged]) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """For each photo the evidence for its sentences, [S, 4], and the CIDEr-D of each, [S]."""
    judge = Cider([captions for _, captions in photos])
    found = []
    for options, captions in photos:
        people = [judge.weigh(one) for one in captions]
        scores = [judge.score(judge.weigh(one.text), people) for one in options]
        found.append((np.array(evidence(options)), np.array(scores)))
    return found


def _earned(
    photos: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]], how: Ranking
) -> float:
    weights = np.array(how.weights)
    return float(np.mean([scores[int((seen @ weights).argmax())] for seen, scores in photos]))


def fit_ranking(folders: Folders, weights: Path, flickr: int = 500) -> dict[str, float]:
    """Put the best ranking into a weights folder.

    Gives CIDEr-D of the likeliest sentences, and of those chosen, each photo's by a ranking that
    was chosen without it.
    """
    model = load(weights)
    found_with: dict[float, list[list[Judged]]] = {leans: [] for leans in LEANS}
    names = {"flickr8k": flickr, "coco": None}
    for name, most in names.items():
        for sets in found_with.values():
            sets.append([])
        for row in captioned(validation_rows(folders, name))[:most]:
            look = model.look(read_photo(folders.photos(name) / f"{row['photo']}.webp"))
            for leans, sets in found_with.items():
                sets[-1].append((model.candidates(look, leans), row["captions"]))
    rankings = {leans: choose(sets) for leans, sets in found_with.items()}
    earned = {
        leans: float(np.mean([cider(photos, rankings[leans]) for photos in sets]))
        for leans, sets in found_with.items()
    }
    best_leans = max(earned, key=earned.__getitem__)
    found = replace(rankings[best_leans], leans=best_leans)
    facts = manifest.read(weights)
    replace(facts, ranking=found).write(weights)
    measured = asdict(found)
    for leans, sets in found_with.items():
        folds = [choose([one[fold::FOLDS] for one in sets]) for fold in reversed(range(FOLDS))]
        for name, photos in zip(names, sets, strict=True):
            for what, value in _crossed(photos, folds).items():
                measured[f"leaning {leans}, {name}, {what}"] = value
    return measured


def _crossed(photos: Sequence[Judged], folds: Sequence[Ranking]) -> dict[str, float]:
    """CIDEr-D of a set's sentences, each photo's by a ranking that was chosen without it."""
    ways = {
        "likeliest": [Ranking(0.0, 0.0, 0.0)] * FOLDS,
        "ranked without expectation": [replace(how, expects=0.0) for how in folds],
        "ranked": folds,
    }
    return {
        what: float(np.mean([cider(photos[fold::FOLDS], how) for fold, how in enumerate(rankings)]))
        for what, rankings in ways.items()
    }
