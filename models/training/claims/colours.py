"""Trains the network that tells the colours of things, from captions and questions."""

import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.certainty import logit
from models.claims import PLAIN, PROBABLY
from models.embedded import manifest, pixels, places
from models.embedded.evidence import colours
from models.embedded.evidence.colours import ColourHead, cut_out
from models.embedded.model import EmbeddedModel
from models.interfaces import Box, Claim, ClaimKind, Picture
from models.lexicon.names import mentions
from models.lexicon.sentences import COLOURS, stated
from models.training.claims.actions import SETS, TEXTS
from models.training.common.data import Folders, Record, keep, photo_of, records
from models.training.common.labels import COCO
from models.training.common.metrics import fitted
from models.training.common.signing import sign
from models.training.witness.encoder import CHANNELS

Features = NDArray[np.float32]

NAMES: Final = tuple(name for name in COCO if name != "person")
HIDDEN, STEPS, BATCH, RATE, DECAY = 96, 500, 128, 2e-3, 0.1
LEAST_SIDE: Final = 16
"""Pixels that a box must have on both sides."""
PRIOR: Final = 20
"""How many captions of an average thing are added to those of each thing."""


@dataclass(frozen=True)
class Crop:
    """A thing in a photo."""

    set_name: str
    index: int
    name: str
    box: Box
    pooled: NDArray[np.float16]
    plain: NDArray[np.float16]
    held_out: bool
    said: frozenset[str]
    """Its colours by the texts about the photo."""
    five: bool
    """Whether five people described the photo."""


def told(record: Record) -> dict[str, set[str]]:
    """The colours that the texts about a photo give to things."""
    found: dict[str, set[str]] = {}
    sentences = [one["text"] for one in record.get("sentences", ()) if one["how"] == "colour"]
    for text in (*record.get("captions", ()), *sentences):
        for one in colours_of(text):
            found.setdefault(one.name, set()).add(one.value)
    for asked in (*record.get("vqa", ()), *record.get("questions", ())):
        about = mentions(asked["question"])
        answer = Counter(asked["answers"]).most_common(1)[0][0]
        if "what color" in asked["question"].lower() and len(about) == 1 and answer in COLOURS:
            found.setdefault(about[0], set()).add(answer)
    return found


def colours_of(text: str) -> set[Claim]:
    """The colours that a text states."""
    return {one for one in stated(text) if one.kind is ClaimKind.COLOUR}


