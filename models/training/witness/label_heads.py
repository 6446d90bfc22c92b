"""Heads that read all kinds of labels from the encoder's patches, trained on all sets at once."""

import json
import math
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.training.common.data import Folders, records
from models.training.common.features import Views
from models.training.common.labels import LabelNames, collect_names, targets
from models.training.common.run import half_where_fast
from models.training.witness.encoder import CHANNELS, GRID

MASK_CLASSES = 151
"""The ADE20K classes 1…150, and 0 for other."""


@dataclass(frozen=True)
class HeadRecipe:
    """Hyperparameters of the training."""

    passes: int = 14
    batch: int = 64
    rate: float = 1e-3
    weight_decay: float = 0.3
    hidden: int = 512
    seed: int = 1


SETS = ("flickr8k", "coco", "ade20k", "doors", "grocery", "clothes", "things")


class Heads(nn.Module):
    """One hidden layer for each patch and one for the whole, then an output for each name."""

    def __init__(self, names: LabelNames, hidden: int = 512) -> None:
        super().__init__()
        count = len(names.tags)
        self.near = nn.Sequential(nn.Linear(CHANNELS, hidden), nn.ReLU(), nn.Dropout(0.3))
        self.far = nn.Sequential(
            nn.BatchNorm1d(2 * CHANNELS, affine=False),
            nn.Dropout(0.3),
            nn.Linear(2 * CHANNELS, hidden),
            nn.ReLU(),
            nn.Dropout(0.5),
        )
        self.patch = nn.Linear(hidden, count)
        self.whole = nn.Linear(hidden, count)
        self.mask = nn.Linear(hidden, MASK_CLASSES)
        self.choices = nn.ModuleList(
            nn.Linear(hidden, len(options)) for options in names.choices.values()
        )
        nn.init.constant_(self.whole.bias, -3.5)

    def places(self, patches: Tensor) -> Tensor:
        """How much each patch speaks for each tag: [B, 81, C] to [B, 81, T]."""
        local: Tensor = self.patch(self.near(patches))
        return local

    def forward(self, patches: Tensor) -> tuple[Tensor, list[Tensor], Tensor]:
        """[B, 81, C] to tag logits [B, T], choice logits and mask logits [B, 81, 151]."""
        near = self.near(patches)
        far = self.far(torch.cat([patches.mean(1), patches.amax(1)], dim=-1))
        local = torch.logsumexp(self.patch(near), dim=1) - math.log(patches.shape[1])
        return local + self.whole(far), [choice(far) for choice in self.choices], self.mask(near)


def load_masks(folders: Folders) -> NDArray[np.uint8]:
    """The ADE20K masks [N, 96, 96] in the order of the records. Raises OSError."""
    masks = []
    for row in records(folders, "ade20k"):
        path = folders.photos("ade20k") / f"{row['photo']}.mask.png"
        mask = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        if mask is None:
            raise OSError(f"{path} cannot be read. Unpack the training data again.")
        masks.append(mask)
    return np.stack(masks).astype(np.uint8)


def mask_shares(mask: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The share of each class in each of the 9x9 cells: [81, 151]."""
    fine = cv2.resize(mask, (GRID * 6, GRID * 6), interpolation=cv2.INTER_NEAREST)
    cells = fine.reshape(GRID, 6, GRID, 6).transpose(0, 2, 1, 3).reshape(GRID * GRID, 36)
    shares = np.zeros((GRID * GRID, 256), np.float32)
    for cell, labels in enumerate(cells):
        shares[cell] = np.bincount(labels, minlength=256)
    shares /= 36
    return shares[:, :MASK_CLASSES]


class HeadBatches:
    """The stored views of the training photos with their targets, in shuffled batches."""

    def __init__(self, folders: Folders, views: Views, names: LabelNames, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.views = views
        self.targets = {name: targets(folders, names, name) for name in SETS}
        self.rows = [
            (name, index)
            for name in SETS
            for index, row in enumerate(records(folders, name))
            if row["split"] == "train"
        ]
        self.masks = load_masks(folders)

    def batch(self, chosen: NDArray[np.int64]) -> tuple[Tensor, ...]:
        """Patches, tags, choices and mask shares of these rows, each in a random view."""
        patches, tags, choices, masks = [], [], [], []
        empty = np.zeros((GRID * GRID, MASK_CLASSES), np.float32)
        for place in chosen:
            name, index = self.rows[place]
            view = int(self.rng.integers(self.views.count))
            patches.append(self.views.patches(name)[index, view])
            tags.append(self.targets[name].tags[index])
            choices.append(self.targets[name].choices[index])
            mask = self.masks[index] if name == "ade20k" else None
            if mask is not None and view == 1:
                mask = np.ascontiguousarray(mask[:, ::-1])
            masks.append(empty if mask is None else mask_shares(mask))
        stacked = (np.stack(part) for part in (patches, tags, choices, masks))
        p, t, c, m = (torch.from_numpy(part) for part in stacked)
        return p.float(), t.float(), c.long(), m


def loss_of(outputs: tuple[Tensor, list[Tensor], Tensor], batch: tuple[Tensor, ...]) -> Tensor:
    """The sum over all kinds of label, each counted only if the set knows it."""
    tag_logits, choice_logits, mask_logits = outputs
    _, tags, choices, mask = batch
    known = (tags >= 0).float()
    every = F.binary_cross_entropy_with_logits(
        tag_logits.float(), tags.clamp(min=0), reduction="none"
    )
    loss = (every * known).sum() / len(tags)
    for place, logits in enumerate(choice_logits):
        chosen = choices[:, place]
        if bool((chosen >= 0).any()):
            total = F.cross_entropy(logits.float(), chosen, ignore_index=-1, reduction="sum")
            loss = loss + total / len(tags)
    share = mask.sum().clamp(min=1)
    return loss - 0.5 * (mask * mask_logits.float().log_softmax(-1)).sum() / share


def train_heads(folders: Folders, features: Path, recipe: HeadRecipe) -> Path:
    """Train from the stored features, about five minutes, and return the path of the weights."""
    torch.manual_seed(recipe.seed)
    names = collect_names(folders)
    heads = Heads(names, recipe.hidden)
    batches = HeadBatches(folders, Views(features), names, recipe.seed)
    decayed = [p for p in heads.parameters() if p.dim() > 1]
    others = [p for p in heads.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [
            {"params": decayed, "weight_decay": recipe.weight_decay},
            {"params": others, "weight_decay": 0.0},
        ],
        lr=recipe.rate,
        fused=True,
    )
    order = np.random.default_rng(recipe.seed)
    total = recipe.passes * -(-len(batches.rows) // recipe.batch)
    step, logged = 0, time.monotonic()
    for _ in range(recipe.passes):
        shuffled = order.permutation(len(batches.rows))
        for start in range(0, len(shuffled), recipe.batch):
            batch = batches.batch(shuffled[start : start + recipe.batch])
            for group in optimiser.param_groups:
                group["lr"] = recipe.rate * min(1, step / 100) * (1 - 0.98 * step / total)
            with half_where_fast():
                outputs = heads(batch[0])
            loss = loss_of(outputs, batch)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            step += 1
            if time.monotonic() - logged > 60:
                logged = time.monotonic()
                print(f"step {step} of {total}, loss {float(loss.detach()):.3f}", flush=True)
    target = features / "heads.pt"
    torch.save(heads.state_dict(), target)
    vocabulary = {"tags": names.tags, "choices": names.choices}
    (features / "labels.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    return target
