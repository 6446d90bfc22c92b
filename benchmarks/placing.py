"""Whether placed things are there and on that side: `lantern where` on the rooms of ADE20K.

    python -m benchmarks.placing --data DATA

Every thing that the skill places on a validation photo is looked up in the photo's drawn mask. It
is there if the mask contains it, and on that side if the middle of the masked area is on that half
of the picture (for the middle: in the middle half). Names that ADE20K does not have are left out.
Writes `benchmarks/placing.csv`, for several least probabilities; the skill's own is in
`assistant/skills/where/placing.py`.
"""

import csv
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.skills.where.placing import place
from benchmarks.command import data_command
from benchmarks.photos import opened, photos, rows_of
from models import embedded

ROOT: Final = Path(__file__).parent.parent
LABELS: Final = {
    "window": ("windowpane",), "street": ("road",), "picture": ("painting", "poster"),
    "carpet": ("rug",), "pillow": ("pillow", "cushion"), "couch": ("sofa", "couch"),
    "lamp": ("lamp", "chandelier", "sconce", "light"), "shelf": ("shelf", "bookcase"),
    "cabinet": ("cabinet", "wardrobe", "chest of drawers", "buffet", "sideboard"),
    "counter": ("counter", "countertop", "kitchen island"), "dining table": ("table", "desk"),
    "chair": ("chair", "armchair", "swivel chair", "seat", "stool"), "building":
    ("building", "house", "skyscraper", "tower"), "stairs": ("stairs", "stairway", "step"),
    "sign": ("signboard", "trade name"), "potted plant": ("plant", "pot", "flower"),
    "tv": ("television receiver", "crt screen", "screen", "monitor"), "dirt": ("earth",),
    "statue": ("sculpture",), "plant": ("plant",), "oven": ("oven", "stove"),
    "rock": ("rock",), "street light": ("streetlight",), "pool": ("swimming pool",),
    "bench": ("bench",), "bush": ("plant",), "person": ("person",), "tree": ("tree", "palm"),
    "field": ("field", "grass"), "grass": ("grass", "field"), "sand": ("sand", "earth"),
    "dirt road": ("road",), "sink": ("sink",), "book": ("book",), "mirror": ("mirror",),
}  # fmt: skip
"""ADE20K's words for our names, if they differ."""
LEAST: Final = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that may be placed."""

    name: str
    probability: float
    outlined: bool
    place: str
    there: bool
    side: bool


def on_side(where: str, mask: NDArray[np.bool_]) -> bool:
    """Whether the middle of a mask is on that side."""
    rows, columns = np.nonzero(mask)
    y, x = rows.mean() / mask.shape[0], columns.mean() / mask.shape[1]
    if where == "MIDDLE":
        return bool(0.25 <= x <= 0.75)
    return bool(
        ("LEFT" not in where or x < 0.5)
        and ("RIGHT" not in where or x > 0.5)
        and (not where.startswith(("TOP", "ABOVE")) or y < 0.5)
        and (not where.startswith(("BOTTOM", "BELOW")) or y > 0.5)
    )


def cases(data: Path, split: str) -> list[Case]:
    """The things that could be placed on the photos, and whether that would be right."""
    model = embedded.load()
    classes = json.loads((data / "ade20k_classes.json").read_text("utf-8"))
    names = {int(key): value for key, value in classes.items()}
    known = set(names.values())
    rows = [row for row in rows_of(data, "ade20k") if row["split"] == split]
    found = []
    with tarfile.open(data / "ade20k.tar") as tar:
        for row, picture in photos(data, "ade20k", rows):
            mask = np.array(opened(tar, f"{row['photo']}.mask.png"))
            for seen in model.look(picture).objects:
                labels = LABELS.get(seen.name, (seen.name,))
                if seen.probability < min(LEAST) or seen.box is None or not known & set(labels):
                    continue
                where = place(seen.box, "world")
                if where is None:
                    continue
                here = np.isin(mask, [key for key, name in names.items() if name in labels])
                there = bool(here.any())
                side = there and on_side(where, here)
                found.append(Case(seen.name, seen.probability, seen.outlined, where, there, side))
    return found


def main() -> None:
    """Look, compare, write."""
    parser = data_command(__doc__)
    parser.add_argument("--split", choices=("train", "val"), default="val")
    args = parser.parse_args()
    every = cases(args.data, args.split)
    rows = []
    for least in LEAST:
        for outlined in (True, False):
            some = [c for c in every if c.probability >= least and c.outlined is outlined]
            there, side = (sum(getattr(c, field) for c in some) for field in ("there", "side"))
            share = f"{side / len(some):.3f}" if some else ""
            evidence = "outline" if outlined else "patches"
            rows.append((least, evidence, len(some), there, side, share))
    for row in rows:
        print(*row, sep="\t")
    if args.split == "val":
        with (ROOT / "benchmarks" / "placing.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            head = ("least_probability", "evidence", "placed", "there", "on_side", "share")
            writer.writerow(head)
            writer.writerows(rows)


if __name__ == "__main__":
    main()
