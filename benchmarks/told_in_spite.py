"""How sure a thing must be to be named in a picture that is blurred, dark or bright.

    python -m benchmarks.told_in_spite --data DATA --work .cache

Spoils validation photos of COCO, whose objects are all labelled, until they have such a problem.
Prints for some least probabilities how many names would be said and how many of them are absent,
apart for the pictures in which something clearly shows.
"""

from collections import Counter
from itertools import cycle
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.camera.quality import measure, verdict
from assistant.skills.known import SHOWN
from benchmarks.command import work_command
from models.embedded.model import load
from models.interfaces import Problem
from models.training.common.data import Folders, read_photo, records

PHOTOS: Final = 240
LEAST: Final = (0.66, 0.92, 0.95, 0.97, 0.99)
PROBLEMS: Final = (Problem.BLURRED, Problem.DARK, Problem.BRIGHT)


def spoilt(
    photo: NDArray[np.uint8], problem: Problem, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """A photo with a problem of a random degree."""
    shown: NDArray[Any] = photo.astype(np.float32)
    match problem:
        case Problem.BLURRED:
            shown = cv2.GaussianBlur(shown, (0, 0), rng.uniform(2, 7))
        case Problem.DARK:
            shown = shown * rng.uniform(0.03, 0.25) + rng.normal(0, 2, shown.shape)
        case _:
            shown = shown * rng.uniform(1.8, 4)
    return np.asarray(np.clip(shown, 0, 255), np.uint8)


def main() -> None:
    """Spoil, look, count and print."""
    args = work_command(__doc__).parse_args()
    folders, model, rng = Folders(args.data, args.work), load(), np.random.default_rng(5)
    rows = [row for row in records(folders, "coco") if row["split"] == "val"]
    said: Counter[tuple[bool, float]] = Counter()
    wrong: Counter[tuple[bool, float]] = Counter()
    refused: Counter[bool] = Counter()
    for number, problem in zip(rng.permutation(len(rows))[:PHOTOS], cycle(PROBLEMS), strict=False):
        row = rows[number]
        photo = read_photo(folders.photos("coco") / f"{row['photo']}.webp")
        picture = spoilt(photo, problem, rng)
        found = verdict(measure(picture))
        if found not in PROBLEMS:
            continue
        look = model.look(picture)
        shows = look.nothing < SHOWN
        refused[shows] += 1
        for seen in look.objects:
            if seen.name not in model.manifest.coco:
                continue
            for least in LEAST:
                said[shows, least] += seen.probability >= least
                wrong[shows, least] += seen.probability >= least and seen.name not in row["objects"]
    print("shows photos least said absent")
    for shows in (True, False):
        for least in LEAST:
            print(shows, refused[shows], least, said[shows, least], wrong[shows, least])


if __name__ == "__main__":
    main()
