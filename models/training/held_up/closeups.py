"""A linear layer that names the one thing of a close-up, from the encoder's pooled features.

It learns from photos of one household thing each, and from photos of everything else, where it has
to leave the word to others. Photos of one source are alike, so its probabilities are fitted on
photos of sources that it did not learn from.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.certainty import logit
from models.embedded import manifest, small_networks
from models.embedded.evidence import closeups
from models.embedded.evidence.closeups import OTHER, UNNAMED
from models.embedded.pixels import with_mirror_image
from models.training.common import onnx_files
from models.training.common.data import (
    Folders,
    Record,
    degrade,
    keep,
    photo_of,
    records,
    squash,
    unpack,
)
from models.training.common.metrics import fit_logistic
from models.training.common.signing import sign
from models.training.held_up.dataset import SHARD, build
from models.training.held_up.small_networks import BATCH, Batch, fit, folded
from models.training.witness.encoder import CHANNELS
from models.training.witness.gates import pooled

NAMED: Final = {"household": "name", "things": "name", "clothes": "kind", "grocery": "name"}
"""The sets whose photos show one thing, and the label that says which."""
DRAWN: Final = "drawn"
"""Things that are held up to be read; what is not among the names of the household is `OTHER`."""
SETS: Final = (*NAMED, DRAWN, "coco", "ade20k", "flickr8k", "daquar", "doors")
ON_BOTH: Final = frozenset("bottle can jar box packet book envelope screen".split())
"""What is drawn and among the names of the household."""
LEAST: Final = 4
"""Training photos from which a name is learned."""
MOST: Final = 2000
"""Photos of each set but the household, at most."""
SPOILT: Final = 2
"""Views of a photo beside itself and its mirror image."""
STEPS, RATE, DECAY, DROPOUT, SMOOTHING = 3000, 2e-3, 1.0, 0.3, 0.05
OTHERS: Final = 0.35
"""The share of a batch that shows no close-up of a known thing."""
PARTS: Final = 4
"""Parts of the sources; each is named by a network that learned from the others."""
RARE: Final = -0.4
"""A photo counts as much as this power of the number of photos of its thing."""


@cache
def _names() -> dict[str, dict[str, str]]:
    """For each set the name of each label."""
    tables = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        set_name: {label: name for name, labels in table.items() for label in labels}
        for set_name, table in tables.items()
    }


def name_of(set_name: str, row: Record) -> str:
    """The name of what a photo shows: `OTHER`, or "" if it is unclear."""
    if set_name == DRAWN:
        return str(row["surface"]) if row["surface"] in ON_BOTH and row["tellable"] else OTHER
    if set_name not in NAMED:
        return OTHER
    label = row[NAMED[set_name]]
    name = _names()[set_name].get(label, label if set_name == "household" else OTHER)
    return "" if name == "unclear" else name


@dataclass(frozen=True)
class Examples:
    """Photos with their views."""

    inputs: NDArray[np.float16]
    """[N, views, 2 C]"""
    classes: NDArray[np.int64]
    """Of each photo, by the names; -1 if it is unclear."""
    training: NDArray[np.bool_]
    sources: NDArray[np.str_]
    """Of each photo: the set, and of the household its source too."""


def _spoilt(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A picture turned, tilted, moved, nearer or farther, and degraded."""
    picture = np.rot90(picture, int(rng.choice(4, p=(0.55, 0.15, 0.15, 0.15))))
    height, width = picture.shape[:2]
    zoom, angle = rng.uniform(0.6, 1.35), rng.uniform(-25, 25)
    moved = cv2.getRotationMatrix2D((width / 2, height / 2), angle, zoom)
    moved[:, 2] += (width * rng.uniform(-0.12, 0.12), height * rng.uniform(-0.12, 0.12))
    around = (cv2.BORDER_REFLECT_101, cv2.BORDER_REPLICATE)[int(rng.integers(2))]
    shown = cv2.warpAffine(np.ascontiguousarray(picture), moved, (width, height), borderMode=around)
    return squash(degrade(np.asarray(shown, np.uint8), rng))


