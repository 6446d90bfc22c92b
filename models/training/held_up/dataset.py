"""Held-up things on disk: squashed pictures and their truth, in shards that a cut-off run keeps."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from models.training.common.data import SIZE, Folders, read_photo, records, squash
from models.training.held_up import scene
from models.training.held_up.scene import Sample

SHARD: Final = 500
"""Pictures a file."""
SEEDS: Final = {"train": 1_000, "val": 900_000}
"""The first shard's seed of each split; each further shard has the next."""
ROOMS: Final = ("ade20k", "daquar")
"""Sets whose photos stand behind the things."""


def truth(sample: Sample) -> dict[str, Any]:
    """What is true of a picture, for a line of JSON; `lines` holds [text, height, legible, box]."""
    lines = []
    for line in sample.lines:
        (x0, y0), (x1, y1) = line.corners.min(0).tolist(), line.corners.max(0).tolist()
        box = [round(value, 4) for value in (x0, y0, x1, y1)]
        lines.append([line.text, round(line.height, 1), line.legible, box])
    return {
        "surface": sample.surface.value,
        "rotation": sample.rotation,
        "cut": list(sample.cut),
        "box": [round(float(value), 4) for value in sample.box],
        "tellable": sample.tellable,
        "blur": round(sample.blur, 2),
        "light": round(sample.light, 1),
        "lines": lines,
    }


def rooms(folders: Folders, split: str) -> list[Path]:
    """The photos of a split that stand behind things."""
    return [
        folders.photos(name) / f"{row['photo']}.webp"
        for name in ROOMS
        for row in records(folders, name)
        if row["split"] == split
    ]


def build(folders: Folders, split: str, count: int) -> None:
    """Draw pictures until there are `count`; shards that are there are kept."""
    target = folders.work / "held_up"
    target.mkdir(parents=True, exist_ok=True)
    behind = rooms(folders, split)
    for number in range(-(-count // SHARD)):
        rows = target / f"{split}-{number:03d}.jsonl"
        if rows.exists():
            continue
        rng = np.random.default_rng(SEEDS[split] + number)
        pictures = np.empty((SHARD, SIZE, SIZE, 3), np.uint8)
        truths = []
        for index in range(SHARD):
            room = read_photo(behind[int(rng.integers(len(behind)))])
            sample = scene.draw(rng, room)
            pictures[index] = squash(sample.picture)
            truths.append(json.dumps(truth(sample)))
        np.save(target / f"{split}-{number:03d}.npy", pictures)
        unfinished = rows.with_suffix(".part")
        unfinished.write_text("\n".join(truths) + "\n", encoding="utf-8")
        unfinished.rename(rows)
        print(f"{rows.stem}: {SHARD} pictures", flush=True)
