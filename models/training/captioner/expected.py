"""Train the network that predicts how often people's sentences contain each run of words.

It follows word detectors (https://arxiv.org/abs/1411.4952), with runs of up to four words and all
sentences of a photo at once. It also learns from sentences without photos which words go with which
names of the witness.
"""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.ranking import said
from models.lexicon.names import names
from models.training.captioner.train import pace
from models.training.common.data import Folders
from models.training.common.features import Views
from models.training.common.run import Run, half_where_fast
from models.training.texts.corpus import Corpus, Sample
from models.training.texts.vocabulary import vocabulary
from models.training.witness.encoder import CHANNELS, GRID

RUNS = "runs.json"
"""The runs and their rarity, next to the checkpoint."""
LEAST_NAME = 0.003
"""The least probability of a name that counts."""
UNLISTED = 5
"""An unlisted run is as rare as one in the sentences of this many photos."""


@dataclass(frozen=True)
class ExpectedRecipe:
    """Hyperparameters of the training."""

    steps: int = 900
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
    shares: dict[str, float] = field(default_factory=lambda: {"flickr8k": 0.6, "coco human": 0.4})
    """How often a photo comes from each source."""
    alone: float = 0.25
    """Weight of the sentences without photos."""
    seed: int = 1


@dataclass(frozen=True)
class ExpectedShape:
    """Sizes of the network."""

    runs: int
    names: int
    width: int = 512
    heads: int = 8
    channels: int = CHANNELS
    dropout: float = 0.4


class Expectation(nn.Module):
    """Patches and names to the logit of how often a sentence contains each run."""

    def __init__(self, shape: ExpectedShape) -> None:
        super().__init__()
        self.shape = shape
        self.norm = nn.LayerNorm(shape.channels)
        self.look = nn.Linear(shape.channels, shape.heads)
        self.value = nn.Linear(shape.channels, shape.channels)
        self.inner = nn.Linear(3 * shape.channels, shape.width)
        self.known = nn.Linear(shape.names, shape.width, bias=False)
        self.unseen = nn.Parameter(torch.zeros(1, shape.width))
        """Stands for the patches where there is no photo."""
        self.out = nn.Linear(shape.width, shape.runs)
        self.drop = nn.Dropout(shape.dropout)
        nn.init.normal_(self.out.weight, std=0.01)

    def forward(self, patches: Tensor | None, names: Tensor) -> Tensor:
        """[B, T, C] and the witness's probabilities [B, M] to [B, N]."""
        inner = self.unseen if patches is None else self.seen(patches)
        # The extra axis makes the exported layers matrix products, which can be quantised to 8
        # bits.
        odds = torch.logit(names.clamp(LEAST_NAME, 1 - LEAST_NAME)) / 3 + 2
        inner = F.gelu((inner + self.known(odds)).unsqueeze(1))
        found: Tensor = self.out(self.drop(inner)).squeeze(1)
        return found

    def seen(self, patches: Tensor) -> Tensor:
        """What the patches add [B, T, C] to [B, width]."""
        x = self.norm(patches)
        weights = self.look(x).softmax(1).transpose(1, 2)
        values = self.value(x).unflatten(2, (self.shape.heads, -1)).transpose(1, 2)
        seen = (weights.unsqueeze(2) @ values).flatten(1)
        pooled = self.drop(torch.cat([x.mean(1), x.amax(1), seen], 1))
        found: Tensor = self.inner(pooled.unsqueeze(1)).squeeze(1)
        return found


class ExpectedGraph(nn.Module):
    """The network as it ships: the mean over a picture and its mirror image."""

    def __init__(self, network: Expectation) -> None:
        super().__init__()
        self.network = network

    def forward(self, patches: Tensor, names: Tensor) -> Tensor:
        """[2, T, C], and [1, M] or more names, to [1, N]."""
        known = names[:, : self.network.shape.names].expand(2, -1)
        expected: Tensor = self.network(patches, known).sigmoid().mean(0, keepdim=True)
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


def counts(samples: Sequence[Sample], runs: Sequence[str]) -> NDArray[np.float16]:
    """How often a sentence contains each run, on average: [N, runs]."""
    columns = {run: column for column, run in enumerate(runs)}
    found = np.zeros((len(samples), len(runs)), np.float16)
    for row, sample in enumerate(samples):
        every: Counter[str] = Counter()
        for one in sample.captions:
            every.update(said(one))
        for run, count in every.items():
            if run in columns:
                found[row, columns[run]] = min(1.0, count / len(sample.captions))
    return found


def train_expected(folders: Folders, views: Views, recipe: ExpectedRecipe, run: str) -> Path:
    """Train on photos that people described, and on sentences alone.

    Returns the path of the averaged weights; the runs are next to them in the file `RUNS`.
    """
    torch.manual_seed(recipe.seed)
    corpus = Corpus(folders, vocabulary(folders), views, recipe.seed, recipe.shares, agreed=False)
    samples = [sample for source in recipe.shares for sample in corpus.samples[source]]
    rarity = listed(samples, recipe)
    runs = list(rarity)
    model = Expectation(ExpectedShape(len(runs), len(names()), dropout=recipe.dropout))
    mean = torch.from_numpy(counts(samples, runs)).float().mean(0).clamp(1e-4, 1 - 1e-4)
    model.out.bias.data = torch.log(mean / (1 - mean))
    weights = torch.tensor(list(rarity.values()))
    weights /= weights.mean()
    under_way = Run(folders, run, recipe, model)
    notes = {"rarity": rarity, "rarest": round(math.log(len(samples) / UNLISTED), 4)}
    (under_way.folder / RUNS).write_text(json.dumps(notes), encoding="utf-8")
    corpus.rng = np.random.default_rng(recipe.seed + under_way.step)

    def surprise(seen: Tensor | None, known: Tensor, said: list[Sample]) -> Tensor:
        """The weighed cross-entropy; a photo counts by the root of the number of its sentences."""
        wanted = torch.from_numpy(counts(said, runs)).float()
        with half_where_fast():
            logits = model(seen, known)
        each = F.binary_cross_entropy_with_logits(logits.float(), wanted, reduction="none")
        trust = torch.tensor([len(one.captions) for one in said]).float().sqrt()
        return ((each * weights).sum(1) * trust / trust.mean()).mean()

    while under_way.step < recipe.steps:
        chosen = corpus.draw(recipe.batch)
        patches, known = corpus.seen(chosen)
        seen = torch.randperm(GRID**2)[: round(recipe.kept * GRID**2)]
        of_photos = surprise(patches[:, seen], known, chosen)
        texts, hints = corpus.read(recipe.batch)
        of_texts = surprise(None, hints, [Sample("", 0, 0, (text,)) for text in texts])
        rate = recipe.rate * pace(under_way.step, recipe.steps)
        values = [("surprise", float(of_photos.detach())), ("alone", float(of_texts.detach()))]
        under_way.update(of_photos + recipe.alone * of_texts, rate, values)
    return under_way.end()
