"""Distil several decoders into one (https://arxiv.org/abs/1503.02531).

The teachers predict the next word of people's sentences and of sentences that the student samples
itself (https://arxiv.org/abs/2306.13649), on photos without captions and on pictures mixed from two
photos (https://arxiv.org/abs/1905.04899), so that no teacher can recite what it has memorised.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.lexicon.names import names
from models.training.captioner.decoder import Captioner, load_captioner
from models.training.captioner.reinforce import draw
from models.training.captioner.train import DecoderRecipe as Decoder
from models.training.captioner.train import logits_of, measure, pace
from models.training.common.data import Folders, records
from models.training.common.features import Views
from models.training.common.run import Run, half_where_fast
from models.training.texts import vocabulary_text
from models.training.texts.corpus import Corpus
from models.training.texts.packing import Batch, PackedTurn, pack
from models.training.texts.vocabulary import vocabulary
from models.training.witness.encoder import GRID


@dataclass(frozen=True)
class DistilRecipe:
    """Hyperparameters of the training."""

    steps: int = 900
    described: int = 10
    """Photos of a batch whose sentences come from people or rules."""
    own: int = 10
    """Photos with the student's own sentences: half of Flickr8k, half of COCO."""
    samples: int = 3
    temperature: float = 0.8
    rate: float = 3e-4
    weight_decay: float = 0.01
    average: float = 0.99
    mixed: float = 0.5
    """Share of the pictures in which a part is replaced by another photo's."""
    handheld: float = 0.3
    """Share of Flickr8k's photos shown in their handheld version."""
    dropout: float = 0.05
    seed: int = 1


TEACHER = Decoder(steps=2650)
"""How the second teacher is trained, from scratch."""


def mix(
    patches: Tensor, hints: Tensor, share: float, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Paste a rectangle of another picture into a `share` of the pictures [B, 81, C].

    Their hints [B, N] are mixed by area.
    """
    mixed, named = patches.clone(), hints.clone()
    others = torch.from_numpy(rng.permutation(len(patches)))
    for row in np.flatnonzero(rng.random(len(patches)) < share):
        high, wide = (int(side) for side in rng.integers(2, GRID - 1, 2))
        top, left = (int(rng.integers(0, GRID - side + 1)) for side in (high, wide))
        inside = torch.zeros(GRID, GRID, dtype=torch.bool)
        inside[top : top + high, left : left + wide] = True
        mixed[row, inside.flatten()] = patches[others[row], inside.flatten()]
        area = high * wide / GRID**2
        named[row] = (1 - area) * hints[row] + area * hints[others[row]]
    return mixed, named


def together(teachers: Sequence[Captioner], batch: Batch) -> Tensor:
    """The probabilities [words, V] of the next word by the product of several decoders."""
    logits = torch.stack([logits_of(teacher, batch).float() for teacher in teachers])
    return logits.mean(0).softmax(-1)


class Undescribed:
    """Samples photos for which the student writes the sentences."""

    def __init__(self, folders: Folders, corpus: Corpus, views: Views) -> None:
        self.corpus, self.views = corpus, views
        self.flickr = [sample.index for sample in corpus.samples["flickr8k"]]
        self.coco = [
            (index, [corpus.columns[name] for name in row["objects"] if name in corpus.columns])
            for index, row in enumerate(records(folders, "coco"))
            if row["split"] == "train"
        ]

    def photos(self, count: int) -> tuple[Tensor, Tensor]:
        """Patches [B, 81, C] and hints [B, N]."""
        rng = self.corpus.rng
        patches, hints = [], []
        for place in range(count):
            if place % 2:
                index, there = self.coco[int(rng.integers(len(self.coco)))]
                shown, hint = "coco", self.known(there)
            else:
                index = self.flickr[int(rng.integers(len(self.flickr)))]
                shown = self.corpus.shown("flickr8k")
                hint = self.corpus.blur(self.views.names("flickr8k")[index])
            view = int(rng.integers(self.views.count))
            patches.append(self.views.patches(shown)[index, view])
            hints.append(hint)
        return torch.from_numpy(np.stack(patches)).float(), torch.from_numpy(np.stack(hints))

    def known(self, there: Sequence[int]) -> NDArray[np.float32]:
        """Hints such as the witness might give for a photo that shows these names."""
        rng = self.corpus.rng
        hints = np.zeros(len(names()), np.float32)
        for column in there:
            if rng.random() < 0.75:
                hints[column] = rng.uniform(0.3, 1.0)
        return hints


def distil(
    folders: Folders,
    views: Views,
    teachers: Sequence[Path],
    start: Path,
    recipe: DistilRecipe,
    run: str,
) -> Path:
    """Continue from a trained decoder and return the path of the averaged weights.

    A finished run is not repeated.
    """
    torch.manual_seed(recipe.seed)
    tokenizer = vocabulary(folders)
    words = tokenizer.get_vocab_size()
    known = [load_captioner(path, words).eval() for path in teachers]
    model = load_captioner(start, words, recipe.dropout)
    under_way = Run(folders, run, recipe, model)
    if under_way.finished:
        return under_way.finished
    seed = recipe.seed + under_way.step
    corpus = Corpus(folders, tokenizer, views, seed, handheld=recipe.handheld)
    undescribed = Undescribed(folders, corpus, views)
    for step in range(under_way.step, recipe.steps):
        described = corpus.photos(recipe.described)
        assert described.patches is not None  # photos only
        patches, hints = mix(described.patches, described.names, recipe.mixed, corpus.rng)
        described = replace(described, patches=patches, names=hints)
        shown = mix(*undescribed.photos(recipe.own), recipe.mixed, corpus.rng)
        losses = [_learn(model, known, one) for one in (described, _own(model, shown, recipe))]
        values = zip(("described", "own"), (float(loss.detach()) for loss in losses), strict=True)
        under_way.update(
            (losses[0] + losses[1]) / 2, recipe.rate * pace(step, recipe.steps), values
        )
    target = under_way.end()
    measure(under_way, folders, tokenizer, views)
    return target


def _own(model: Captioner, shown: tuple[Tensor, Tensor], recipe: DistilRecipe) -> Batch:
    """Pictures with sentences sampled from the student."""
    model.eval()
    with half_where_fast():
        said = draw(model, *shown, recipe.samples, temperature=recipe.temperature)
    model.train()
    turns = [
        [
            PackedTurn((vocabulary_text.DESCRIBE,), tuple(one))
            for one in said[place : place + recipe.samples]
        ]
        for place in range(0, len(said), recipe.samples)
    ]
    return pack(*shown, turns)


def _learn(model: Captioner, teachers: Sequence[Captioner], batch: Batch) -> Tensor:
    """The mean divergence of the student from its teachers, over all words."""
    with half_where_fast():
        with torch.no_grad():
            wanted = together(teachers, batch)
        logits = logits_of(model, batch)
    said = F.log_softmax(logits.float(), -1)
    return F.kl_div(said, wanted, reduction="batchmean")
