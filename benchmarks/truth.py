"""Spoken sentences compared with the truth: what a user would hear about labelled photos.

    python -m benchmarks.truth --data DATA --work .cache

Prints, and writes to `benchmarks/truth.csv`: how many of the COCO things named plainly are absent,
on validation photos that neither heads nor detector were trained on; for how many photos anything
is said plainly; and on how many pictures of nothing, drawn in two ways, any thing is named.
That something drawn is on a screen or on paper counts apart: it may well be.
"""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from assistant.protocol.events import Description
from assistant.runtime import compose
from assistant.settings import config
from benchmarks import quality_pictures
from benchmarks.command import work_command
from models.interfaces import Certainty, Picture
from models.training.common import nothing
from models.training.common.data import Folders, read_photo, records
from models.training.common.labels import COCO

EMPTY = 80
SEED = 11


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


DRAWN_ON: Final = frozenset(("screen", "sheet of paper", "piece of paper", "paper"))
"""What drawn pictures may be taken for."""


def pictures_of_nothing(folders: Folders) -> list[Picture]:
    """Random pictures of nothing; every fifth is a photo ruined by darkness or blur."""
    rng = np.random.default_rng(SEED)
    rows = [row for row in records(folders, "coco") if row["split"] == "val"]
    pictures = []
    for number in range(EMPTY):
        if number % 5 == 4:
            row = rows[int(rng.integers(len(rows)))]
            photo = read_photo(folders.photos("coco") / f"{row['photo']}.webp")
            pictures.append(nothing.ruined(photo, rng))
        else:
            pictures.append(nothing.draw(rng))
    return pictures


OTHERS = (
    quality_pictures.one_colour,
    quality_pictures.gradient,
    quality_pictures.noise,
    quality_pictures.page,
    quality_pictures.screen,
    quality_pictures.buttons,
    quality_pictures.drawing,
)


def others_of_nothing() -> list[Picture]:
    """Pictures of nothing that no part of the model was trained on, some as if photographed."""
    rng = np.random.default_rng(SEED)
    pictures = []
    for number in range(EMPTY):
        picture = OTHERS[number % len(OTHERS)](rng)
        shown = number % 3 == 2
        pictures.append(quality_pictures.as_photographed(picture, rng) if shown else picture)
    return pictures


def main() -> None:
    """Measure and write."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/truth.csv"))
    given = parser.parse_args()
    folders = Folders(given.data, given.work)
    skills = compose.skills(config.defaults(), "world", complete=True)
    figures = spoken_of_photos(lambda one: skills.describe(skills.session(one)), folders)
    for what, empty in (
        ("pictures of nothing", pictures_of_nothing(folders)),
        ("pictures of nothing, drawn by another program", others_of_nothing()),
    ):
        heard = [skills.describe(skills.session(picture)) for picture in empty]
        figures[what] = len(empty)
        named = [{one.name for one in said.spoken_objects} for said in heard]
        figures[f"{what}: taken for a screen or paper"] = sum(bool(one & DRAWN_ON) for one in named)
        figures[f"{what}: with a thing spoken"] = sum(bool(one - DRAWN_ON) for one in named)
        for said, names in zip(heard, named, strict=True):
            if names - DRAWN_ON:
                print("Said about a picture of nothing:", said.spoken)
    with given.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["what", "value"])
        table.writerows([what, round(value, 4)] for what, value in figures.items())
    for what, value in figures.items():
        print(f"{what}: {value:.4g}")


if __name__ == "__main__":
    main()
