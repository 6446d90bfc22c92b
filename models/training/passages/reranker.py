"""Trains the encoder of passages to read a question and a passage together.

Rerankers do so (https://arxiv.org/abs/1901.04085): each word of the question sees each of the
passage, so that "which gate" tells a gate from a seat. It has adapters of its own for that.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from models.embedded import passages
from models.embedded.passages import ANSWERING, PassageEncoder, bare, together
from models.embedded.tokens import load_tokenizer
from models.training.common.data import Folders
from models.training.common.run import Run
from models.training.passages.e5 import E5
from models.training.passages.graph import join, write
from models.training.passages.network import PassageNetwork
from models.training.passages.pages import PARTS, Page, padded, pages
from models.training.passages.train import SCALE, kept_pieces

CHUNKS: Final = 3
"""Pairs of alike lengths are encoded together in so many parts."""
NEAR: Final = 12
"""Others are drawn from so many nearest passages."""


@dataclass(frozen=True)
class RerankerRecipe:
    """How it is trained."""

    rounds: int = 2
    """How often each question is seen."""
    questions: int = 12
    """Of one step."""
    passages: int = 6
    """With each question."""
    rate: float = 1e-3
    weight_decay: float = 0.0
    average: float = 0.99
    seed: int = 1


@dataclass(frozen=True)
class Asked:
    """A question about a page, and its passages by how near they are."""

    question: str
    right: tuple[str, ...]
    others: tuple[str, ...]


def train_reranker(folders: Folders, weights: Path, recipe: RerankerRecipe, run: str) -> None:
    """Train on all pages but the held-back ones.

    `weights` has the encoder that finds what is near, whose file takes the adapters.
    """
    source, words = E5(), load_tokenizer(weights / passages.TOKENIZER)
    encoder = PassageEncoder(weights, 0)
    learned = [page for number, page in enumerate(pages(folders.work)) if number % PARTS]
    every = [one for page in learned for one in asked(encoder, page)]
    torch.manual_seed(recipe.seed)
    kept = kept_pieces(source, words)
    network = PassageNetwork(source, kept, len(ANSWERING))
    under_way = Run(folders, run, recipe, network)
    order = random.Random(recipe.seed)
    drawn = [one for _ in range(recipe.rounds) for one in order.sample(every, len(every))]
    steps = math.ceil(len(drawn) / recipe.questions)
    while under_way.step < steps:
        some = drawn[under_way.step * recipe.questions :][: recipe.questions]
        found = loss(under_way.model, words, some, recipe.passages, under_way.step)
        done = under_way.step / steps
        rate = recipe.rate * min(1.0, 20 * done + 0.05) * (1 - done) ** 0.5
        under_way.update(found, rate, [("loss", found.item())])
    under_way.end()
    trained = under_way.model.eval()
    write(source, trained, kept, under_way.folder / passages.NETWORK)
    join(weights / passages.NETWORK, under_way.folder / passages.NETWORK)
    head = trained.meanings
    np.savez(
        weights / passages.ANSWERS,
        names=np.array(ANSWERING),
        weight=(head.weight.detach().numpy().T * SCALE).astype(np.float16),
        bias=(head.bias.detach().numpy() * SCALE).astype(np.float16),
    )


def asked(encoder: PassageEncoder, page: Page) -> list[Asked]:
    """The questions about a page."""
    questions = [bare(question) for question in page.questions]
    near = encoder.questions(questions) @ encoder.passages(page.passages).T
    found = []
    for question, cosines, answers in zip(questions, near, page.right, strict=True):
        places = [int(place) for place in np.argsort(-cosines) if place not in answers][:NEAR]
        right, others = (tuple(page.passages[n] for n in some) for some in (answers, places))
        found.append(Asked(question, right, others))
    return found


def loss(
    network: PassageNetwork, words: Tokenizer, some: Sequence[Asked], most: int, seed: int
) -> Tensor:
    """How unlikely the right passages of some questions are, or that there is none."""
    order, spans = random.Random(seed), []
    pairs: list[list[int]] = []
    for one in some:
        right = order.sample(one.right, min(len(one.right), 2))
        others = order.sample(one.others, min(len(one.others), most - len(right)))
        spans.append((len(pairs), len(right), len(right) + len(others)))
        pairs += [together(words, one.question, passage) for passage in (*right, *others)]
    scores = fits(network, pairs)
    losses = []
    for start, right_ones, count in spans:
        # The last stands for no answer.
        mine = torch.cat([scores[start : start + count], torch.zeros(1)])
        good = mine[:right_ones] if right_ones else mine[-1:]
        losses.append(torch.logsumexp(mine, 0) - torch.logsumexp(good, 0))
    return torch.stack(losses).mean()


def fits(network: PassageNetwork, pairs: Sequence[list[int]]) -> Tensor:
    """How surely each passage answers its question, as logits [N]."""
    lengths = np.argsort([len(pair) for pair in pairs], kind="stable")
    found: list[Tensor] = [torch.zeros(())] * len(pairs)
    for places in np.array_split(lengths, CHUNKS):
        if not len(places):
            continue
        rows = torch.from_numpy(padded([pairs[place] for place in places]))
        with torch.autocast("cpu", torch.bfloat16):
            vectors = network(rows)
        told = network.meanings(vectors.float()) * SCALE
        for place, (yes, no) in zip(places, told, strict=True):
            found[place] = yes - no
    return torch.stack(found)
