"""Train the two towers, and measure how well photos retrieve their captions and names."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded.text_encoder import TextEncoder
from models.training.answerer.photo_arrays import Photo, PhotoArrays
from models.training.captioner.train import pace
from models.training.common.data import HANDHELD, Folders, records
from models.training.common.run import Run, half_where_fast
from models.training.common.text_encoder import Texts
from models.training.towers.swaps import twins
from models.training.towers.tower_pairs import LABELLED, SHARES, Pair, named, pairs
from models.training.towers.towers import TowerNetworks, TowerShape, contrast

PART = 250
NEIGHBOURS = 8


@dataclass(frozen=True)
class TowerRecipe:
    """Hyperparameters of the training."""

    steps: int = 1000
    batch: int = 512
    rate: float = 1e-3
    weight_decay: float = 0.2
    average: float = 0.998
    mirrored: float = 0.5
    """Share of the photos that are mirrored, if their text mentions no side."""
    handheld: float = 0.3
    """Share of Flickr8k's photos shown in their handheld version."""
    swaps: bool = True
    """Contrast each photo's text with its twin with one word swapped."""
    near: float = 0.25
    """Additional photos that look like one in the batch, as a share of the batch."""
    unnamed: bool = False
    """Leave out the photos that zero-shot tests ask about."""
    seed: int = 1


class PairSampler:
    """Draws batches of photos with one text each; no photo twice."""

    def __init__(
        self,
        rows: dict[str, list[Pair]],
        near: dict[Photo, list[Pair]],
        recipe: TowerRecipe,
        seed: int,
    ) -> None:
        """`near`: for each photo, pairs whose photos look like it."""
        self._rows, self._near, self._recipe = rows, near, recipe
        self._random = random.Random(seed)
        left = {k: v for k, v in SHARES.items() if not recipe.unnamed or k not in LABELLED}
        self._shares = left

    def draw(self, size: int) -> tuple[list[Pair], list[str], list[bool]]:
        """Pairs, the text drawn for each, and which photos to mirror."""
        kinds = self._random.choices(list(self._shares), list(self._shares.values()), k=size)
        drawn = [self._one(kind) for kind in kinds]
        known = [one for one in drawn if one.photo in self._near]
        for one in self._random.sample(known, min(len(known), round(size * self._recipe.near))):
            drawn.append(self._random.choice(self._near[one.photo]))
        chosen = {(one.photo, one.key): one for one in drawn}
        found = list({one.photo: one for one in chosen.values()}.values())
        texts = [self._random.choice(one.texts) for one in found]
        turned = [self._happens(self._recipe.mirrored) and not _sided(text) for text in texts]
        return [self._held(one) for one in found], texts, turned

    def _happens(self, share: float) -> bool:
        return self._random.random() < share

    def _held(self, one: Pair) -> Pair:
        name, row = one.photo
        handheld = name == "flickr8k" and self._happens(self._recipe.handheld)
        return replace(one, photo=(HANDHELD, row)) if handheld else one

    def _one(self, kind: str) -> Pair:
        return self._random.choice(self._rows[kind])


def looking_alike(rows: Sequence[Pair], analyses: PhotoArrays) -> dict[Photo, list[Pair]]:
    """For each photo, the `NEIGHBOURS` pairs whose photos are most similar to the encoder."""
    photos = [one.photo for one in rows]
    seen = F.normalize(analyses.batch(photos, [False] * len(photos)).pooled, dim=-1)
    found: dict[Photo, list[Pair]] = {}
    for start in range(0, len(rows), PART):
        fits = seen[start : start + PART] @ seen.T
        for place, best in enumerate(fits.topk(NEIGHBOURS + 1).indices.tolist(), start=start):
            found[photos[place]] = [rows[other] for other in best if other != place][:NEIGHBOURS]
    return found


def _sided(text: str) -> bool:
    return "left" in text or "right" in text


def alike(drawn: Sequence[Pair], texts: Sequence[str]) -> Tensor:
    """Which photos also fit another's text [B, B]."""
    words = np.array(texts)
    keys = np.array([one.key or f"{place}" for place, one in enumerate(drawn)])
    same = (words[:, None] == words[None]) | (keys[:, None] == keys[None])
    return torch.from_numpy(same)


def twin_logits(
    model: TowerNetworks, image: Tensor, said: Sequence[str], swaps: dict[str, str], texts: Texts
) -> Tensor:
    """How well images [B, space] fit the swapped twins of their texts [B].

    A text without a twin does not fit at all.
    """
    places = [place for place, text in enumerate(said) if text in swaps]
    with half_where_fast():
        wrong = model.text(*texts.batch([swaps[said[place]] for place in places])).float()
    fits = model.sharpness.clamp(max=4.6).exp() * (image[places] * wrong).sum(1)
    return torch.full((len(said),), -1e4).index_put((torch.tensor(places),), fits)


@dataclass(frozen=True)
class Trained:
    """Towers with the data that they were evaluated on."""

    path: Path
    """The path of the averaged weights."""
    model: TowerNetworks
    validation: "TowerValidation"
    analyses: PhotoArrays
    texts: Texts


