"""Features of the photos for answers and towers, computed once and kept on disk.

`features/basis.npz` holds the principal directions of the encoder's patches. For every set,
`SET.reduced.npy` has the patches in these directions, `SET.pooled.npy` their mean and maximum in
all channels, and `SET.colours.npy` the plain colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.embedded.pixels import GRID, patch_colours
from models.training.common.data import HANDHELD, Folders, keep
from models.training.common.features import VIEWS, Views
from models.training.witness.encoder import CHANNELS

SETS = ("flickr8k", "coco", "ade20k", "daquar", "doors", "grocery", "clothes", "things")
REDUCED = 256
"""Directions that are kept: they hold two thirds of the variance."""
PATCHES = GRID * GRID
SAMPLE = 300
"""Photos of each set from which the directions are computed."""
PART = 100
FLIPPED = np.arange(PATCHES).reshape(GRID, GRID)[:, ::-1].ravel()
"""Where each patch of the mirror image comes from."""

Photo = tuple[str, int]
"""A set's name and the row in its records."""


@dataclass(frozen=True)
class Basis:
    """The mean of the patches, and their principal directions, scaled to variance 1."""

    mean: NDArray[np.float32]
    """[C]"""
    directions: NDArray[np.float32]
    """[C, REDUCED]"""


def find_basis(folders: Folders) -> Basis:
    """The principal directions of a sample of all sets' patches, computed once."""
    path = folders.work / "features" / "basis.npz"
    if not path.exists():
        views, rng = Views(folders.work / "features"), np.random.default_rng(0)
        rows = []
        for name in SETS:
            patches = views.patches(name)
            chosen = np.sort(rng.permutation(len(patches))[:SAMPLE])
            rows.append(np.asarray(patches[chosen, 0]).reshape(-1, CHANNELS)[::3])
        sample = torch.from_numpy(np.concatenate(rows)).float()
        mean = sample.mean(0)
        values, vectors = torch.linalg.eigh((sample - mean).T @ (sample - mean) / len(sample))
        scale = values.flip(0)[:REDUCED].clamp(min=1e-6).sqrt()
        keep(path, mean=mean.numpy(), directions=(vectors.flip(1)[:, :REDUCED] / scale).numpy())
    found = np.load(path)
    return Basis(found["mean"], found["directions"])


def reduce(folders: Folders) -> None:
    """Write the arrays of every set that has none yet."""
    basis, views = find_basis(folders), Views(folders.work / "features")
    mean, directions = torch.from_numpy(basis.mean), torch.from_numpy(basis.directions)
    for name in (*SETS, HANDHELD):
        target = folders.work / "features" / f"{name}.colours.npy"
        if target.exists():
            continue
        patches = views.patches(name)
        reduced = np.zeros((len(patches), VIEWS, PATCHES, REDUCED), np.float16)
        pooled = np.zeros((len(patches), VIEWS, 2 * CHANNELS), np.float16)
        for start in range(0, len(patches), PART):
            part = torch.from_numpy(np.array(patches[start : start + PART])).float()
            reduced[start : start + PART] = ((part - mean) @ directions).half().numpy()
            both = torch.cat([part.mean(2), part.amax(2)], dim=-1)
            pooled[start : start + PART] = both.half().numpy()
        squares = np.load(folders.pixels(name), mmap_mode="r")
        colours = np.stack([patch_colours(np.asarray(square)) for square in squares])
        np.save(target.with_name(f"{name}.reduced.npy"), reduced)
        np.save(target.with_name(f"{name}.pooled.npy"), pooled)
        np.save(target, colours.astype(np.float16))
        print(f"{name}: {len(patches)} photos", flush=True)


@dataclass(frozen=True)
class PhotoFeatures:
    """Features of a batch of photos."""

    patches: Tensor
    """[B, 81, REDUCED]"""
    colours: Tensor
    """[B, 81, COLOURS]"""
    pooled: Tensor
    """[B, 2 C], scaled to mean 0 and variance 1."""
    names: Tensor
    """The witness's probabilities [B, N]."""


class PhotoArrays:
    """The features of all sets, in memory."""

    def __init__(self, folders: Folders) -> None:
        """Read what `reduce` wrote."""
        folder = folders.work / "features"

        def read(kind: str, sets: Sequence[str]) -> dict[str, NDArray[np.float16]]:
            # The patches are large and stay on disk; the rest is small.
            found = {name: np.load(folder / f"{name}.{kind}.npy", mmap_mode="r") for name in sets}
            return found if kind == "reduced" else {n: np.array(rows) for n, rows in found.items()}

        every = (*SETS, HANDHELD)
        self._reduced, self._colours = read("reduced", every), read("colours", every)
        self._pooled, self._names = read("pooled", every), read("names", SETS)
        self._names[HANDHELD] = self._names["flickr8k"]
        plain = np.concatenate([self._pooled[name][:, 0] for name in SETS]).astype(np.float32)
        self.mean, self.spread = plain.mean(0), plain.std(0) + 1e-3

    def batch(self, photos: Sequence[Photo], mirrored: Sequence[bool]) -> PhotoFeatures:
        """The features of these photos, some of them mirrored."""
        pairs = list(zip(photos, map(int, mirrored), strict=True))
        reduced = [self._reduced[name][row, view] for (name, row), view in pairs]
        pooled = [self._pooled[name][row, view] for (name, row), view in pairs]
        colours = [
            self._colours[name][row][FLIPPED] if view else self._colours[name][row]
            for (name, row), view in pairs
        ]
        known = [self._names[name][row] for name, row in photos]
        return PhotoFeatures(
            _tensor(reduced),
            _tensor(colours),
            torch.from_numpy((np.stack(pooled).astype(np.float32) - self.mean) / self.spread),
            _tensor(known),
        )


def _tensor(rows: Sequence[NDArray[np.float16]]) -> Tensor:
    return torch.from_numpy(np.stack(rows).astype(np.float32))
