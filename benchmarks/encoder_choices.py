"""Compare ways to train and feed the encoder by the heads' scores on validation photos.

    python -m benchmarks.encoder_choices --data DATA --work .cache

The encoder's last stage is trained on all labels at once (objects, scenes, masks, caption words,
products, garments, colours, household things) at several rates, or frozen, each time with new heads
on every fourth training photo, and on every one of a household thing. The photos of ADE20K, which
keep their aspect ratio, are either squashed or padded to a square. Needs the step `prepare` of
`python -m models.training`. Writes `benchmarks/encoder_choices.csv`.
"""

import csv
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from benchmarks.command import work_command
from models.embedded import pixels
from models.embedded.evidence.closeups import OTHER
from models.training.common.data import (
    SHORT_SIDE,
    SIZE,
    Folders,
    Record,
    photo_of,
    records,
    squash,
    unpack,
)
from models.training.common.labels import COCO, LabelNames, collect_names, targets
from models.training.common.metrics import mean_average_precision
from models.training.held_up.closeups import LEAST, name_of
from models.training.witness.encoder import GRID, Lite2
from models.training.witness.label_heads import (
    MASK_CLASSES,
    SETS,
    Heads,
    load_masks,
    loss_of,
    mask_shares,
)

FIRST = 15
"""The first block of the last stage, which reduces 17x17 to 9x9."""
EVERY, PASSES, BATCH = 4, 4, 32
HEADS_RATE, HEADS_DECAY = 1e-3, 0.3
HOUSEHOLD, CLOSEUP = "household", "close-up"
"""The set whose photos show one thing, and the choice that names it."""
ASKED = {"ade20k": "room", HOUSEHOLD: CLOSEUP}
"""The choice that is measured on a set."""
RATES = {"frozen": 0.0, "last stage at 1e-5": 1e-5, "last stage at 5e-5": 5e-5}
COLUMNS = ("coco mAP", "ade20k mAP", *(f"{name} {what} right" for name, what in ASKED.items()))


class LastStage(nn.Module):
    """Maps [B, 120, 17, 17] to patches [B, 81, 1280]."""

    def __init__(self, encoder: Lite2) -> None:
        """`encoder`: its own blocks are used."""
        super().__init__()
        self.net = encoder.net

    def forward(self, x: Tensor) -> Tensor:
        """The blocks from `FIRST` on, and the last convolution."""
        for block in self.net._blocks[FIRST:]:
            x = block(x)
        x = self.net._swish(self.net._bn1(self.net._conv_head(x)))
        return x.flatten(2).transpose(1, 2)


@torch.inference_mode()
def before_last_stage(encoder: Lite2, pictures: NDArray[np.uint8]) -> NDArray[np.float16]:
    """The input of the last stage, [N, 120, 17, 17], for squares [N, SIZE, SIZE, 3]."""
    net = encoder.net
    x = (torch.from_numpy(pictures).permute(0, 3, 1, 2).float() - 127.0) / 128.0
    x = net._swish(net._bn0(net._conv_stem(x)))
    for block in net._blocks[:FIRST]:
        x = block(x)
    half: NDArray[np.float16] = x.half().numpy()
    return half


def padded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture padded with grey to a square of `SIZE`."""
    picture = pixels.reduce(picture, SHORT_SIDE)
    scale = SIZE / max(picture.shape[:2])
    height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
    square = np.full((SIZE, SIZE, 3), 127, np.uint8)
    top, left = (SIZE - height) // 2, (SIZE - width) // 2
    inside = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    square[top : top + height, left : left + width] = inside
    return square


@dataclass(frozen=True)
class Part:
    """Inputs of the last stage, with their labels."""

    maps: NDArray[np.float16]
    tags: NDArray[np.int8]
    choices: NDArray[np.int16]
    masks: NDArray[np.float32]


def read(
    folders: Folders,
    names: LabelNames,
    encoder: Lite2,
    set_name: str,
    split: str,
    *,
    every: int = 1,
    keep_aspect: bool = False,
    masked: bool = False,
) -> Part:
    """Every Nth photo of a set's split, for N = `every`."""
    photos = records(folders, set_name)
    rows = [i for i, row in enumerate(photos) if row["split"] == split][::every]
    maps = []
    for start in range(0, len(rows), BATCH):
        chosen = rows[start : start + BATCH]
        squares = np.stack([_square(folders, set_name, photos, i, keep_aspect) for i in chosen])
        maps.append(before_last_stage(encoder, squares))
    shares = np.zeros((len(rows), GRID * GRID, MASK_CLASSES), np.float32)
    if masked:
        masks = load_masks(folders)
        shares = np.stack([mask_shares(masks[i]) for i in rows])
    *told, held = names.choices
    known = targets(
        folders, replace(names, choices={one: names.choices[one] for one in told}), set_name
    )
    things = {name: place for place, name in enumerate(names.choices[held])}
    named = [things.get(name_of(set_name, photos[i]), -1) for i in rows]
    choices = np.column_stack([known.choices[rows], np.array(named, np.int16)])
    return Part(np.concatenate(maps), known.tags[rows], choices, shares)


