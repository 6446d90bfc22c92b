"""Train the captioning decoder: first on sentences alone, then mostly on photos."""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.lexicon.names import names
from models.training.captioner.decoder import Captioner, DecoderShape, greedy
from models.training.captioner.scores import Scores, score
from models.training.common.data import Folders
from models.training.common.features import Views
from models.training.common.run import Run, half_where_fast
from models.training.texts import vocabulary_text
from models.training.texts.corpus import SHARES, Corpus, validation
from models.training.texts.packing import Batch, visible
from models.training.texts.vocabulary import vocabulary


@dataclass(frozen=True)
class DecoderRecipe:
    """Hyperparameters of the training."""

    alone_steps: int = 250
    steps: int = 6500
    batch: int = 20
    alone_batch: int = 96
    alone_every: int = 10
    rate: float = 8e-4
    weight_decay: float = 0.05
    smoothing: float = 0.1
    average: float = 0.998
    seed: int = 1
    width: int = 384
    layers: int = 4
    image_tokens: int = 81
    channels: int = 1280
    dropout: float = 0.15
    hints: bool = True
    sources: tuple[str, ...] = tuple(SHARES)
    agreed: bool = True
    """Weigh captions by how much the photo's other captions agree."""
    kept: float = 0.7
    """Share of the image tokens that a batch sees (https://arxiv.org/abs/2208.07220)."""


Make: TypeAlias = Callable[[Folders, DecoderRecipe], tuple[Captioner, Tokenizer]]
"""Builds an untrained model and its tokenizer."""


def logits_of(model: Captioner, batch: Batch, kept: float = 1.0) -> Tensor:
    """The logits [words, V] of every target word.

    The model sees a random share `kept` of the image tokens.
    """
    shape = model.shape
    places = torch.arange(shape.image_tokens, shape.prefix)
    if batch.patches is None:
        prefix = model.bridge.hints(batch.names)
    else:
        count = round(kept * shape.image_tokens)
        tokens = torch.randperm(shape.image_tokens)[:count].sort().values
        places = torch.cat([tokens, places])
        prefix = model.bridge(batch.patches, batch.names)[:, places]
    length = len(places)
    words = model.decoder.embedding(batch.inputs)
    positions = torch.cat([places.expand(len(words), -1), batch.places + shape.prefix], 1)
    hidden = model.decoder.hidden(torch.cat([prefix, words], 1), positions, visible(batch, length))
    return model.decoder.logits(hidden[:, length:][batch.targets >= 0])


def loss_of(model: Captioner, batch: Batch, smoothing: float, kept: float = 1.0) -> Tensor:
    """Cross-entropy of the next word, the weighted mean over the words of all captions.

    The model sees a random share `kept` of the image tokens.
    """
    wanted = batch.targets >= 0
    weights = batch.weights[wanted]
    logits = logits_of(model, batch, kept).float()
    each = F.cross_entropy(
        logits, batch.targets[wanted], label_smoothing=smoothing, reduction="none"
    )
    return (each * weights).sum() / weights.sum()


def evaluate(
    model: Captioner, folders: Folders, tokenizer: Tokenizer, views: Views, set_name: str, most: int
) -> Scores:
    """Score greedy captions of validation photos against people's."""
    chosen = list(validation(folders, set_name, most))
    rows = [index for index, _ in chosen]
    patches, hints = views.patches(set_name)[rows, 0], views.names(set_name)[rows]
    said = describe([model], tokenizer, patches, hints)
    return score(said, [captions for _, captions in chosen])


def describe(
    models: Sequence[Captioner],
    tokenizer: Tokenizer,
    patches: NDArray[np.float16],
    names: NDArray[np.float16],
) -> list[str]:
    """Greedy captions by one or several captioners, for patches [N, 81, C] and probabilities [N,
    M]."""
    for model in models:
        model.eval()
    said: list[str] = []
    for start in range(0, len(patches), 50):
        part = slice(start, start + 50)
        shown = torch.from_numpy(patches[part]).float(), torch.from_numpy(names[part]).float()
        for ids in greedy(
            models, *shown, (vocabulary_text.DESCRIBE,), vocabulary_text.BOS, vocabulary_text.EOS
        ):
            said.append(tokenizer.decode(ids, skip_special_tokens=False))
    for model in models:
        model.train()
    return said


def build(folders: Folders, recipe: DecoderRecipe) -> tuple[Captioner, Tokenizer]:
    """An untrained model of the recipe's shape."""
    torch.manual_seed(recipe.seed)
    tokenizer = vocabulary(folders)
    shape = DecoderShape(
        tokenizer.get_vocab_size(),
        len(names()),
        width=recipe.width,
        layers=recipe.layers,
        heads=recipe.width // 64,
        channels=recipe.channels,
        image_tokens=recipe.image_tokens,
        dropout=recipe.dropout,
    )
    return Captioner(shape), tokenizer


def train(
    folders: Folders, views: Views, recipe: DecoderRecipe, run: str, make: Make = build
) -> Path:
    """Train what `make` builds, resuming from the run's last checkpoint.

    Returns the path of the averaged weights. A finished run is not repeated.
    """
    model, tokenizer = make(folders, recipe)
    shares = {source: SHARES[source] for source in recipe.sources}
    total, more_alone = recipe.alone_steps + recipe.steps, recipe.alone_steps > 0
    under_way = Run(folders, run, recipe, model)
    if under_way.finished:
        return under_way.finished
    seed = recipe.seed + under_way.step
    corpus = Corpus(folders, tokenizer, views, seed, shares, recipe.agreed)
    for step in range(under_way.step, total):
        alone = step < recipe.alone_steps or (more_alone and step % recipe.alone_every == 0)
        batch = corpus.sentences(recipe.alone_batch) if alone else corpus.photos(recipe.batch)
        if not recipe.hints:
            batch.names.zero_()
        with half_where_fast():
            loss = loss_of(model, batch, recipe.smoothing, recipe.kept)
        value = [("alone" if alone else "photos", float(loss.detach()))]
        under_way.update(loss, recipe.rate * pace(step, total), value)
    target = under_way.end()
    measure(under_way, folders, tokenizer, views)
    return target


def pace(step: int, total: int) -> float:
    """The learning rate's schedule, 0…1: a warm-up, then half a cosine down to a fiftieth."""
    falling = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / total))
    return min(1.0, (step + 1) / 200) * falling


def measure(
    under_way: Run[Captioner], folders: Folders, tokenizer: Tokenizer, views: Views
) -> None:
    """Log the scores of the greedy captions of the validation photos."""
    for set_name, most in (("flickr8k", 1000), ("coco", 338)):
        result = evaluate(under_way.model, folders, tokenizer, views, set_name, most)
        under_way.note({"set": set_name, **asdict(result)})
