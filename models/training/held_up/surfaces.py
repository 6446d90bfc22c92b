"""A network that tells what kind of thing is held up, from the encoder's pooled features.

It learns from drawn things, from real photos and crops that show such a thing, and from photos of
everything else, where it has to be silent.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.embedded import manifest, small_networks
from models.embedded.evidence import surfaces
from models.embedded.evidence.surfaces import Surfaces
from models.training.common import nothing, onnx_files
from models.training.common.data import (
    Folders,
    Record,
    degrade,
    keep,
    photo_of,
    read_photo,
    records,
    squash,
)
from models.training.common.signing import sign
from models.training.held_up.artwork import Surface
from models.training.held_up.small_networks import BATCH, Batch, fit, folded, stacked
from models.training.witness.encoder import CHANNELS
from models.training.witness.gates import pooled

Features = NDArray[np.float32]

CLOTH, OTHER, NOTHING = "cloth", "other", "nothing"
CLASSES: Final = (*(surface.value for surface in Surface), CLOTH, OTHER, NOTHING)
HIDDEN, STEPS, RATE, DECAY, SMOOTHING = 384, 4000, 1e-3, 0.1, 0.02
PLAIN: Final = 0.92
"""The probability from which a surface is told plainly, as every name is."""
VIEWS: Final = 2
"""The picture as it is, and mirrored."""
LEAST_SIDE: Final = 40
"""Pixels that a box must have on both sides to be cut out."""
SURFACE_OF: Final = {
    "tv": Surface.SCREEN,
    "laptop": Surface.SCREEN,
    "book": Surface.BOOK,
    "bottle": Surface.BOTTLE,
}
"""What COCO's boxes show, of the things that are surfaces."""
THINGS: Final = {
    Surface.SCREEN: "web site|screen|monitor|desktop computer|laptop|notebook|television|iPod|"
    "cellular telephone|hand-held computer",
    Surface.ENVELOPE: "envelope",
    Surface.MENU: "menu",
    Surface.BOOK: "book jacket|comic book",
    Surface.PACKET: "packet|plastic bag",
    Surface.BOX: "carton",
    Surface.BOTTLE: "pop bottle|water bottle|beer bottle|wine bottle|pill bottle|red wine",
    Surface.SIGN: "street sign",
    Surface.TUBE: "lotion|sunscreen",
    Surface.SHEET: "crossword puzzle",
}
"""What the set things shows, by its names."""
CARTONS: Final = frozenset({"Juice", "Milk", "Soy Milk", "Oat Milk", "Oatghurt", "Sour Milk"})
"""Groceries that come in boxes."""
UNCLEAR: Final = frozenset({"Yoghurt", "Soyghurt", "Sour Cream", "dollar bill", "cellphone"})
"""Groceries and things that may be several kinds."""
NO_CLOTH: Final = frozenset(
    "Watches Handbags Sunglasses Wallets Belts Cufflinks Briefs shoes Heels Flats Sandals".split()
) | {"Casual Shoes", "Sports Shoes", "Flip Flops"}
"""Kinds of the set clothes that are not cloth."""


@dataclass(frozen=True)
class Examples:
    """Pooled features [N, views, 2 C], their classes, and where each is from."""

    inputs: NDArray[np.float16]
    classes: NDArray[np.int64]
    sources: NDArray[np.int64]
    """Index into `SOURCES`."""


SOURCES: Final = ("drawn", "crops", "photos", "nothing")


def _encoded(encoder: Path, pictures: list[NDArray[np.uint8]]) -> NDArray[np.float16]:
    """Squares to pooled features [N, views, 2 C]."""
    squares = np.stack(pictures)
    views = [pooled(onnx_files.run_over(encoder, squares, way)) for way in (False, True)]
    return np.stack(views, axis=1).astype(np.float16)


def _drawn(folders: Folders, encoder: Path, split: str) -> Iterator[tuple[Any, str]]:
    """The generator's pictures; those of which nothing can be told count as nothing."""
    for rows in sorted((folders.work / "held_up").glob(f"{split}-*.jsonl")):
        truths = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
        stored = rows.with_suffix(".pooled.npz")
        if not stored.exists():
            squares = np.load(rows.with_suffix(".npy"), mmap_mode="r")
            keep(stored, pooled=_encoded(encoder, list(squares)))
        for features, truth in zip(np.load(stored)["pooled"], truths, strict=True):
            if truth["tellable"]:
                yield features, truth["surface"]


