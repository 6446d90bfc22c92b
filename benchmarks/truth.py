"""Spoken sentences compared with the truth: what a user would hear about labelled photos.

    python -m benchmarks.truth --data DATA --work .cache

Prints, and writes to `benchmarks/truth.csv`: how many of the COCO things named plainly are absent,
on validation photos that neither heads nor detector were trained on; and for how many photos
anything is said plainly.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from assistant.protocol.events import Description
from assistant.runtime import compose
from assistant.settings import config
from benchmarks.command import work_command
from models.interfaces import Certainty, Picture
from models.training.common.data import Folders, read_photo, records
from models.training.common.labels import COCO


def spoken_of_photos(
    describe: Callable[[Picture], Description], folders: Folders
) -> dict[str, float]:
    """How true and how frequent plain sentences are on unseen COCO photos."""
    rows = [row for row in records(folders, "coco") if row["unseen"] and row["split"] == "val"]
    absent, plain, graded = [], [], dict.fromkeys(Certainty, 0)
    for row in rows:
        said = describe(read_photo(folders.photos("coco") / f"{row['photo']}.webp"))
        names = [
            thing.name
            for thing in said.spoken_objects
            if thing.certainty is Certainty.PLAIN and thing.name in COCO
        ]
        absent += [name not in row["objects"] for name in names]
        plain.append(said.certainty is Certainty.PLAIN)
        graded[said.certainty] += 1
    return {
        "photos": len(rows),
        "things spoken plainly": len(absent),
        "of these absent": float(np.mean(absent)) if absent else 0.0,
        "photos spoken of plainly": float(np.mean(plain)),
        **{f"photos, {grade.value}": count / len(rows) for grade, count in graded.items()},
    }


def main() -> None:
    """Measure and write."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/truth.csv"))
    given = parser.parse_args()
    folders = Folders(given.data, given.work)
    skills = compose.skills(config.defaults(), "world", complete=True)
    figures = spoken_of_photos(lambda one: skills.describe(skills.session(one)), folders)
    with given.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["what", "value"])
        table.writerows([what, round(value, 4)] for what, value in figures.items())
    for what, value in figures.items():
        print(f"{what}: {value:.4g}")


if __name__ == "__main__":
    main()
