"""Close-ups and held-up things that a person can tell, which the quality gate has to let pass."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.photos import Row, photos, rows_of
from models.interfaces import Picture
from models.training.held_up import scene
from models.training.held_up.surfaces import CLOTH, LEAST_SIDE, SURFACE_OF, class_of, cut_out

Random = np.random.Generator

ROOMS, EACH = ("ade20k", "daquar"), 100
"""The sets whose photos stand behind drawn things, and how many of each do."""


def near(picture: Picture, low: float, high: float, rng: Random) -> Picture:
    """A part of the middle of a picture, `low` to `high` of each side."""
    part = rng.uniform(low, high)
    x, y = rng.uniform(0.3, 0.7, 2)
    height, width = picture.shape[:2]
    left, right = int(max(0, x - part / 2) * width), int(min(1, x + part / 2) * width)
    top, bottom = int(max(0, y - part / 2) * height), int(min(1, y + part / 2) * height)
    return np.ascontiguousarray(picture[top:bottom, left:right])


def cloth(data: Path, split: str, rng: Random) -> Iterator[Picture]:
    """Clothes so near that cloth fills the picture."""
    rows = [row for row in rows_of(data, "clothes") if row["split"] == split]
    rows = [row for row in rows if class_of("clothes", row) == CLOTH]
    for _, picture in photos(data, "clothes", rows):
        yield near(picture, 0.2, 0.6, rng)


def groceries(data: Path, split: str, rng: Random) -> Iterator[Picture]:
    """Groceries from near."""
    rows = [row for row in rows_of(data, "grocery") if row["split"] == split]
    for _, picture in photos(data, "grocery", rows):
        yield near(picture, 0.3, 0.6, rng)


def surfaces(data: Path, split: str, rng: Random) -> Iterator[Picture]:
    """Screens, books and bottles of COCO, cut out."""

    def large(row: Row) -> list[tuple[float, ...]]:
        width, height = row["size"]
        return [
            (x0, y0, x1, y1)
            for name, x0, y0, x1, y1 in row["boxes"]
            if name in SURFACE_OF and min((x1 - x0) * width, (y1 - y0) * height) >= 1.5 * LEAST_SIDE
        ]

    rows = [row for row in rows_of(data, "coco") if row["split"] == split and large(row)]
    for row, picture in photos(data, "coco", rows):
        for box in large(row):
            yield cut_out(picture, box, rng)


def rooms(data: Path, split: str) -> list[Picture]:
    """Photos to stand behind things."""
    rows = {name: [row for row in rows_of(data, name) if row["split"] == split] for name in ROOMS}
    return [photo for name in ROOMS for _, photo in photos(data, name, rows[name][:EACH])]


def held_up(data: Path, split: str, rng: Random) -> Iterator[Picture]:
    """Drawn things before a webcam, without end."""
    behind = rooms(data, split)
    while True:
        sample = scene.draw(rng, behind[int(rng.integers(len(behind)))])
        if sample.tellable:
            yield sample.picture


CLOSE_UPS: Final[dict[str, Callable[[Path, str, Random], Iterator[Picture]]]] = {
    "cloth from near": cloth,
    "groceries from near": groceries,
    "surfaces from near": surfaces,
    "held up": held_up,
}
"""Each kind by its name."""
