"""Trains the encoder of passages on pages with questions, and fits when its answers are right."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from models.certainty import Bars
from models.embedded import passages
from models.embedded.meanings import LAYER, MeaningRule
from models.embedded.passages import (
    MOST_PIECES,
    LinearLayer,
    PassageEncoder,
    PassageRule,
    bare,
    found_by,
    load_layer,
)
from models.embedded.tokens import load_tokenizer
from models.training.common.data import Folders
from models.training.common.metrics import fit_logistic, least, rounded
from models.training.common.run import Run
from models.training.passages.e5 import E5
from models.training.passages.graph import write
from models.training.passages.kinds import fitted_kinds
from models.training.passages.network import PassageNetwork
from models.training.passages.pages import PARTS, Page, padded, pages
from models.training.passages.wordings import (
    Wording,
    fitted_meanings,
    mistyped,
    parted,
    wordings,
)

PLAIN, SPOKEN, UNSURE = 0.95, 0.9, 0.65
"""The least share of right answers among plain ones, among all plain and probable ones, and among
unsure ones."""


SCALE: Final = 10.0
"""Unit vectors would leave the meanings all alike."""


@dataclass(frozen=True)
class PassageRecipe:
    """How the encoder is trained."""

    rounds: int = 3
    """How often each page is seen."""
    together: int = 6
    """Pages of one step."""
    rate: float = 1.5e-3
    weight_decay: float = 0.0
    average: float = 0.9
    wordings: int = 160
    """Wordings of one step."""
    meaning: float = 1.0
    """How much their meanings count beside the passages."""
    mistyped: float = 0.3
    """The share of wordings with a mistake of a typist."""
    seed: int = 1


@dataclass(frozen=True)
class Example:
    """A page as word pieces."""

    questions: Tensor
    passages: Tensor
    right: Tensor
    """Which passage answers which question, and in the last column that none does."""


def train_passages(folders: Folders, weights: Path, recipe: PassageRecipe, run: str) -> None:
    """Train the network on all pages and wordings but the held-back ones.

    `weights` has the tokenizer, whose pieces are kept; the network is written there.
    """
    source, words = E5(), load_tokenizer(weights / passages.TOKENIZER)
    seen, kept = pages(folders.work), kept_pieces(source, words)
    shown = [page for number, page in enumerate(seen) if number % PARTS]
    learned, _ = parted(wordings(), seen)
    network = PassageNetwork(source, kept, len({one.meaning for one in learned}))
    network = _trained(folders, network, words, shown, learned, recipe, run)
    write(source, network, kept, weights / passages.NETWORK)


def fit_passages(folders: Folders, weights: Path) -> PassageRule:
    """Fit the rule on held-back pages, and the layer that tells their kinds on the others.

    The layer is written to `weights`, which has all else.
    """
    encoder, seen = PassageEncoder(weights, 0), pages(folders.work)
    means = np.stack([encoder.passages(page.passages).mean(0) for page in seen])
    layer, bars, right = fitted_kinds(means, seen)
    np.savez(weights / passages.KINDS, names=layer.names, weight=layer.weight, bias=layer.bias)
    print({"kinds told rightly": round(right, 3)})
    answers = load_layer(weights / passages.ANSWERS)
    return PassageRule(*fitted_answers(encoder, answers, seen[::PARTS]), bars)


def fit_meanings(folders: Folders, weights: Path) -> MeaningRule:
    """Fit the layer that tells meanings by the vectors of the encoder in `weights`, and its bars.

    The layer is written there.
    """
    encoder = PassageEncoder(weights, 0)
    learned, held_back = (
        (every, encoder.questions([one.words for one in every]))
        for every in parted(wordings(), pages(folders.work))
    )
    layer, rule = fitted_meanings(learned, held_back)
    np.savez(weights / LAYER, names=layer.names, weight=layer.weight, bias=layer.bias)
    return rule


def fitted_answers(
    encoder: PassageEncoder, answers: LinearLayer, held_back: Sequence[Page]
) -> tuple[tuple[float, ...], Bars]:
    """How likely the best passage answers, and how sure that may sound."""
    inputs, right, able = [], [], []
    for page in held_back:
        encoded = encoder.passages(page.passages)
        for question, places in zip(page.questions, page.right, strict=True):
            found = found_by(encoder, answers, bare(question), page.passages, encoded)
            inputs.append(found.features)
            right.append(found.place in places)
            able.append(bool(places))
    values, good = np.array(inputs), np.array(right, np.float64)
    weights = rounded(fit_logistic(values, good))
    likely = 1 / (1 + np.exp(-(values @ np.array(weights[:-1]) + weights[-1])))
    plain = least(likely, good, PLAIN)
    probably = min(plain, least(likely, good, SPOKEN))
    told, answerable = likely >= probably, np.array(able)
    shares = {
        "answered rightly": (told & (good > 0))[answerable].mean(),
        "right of those answered": good[told].mean(),
        "answered though the page does not": told[~answerable].mean(),
    }
    print({name: round(float(share), 3) for name, share in shares.items()})
    return weights, Bars(plain, probably, least(likely, good, UNSURE, probably))


def kept_pieces(source: E5, words: Tokenizer) -> list[int]:
    """The numbers of a tokenizer's pieces in the package."""
    numbers = {piece: number for number, (piece, _) in enumerate(source.pieces)}
    return [numbers[str(words.id_to_token(one))] for one in range(words.get_vocab_size())]


