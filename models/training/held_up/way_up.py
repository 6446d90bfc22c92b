"""A small network that tells how a picture is turned, from the encoder's patches.

It learns from photos that are taken upright, turned by no, one, two and three quarters.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded import manifest, small_networks
from models.embedded.evidence import way_up
from models.training.common import onnx_files
from models.training.common.data import Folders, Record, keep, photo_of, records, squash, unpack
from models.training.common.signing import sign
from models.training.held_up.small_networks import BATCH, Batch, fit, folded, stacked
from models.training.witness.encoder import CHANNELS

SETS: Final = (
    *("household", "things", "grocery", "clothes"),
    *("coco", "ade20k", "daquar", "doors", "flickr8k"),
)
MOST: Final = 2500
"""Photos of each set but the household, at most."""
HIDDEN: Final = 48
STEPS, RATE, DECAY, DROPOUT, SMOOTHING = 8000, 1e-3, 0.5, 0.3, 0.05


@dataclass(frozen=True)
class Examples:
    """Photos, each turned in all four ways."""

    inputs: NDArray[np.float16]
    """[N, 4, 9, C]"""
    training: NDArray[np.bool_]
    sets: NDArray[np.str_]


def _rows(folders: Folders, set_name: str) -> list[Record]:
    rows = records(folders, set_name)
    return rows if set_name == "household" else rows[:: -(-len(rows) // MOST)]


def _views(folders: Folders, encoder: Path, set_name: str) -> NDArray[np.float16]:
    """The regions of a set's photos, turned in all ways [N, 4, 9, C], which are kept."""
    path = folders.work / "features" / f"way-up-{set_name}.npz"
    if path.exists():
        stored: NDArray[np.float16] = np.load(path)["regions"]
        return stored
    unpack(folders, set_name)
    found = []
    rows = _rows(folders, set_name)
    for start in range(0, len(rows), 50):
        photos = (photo_of(folders, set_name, row) for row in rows[start : start + 50])
        squares = [np.rot90(squash(photo), quarters) for photo in photos for quarters in range(4)]
        patches = onnx_files.run_over(encoder, np.stack(squares))
        found.append(way_up.regions(patches.astype(np.float32)).astype(np.float16))
        if start % 500 == 0:
            print(f"{set_name}: {start} of {len(rows)} photos", flush=True)
    views = np.concatenate(found).reshape(len(rows), 4, way_up.SIDE**2, -1)
    keep(path, regions=views)
    return views


def examples(folders: Folders, encoder: Path) -> Examples:
    """The photos of all sets."""
    rows = [(set_name, row) for set_name in SETS for row in _rows(folders, set_name)]
    return Examples(
        np.concatenate([_views(folders, encoder, set_name) for set_name in SETS]),
        np.array([row["split"] == "train" for _, row in rows]),
        np.array([set_name for set_name, _ in rows]),
    )


class WayUpNetwork(nn.Module):
    """Regions [B, 9, C] to logits of the quarters by which the picture is turned [B, 4]."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(CHANNELS, affine=False)
        self.inner = nn.Linear(CHANNELS, HIDDEN)
        self.outer = nn.Linear(HIDDEN * way_up.SIDE**2, 4)

    def forward(self, inputs: Tensor) -> Tensor:
        """Logits."""
        rows = F.dropout(self.norm(inputs.flatten(0, 1)), DROPOUT, self.training)
        hidden = F.relu(self.inner(rows)).unflatten(0, inputs.shape[:2]).flatten(1)
        found: Tensor = self.outer(F.dropout(hidden, DROPOUT, self.training))
        return found


def train(found: Examples, seed: int) -> WayUpNetwork:
    """Train on every photo in every way."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero(found.training)
    network = WayUpNetwork()

    def batch() -> Batch:
        quarters = rng.integers(4, size=BATCH)
        return found.inputs[rng.choice(rows, BATCH), quarters], quarters

    fit(network, batch, STEPS, rate=RATE, decay=DECAY, smoothing=SMOOTHING)
    return network


def make(folders: Folders, weights: Path, encoder: Path, seed: int) -> dict[str, float]:
    """Train, write `way-up.npz`, and measure on validation photos."""
    found = examples(folders, encoder)
    network = train(found, seed)
    np.savez_compressed(
        weights / way_up.FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        outer=stacked(network.outer),
        **small_networks.stored(folded(network.norm, network.inner)),
    )
    sign(weights)
    table: dict[str, float] = {}
    for set_name in SETS:
        rows = found.inputs[~found.training & (found.sets == set_name)]
        table |= {f"{set_name}: {what}": one for what, one in _figures(network, rows).items()}
    return table


def _figures(network: WayUpNetwork, views: NDArray[np.float16]) -> dict[str, float]:
    """How often turned photos [N, 4, 9, C] are noticed, and how often the direction is right."""
    with torch.inference_mode():
        inputs = torch.from_numpy(views.astype(np.float32)).flatten(0, 1)
        found = network(inputs).log_softmax(-1).numpy().reshape(len(views), 4, 4)
    told = np.array(
        [[way_up.told(np.roll(one, -turned, 0)) for turned in range(4)] for one in found]
    )
    right = told == np.arange(4)
    return {
        "turned, told": float((told[:, 1:] > 0).mean()),
        "turned, told rightly": float(right[:, 1:].mean()),
        "upright, told to be turned": float((told[:, 0] > 0).mean()),
    }