def crops(folders: Folders, weights: Path, set_name: str) -> list[Crop]:
    """The largest box of each name in the photos whose texts give colours or that five describe."""
    path = folders.work / "crops" / f"{set_name}.npz"
    rows = records(folders, set_name)
    if not path.exists():
        model = EmbeddedModel(weights, 1)
        found = [
            (index, NAMES.index(name), box, *_seen(model, square))
            for index, row in enumerate(rows)
            if len(row.get("captions", ())) >= 5 or told(row)
            for name, box, square in _squares(model, folders, set_name, row)
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        kinds = ("index", "name", "box", "pooled", "plain")
        columns = zip(*found, strict=True)
        keep(path, **{kind: np.array(one) for kind, one in zip(kinds, columns, strict=True)})
    stored = np.load(path)
    return [
        Crop(
            set_name, index, NAMES[name], tuple(box), pooled, plain,
            rows[index]["split"] == "val",
            frozenset(told(rows[index]).get(NAMES[name], ())),
            len(rows[index].get("captions", ())) >= 5,
        )
        for index, name, box, pooled, plain in zip(
            stored["index"].tolist(), stored["name"].tolist(), stored["box"].tolist(),
            stored["pooled"], stored["plain"], strict=True,
        )
    ]  # fmt: skip


def _seen(model: EmbeddedModel, square: Picture) -> tuple[NDArray[np.float16], NDArray[np.float16]]:
    """A crop's pooled features and plain colours."""
    patches = model.patches_of_squares(square[None])[0]
    pooled = np.concatenate([patches.mean(0), patches.max(0)]).astype(np.float16)
    return pooled, pixels.patch_colours(square).astype(np.float16)


def _squares(
    model: EmbeddedModel, folders: Folders, set_name: str, row: Record
) -> Iterator[tuple[str, Box, Picture]]:
    """The crop of each name, by COCO's own boxes or by the detector's."""
    photo = photo_of(folders, set_name, row)
    reduced = pixels.reduce(photo, model.manifest.short_side)
    height, width = reduced.shape[:2]
    boxes: dict[str, Box] = {}
    if "boxes" in row:
        for name, *corners in sorted(row["boxes"], key=lambda one: places.area(tuple(one[1:]))):
            boxes[name] = (corners[0], corners[1], corners[2], corners[3])
    else:
        logits, anchors = model.anchors(photo)
        for number, name in enumerate(COCO):
            best = int(logits[:, number].argmax())
            box = places.as_box(np.clip(anchors[best], 0, 1))
            if logits[best, number] >= model.manifest.box_from and box:
                boxes[name] = box
    for name, box in boxes.items():
        sides = ((box[2] - box[0]) * width, (box[3] - box[1]) * height)
        if name in NAMES and min(sides) >= LEAST_SIDE:
            yield name, box, pixels.square(cut_out(reduced, box), model.manifest.image_size)[0]


class ColourNetwork(nn.Module):
    """Normalised pooled features, colours by place, and names to logits of `COLOURS`."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Linear(2 * CHANNELS, HIDDEN)
        self.places = nn.Linear(pixels.GRID**2 * pixels.COLOURS, HIDDEN, bias=False)
        self.named = nn.Embedding(len(NAMES), HIDDEN)
        self.outer = nn.Linear(HIDDEN, len(COLOURS))
        self.biases = nn.Embedding(len(NAMES), len(COLOURS))
        self.less, self.more = nn.Dropout(0.3), nn.Dropout(0.5)
        nn.init.normal_(self.named.weight, std=0.1)
        nn.init.zeros_(self.biases.weight)

    def forward(self, pooled: Tensor, plain: Tensor, names: Tensor) -> Tensor:
        """Logits [B, 11]."""
        hidden = self.features(self.more(pooled)) + self.places(self.less(plain))
        hidden = F.relu(hidden + self.named(names))
        found: Tensor = self.outer(self.more(hidden)) + self.biases(names)
        return found


def train(taught: list[Crop], seed: int) -> tuple[ColourNetwork, Features, Features]:
    """The network, and the mean and the deviation of its features."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    pooled = np.stack([crop.pooled for crop in taught]).astype(np.float32)
    mean, deviation = pooled.mean(0), pooled.std(0) + 1e-3
    inputs = torch.from_numpy((pooled - mean) / deviation)
    plain = np.sqrt(np.stack([crop.plain.ravel() for crop in taught]).astype(np.float32))
    shown = torch.from_numpy(plain)
    names = torch.tensor([NAMES.index(crop.name) for crop in taught])
    truth = np.array([[colour in crop.said for colour in COLOURS] for crop in taught], np.float32)
    target = torch.from_numpy(truth / truth.sum(1, keepdims=True))
    network = ColourNetwork()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = RATE * min(1, step / 40) * (1 - 0.97 * step / STEPS)
        part = torch.from_numpy(rng.choice(len(taught), BATCH))
        loss = F.cross_entropy(network(inputs[part], shown[part], names[part]), target[part])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    return network.eval(), mean, deviation


def habits(folders: Folders) -> Features:
    """The log odds that a caption with a thing's name gives it a colour."""
    with gzip.open(folders.data / TEXTS, "rt", encoding="utf-8") as lines:
        texts = [line.strip() for line in lines]
    taught = (row for row in records(folders, "flickr8k") if row["split"] == "train")
    texts += [caption for row in taught for caption in row["captions"]]
    named: Counter[str] = Counter()
    coloured: Counter[str] = Counter()
    for text in texts:
        named.update(mentions(text))
        coloured.update({one.name for one in colours_of(text)})
    usual = sum(coloured[name] for name in NAMES) / sum(named[name] for name in NAMES)
    shares = [(coloured[name] + PRIOR * usual) / (named[name] + PRIOR) for name in NAMES]
    return np.array([logit(share) for share in shares], np.float32)


def joined(
    network: ColourNetwork, mean: Features, deviation: Features, often: Features
) -> ColourHead:
    """The network as the embedded model runs it, uncalibrated."""
    with torch.inference_mode():
        features = network.features.weight.numpy() / deviation
        return ColourHead(
            colours=COLOURS,
            names=NAMES,
            features=np.vstack([features.T, network.features.bias.numpy() - features @ mean]),
            places=network.places.weight.T.numpy(),
            named=network.named.weight.numpy(),
            outer=np.vstack([network.outer.weight.T.numpy(), network.outer.bias.numpy()]),
            biases=network.biases.weight.numpy(),
            true=np.array([1, 0], np.float32),
            said=np.zeros(4, np.float32),
            habits=often,
        )


def make(folders: Folders, weights: Path, seed: int) -> dict[str, float]:
    """Train, calibrate, write `colours.npz`, and return the figures of validation photos."""
    every = [crop for set_name in SETS for crop in crops(folders, weights, set_name)]
    taught = [crop for crop in every if crop.said and not crop.held_out]
    print(f"{len(taught)} crops", flush=True)
    network, mean, deviation = train(taught, seed)
    head = joined(network, mean, deviation, habits(folders))
    known = [crop for crop in every if crop.said and crop.held_out]
    shares = [head.shares(crop.pooled.astype(np.float32), crop.plain.astype(np.float32), crop.name)
              for crop in known]  # fmt: skip
    truth = np.array([[colour in crop.said for colour in COLOURS] for crop in known])
    odds = np.array([[logit(float(share)) for share in row] for row in shares])
    photos = [crop.index + 10_000 * SETS.index(crop.set_name) for crop in known]
    true = fitted(odds.reshape(-1, 1), truth.ravel(), [one for one in photos for _ in COLOURS])
    best = true.honest.reshape(truth.shape)
    head = replace(head, true=np.array(true.weights, np.float32))
    head, said, right = _sayable(head, [crop for crop in every if crop.five and crop.held_out])
    write(head, weights)
    likely = best.max(1)
    hit = truth[np.arange(len(best)), best.argmax(1)]
    table = {
        "things with a colour": float(len(known)),
        "likeliest colour right": float(hit.mean()),
        "dogs": float(hit[[crop.name == "dog" for crop in known]].mean()),
        "right from 0.8 on": float(hit[likely >= 0.8].mean()),
        "share from 0.8 on": float((likely >= 0.8).mean()),
    }
    for name, low, high in (("plain", PLAIN, 1.0), ("probably", PROBABLY, PLAIN)):
        here = (said >= low) & (said < high)
        table[f"{name}, colours"] = float(here.sum())
        table[f"{name}, in a caption"] = float(right[here].mean()) if here.any() else 0.0
    return table


def _sayable(
    head: ColourHead, described: list[Crop]
) -> tuple[ColourHead, NDArray[np.float64], NDArray[np.bool_]]:
    """The head fitted; for each likely colour how likely people say it, and whether they do."""
    inputs, right, photos = [], [], []
    for crop in described:
        shares = head.shares(
            crop.pooled.astype(np.float32), crop.plain.astype(np.float32), crop.name
        )
        for colour, share in zip(COLOURS, shares.tolist(), strict=True):
            if head.judged(share, crop.name, crop.box)[0] >= colours.TRUE:
                habit = float(head.habits[head.names.index(crop.name)])
                inputs.append((logit(share), habit, float(np.log(places.area(crop.box)))))
                right.append(colour in crop.said)
                photos.append(crop.index + 10_000 * SETS.index(crop.set_name))
    truth = np.array(right)
    fit = fitted(np.array(inputs), truth, photos)
    return replace(head, said=np.array(fit.weights, np.float32)), fit.honest, truth


def write(head: ColourHead, weights: Path) -> None:
    """Write `colours.npz` and list it in the manifest."""
    large = {
        kind: getattr(head, kind).astype(np.float16)
        for kind in ("features", "places", "named", "outer", "biases")
    }
    np.savez_compressed(
        weights / colours.FILE,
        allow_pickle=False,
        encoder=np.array(manifest.read(weights).files[manifest.ENCODER].sha256),
        colours=np.array(head.colours),
        names=np.array(head.names),
        true=head.true,
        said=head.said,
        habits=head.habits,
        **large,
    )
    sign(weights)
