"""The decoder's training data: photos with their sentences, and sentences alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from models.lexicon.names import mentions, names
from models.training.common.data import HANDHELD, Folders, records
from models.training.common.features import Views
from models.training.common.labels import ade_names
from models.training.texts import composed_captions, vocabulary_text
from models.training.texts.packing import Batch, PackedTurn, pack
from models.training.texts.reward import consensus
from models.training.witness.label_heads import load_masks

MOST_WORDS = 24
CAPTIONS = 5


@dataclass(frozen=True)
class Sample:
    """A photo and its captions."""

    set_name: str
    index: int
    prompt: int
    captions: tuple[str, ...]
    weights: tuple[float, ...] = ()
    """The weight of each caption; empty: all the same."""


SHARES = {
    "flickr8k": 0.62,
    "coco human": 0.16,
    "coco composed": 0.05,
    "ade20k human": 0.03,
    "ade20k": 0.03,
    "daquar": 0.02,
    "doors": 0.01,
    "grocery": 0.03,
    "clothes": 0.025,
    "things": 0.025,
}
"""How often a photo comes from each source."""
HUMAN = ("flickr8k", "coco human")
"""The sources whose captions people wrote."""


def photo_samples(folders: Folders, split: str) -> dict[str, list[Sample]]:
    """The samples of every source in a split."""
    rng = np.random.default_rng(0)
    found: dict[str, list[Sample]] = {name: [] for name in SHARES}
    masks = load_masks(folders)
    numbers = {name: place + 1 for place, name in enumerate(ade_names(folders))}
    for source in SHARES:
        set_name = source.split()[0]
        for index, row in enumerate(records(folders, set_name)):
            if row["split"] != split:
                continue
            prompt = vocabulary_text.DESCRIBE
            if source == "flickr8k":
                said = row["captions"]
            elif source in ("coco human", "ade20k human"):
                said = composed_captions.by_people(row)
            elif source == "ade20k":
                said = composed_captions.ade20k(row, masks[index], numbers, rng)
            else:
                said = composed_captions.SIMPLE[set_name](row, rng)
                prompt = vocabulary_text.LIST if source == "coco composed" else prompt
            if said:
                found[source].append(Sample(set_name, index, prompt, tuple(said[:CAPTIONS])))
    return found


def weighed(samples: list[Sample]) -> list[Sample]:
    """The samples with weights for their captions, if enough people described the photo."""
    many = [sample for sample in samples if len(sample.captions) >= 3]
    weights = iter(consensus([sample.captions for sample in many]))
    return [
        replace(sample, weights=next(weights)) if len(sample.captions) >= 3 else sample
        for sample in samples
    ]


class Corpus:
    """Draws batches; photos come in one of their stored views, hints with errors like the
    witness's."""

    def __init__(
        self,
        folders: Folders,
        tokenizer: Tokenizer,
        views: Views,
        seed: int = 1,
        shares: dict[str, float] | None = None,
        agreed: bool = True,
        handheld: float = 0.0,
    ) -> None:
        """Read all sentences and map all views; captions are weighted by consensus if `agreed`.

        `handheld` is the share of Flickr8k's photos shown in their handheld version.
        """
        self.handheld = handheld
        self.rng = np.random.default_rng(seed)
        self.tokenizer = tokenizer
        self.views = views
        self.samples = photo_samples(folders, "train")
        if agreed:
            self.samples |= {source: weighed(self.samples[source]) for source in HUMAN}
        self.shares = {k: v for k, v in (shares or SHARES).items() if self.samples[k]}
        self.alone = vocabulary_text.read_captions(folders, "coco") + vocabulary_text.read_captions(
            folders, "vizwiz"
        )
        self.columns = {name: place for place, name in enumerate(names())}

    def ids(self, caption: str) -> tuple[int, ...]:
        """Token ids of a caption, cut to the longest that is learned."""
        return tuple(self.tokenizer.encode(caption).ids[:MOST_WORDS])

    def photos(self, count: int) -> Batch:
        """A batch of photos."""
        chosen = self.draw(count)
        return pack(*self.seen(chosen), [self.turns(sample) for sample in chosen])

    def draw(self, count: int) -> list[Sample]:
        """Photos of mixed sources."""
        sources = self.rng.choice(
            list(self.shares),
            count,
            p=np.array(list(self.shares.values())) / sum(self.shares.values()),
        )
        chosen = []
        for source in sources:
            pool = self.samples[str(source)]
            chosen.append(pool[int(self.rng.integers(len(pool)))])
        return chosen

    def seen(self, chosen: Sequence[Sample]) -> tuple[Tensor, Tensor]:
        """The patches of photos [B, 81, C], and what a witness sees of them [B, M]."""
        patches, hints = [], []
        for sample in chosen:
            view = int(self.rng.integers(self.views.count))
            patches.append(self.views.patches(self.shown(sample.set_name))[sample.index, view])
            hints.append(self.blur(self.views.names(sample.set_name)[sample.index]))
        return torch.from_numpy(np.stack(patches)).float(), torch.from_numpy(np.stack(hints))

    def shown(self, set_name: str) -> str:
        """The set whose patches are used for a photo of this set."""
        held = set_name == "flickr8k" and self.rng.random() < self.handheld
        return HANDHELD if held else set_name

    def turns(self, sample: Sample) -> list[PackedTurn]:
        """A sample's captions, each after its prompt."""
        weights = sample.weights or (1.0,) * len(sample.captions)
        return [
            PackedTurn((sample.prompt,), self.ids(caption), weight)
            for caption, weight in zip(sample.captions, weights, strict=True)
        ]

    def sentences(self, count: int) -> Batch:
        """A batch of sentences without photos."""
        rows, hints = self.read(count)
        turns = [[PackedTurn((vocabulary_text.DESCRIBE,), self.ids(row))] for row in rows]
        return pack(None, hints, turns)

    def read(self, count: int) -> tuple[list[str], Tensor]:
        """Sentences without photos, and the names that they mention as a witness sees them."""
        rows = [self.alone[i] for i in self.rng.integers(0, len(self.alone), count)]
        hints = np.zeros((count, len(self.columns)), np.float32)
        for place, row in enumerate(rows):
            for name in mentions(row):
                if self.rng.random() < 0.75:
                    hints[place, self.columns[name]] = self.rng.uniform(0.4, 1.0)
            if self.rng.random() < 0.3:
                hints[place, self.rng.integers(hints.shape[1])] = self.rng.uniform(0.05, 0.5)
        return rows, torch.from_numpy(hints)

    def blur(self, probabilities: NDArray[np.float16]) -> NDArray[np.float32]:
        """The witness's probabilities with added noise, such as it has on new photos."""
        p = np.clip(probabilities.astype(np.float32), 1e-3, 1 - 1e-3)
        logit = np.log(p / (1 - p)) + self.rng.normal(0, 1.0, p.shape)
        doubted = np.asarray(1 / (1 + np.exp(-logit)), np.float32)
        doubted[self.rng.random(len(doubted)) < 0.15] = 0
        return doubted


def validation(folders: Folders, set_name: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """Index and captions of validation photos with at least two captions."""
    left = most
    for index, row in enumerate(records(folders, set_name)):
        if row["split"] == "val" and len(row.get("captions", ())) > 1 and left > 0:
            left -= 1
            yield index, row["captions"]
