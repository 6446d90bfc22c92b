"""Train the network that finds doors and handles (`models/embedded/evidence/doors.py`).

A patch is positive for a thing if at least half of it lies in the thing's box or, for smaller
boxes, if no other patch holds much more of it. All patches together must say whether the photo
shows the thing at all. Trained for a few minutes on the train photos of the set doors, plain and
mirrored, on the principal directions of the shipped encoder's patches. Several networks with
different seeds are averaged. The scores of each name are calibrated on all validation photos. The
network belongs to one encoder; once it is trained, `python -m benchmarks.finding` chooses what may
be said.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models import embedded
from models.embedded import manifest, small_networks
from models.embedded.evidence import doors
from models.embedded.evidence.doors import GRID, NAMES, Doors
from models.embedded.pixels import with_mirror_image
from models.training.common.data import Folders, Record, build_pixels, records, unpack
from models.training.common.metrics import fit_logistic
from models.training.common.signing import sign

PASSES, BATCH, HIDDEN, RATE, DECAY = 12, 32, 128, 1e-3, 0.3
DIRECTIONS = 256
"""Principal components of the patches."""
MEMBERS = 3
HEAVIER = (3.0, 6.0, 3.0, 3.0)
"""The weight of a positive patch for each of the names: they are rare."""
PRESENCE = 0.3
"""Weight of the whole photo next to its patches."""
FEW = 9
"""So many patches at even odds put the whole photo at even odds."""
COVERED = 0.5


def targets(row: Record) -> NDArray[np.float32]:
    """The positive patches of a photo for each of `NAMES`: [81, 4]."""
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


def encoded(folders: Folders, weights: Path) -> NDArray[np.float16]:
    """The encoder's patches of every photo, plain and mirrored: [N, 2, 81, C]."""
    model = embedded.load(weights)
    pixels = np.load(folders.pixels("doors"), mmap_mode="r")
    squares = (with_mirror_image(np.array(one)[None]) for one in pixels)
    return np.stack([model.patches_of_squares(one).astype(np.float16) for one in squares])


def train(patches: Tensor, wanted: Tensor, seed: int) -> nn.Sequential:
    """Train one network, from reduced patches [N, 2, 81, D] and targets [N, 2, 81, 4]."""
    torch.manual_seed(seed)
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
            scores, speaks = network(patches[part, view]), wanted[part, view]
            loss = F.binary_cross_entropy_with_logits(scores, speaks, pos_weight=heavier)
            whole = torch.logsumexp(scores, 1) - math.log(FEW)
            loss = loss + PRESENCE * F.binary_cross_entropy_with_logits(whole, speaks.amax(1))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return network.eval()


def directions(patches: NDArray[np.float16]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The mean of patches [N, 2, 81, C], and their scaled principal directions [C, D].

    Computed from every second photo, unmirrored: neighbouring rows are similar.
    """
    some = patches[::2, 0].reshape(-1, patches.shape[-1]).astype(np.float32)
    mean, spread = some.mean(0), some.std(0) + 1e-3
    some = (some - mean) / spread
    shares, vectors = np.linalg.eigh(some.T @ some / len(some))
    best = vectors[:, : -DIRECTIONS - 1 : -1]
    even = np.sqrt(shares[-DIRECTIONS:].mean())
    return mean, np.asarray(best / spread[:, None] / even, np.float32)


def joined(
    networks: list[nn.Sequential], mean: NDArray[np.float32], onto: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """`Doors.inner` and `Doors.outer` for the mean of several networks, on unreduced patches."""
    inner, outer = [], []
    for network in networks:
        first, last = (layer for layer in network if isinstance(layer, nn.Linear))
        weights = onto @ first.weight.detach().numpy().T
        inner.append(np.vstack([weights, first.bias.detach().numpy() - mean @ weights]))
        outer.append(np.vstack([last.weight.detach().numpy().T, last.bias.detach().numpy()]))
    last_row = np.mean([one[-1:] for one in outer], axis=0)
    layers = np.vstack([one[:-1] / len(outer) for one in outer])
    return np.hstack(inner).astype(np.float32), np.vstack([layers, last_row]).astype(np.float32)


def side(x: float) -> int:
    """0 left, 1 centre, 2 right, by thirds."""
    return int(x >= 1 / 3) + int(x > 2 / 3)


def fitted(network: Doors, patches: NDArray[np.float32], rows: list[Record]) -> Doors:
    """Calibrate: fit the odds of each name being where it was found, on patches [N, 81, C]."""
    odds = []
    for name in NAMES:
        scores, right = [], []
        for one, row in zip(patches, rows, strict=True):
            probability, box = network.locate(one, name)
            sides = {side((x0 + x1) / 2) for n, x0, _, x1, _ in row["boxes"] if n == name}
            scores.append([np.log(probability / (1 - probability))])
            right.append(side((box[0] + box[2]) / 2) in sides)
        odds.append(fit_logistic(np.array(scores), np.array(right)))
    return replace(network, odds=np.array(odds, np.float32))


def make(folders: Folders, weights: Path) -> Doors:
    """Encode, train, calibrate, and add the network to the weights and their manifest."""
    unpack(folders, "doors")
    build_pixels(folders, "doors")
    rows = records(folders, "doors")
    plain = np.stack([targets(row) for row in rows])
    mirrored = plain.reshape(-1, GRID, GRID, len(NAMES))[:, :, ::-1].reshape(plain.shape)
    both = torch.from_numpy(np.stack([plain, mirrored], axis=1))
    patches = encoded(folders, weights)
    chosen = np.array([row["split"] == "train" for row in rows])
    mean, onto = directions(patches[chosen])
    reduced = np.stack([(one.astype(np.float32) - mean) @ onto for one in patches[chosen]])
    networks = [train(torch.from_numpy(reduced), both[chosen], seed) for seed in range(MEMBERS)]
    even = np.tile(np.array([1, 0], np.float32), (len(NAMES), 1))
    raw = Doors(*joined(networks, mean, onto), even)
    held_out = [row for row in rows if row["split"] == "val"]
    made = fitted(raw, patches[~chosen, 0].astype(np.float32), held_out)
    np.savez_compressed(
        weights / doors.FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        outer=made.outer.astype(np.float16),
        odds=made.odds,
        **small_networks.stored(made.inner),
    )
    sign(weights)
    return made
