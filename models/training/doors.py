"""Trains the network that finds doors and handles (`models/embedded/doors.py`).

    python -m models.training.doors --data DATA

A patch speaks for a thing if at least half of it lies in the thing's box, or where the box is
smaller, if no other patch holds much more of it. Trained on the train photos of the set doors,
plain and mirrored, from the encoder that ships; takes a few minutes. What makes probabilities of
the scores is fitted on the validation photos, pooled over all that is there and absent. To be run
again after every `export`.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models import embedded
from models.embedded import doors, files, manifest
from models.embedded.doors import GRID, NAMES, Doors
from models.training.data import Folders, Record, build_pixels, records, unpack
from models.training.metrics import fit_logistic

PASSES, BATCH, HIDDEN, RATE, DECAY = 12, 32, 128, 1e-3, 0.3
HEAVIER = (3.0, 6.0, 3.0, 3.0)
"""How much more a patch with each of the names counts than one without: they are rare."""
COVERED = 0.5


def targets(row: Record) -> NDArray[np.float32]:
    """Which patches of a photo speak for which of `NAMES`: [81, 4]."""
    found = np.zeros((GRID, GRID, len(NAMES)), np.float32)
    edges = np.arange(GRID + 1) / GRID
    for name, x0, y0, x1, y1 in row["boxes"]:
        across = np.clip(np.minimum(x1, edges[1:]) - np.maximum(x0, edges[:-1]), 0, None)
        down = np.clip(np.minimum(y1, edges[1:]) - np.maximum(y0, edges[:-1]), 0, None)
        held = np.outer(down, across) * GRID * GRID
        least = min(COVERED, COVERED * float(held.max()))
        index = NAMES.index(name)
        found[..., index] = np.maximum(found[..., index], held >= max(least, 1e-9))
    return found.reshape(GRID * GRID, len(NAMES))


def encoded(folders: Folders) -> NDArray[np.float16]:
    """The encoder's patches of every photo, plain and mirrored: [N, 2, 81, C]."""
    model = embedded.load()
    pixels = np.load(folders.pixels("doors"), mmap_mode="r")
    return np.stack([model.patches_of_square(np.array(one)).astype(np.float16) for one in pixels])


def train(patches: Tensor, wanted: Tensor) -> nn.Sequential:
    """The network, from patches [N, 2, 81, C] and targets [N, 2, 81, 4]."""
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Dropout(0.3),
        nn.Linear(patches.shape[-1], HIDDEN),
        nn.ReLU(),
        nn.Dropout(0.3),
        nn.Linear(HIDDEN, len(NAMES)),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    heavier = torch.tensor(HEAVIER)
    for number in range(PASSES):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - number / PASSES)
        for part in torch.randperm(len(patches)).split(BATCH):
            view = int(torch.randint(2, ()))
            scores = network(patches[part, view])
            loss = F.binary_cross_entropy_with_logits(
                scores, wanted[part, view], pos_weight=heavier
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return network.eval()


def side(x: float) -> int:
    """0 left, 1 centre, 2 right, by thirds."""
    return int(x >= 1 / 3) + int(x > 2 / 3)


def fitted(network: Doors, patches: NDArray[np.float32], rows: list[Record]) -> Doors:
    """The same with odds: of patches [N, 81, C], whether each name is found where one is."""
    scores, right = [], []
    for one, row in zip(patches, rows, strict=True):
        for name in NAMES:
            probability, box = network.locate(one, name)
            sides = {side((x0 + x1) / 2) for n, x0, _, x1, _ in row["boxes"] if n == name}
            scores.append([np.log(probability / (1 - probability))])
            right.append(side((box[0] + box[2]) / 2) in sides)
    factor, constant = fit_logistic(np.array(scores), np.array(right))
    return Doors(network.encoder, network.inner, network.outer,
                 np.tile(np.array([factor, constant], np.float32), (len(NAMES), 1)))  # fmt: skip


def main() -> None:
    """Encode, train, fit, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--work", type=Path, default=Path(".cache"), help="folder for what is made")
    args = parser.parse_args()
    folders = Folders(args.data, args.work)
    unpack(folders, "doors")
    build_pixels(folders, "doors")
    rows = records(folders, "doors")
    plain = np.stack([targets(row) for row in rows])
    mirrored = plain.reshape(-1, GRID, GRID, len(NAMES))[:, :, ::-1].reshape(plain.shape)
    both = torch.from_numpy(np.stack([plain, mirrored], axis=1))
    patches = encoded(folders).astype(np.float32)
    chosen = np.array([row["split"] == "train" for row in rows])
    mean, spread = patches[chosen].mean((0, 1, 2)), patches[chosen].std((0, 1, 2)) + 1e-3
    network = train(torch.from_numpy((patches[chosen] - mean) / spread), both[chosen])
    first, last = (layer for layer in network if isinstance(layer, nn.Linear))
    inner = first.weight.detach().numpy().T / spread[:, None]
    constant = first.bias.detach().numpy() - mean @ inner
    outer = np.vstack([last.weight.detach().numpy().T, last.bias.detach().numpy()])
    even = np.tile(np.array([1, 0], np.float32), (len(NAMES), 1))
    encoder = manifest.read(files.WEIGHTS).files[manifest.ENCODER].sha256
    raw = Doors(encoder, np.vstack([inner, constant]).astype(np.float32), outer, even)
    held_out = [row for row in rows if row["split"] == "val"]
    made = fitted(raw, patches[~chosen, 0], held_out)
    np.savez_compressed(
        files.WEIGHTS / doors.FILE,
        encoder=np.array(made.encoder),
        inner=made.inner.astype(np.float16),
        outer=made.outer.astype(np.float16),
        odds=made.odds,
    )
    print(json.dumps({"odds": made.odds[0].tolist()}))


if __name__ == "__main__":
    main()
