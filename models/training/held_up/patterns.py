"""A linear layer that tells the pattern of a garment, from the encoder's pooled features.

`patterns.tsv` says what somebody sees on the photos of clothes; unclear ones are left out. Photos
of one source are alike, so its probabilities are fitted on photos of the source that it did not
learn from: clothes lying or hanging somewhere, or in a studio.
"""

import csv
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.certainty import logit
from models.claims import PATTERNS
from models.embedded import manifest, small_networks
from models.embedded.evidence.patterns import FILE
from models.training.common.data import Folders, records
from models.training.common.metrics import fit_logistic
from models.training.common.signing import sign
from models.training.held_up.closeups import Examples, shares, train, views
from models.training.held_up.small_networks import folded

SET: Final = "clothes"
BAR: Final = 0.8
"""Of the share of a pattern in the figures."""


def labels() -> dict[str, str]:
    """The pattern on each photo, by its name."""
    with Path(__file__).with_suffix(".tsv").open(encoding="utf-8", newline="") as rows:
        return dict(csv.reader(rows, delimiter="\t"))


def examples(folders: Folders, encoder: Path) -> Examples:
    """The photos of clothes."""
    rows, seen = records(folders, SET), labels()
    classes = [PATTERNS.index(seen[one["photo"]]) if one["photo"] in seen else -1 for one in rows]
    return Examples(
        views(folders, encoder, SET),
        np.array(classes),
        np.array([row["split"] == "train" for row in rows]),
        np.array([row["photo"][0] for row in rows]),
    )


def _across(found: Examples, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The shares and classes of photos by networks that learned from the other source."""
    known, shared, classes = found.classes >= 0, [], []
    for source in np.unique(found.sources):
        own = found.sources == source
        network = train(found, known & ~own, len(PATTERNS), seed)
        shared.append(shares(network, found.inputs[known & own]))
        classes.append(found.classes[known & own])
    return np.concatenate(shared), np.concatenate(classes)


def _figures(
    what: str, shared: NDArray[np.float32], classes: NDArray[np.int64]
) -> dict[str, float]:
    right, told = shared.argmax(1) == classes, shared.max(1) >= BAR
    return {
        f"{what}: right": float(right.mean()),
        f"{what}: told at {BAR}": float(told.mean()),
        f"{what}: right of those": float(right[told].mean()),
    }


def make(folders: Folders, weights: Path, encoder: Path, seed: int) -> dict[str, float]:
    """Train, write `patterns.npz`, and measure on validation photos and across sources."""
    found = examples(folders, encoder)
    shared, classes = _across(found, seed)
    network = train(found, found.training, len(PATTERNS), seed)
    logits = np.array([(logit(float(share)),) for share in shared.max(1)])
    np.savez_compressed(
        weights / FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        classes=np.array(PATTERNS),
        odds=fit_logistic(logits, shared.argmax(1) == classes),
        **small_networks.stored(folded(network.norm, network.out)),
    )
    sign(weights)
    unseen = ~found.training & (found.classes >= 0)
    table = _figures("validation", shares(network, found.inputs[unseen]), found.classes[unseen])
    return table | _figures("the other source", shared, classes)