def _rows(folders: Folders, set_name: str) -> list[Record]:
    """The photos of a set, of a large one every second or third."""
    if set_name == DRAWN:
        return list(_drawn(folders))
    rows = records(folders, set_name)
    return rows if set_name == "household" else rows[:: -(-len(rows) // MOST)]


def _drawn(folders: Folders) -> Iterator[Record]:
    """What is true of each drawn picture, and where it is kept."""
    for split, count in (("train", MOST), ("val", MOST // 4)):
        build(folders, split, count)
        for number in range(-(-count // SHARD)):
            shard = folders.work / "held_up" / f"{split}-{number:03d}.jsonl"
            for place, line in enumerate(shard.read_text(encoding="utf-8").splitlines()):
                where = {"split": split, "shard": shard.with_suffix(".npy"), "place": place}
                yield json.loads(line) | where


def _picture(folders: Folders, set_name: str, row: Record) -> NDArray[np.uint8]:
    if set_name != DRAWN:
        return photo_of(folders, set_name, row)
    return np.array(np.load(row["shard"], mmap_mode="r")[row["place"]], np.uint8)


def views(folders: Folders, encoder: Path, set_name: str) -> NDArray[np.float16]:
    """The pooled features of these photos [N, views, 2 C], which are kept."""
    path = folders.work / "features" / f"closeups-{set_name}.npz"
    if path.exists():
        stored: NDArray[np.float16] = np.load(path)["pooled"]
        return stored
    path.parent.mkdir(parents=True, exist_ok=True)
    if set_name != DRAWN:
        unpack(folders, set_name)
    rng, found = np.random.default_rng(0), []
    rows = _rows(folders, set_name)
    for start in range(0, len(rows), 50):
        squares = []
        for row in rows[start : start + 50]:
            photo = _picture(folders, set_name, row)
            squares += [*with_mirror_image(squash(photo)[None])]
            squares += [_spoilt(photo, rng) for _ in range(SPOILT)]
        found.append(pooled(onnx_files.run_over(encoder, np.stack(squares), mirrored=False)))
        if start % 1000 == 0:
            print(f"{set_name}: {start} of {len(rows)} photos", flush=True)
    views = np.concatenate(found).reshape(len(rows), 2 + SPOILT, -1).astype(np.float16)
    keep(path, pooled=views)
    return views


def examples(folders: Folders, encoder: Path) -> tuple[tuple[str, ...], Examples]:
    """The names that can be learned, `OTHER` and `UNNAMED` first, and the photos of all sets."""
    rows = [(set_name, row) for set_name in SETS for row in _rows(folders, set_name)]
    shown = [name_of(set_name, row) for set_name, row in rows]
    training = np.array([row["split"] == "train" for _, row in rows])
    counts = Counter(name for name, learned in zip(shown, training, strict=True) if learned)
    named = {name for name, count in counts.items() if count >= LEAST} - {OTHER, ""}
    names = (OTHER, UNNAMED, *sorted(named))
    number = {name: place for place, name in enumerate(names)} | {"": -1}
    of_rare = {set_name: number[OTHER] for set_name in SETS} | {"household": number[UNNAMED]}
    classes = np.array(
        [
            number.get(name, of_rare[set_name])
            for name, (set_name, _) in zip(shown, rows, strict=True)
        ]
    )
    sources = np.array([f"{set_name} {row.get('source', '')}" for set_name, row in rows])
    inputs = np.concatenate([views(folders, encoder, set_name) for set_name in SETS])
    return names, Examples(inputs, classes, training, sources)


class CloseupNetwork(nn.Module):
    """Pooled features [B, 2 C] to logits of the names [B, K]."""

    def __init__(self, names: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(2 * CHANNELS, affine=False)
        self.out = nn.Linear(2 * CHANNELS, names)

    def forward(self, inputs: Tensor) -> Tensor:
        """Logits."""
        kept = F.dropout(self.norm(inputs), DROPOUT, self.training)
        found: Tensor = self.out(kept)
        return found


def train(found: Examples, learned: NDArray[np.bool_], names: int, seed: int) -> CloseupNetwork:
    """Train on some examples, rare names more often."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero(learned & (found.classes >= 0))
    classes = found.classes[rows]
    worth = np.bincount(classes, minlength=names)[classes].astype(np.float64) ** RARE
    other = classes == 0
    share = np.where(other, OTHERS / worth[other].sum(), (1 - OTHERS) / worth[~other].sum())
    chance = worth * share
    network = CloseupNetwork(names)

    def batch() -> Batch:
        chosen = rng.choice(len(rows), BATCH, p=chance)
        views = rng.integers(2 + SPOILT, size=BATCH)
        return found.inputs[rows[chosen], views], classes[chosen]

    fit(network, batch, STEPS, rate=RATE, decay=DECAY, smoothing=SMOOTHING)
    return network


def shares(network: CloseupNetwork, inputs: NDArray[np.float16]) -> NDArray[np.float32]:
    """The probabilities [N, K] by a photo and its mirror image, of views [N, views, 2 C]."""
    with torch.inference_mode():
        both = network(torch.from_numpy(inputs[:, :2].astype(np.float32)).flatten(0, 1))
        mean = both.unflatten(0, (len(inputs), 2)).mean(1)
        found: NDArray[np.float32] = mean.softmax(-1).numpy()
    return found


def _best(shared: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The likeliest name of each photo, and its share."""
    return 2 + shared[:, 2:].argmax(1), shared[:, 2:].max(1)


def _figures(
    what: str, shared: NDArray[np.float32], classes: NDArray[np.int64]
) -> dict[str, float]:
    best, sure = _best(shared)
    table = {f"{what}: right": float((best == classes).mean())}
    for bar in (0.6, 0.9):
        told = sure >= bar
        table[f"{what}: told at {bar}"] = float(told.mean())
        table[f"{what}: right of those told at {bar}"] = float((best == classes)[told].mean())
    return table


def _across(
    found: Examples, names: int, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The shares and classes of photos by networks that learned from other sources."""
    household = np.char.startswith(found.sources, "household") & (found.classes > 1)
    sources = np.random.default_rng(seed).permutation(np.unique(found.sources[household]))
    shared, classes = [], []
    for part in range(PARTS):
        unseen = household & np.isin(found.sources, sources[part::PARTS])
        learned = found.training & ~unseen
        network = train(found, learned, names, seed)
        rows = unseen & np.isin(found.classes, np.unique(found.classes[learned]))
        shared.append(shares(network, found.inputs[rows]))
        classes.append(found.classes[rows])
    return np.concatenate(shared), np.concatenate(classes)


def _odds(shared: NDArray[np.float32], classes: NDArray[np.int64]) -> NDArray[np.float64]:
    """The weight and the constant by which the likeliest share is how often it is right."""
    best, sure = _best(shared)
    logits = np.array([(logit(float(share)),) for share in sure])
    return fit_logistic(logits, best == classes)


def make(folders: Folders, weights: Path, encoder: Path, seed: int) -> dict[str, float]:
    """Train, write `closeups.npz`, and measure on validation photos and across sources."""
    names, found = examples(folders, encoder)
    across = _across(found, len(names), seed)
    network = train(found, found.training, len(names), seed)
    np.savez_compressed(
        weights / closeups.FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        classes=np.array(names),
        odds=_odds(*across),
        **small_networks.stored(folded(network.norm, network.out)),
    )
    sign(weights)
    held_out = ~found.training
    household = held_out & np.char.startswith(found.sources, "household")
    empty = shares(network, found.inputs[held_out & (found.classes == 0)])
    table = _figures(
        "household", shares(network, found.inputs[household]), found.classes[household]
    )
    table["other pictures: taken for a close-up"] = float((_best(empty)[1] >= 0.6).mean())
    return table | _figures("other sources", *across)
