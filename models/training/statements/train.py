"""Train the network that judges statements.

The same sentence is put to its own photo and to others that are like it, so that nothing can be
learned from the words alone.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.text_encoder import TextEncoder
from models.lexicon.names import mentions
from models.training.answerer.photo_arrays import FLIPPED
from models.training.captioner.train import pace
from models.training.common.data import Folders, Record, records
from models.training.common.run import Run
from models.training.common.text_encoder import Texts
from models.training.statements.network import StatementNetwork, StatementShape
from models.training.statements.sentences import SETS, Photo, Told, told

NEIGHBOURS = 24


def things(record: Record) -> frozenset[str]:
    """COCO's complete names; else those that two people mention, or the only one who says any."""
    if "objects" in record and isinstance(record["objects"], list):
        return frozenset(record["objects"])
    said = record.get("captions") or [one["text"] for one in record.get("sentences", [])]
    counts = Counter(name for text in said for name in mentions(text))
    return frozenset(name for name, count in counts.items() if count >= min(2, len(said)))


def things_of(folders: Folders, photos: Sequence[Told]) -> dict[Photo, frozenset[str]]:
    """What each photo shows, as far as people name it."""
    every = {name: records(folders, name) for name in SETS}
    return {one.photo: things(every[one.photo[0]][one.photo[1]]) for one in photos}


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of things that two photos have in common, 0…1."""
    return len(one & other) / max(1, len(one | other))


@dataclass(frozen=True)
class StatementRecipe:
    """Hyperparameters of one run."""

    steps: int = 1600
    groups: int = 4
    size: int = 8
    """Photos in a group, which are put to one another's sentences."""
    near: float = 0.7
    """The share of the groups whose photos show the same thing."""
    rate: float = 1.5e-3
    weight_decay: float = 0.05
    average: float = 0.99
    mirrored: float = 0.5
    seed: int = 1


class PatchArrays:
    """The reduced patches and the colours of the photos, on disk."""

    def __init__(self, folders: Folders, sets: Sequence[str] = SETS) -> None:
        def read(name: str, kind: str) -> NDArray[np.float16]:
            path = folders.work / "features" / f"{name}.{kind}.npy"
            found: NDArray[np.float16] = np.load(path, mmap_mode="r")
            return found

        self._reduced = {name: read(name, "reduced") for name in sets}
        self._colours = {name: read(name, "colours") for name in sets}

    def batch(self, photos: Sequence[Photo], mirrored: Sequence[bool]) -> tuple[Tensor, Tensor]:
        """The patches [N, 81, REDUCED] and colours [N, 81, COLOURS] of photos, some mirrored."""
        pairs = list(zip(photos, map(int, mirrored), strict=True))
        reduced = [self._reduced[name][row, view] for (name, row), view in pairs]
        colours = [
            self._colours[name][row][FLIPPED] if view else self._colours[name][row]
            for (name, row), view in pairs
        ]
        patches, shares = (
            torch.from_numpy(np.stack(one).astype(np.float32)) for one in (reduced, colours)
        )
        return patches, shares


class GroupSampler:
    """Draws groups of photos, of which many are like one another."""

    def __init__(
        self,
        photos: Sequence[Told],
        shown: dict[Photo, frozenset[str]],
        recipe: StatementRecipe,
        seed: int,
    ) -> None:
        """`shown` are the things in each photo."""
        self._photos, self._shown, self._recipe = photos, shown, recipe
        self.groups = recipe.groups
        self._random = random.Random(seed)
        self._showing: dict[str, list[Told]] = {}
        for one in photos:
            for thing in shown[one.photo]:
                self._showing.setdefault(thing, []).append(one)

    def group(self) -> list[Told]:
        """One group; no photo twice."""
        size = self._recipe.size
        first = self._random.choice(self._photos)
        mine, found = self._shown[first.photo], {first.photo: first}
        near: list[Told] = []
        if mine and self._random.random() < self._recipe.near:
            near = self._showing[self._random.choice(sorted(mine))]
            near = self._random.sample(near, min(len(near), 2 * NEIGHBOURS))
            near.sort(key=lambda one: -alike(mine, self._shown[one.photo]))
            near = self._random.sample(near[:NEIGHBOURS], min(len(near), NEIGHBOURS))
        for one in (*near, *self._random.sample(self._photos, 2 * size)):
            if len(found) < size:
                found.setdefault(one.photo, one)
        return list(found.values())

    def sentence(self, one: Told) -> str:
        """One of its sentences."""
        return self._random.choice(one.sentences)

    def mirrored(self, sentences: Sequence[str]) -> bool:
        """Whether to mirror a group's photos: not where a side is named."""
        sided = any("left" in text or "right" in text for text in sentences)
        return not sided and self._random.random() < self._recipe.mirrored


def loss_of(fits: Tensor) -> Tensor:
    """The loss of fits [G, S + 1, S], whose last photo is no picture and whose sentences are the
    other photos' own."""
    size = fits.shape[2]
    wanted = torch.arange(size).expand(len(fits), -1)
    by_photo = F.cross_entropy(fits, wanted)
    return by_photo + 0.5 * F.cross_entropy(fits[:, :size].transpose(1, 2), wanted)


def train_statements(
    folders: Folders, encoder: TextEncoder, recipe: StatementRecipe, run: str
) -> Path:
    """Train the network; gives the path of the averaged weights."""
    torch.manual_seed(recipe.seed)
    photos = told(folders, "train")
    said = (text for one in photos for text in one.sentences)
    texts = Texts(encoder, said, folders.work / "statements.states.npz")
    arrays, shown = PatchArrays(folders), things_of(folders, photos)
    under_way = Run(folders, run, recipe, StatementNetwork(StatementShape()))
    # COCO's photos are fewer, and show more than people and dogs.
    pool = [*photos, *(one for one in photos if one.photo[0] == "coco")]
    sampler = GroupSampler(pool, shown, recipe, recipe.seed + under_way.step)
    for step in range(under_way.step, recipe.steps):
        fits = _fits(under_way.model, arrays, texts, sampler)
        right = (fits.argmax(1) == torch.arange(recipe.size)).float().mean()
        loss = loss_of(fits)
        values = [("loss", float(loss.detach())), ("right", float(right))]
        under_way.update(loss, recipe.rate * pace(step, recipe.steps), values)
    return under_way.end()


def _fits(
    model: StatementNetwork, arrays: PatchArrays, texts: Texts, sampler: GroupSampler
) -> Tensor:
    """How well sentences fit the photos of their group, and no picture."""
    groups = [sampler.group() for _ in range(sampler.groups)]
    said = [[sampler.sentence(one) for one in group] for group in groups]
    turned = [turn for own in said for turn in [sampler.mirrored(own)] * len(own)]
    photos = [one.photo for group in groups for one in group]
    patches, colours = (
        F.pad(part.unflatten(0, (len(groups), -1)), (0, 0, 0, 0, 0, 1))
        for part in arrays.batch(photos, turned)
    )
    words = texts.batch([text for own in said for text in own])
    states, real = (part.unflatten(0, (len(groups), -1)) for part in words)
    found: Tensor = model(patches, colours, states, real)
    return found