def train_towers(folders: Folders, encoder: TextEncoder, recipe: TowerRecipe, run: str) -> Trained:
    """Train both towers."""
    torch.manual_seed(recipe.seed)
    rows = pairs(folders, "train")
    validation = TowerValidation(folders)
    fitting = [text for part in rows.values() for one in part for text in one.texts]
    swaps = twins([*validation.texts(), *fitting], seed=0)
    asked = [*fitting, *validation.texts(), *swaps.values()]
    texts = Texts(encoder, asked, folders.work / "towers.states.npz")
    analyses = PhotoArrays(folders)
    near = looking_alike(rows["flickr8k"], analyses) if recipe.near else {}
    model = TowerNetworks(TowerShape())
    under_way = Run(folders, run, recipe, model)
    sampler = PairSampler(rows, near, recipe, recipe.seed + under_way.step)
    for step in range(under_way.step, recipe.steps):
        drawn, said, turned = sampler.draw(recipe.batch)
        with half_where_fast():
            image = model.image(analyses.batch([one.photo for one in drawn], turned)).float()
            text = model.text(*texts.batch(said)).float()
        wrong = twin_logits(model, image, said, swaps, texts) if recipe.swaps else None
        loss = contrast(model.logits(image, text), alike(drawn, said), wrong)
        value = [("loss", float(loss.detach()))]
        under_way.update(loss, recipe.rate * pace(step, recipe.steps), value)
        if step % 500 == 499:
            under_way.note(validation.figures(model, analyses, texts, swaps))
            model.train()
    target = under_way.end()
    under_way.note(validation.figures(model, analyses, texts, swaps))
    return Trained(target, model.eval(), validation, analyses, texts)


class TowerValidation:
    """The validation photos with their captions and names, for evaluating the towers."""

    def __init__(self, folders: Folders) -> None:
        rows = list(enumerate(records(folders, "flickr8k")))
        self.captioned = {i: row["captions"] for i, row in rows if row["split"] == "val"}
        self.labelled: dict[str, dict[int, str]] = {
            "grocery": {
                i: row["category"]
                for i, row in enumerate(records(folders, "grocery"))
                if row["split"] == "val"
            },
            "things": {
                i: row["name"]
                for i, row in enumerate(records(folders, "things"))
                if row["split"] == "val" and row["photo"].startswith("k_")
            },
        }

    def texts(self) -> list[str]:
        """All texts that need encoding."""
        found = [caption.lower() for said in self.captioned.values() for caption in said]
        for labels in self.labelled.values():
            found += [text for label in dict.fromkeys(labels.values()) for text in named(label)]
        return found

    @torch.inference_mode()
    def figures(
        self, model: TowerNetworks, analyses: PhotoArrays, texts: Texts, swaps: dict[str, str]
    ) -> dict[str, float]:
        """Retrieval of captions by photo and back, right names, and captions preferred to their
        twins.

        All in percent.
        """
        model.eval()
        photos = [("flickr8k", index) for index in self.captioned]
        seen = vectors(model, analyses, photos)
        said = [caption.lower() for each in self.captioned.values() for caption in each]
        own = np.repeat(np.arange(len(photos)), [len(c) for c in self.captioned.values()])
        read = torch.cat(
            [model.text(*texts.batch(said[n : n + PART])) for n in range(0, len(said), PART)]
        )
        found = recalls((read @ seen.T).numpy(), own)
        held = vectors(model, analyses, [(HANDHELD, index) for index in self.captioned])
        found["handheld, text to image R@10"] = recalls((read @ held.T).numpy(), own)[
            "text to image R@10"
        ]
        places = [place for place, caption in enumerate(said) if caption in swaps]
        wrong = torch.cat(
            [
                model.text(*texts.batch([swaps[said[place]] for place in places[n : n + PART]]))
                for n in range(0, len(places), PART)
            ]
        )
        photos_of = seen[own[places]]
        lead = ((read[places] - wrong) * photos_of).sum(1)
        found["told from its twin"] = 100 * float((lead > 0).float().mean())
        for name, labels in self.labelled.items():
            options, fits = label_fits(model, analyses, texts, name, labels)
            best = fits.argmax(1).tolist()
            right = [options[place] == label for place, label in zip(best, labels.values(),
                                                                    strict=True)]  # fmt: skip
            found[name] = 100 * float(np.mean(right))
            found[f"{name} photos"] = len(right)
        return {what: round(value, 1) for what, value in found.items()}


@torch.inference_mode()
def label_fits(
    model: TowerNetworks, analyses: PhotoArrays, texts: Texts, name: str, labels: Mapping[int, str]
) -> tuple[list[str], Tensor]:
    """The distinct labels of a set's photos, and each photo's cosines with them [N, K]."""
    options = list(dict.fromkeys(labels.values()))
    prompts = [model.text(*texts.batch(named(label))).mean(0) for label in options]
    table = F.normalize(torch.stack(prompts), dim=-1)
    return options, vectors(model, analyses, [(name, index) for index in labels]) @ table.T


@torch.inference_mode()
def vectors(model: TowerNetworks, analyses: PhotoArrays, photos: Sequence[Photo]) -> Tensor:
    """The photos' vectors [N, space], each the mean over the photo and its mirror image."""
    rows = []
    for start in range(0, len(photos), PART):
        part = photos[start : start + PART]
        both = [
            model.image(analyses.batch(part, [mirrored] * len(part))) for mirrored in (False, True)
        ]
        rows.append(F.normalize(both[0] + both[1], dim=-1))
    return torch.cat(rows)


def recalls(fits: NDArray[np.float32], own: NDArray[np.int64]) -> dict[str, float]:
    """Recall in percent, from the cosines `fits` [N, M] of captions and photos.

    How many captions [N] find their own photo among all [M] in the first 1, 5 or 10, and how many
    photos one of their own captions.
    """
    mine = fits[np.arange(len(own)), own]
    before = (fits > mine[:, None]).sum(1)
    found = {f"text to image R@{k}": 100 * float((before < k).mean()) for k in (1, 5, 10)}
    best = np.array([fits[own == photo, photo].max() for photo in range(fits.shape[1])])
    ahead = (fits > best[None]).sum(0)
    return found | {f"image to text R@{k}": 100 * float((ahead < k).mean()) for k in (1, 10)}
