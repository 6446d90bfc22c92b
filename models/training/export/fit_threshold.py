"""The cosine from which the towers let a stronger model's caption pass.

Separates people's captions of a photo from captions of other photos, on validation photos of
Flickr8k. The result is in `models/judging/fit.toml`.
"""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.embedded import load
from models.interfaces import Embedder
from models.judging import written
from models.training.common.data import Folders, photo_of, unpack, validation_rows

KEPT: Final = 0.95
"""Share of right captions that pass."""
STRANGE: Final = 10
"""Captions of other photos for each photo."""


@dataclass(frozen=True)
class CaptionFit:
    """The cosine, and its effect on the photos that chose it."""

    least: float
    kept: float
    """Share of the photo's own captions that pass."""
    refused: float
    """Share of captions of other photos that fail."""


def fit(own: NDArray[np.float64], strange: NDArray[np.float64]) -> CaptionFit:
    """The cosine that `KEPT` of the `own` ones reach."""
    least = round(float(np.quantile(own, 1 - KEPT)), 4)
    return CaptionFit(least, float((own >= least).mean()), float((strange < least).mean()))


def cosines(
    model: Embedder, folders: Folders, photos: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Cosines of photos with their own captions, and with captions of others."""
    rng = random.Random(3)
    rows = validation_rows(folders, "flickr8k")[:photos]
    texts = np.stack([model.embed_text(row["captions"][0]) for row in rows])
    own, strange = [], []
    for place, row in enumerate(rows):
        image = model.embed(photo_of(folders, "flickr8k", row))
        own.append(float(texts[place] @ image))
        others = rng.sample([other for other in range(len(rows)) if other != place], STRANGE)
        strange += [float(texts[other] @ image) for other in others]
    return np.array(own), np.array(strange)


def measure(folders: Folders, weights: Path, photos: int = 200) -> CaptionFit:
    """Measure, and write what `models.judging.written` reads."""
    unpack(folders, "flickr8k")
    model = load(weights)
    found = fit(*cosines(model, folders, photos))
    write(written.FIT, model.space, found.least)
    return found


def write(file: Path, space: str, least: float) -> None:
    """Write the least cosine of a fitting caption in a space."""
    file.write_text(
        "# From which cosine on a caption fits its picture, in the space of the embedded towers.\n"
        "# Written by `python -m models.training fits`.\n"
        f'space = "{space}"\nleast = {least}\n',
        encoding="utf-8",
    )