def _trained(
    folders: Folders,
    network: PassageNetwork,
    words: Tokenizer,
    seen: Sequence[Page],
    learned: Sequence[Wording],
    recipe: PassageRecipe,
    name: str,
) -> PassageNetwork:
    """A network once it is trained on these pages."""
    torch.manual_seed(recipe.seed)
    under_way = Run(folders, name, recipe, network)
    examples = [example(words, page) for page in seen]
    steps = math.ceil(recipe.rounds * len(examples) / recipe.together)
    order = random.Random(recipe.seed)
    told = [
        replace(one, words=mistyped(one.words, order)) if order.random() < recipe.mistyped else one
        for one in order.choices(learned, k=steps * recipe.wordings)
    ]
    names = sorted({one.meaning for one in learned})
    drawn = [one for _ in range(recipe.rounds) for one in order.sample(examples, len(examples))]
    while under_way.step < steps:
        at = under_way.step * recipe.together
        losses = [loss(under_way.model, one) for one in drawn[at : at + recipe.together]]
        mean = torch.stack(losses).mean()
        some = told[under_way.step * recipe.wordings :][: recipe.wordings]
        meaning = meaning_loss(under_way.model, words, names, some)
        done = under_way.step / steps
        rate = recipe.rate * min(1.0, 10 * done + 0.1) * (1 - done) ** 0.5
        values = [("loss", mean.item()), ("meaning", meaning.item())]
        under_way.update(mean + recipe.meaning * meaning, rate, values)
    under_way.end()
    return under_way.model.eval()


def meaning_loss(
    network: PassageNetwork, words: Tokenizer, names: Sequence[str], some: Sequence[Wording]
) -> Tensor:
    """How unlikely the meanings of some wordings are."""
    with torch.autocast("cpu", torch.bfloat16):
        vectors = network(_pieces(words, "query", [one.words for one in some]))
    right = torch.tensor([names.index(one.meaning) for one in some])
    return functional.cross_entropy(network.meanings(vectors.float()) * SCALE, right)


def example(words: Tokenizer, page: Page) -> Example:
    """A page as the network reads it."""
    right = np.zeros((len(page.questions), len(page.passages) + 1), bool)
    for row, answers in zip(right, page.right, strict=True):
        row[list(answers) or -1] = True
    asked = _pieces(words, "query", page.questions)
    return Example(asked, _pieces(words, "passage", page.passages), torch.from_numpy(right))


def _pieces(words: Tokenizer, kind: str, texts: Sequence[str]) -> Tensor:
    rows = [words.encode(f"{kind}: {text}").ids[:MOST_PIECES] for text in texts]
    return torch.from_numpy(padded(rows))


def loss(network: PassageNetwork, one: Example) -> Tensor:
    """How unlikely the right passages are, or that there is none."""
    with torch.autocast("cpu", torch.bfloat16):
        asked, told = network(one.questions), network(one.passages)
    cosines = asked @ told.T
    none = network.none.expand(len(cosines), 1)
    scores = torch.cat([cosines, none], 1) * network.sharpness.exp()
    right = scores.masked_fill(~one.right, -1e9)
    return (torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)).mean()
