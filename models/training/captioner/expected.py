"""Train the network that predicts how often people's sentences contain each run of words.

It follows word detectors (https://arxiv.org/abs/1411.4952), with runs of up to four words and all
sentences of a photo at once.
"""

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.ranking import said
from models.training.captioner.train import pace
from models.training.common.data import Folders
from models.training.common.features import Views
from models.training.common.precision import half_where_fast
from models.training.common.run import Run
from models.training.texts.corpus import Sample, photo_samples
from models.training.witness.encoder import CHANNELS, GRID

RUNS = "runs.json"
"""The runs and their rarity, next to the checkpoint."""
UNLISTED = 5
"""An unlisted run is as rare as one in the sentences of this many photos."""


@dataclass(frozen=True)
class ExpectedRecipe:
    """Hyperparameters of the training."""

    steps: int = 500
    batch: int = 128
    rate: float = 1e-3
    weight_decay: float = 0.05
    average: float = 0.98
    least_words: int = 12
    """A word is listed if the sentences of at least this many photos contain it."""
    least_runs: int = 10
    """The same for longer runs."""
    dropout: float = 0.4
    kept: float = 0.7
    """Share of the patches that a batch sees."""
    seed: int = 1


@dataclass(frozen=True)
class ExpectedShape:
    """Sizes of the network."""

    runs: int
    width: int = 512
    heads: int = 8
    channels: int = CHANNELS
    dropout: float = 0.4


class Expectation(nn.Module):
    """Patches to the logit of how often a sentence contains each run."""

    def __init__(self, shape: ExpectedShape) -> None:
        super().__init__()
        self.shape = shape
        self.norm = nn.LayerNorm(shape.channels)
        self.look = nn.Linear(shape.channels, shape.heads)
        self.value = nn.Linear(shape.channels, shape.channels)
        self.inner = nn.Linear(3 * shape.channels, shape.width)
        self.out = nn.Linear(shape.width, shape.runs)
        self.drop = nn.Dropout(shape.dropout)
        nn.init.normal_(self.out.weight, std=0.01)

    def forward(self, patches: Tensor) -> Tensor:
        """[B, T, C] to [B, N]."""
        x = self.norm(patches)
        weights = self.look(x).softmax(1).transpose(1, 2)
        values = self.value(x).unflatten(2, (self.shape.heads, -1)).transpose(1, 2)
        seen = (weights.unsqueeze(2) @ values).flatten(1)
        pooled = self.drop(torch.cat([x.mean(1), x.amax(1), seen], 1))
        # The extra axis makes the exported layers matrix products, which can be quantised to 8
        # bits.
        inner = F.gelu(self.inner(pooled.unsqueeze(1)))
        found: Tensor = self.out(self.drop(inner)).squeeze(1)
        return found


class ExpectedGraph(nn.Module):
    """The network as it ships: the mean over a picture and its mirror image."""

    def __init__(self, network: Expectation) -> None:
        super().__init__()
        self.network = network

    def forward(self, patches: Tensor) -> Tensor:
        """[2, T, C] to [1, N]."""
        expected: Tensor = self.network(patches).sigmoid().mean(0, keepdim=True)
        return expected


def listed(samples: list[Sample], recipe: ExpectedRecipe) -> dict[str, float]:
    """The runs in the sentences of enough photos, with the log of their rarity."""
    photos: Counter[str] = Counter()
    for sample in samples:
        photos.update({run for one in sample.captions for run in said(one)})
    return {
        run: round(math.log(len(samples) / count), 4)
        for run, count in sorted(photos.items())
        if count >= (recipe.least_runs if " " in run else recipe.least_words)
    }


def counts(samples: list[Sample], names: list[str]) -> NDArray[np.float16]:
    """How often a sentence contains each run, on average: [N, runs]."""
    columns = {run: column for column, run in enumerate(names)}
    found = np.zeros((len(samples), len(names)), np.float16)
    for row, sample in enumerate(samples):
        every: Counter[str] = Counter()
        for one in sample.captions:
            every.update(said(one))
        for run, count in every.items():
            if run in columns:
                found[row, columns[run]] = min(1.0, count / len(sample.captions))
    return found


def train_expected(folders: Folders, views: Views, recipe: ExpectedRecipe, run: str) -> Path:
    """Train on the photos of Flickr8k, each described by five people.

    Returns the path of the averaged weights; the runs are next to them in the file `RUNS`.
    """
    torch.manual_seed(recipe.seed)
    samples = photo_samples(folders, "train")["flickr8k"]
    rarity = listed(samples, recipe)
    wanted = torch.from_numpy(counts(samples, list(rarity)))
    model = Expectation(ExpectedShape(len(rarity), dropout=recipe.dropout))
    mean = wanted.float().mean(0).clamp(1e-4, 1 - 1e-4)
    model.out.bias.data = torch.log(mean / (1 - mean))
    weights = torch.tensor(list(rarity.values())) ** 2
    weights /= weights.mean()
    under_way = Run(folders, run, recipe, model)
    notes = {"rarity": rarity, "rarest": round(math.log(len(samples) / UNLISTED), 4)}
    (under_way.folder / RUNS).write_text(json.dumps(notes), encoding="utf-8")
    rng = np.random.default_rng(recipe.seed + under_way.step)
    while under_way.step < recipe.steps:
        chosen = rng.integers(0, len(samples), recipe.batch)
        view = rng.integers(0, views.count, recipe.batch)
        patches = torch.from_numpy(
            np.stack([
                views.patches(samples[i].set_name)[samples[i].index, v]
                for i, v in zip(chosen, view, strict=True)
            ])
        ).float()  # fmt: skip
        seen = torch.randperm(GRID**2)[: round(recipe.kept * GRID**2)]
        with half_where_fast():
            logits = model(patches[:, seen])
        each = F.binary_cross_entropy_with_logits(
            logits.float(), wanted[chosen].float(), reduction="none"
        )
        loss = (each * weights).sum(1).mean()
        rate = recipe.rate * pace(under_way.step, recipe.steps)
        under_way.update(loss, rate, [("surprise", float(loss.detach()))])
    return under_way.end()