def with_household(folders: Folders, names: LabelNames) -> LabelNames:
    """The names, and as the last choice the household things with `LEAST` training photos."""
    rows = [row for row in records(folders, HOUSEHOLD) if row["split"] == "train"]
    counts = Counter(name_of(HOUSEHOLD, row) for row in rows)
    things = tuple(
        sorted(one for one, n in counts.items() if n >= LEAST and one not in ("", OTHER))
    )
    return LabelNames(names.tags, {**names.choices, CLOSEUP: things})


def _square(
    folders: Folders, set_name: str, photos: list[Record], index: int, keep_aspect: bool
) -> NDArray[np.uint8]:
    if set_name == HOUSEHOLD:
        return squash(photo_of(folders, set_name, photos[index]))
    if not keep_aspect:
        stored: NDArray[np.uint8] = np.load(folders.pixels(set_name), mmap_mode="r")[index]
        return np.asarray(stored)
    return padded(photo_of(folders, set_name, photos[index]))


def fit(
    names: LabelNames, parts: dict[str, Part], rate: float, seed: int
) -> tuple[LastStage, Heads]:
    """Train heads, and the last stage at `rate`, on all photos of the parts."""
    torch.manual_seed(seed)
    stage, heads = LastStage(Lite2()), Heads(names)
    groups: list[dict[str, Any]] = [
        {"params": list(heads.parameters()), "lr": HEADS_RATE, "weight_decay": HEADS_DECAY}
    ]
    if rate:
        last = [p for block in stage.net._blocks[FIRST:] for p in block.parameters()]
        groups.append({"params": [*last, *stage.net._conv_head.parameters()], "lr": rate})
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    every = [(name, i) for name, part in parts.items() for i in range(len(part.maps))]
    rng = np.random.default_rng(seed)
    total, step = PASSES * -(-len(every) // BATCH), 0
    starts = [group["lr"] for group in optimiser.param_groups]
    for _ in range(PASSES):
        order = rng.permutation(len(every))
        for start in range(0, len(order), BATCH):
            chosen = [every[int(place)] for place in order[start : start + BATCH]]
            maps, tags, choices, masks = (
                torch.from_numpy(np.stack([getattr(parts[n], field)[i] for n, i in chosen]))
                for field in ("maps", "tags", "choices", "masks")
            )
            for group, first in zip(optimiser.param_groups, starts, strict=True):
                group["lr"] = first * min(1, step / 100) * (1 - 0.98 * step / total)
            # In float32: without AVX-512 a processor takes eighteen times as long in bfloat16.
            with torch.set_grad_enabled(rate > 0):
                patches = stage(maps.float())
            outputs = heads(patches)
            loss = loss_of(outputs, (patches, tags.float(), choices.long(), masks))
            optimiser.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            optimiser.step()
            step += 1
    return stage, heads.eval()


@torch.inference_mode()
def measure(
    names: LabelNames, stage: LastStage, heads: Heads, parts: dict[str, Part]
) -> dict[str, float]:
    """Mean average precision of COCO's and ADE20K's names; shares of right rooms and things."""
    row = {}
    columns = {"coco": list(range(len(COCO)))}
    columns["ade20k"] = [i for i, tag in enumerate(names.tags) if tag.startswith("ade:")]
    for set_name, part in parts.items():
        tags, choices = [], []
        place = list(names.choices).index(ASKED.get(set_name, "room"))
        for start in range(0, len(part.maps), 50):
            maps = torch.from_numpy(part.maps[start : start + 50]).float()
            found, chosen, _ = heads(stage(maps))
            tags.append(found.numpy())
            choices.append(chosen[place].argmax(1).numpy())
        if set_name in columns:
            own = columns[set_name]
            scores = np.concatenate(tags)[:, own].astype(np.float64)
            row[f"{set_name} mAP"] = mean_average_precision(scores, part.tags[:, own] == 1)
        if set_name in ASKED:
            known = part.choices[:, place]
            right = np.concatenate(choices)[known >= 0] == known[known >= 0]
            row[f"{set_name} {ASKED[set_name]} right"] = float(right.mean())
    return row


def main() -> None:
    """Run everything, and write the table after each run."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/encoder_choices.csv"))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    folders = Folders(given.data, given.work)
    unpack(folders, HOUSEHOLD)
    names, encoder = with_household(folders, collect_names(folders)), Lite2()
    rows: list[dict[str, Any]] = []

    def run(name: str, train: dict[str, Part], val: dict[str, Part], rate: float) -> None:
        found = measure(names, *fit(names, train, rate, given.seed), val)
        rows.append({"run": name} | {what: round(value, 4) for what, value in found.items()})
        print(rows[-1], flush=True)
        with given.out.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, ["run", *COLUMNS])
            table.writeheader()
            table.writerows(rows)

    def part(set_name: str, split: str, **how: Any) -> Part:
        return read(folders, names, encoder, set_name, split, **how)

    train = {name: part(name, "train", every=EVERY, masked=name == "ade20k") for name in SETS}
    train[HOUSEHOLD] = part(HOUSEHOLD, "train")
    val = {name: part(name, "val") for name in ("coco", "ade20k", HOUSEHOLD)}
    for name, rate in RATES.items():
        run(name, train, val, rate)
    for name, keep_aspect in (("ADE20K alone, squashed", False), ("ADE20K alone, padded", True)):
        alone = [part("ade20k", split, keep_aspect=keep_aspect) for split in ("train", "val")]
        run(name, {"ade20k": alone[0]}, {"ade20k": alone[1]}, 0.0)


if __name__ == "__main__":
    main()