def class_of(set_name: str, row: Record) -> str | None:
    """What a whole photo shows; None if it is unclear."""
    if set_name == "things":
        found = (one for one, names in THINGS.items() if row["name"] in names.split("|"))
        return next(found, None if row["name"] in UNCLEAR else OTHER)
    if set_name == "grocery":
        if row["category"] in UNCLEAR:
            return None
        return Surface.BOX if row["category"] in CARTONS else OTHER
    if set_name == "clothes":
        return OTHER if row["kind"] in NO_CLOTH else CLOTH
    if set_name == "coco":
        large = {
            SURFACE_OF.get(name, name if name in {"cell phone", "cup", "remote"} else "")
            for name, x0, y0, x1, y1 in row["boxes"]
            if (x1 - x0) * (y1 - y0) > 0.12
        }
        return None if any(large) else OTHER
    if set_name == "ade20k":
        held = {"television", "screen", "computer", "crt screen", "monitor", "poster", "book"}
        return None if any(row["objects"].get(name, 0) > 0.1 for name in held) else OTHER
    return OTHER


def _photos(folders: Folders, features: Path, split: str) -> Iterator[tuple[Any, str]]:
    sets = ("flickr8k", "coco", "ade20k", "daquar", "doors", "grocery", "clothes", "things", "text")
    for set_name in sets:
        path = features / f"{set_name}.pooled.npz"
        if not path.exists():
            patches = np.load(features / f"{set_name}.patches.npy", mmap_mode="r")
            parts = (patches[start : start + 200] for start in range(0, len(patches), 200))
            views = [pooled(part.reshape(-1, *part.shape[2:])) for part in parts]
            keep(path, pooled=np.concatenate(views).reshape(len(patches), VIEWS, -1))
        stored = np.load(path)["pooled"]
        for row, vector in zip(records(folders, set_name), stored, strict=True):
            what = class_of(set_name, row)
            if row["split"] == split and what is not None:
                yield vector, what


