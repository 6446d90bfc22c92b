"""Linear gates on the pooled features: is this a photo at all, and of what kind?

The kind (a product, a garment, a single thing, or a scene) decides whether the one-of-many heads
may speak; otherwise they would name a product in every street.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded import small_networks
from models.training.common import nothing, onnx_files
from models.training.common.data import Folders, degrade, records, squash
from models.training.common.features import Views
from models.training.witness.specialist import pool

KINDS = ("scene", "product", "garment", "thing")
STEPS = 1500
_SET_KIND = {
    "flickr8k": "scene",
    "coco": "scene",
    "ade20k": "scene",
    "daquar": "scene",
    "doors": "scene",
    "text": "scene",
    "grocery": "product",
    "clothes": "garment",
    "things": "thing",
}


def pooled(patches: NDArray[np.float16]) -> NDArray[np.float32]:
    """As `small_networks.pooled`, of stored patches."""
    return small_networks.pooled(patches.astype(np.float32))


@dataclass(frozen=True)
class Examples:
    """Pooled features and their classes."""

    inputs: NDArray[np.float32]
    classes: NDArray[np.int64]


def _of_sets(folders: Folders, views: Views, split: str) -> Examples:
    inputs, classes = [], []
    for set_name, kind in _SET_KIND.items():
        rows = [
            i
            for i, row in enumerate(records(folders, set_name))
            if row["split"] == split
            and not (set_name == "things" and row["photo"].startswith("i_"))
        ]
        if rows:
            for view in range(views.count):
                inputs.append(pooled(views.patches(set_name)[rows, view]))
                classes.append(np.full(len(rows), KINDS.index(kind)))
    return Examples(np.concatenate(inputs), np.concatenate(classes))


def _drawn(
    folders: Folders, encoder: Path, count: int, split: str, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Pooled features of random pictures of nothing, and of as many photos with everyday faults."""
    rng = np.random.default_rng(seed)
    empty = [squash(nothing.draw(rng)) for _ in range(count)]
    faulty = []
    for set_name in ("coco", "flickr8k", "ade20k", "grocery", "clothes", "text"):
        pixels = np.load(folders.pixels(set_name), mmap_mode="r")
        rows = [i for i, row in enumerate(records(folders, set_name)) if row["split"] == split]
        for _ in range(count // 6 if rows else 0):
            photo = np.asarray(pixels[int(rng.choice(rows))])
            faulty.append(degrade(photo, rng))
            if rng.random() < 0.35:
                empty.append(nothing.ruined(photo, rng))
    both = [onnx_files.run_over(encoder, np.stack(part)) for part in (empty, faulty)]
    return pooled(both[0]), pooled(both[1])


def fit_linear(examples: Examples, classes: int) -> nn.Linear:
    """Multinomial logistic regression by Adam, with balanced classes."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    layer = nn.Linear(examples.inputs.shape[1], classes)
    nn.init.zeros_(layer.weight)
    optimiser = torch.optim.AdamW(layer.parameters(), lr=1e-3, weight_decay=0.05)
    pools = [np.flatnonzero(examples.classes == number) for number in range(classes)]
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = 1e-3 * (1 - step / STEPS)
        rows = np.concatenate([rng.choice(pool, 256 // classes) for pool in pools])
        inputs = torch.from_numpy(examples.inputs[rows])
        loss = F.cross_entropy(layer(inputs), torch.from_numpy(examples.classes[rows]))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return layer


@dataclass(frozen=True)
class Gates:
    """Both linear gates."""

    nothing: nn.Linear
    kind: nn.Linear

    def kinds(self, patches: Tensor) -> Tensor:
        """Probabilities of `KINDS` for patches [B, 81, C]: [B, K]."""
        with torch.inference_mode():
            likely: Tensor = self.kind(pool(patches)).softmax(-1)
        return likely

    def state(self) -> dict[str, dict[str, Tensor]]:
        """The weights, for `torch.save`."""
        return {"nothing": self.nothing.state_dict(), "kind": self.kind.state_dict()}


def fit_gates(folders: Folders, features: Path, encoder: Path) -> tuple[Gates, dict[str, float]]:
    """Fit both gates on train, and measure them on val."""
    views = Views(features)
    train, val = (_of_sets(folders, views, split) for split in ("train", "val"))
    kind = fit_linear(train, len(KINDS))
    empty, faulty = _drawn(folders, encoder, 2400, "train", seed=1)
    photos = np.concatenate([faulty, train.inputs])
    inputs = np.concatenate([photos, empty])
    classes = np.concatenate([np.zeros(len(photos), int), np.ones(len(empty), int)])
    gate = fit_linear(Examples(inputs, classes), 2)
    empty, faulty = _drawn(folders, encoder, 600, "val", seed=2)
    with torch.inference_mode():
        right = (kind(torch.from_numpy(val.inputs)).argmax(1).numpy() == val.classes).mean()
        odds = [
            gate(torch.from_numpy(part)).softmax(-1)[:, 1].numpy()
            for part in (empty, faulty, val.inputs)
        ]
    measured = {
        "kind right": float(right),
        "nothing found at 0.5": float((odds[0] >= 0.5).mean()),
        "faulty photos refused at 0.5": float((odds[1] >= 0.5).mean()),
        "photos refused at 0.5": float((odds[2] >= 0.5).mean()),
    }
    gates = Gates(gate, kind)
    torch.save(gates.state(), features / "gates.pt")
    return gates, measured


def load_gates(features: Path) -> Gates:
    """Load the fitted gates."""
    saved = torch.load(features / "gates.pt", weights_only=True)
    layers = []
    for name, count in (("nothing", 2), ("kind", len(KINDS))):
        layer = nn.Linear(saved[name]["weight"].shape[1], count)
        layer.load_state_dict(saved[name])
        layers.append(layer)
    return Gates(*layers)
