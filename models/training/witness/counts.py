"""The networks that count things by the detector's boxes, taught by COCO's complete boxes.

Both are trained at once. The first says of every box whether it shows a thing of its own; how many
there are follows by chance, and the second corrects that for what the detector misses or sees
twice. The validation photos teach them, since the detector has not seen all of these; the bars come
from networks that have not learnt from the photo in question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from models.claims import holds
from models.embedded import manifest, pixels
from models.embedded.evidence import counts
from models.embedded.evidence.counts import (
    ABSENT,
    AREA,
    LEAST_CHANCE,
    SUMMARY,
    UNLIKELY,
    WEIGHED,
    Counter,
    Kind,
    Layers,
    log_odds,
    numbers,
)
from models.embedded.evidence.instances import FEATURES, find_instances, overlaps
from models.embedded.model import EmbeddedModel
from models.interfaces import MANY
from models.training.common.data import SHORT_SIDE, Folders, Record, keep, read_photo, records
from models.training.common.signing import sign

SET: Final = "coco"
SAME: Final = 0.4
"""Intersection over union from which a box shows a thing that is drawn."""
HIDDEN: Final = (32, 96)
"""Hidden units of the network for boxes and of the one that counts."""
STEPS, BATCH, RATE, DECAY, DROPOUT = 500, 256, 3e-3, 1.0, 0.3
FOLDS: Final = 5
RIGHT: Final = (0.93, 0.85, 0.4)
"""How much of what is said plainly, probably and unsurely has to be right."""
BARS: Final = tuple((np.arange(30, 100) / 100).tolist())
"""The probabilities that are tried as bars."""
FEWEST: Final = 15
"""With fewer claims no bar is chosen."""
PART: Final = 200
"""Photos of which the examples are kept in one file."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Examples:
    """Names that are likely in a photo, with the boxes of their things and how many there are."""

    photo: NDArray[np.int64]
    """[N]: the photo's place among the records."""
    name: NDArray[np.int64]
    """[N]"""
    shown: Floats
    """[N]: the witness's log odds."""
    features: Floats
    """[N, WEIGHED, FEATURES]"""
    there: NDArray[np.bool_]
    """[N, WEIGHED]: which boxes there are."""
    own: Floats
    """[N, WEIGHED]: 1 if the box shows a thing that no likelier box shows."""
    count: NDArray[np.int64]
    """[N], at most MANY."""

    def at(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Self:
        """Some of them."""
        return replace(self, **{name: values[rows] for name, values in vars(self).items()})


def _matched(boxes: Floats, drawn: Floats) -> Floats:
    """1 for each box, likeliest first, that shows a drawn thing that none before it shows."""
    own = np.zeros(len(boxes), np.float32)
    if not len(drawn):
        return own
    united, _ = overlaps(boxes, drawn)
    free = np.ones(len(drawn), np.float32)
    for place, row in enumerate(united):
        best = int((row * free).argmax())
        if row[best] * free[best] > SAME:
            own[place], free[best] = 1, 0
    return own


def _of_photo(model: EmbeddedModel, path: Path, row: Record, photo: int) -> Examples:
    reduced = pixels.reduce(read_photo(path), SHORT_SIDE)
    logits, boxes = model.six_anchors(reduced)
    look = model.look_with(*model.encode(reduced), logits, boxes, model.views(reduced))
    names = model.manifest.coco
    likely = [one for one in look.objects if one.name in names and one.probability >= UNLIKELY]
    features = np.zeros((len(likely), WEIGHED, FEATURES), np.float32)
    own = np.zeros((len(likely), WEIGHED), np.float32)
    there = np.zeros((len(likely), WEIGHED), bool)
    count = np.zeros(len(likely), np.int64)
    for place, one in enumerate(likely):
        found = find_instances(logits[:, :, names.index(one.name)], boxes)
        drawn = np.array([box for name, *box in row["boxes"] if name == one.name], np.float32)
        some = min(WEIGHED, len(found.boxes))
        features[place, :some] = found.features[:some]
        there[place, :some] = True
        own[place, :some] = _matched(found.boxes[:some], drawn.reshape(-1, 4))
        count[place] = min(len(drawn), MANY)
    return Examples(
        np.full(len(likely), photo),
        np.array([names.index(one.name) for one in likely], np.int64),
        np.array([log_odds(one.probability) for one in likely], np.float32),
        features,
        there,
        own,
        count,
    )


def _joined(parts: Sequence[Examples]) -> Examples:
    fields = vars(parts[0])
    return Examples(**{name: np.concatenate([vars(one)[name] for one in parts]) for name in fields})


def examples(folders: Folders, model: EmbeddedModel) -> Examples:
    """All examples of the validation photos; what was computed once is kept."""
    every = list(enumerate(records(folders, SET)))
    rows = [(photo, row) for photo, row in every if row["split"] == "val"]
    parts = []
    for start in range(0, len(rows), PART):
        path = folders.work / "counts" / f"{start:05}.npz"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            place = folders.photos(SET)
            found = [
                _of_photo(model, place / f"{row['photo']}.webp", row, photo)
                for photo, row in rows[start : start + PART]
            ]
            keep(path, **vars(_joined(found)))
            print(f"{start + len(found)} of {len(rows)} photos", flush=True)
        parts.append(Examples(**np.load(path)))
    return _joined(parts)


class CountNetwork(nn.Module):
    """Both networks, as `models.embedded.evidence.counts.Counter` runs them."""

    def __init__(self, names: int, mean: Floats, scale: Floats) -> None:
        super().__init__()
        inner, outer = HIDDEN
        self.mean = nn.Buffer(torch.from_numpy(mean))
        self.scale = nn.Buffer(torch.from_numpy(scale))
        self.box = nn.Linear(FEATURES + 1, inner, bias=False)
        self.box_names = nn.Embedding(names, inner)
        self.box_out = nn.Linear(inner, 1)
        self.number = nn.Linear(SUMMARY, outer, bias=False)
        self.number_names = nn.Embedding(names, outer)
        self.number_out = nn.Linear(outer, MANY + 1)
        self.dropout = nn.Dropout(DROPOUT)
        for table in (self.box_names, self.number_names):
            nn.init.normal_(table.weight, std=0.05)
        nn.init.zeros_(self.number_out.weight)
        nn.init.zeros_(self.number_out.bias)

    def forward(
        self, features: Tensor, there: Tensor, shown: Tensor, name: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The log odds of every box [B, WEIGHED], and the logits of every number [B, MANY + 1]."""
        features = (features - self.mean) * self.scale * there[..., None]
        inputs = torch.cat([features, shown[:, None, None].expand(-1, WEIGHED, 1)], dim=2)
        hidden = F.relu(self.box(inputs) + self.box_names(name)[:, None])
        odds = torch.where(there, self.box_out(hidden)[..., 0], ABSENT)
        each = odds.sigmoid()
        chance = _by_chance(each)
        some = there.sum(1, keepdim=True) / WEIGHED
        summary = torch.cat([
            each.sort(dim=1, descending=True).values,
            chance.flip(1).cumsum(1).flip(1)[:, 1:],
            shown[:, None], each.sum(1, keepdim=True), some,
            features[:, :2, AREA],
        ], dim=1)  # fmt: skip
        hidden = F.relu(self.number(summary) + self.number_names(name))
        return odds, (chance + LEAST_CHANCE).log() + self.number_out(self.dropout(hidden))


def _by_chance(each: Tensor) -> Tensor:
    """`counts.by_chance` of every row."""
    shares = torch.zeros(len(each), MANY + 1)
    shares[:, 0] = 1
    for one in each.T[..., None]:
        missed = torch.cat([shares[:, :-1] * (1 - one), shares[:, -1:]], dim=1)
        shares = missed + F.pad(shares[:, :-1] * one, (1, 0))
    return shares


def train(found: Examples, names: int, seed: int) -> CountNetwork:
    """Train both networks on examples."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    boxes = found.features[found.there]
    network = CountNetwork(names, boxes.mean(0), 1 / (boxes.std(0) + 1e-3))
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = RATE * (1 - step / STEPS)
        some = found.at(rng.integers(len(found.count), size=BATCH))
        odds, logits = network(*_inputs(some))
        there = torch.from_numpy(some.there)
        own = torch.from_numpy(some.own)[there]
        loss = F.binary_cross_entropy_with_logits(odds[there], own)
        loss = loss + F.cross_entropy(logits, torch.from_numpy(some.count))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
    return network.eval()


def _inputs(found: Examples) -> tuple[Tensor, ...]:
    fields = (found.features, found.there, found.shown, found.name)
    return tuple(map(torch.from_numpy, fields))


def shares(network: CountNetwork, found: Examples) -> Floats:
    """The probability of every number [N, MANY + 1]."""
    with torch.inference_mode():
        probabilities: Floats = network(*_inputs(found))[1].softmax(1).numpy()
    return probabilities


def held_out(found: Examples, names: int, seed: int) -> Floats:
    """The probabilities of examples by networks that did not learn from their photos."""
    fold = np.random.default_rng(seed).integers(FOLDS, size=found.photo.max() + 1)[found.photo]
    probabilities = np.zeros((len(fold), MANY + 1), np.float32)
    for one in range(FOLDS):
        network = train(found.at(fold != one), names, seed + one)
        probabilities[fold == one] = shares(network, found.at(fold == one))
    return probabilities


@dataclass(frozen=True)
class Said:
    """Numbers that are said of some examples."""

    row: NDArray[np.int64]
    """The examples."""
    right: NDArray[np.bool_]


def said(kind: Kind, bar: float, probabilities: Floats, count: NDArray[np.int64]) -> Said:
    """The most telling number of a kind for each example, where one has that probability."""
    rows, right = [], []
    for row, (some, number) in enumerate(zip(probabilities, count, strict=True)):
        likely = (one for one in numbers(some) if one.kind is kind and one.probability >= bar)
        claim = next(likely, None)
        if claim is not None:
            rows.append(row)
            right.append(holds(claim.value, int(number)))
    return Said(np.array(rows, np.int64), np.array(right, bool))


def bars_of(probabilities: Floats, count: NDArray[np.int64], seed: int) -> Floats:
    """The least bars from which what is said is right often enough: `Counter.bars`.

    A grade and a kind only count for what no better one says.
    """
    rng = np.random.default_rng(seed)
    bars = np.ones((len(Kind), len(RIGHT)), np.float32)
    free = np.ones(len(count), bool)
    for grade, share in enumerate(RIGHT):
        for kind in Kind:
            for bar in BARS:
                one = said(kind, bar, probabilities, count)
                new = free[one.row]
                if new.sum() >= FEWEST and _at_worst(one.right[new], rng) >= share:
                    bars[kind, grade:] = bar
                    free[one.row] = False
                    break
    return bars


def _at_worst(right: NDArray[np.bool_], rng: np.random.Generator) -> float:
    """A share that is reached in nine of ten draws."""
    draws = rng.binomial(len(right), right.mean(), size=400) / len(right)
    return float(np.quantile(draws, 0.1))


def exported(network: CountNetwork, detector: str, names: tuple[str, ...], bars: Floats) -> Counter:
    """The networks as the embedded model runs them."""

    def layers(inner: nn.Linear, table: nn.Embedding, outer: nn.Linear) -> Layers:
        last = np.vstack([outer.weight.detach().numpy().T, outer.bias.detach().numpy()])
        return Layers(inner.weight.detach().numpy().T, table.weight.detach().numpy(), last)

    return Counter(
        detector,
        names,
        network.mean.numpy(),
        network.scale.numpy(),
        layers(network.box, network.box_names, network.box_out),
        layers(network.number, network.number_names, network.number_out),
        bars,
    )


def write(made: Counter, weights: Path) -> None:
    """Write `counts.npz` and list it among the files of a weights folder."""
    layers = {
        f"{part}_{name}": np.asarray(getattr(of, name), np.float16)
        for part, of in (("box", made.boxes), ("count", made.counts))
        for name in ("inner", "names", "outer")
    }
    np.savez_compressed(
        weights / counts.FILE,
        detector=np.array(made.detector),
        names=np.array(made.names),
        mean=made.mean,
        scale=made.scale,
        bars=made.bars,
        allow_pickle=False,
        **layers,
    )
    sign(weights)


def make(folders: Folders, model: EmbeddedModel, seed: int) -> None:
    """Train, choose the bars and write `counts.npz`."""
    found = examples(folders, model)
    names = model.manifest.coco
    bars = bars_of(held_out(found, len(names), seed), found.count, seed)
    network = train(found, len(names), seed)
    detector = model.manifest.files[manifest.DETECTOR].sha256
    write(exported(network, detector, names, bars), model.folder)