def cut_out(
    picture: NDArray[np.uint8], box: tuple[float, ...], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """The part of a picture around a box 0…1, with up to two fifths of its size beside it."""
    height, width = picture.shape[:2]
    x0, y0, x1, y1 = np.array(box) * (width, height, width, height)
    before, after = rng.uniform(-0.1, 0.4, (2, 2)) * (x1 - x0, y1 - y0)
    left, top = int(max(0, x0 - before[0])), int(max(0, y0 - before[1]))
    right, bottom = int(min(width, x1 + after[0])), int(min(height, y1 + after[1]))
    return np.ascontiguousarray(picture[top:bottom, left:right])


def _crops(folders: Folders, split: str, rng: np.random.Generator) -> Iterator[tuple[Any, str]]:
    """Things by COCO's boxes, surfaces several times, others once in a while; cloth from near."""
    for row in records(folders, "coco"):
        if row["split"] != split:
            continue
        width, height = row["size"]
        for name, x0, y0, x1, y1 in row["boxes"]:
            if min((x1 - x0) * width, (y1 - y0) * height) < LEAST_SIDE:
                continue
            what = SURFACE_OF.get(name, OTHER)
            times = 3 if name in SURFACE_OF else int(rng.random() < 0.25)
            if times and name != "cell phone":
                photo = photo_of(folders, "coco", row)
                for _ in range(times):
                    yield _spoilt(cut_out(photo, (x0, y0, x1, y1), rng), rng), what
    for row in records(folders, "clothes"):
        if row["split"] == split and class_of("clothes", row) == CLOTH:
            photo = photo_of(folders, "clothes", row)
            part = rng.uniform(0.2, 0.6)
            x, y = rng.uniform(0.3, 0.7, 2)
            box = (x - part / 2, y - part / 2, x + part / 2, y + part / 2)
            yield _spoilt(cut_out(photo, box, rng), rng), CLOTH


def _spoilt(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A picture turned and degraded as those that people take."""
    turns = int(rng.choice(4, p=(0.7, 0.1, 0.1, 0.1)))
    return squash(degrade(np.ascontiguousarray(np.rot90(picture, turns)), rng))


def _nothing(folders: Folders, split: str, rng: np.random.Generator) -> Iterator[tuple[Any, str]]:
    """Pictures of nothing, drawn pages and screens, and photos ruined beyond recognition."""
    drawn = {"page": Surface.SHEET.value, "screen": Surface.SCREEN.value}
    for kind, draw in nothing.KINDS.items():
        for _ in range(600 if split == "train" else 150):
            yield squash(draw(rng)), drawn.get(kind, NOTHING)
    for set_name in ("coco", "ade20k", "grocery", "clothes"):
        rows = [row for row in records(folders, set_name) if row["split"] == split]
        for index in rng.choice(len(rows), 300 if split == "train" else 75):
            path = folders.photos(set_name) / f"{rows[index]['photo']}.webp"
            yield squash(nothing.ruined(read_photo(path), rng)), NOTHING


def examples(folders: Folders, features: Path, encoder: Path, split: str) -> Examples:
    """All examples of a split; what was encoded once is kept."""
    rng = np.random.default_rng(("train", "val").index(split))
    inputs, classes, sources = [], [], []
    for number, source in enumerate(SOURCES):
        path = features / f"surfaces-{source}-{split}.npz"
        if source == "drawn":
            found = list(_drawn(folders, encoder, split))
        elif source == "photos":
            found = list(_photos(folders, features, split))
        elif path.exists():
            stored = np.load(path)
            found = list(zip(stored["pooled"], stored["classes"].tolist(), strict=True))
        else:
            maker = _crops if source == "crops" else _nothing
            pictures = list(maker(folders, split, rng))
            encoded = _encoded(encoder, [picture for picture, _ in pictures])
            names = np.array([str(what) for _, what in pictures])
            keep(path, pooled=encoded, classes=names)
            found = list(zip(encoded, names.tolist(), strict=True))
        inputs.append(np.stack([vector for vector, _ in found]))
        classes += [CLASSES.index(str(what)) for _, what in found]
        sources += [number] * len(found)
    return Examples(np.concatenate(inputs), np.array(classes), np.array(sources))


class SurfaceNetwork(nn.Module):
    """Pooled features [B, 2 C] to logits of `CLASSES` [B, K]."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.BatchNorm1d(2 * CHANNELS, affine=False),
            nn.Dropout(0.3),
            nn.Linear(2 * CHANNELS, HIDDEN),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(HIDDEN, len(CLASSES)),
        )

    def forward(self, inputs: Tensor) -> Tensor:
        """Logits."""
        found: Tensor = self.layers(inputs)
        return found


def train(found: Examples, seed: int) -> SurfaceNetwork:
    """Train on examples, each source and class in its share."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = SurfaceNetwork()
    counts = np.zeros((len(SOURCES), len(CLASSES)))
    np.add.at(counts, (found.sources, found.classes), 1)
    weight = counts[found.sources, found.classes] ** -0.5
    chance = weight / weight.sum()

    def batch() -> Batch:
        rows = rng.choice(len(chance), BATCH, p=chance)
        return found.inputs[rows, rng.integers(VIEWS, size=BATCH)], found.classes[rows]

    fit(network, batch, STEPS, rate=RATE, decay=DECAY, smoothing=SMOOTHING)
    return network


def logits(network: SurfaceNetwork, inputs: NDArray[np.float16]) -> Tensor:
    """Of pooled features [N, views, 2 C], the mean of both views: [N, K]."""
    with torch.inference_mode():
        both = network(torch.from_numpy(inputs.astype(np.float32)).flatten(0, 1))
        mean: Tensor = both.unflatten(0, (len(inputs), -1)).mean(1)
    return mean


def temperature(network: SurfaceNetwork, found: Examples) -> float:
    """What divides the logits so that probabilities are frequencies; each source counts alike."""
    raw = logits(network, found.inputs)
    counts = np.bincount(found.sources, minlength=len(SOURCES))
    weight = torch.from_numpy(1.0 / counts[found.sources]).float()
    truth = torch.from_numpy(found.classes)

    def loss(degree: float) -> float:
        each = F.cross_entropy(raw / degree, truth, reduction="none")
        return float((each * weight).sum())

    degrees: list[float] = np.arange(0.5, 3.0, 0.05).tolist()
    return min(degrees, key=loss)


def figures(shares: Features, found: Examples, plain: float) -> dict[str, float]:
    """How much is told plainly, and how much of it is right, for each source."""
    best = shares.argmax(1)
    silent = np.isin(best, [CLASSES.index(OTHER), CLASSES.index(NOTHING)])
    told = (shares.max(1) >= plain) & ~silent
    right = best == found.classes
    held = ~np.isin(found.classes, [CLASSES.index(OTHER), CLASSES.index(NOTHING)])
    table = {}
    for number, source in enumerate(SOURCES):
        here = found.sources == number
        table[f"{source}: surfaces told plainly"] = float(told[here & held].mean())
        table[f"{source}: right of what is told"] = float(right[here & told].mean())
        table[f"{source}: told where there is none"] = float(told[here & ~held].mean())
        table[f"{source}: best is right"] = float(right[here & held].mean())
    return table


def joined(network: SurfaceNetwork, degree: float) -> Surfaces:
    """The network as the embedded model runs it, with the normalisation in its first layer."""
    norm, first, last = network.layers[0], network.layers[2], network.layers[5]
    assert isinstance(norm, nn.BatchNorm1d)
    assert isinstance(first, nn.Linear)
    assert isinstance(last, nn.Linear)
    outer = (stacked(last) / degree).astype(np.float32)
    return Surfaces(CLASSES, folded(norm, first), outer)


def make(folders: Folders, weights: Path, encoder: Path, seed: int) -> dict[str, float]:
    """Train, calibrate and write `surfaces.npz`; what it tells on the validation split."""
    features = folders.work / "features"
    network = train(examples(folders, features, encoder, "train"), seed)
    held_out = examples(folders, features, encoder, "val")
    degree = temperature(network, held_out)
    made = joined(network, degree)
    np.savez_compressed(
        weights / surfaces.FILE,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        classes=np.array(made.classes),
        outer=made.outer.astype(np.float16),
        **small_networks.stored(made.inner),
    )
    sign(weights)
    return figures((logits(network, held_out.inputs) / degree).softmax(-1).numpy(), held_out, PLAIN)
