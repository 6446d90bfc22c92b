"""How many pictures are refused that a person can tell, and why; and whether nothing is told.

    python -m benchmarks.refusals --data DATA

Describes validation photos of every set, close-ups, drawn things that are held up, and pictures of
nothing, as Space does; those of the second program no network learned from, and every third looks
photographed. Prints a line for each set and writes it to `benchmarks/refusals.csv`: how many are
refused, how many of these for each problem, and in how many a thing is named. A page and a screen
among the pictures of nothing may be called what they are.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from assistant.protocol.events import Description
from assistant.runtime import compose
from assistant.settings.config import defaults
from benchmarks import quality_pictures
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from benchmarks.quality_close import CLOSE_UPS, Random
from models.interfaces import Certainty, Picture, Problem
from models.training.common import nothing

OUT: Final = Path(__file__).with_name("refusals.csv")
SETS: Final = (
    *("clothes", "grocery", "receipts", "money", "text", "things", "doors", "daquar", "ade20k"),
    *("coco", "flickr8k"),
)
MOST, EMPTY, SEED = 200, 40, 31
"""Photos of each set, pictures of each kind of nothing, and what chooses both."""
RUINED: Final = ("coco", "ade20k", "grocery", "clothes", "flickr8k")
"""The sets whose photos are ruined."""
OTHERS: Final = (
    *(quality_pictures.one_colour, quality_pictures.gradient, quality_pictures.noise),
    *(quality_pictures.page, quality_pictures.screen, quality_pictures.buttons),
    quality_pictures.drawing,
)
"""What draws nothing in a second way."""
PAPER: Final = {"sheet of paper", "piece of paper"}
SCREENS: Final = {"screen", "tv", "laptop"}
MAY_BE_TOLD: Final = {
    "nothing: page": PAPER,
    "nothing: screen": SCREENS,
    "nothing 2: page": PAPER,
    "nothing 2: screen": SCREENS,
    "nothing 2: buttons": SCREENS,
}
"""What pictures of nothing may be called by their kind."""
UNKNOWN: Final = "unknown"
"""Where nothing is wrong with the picture, and still nothing is told."""
REASONS: Final = (*(problem.value for problem in Problem), UNKNOWN)


@dataclass(slots=True)
class Row:
    """What is said of one set."""

    name: str
    pictures: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """How many were refused for each reason."""
    named: int = 0
    """In how many a thing was named."""
    names: Counter[str] = field(default_factory=Counter)

    def add(self, said: Description) -> None:
        """Count a picture."""
        self.pictures += 1
        if said.certainty is Certainty.NONE:
            self.reasons[said.problem.value if said.problem else UNKNOWN] += 1
        names = {one.name for one in said.spoken_objects} - MAY_BE_TOLD.get(self.name, set())
        self.named += bool(names)
        self.names.update(names)

    @property
    def columns(self) -> tuple[object, ...]:
        """A line of the table; names only where there should be none."""
        counts = [self.reasons[reason] for reason in REASONS]
        names = " ".join(map(str, self.names)) if self.name.startswith("nothing") else ""
        return self.name, self.pictures, self.reasons.total(), *counts, self.named, names


def chosen(data: Path, name: str, most: int, rng: Random) -> Iterator[Picture]:
    """At most `most` validation photos of a set."""
    rows = [row for row in rows_of(data, name) if row["split"] == "val"]
    indices = sorted(rng.permutation(len(rows))[:most].tolist())
    return (photo for _, photo in photos(data, name, [rows[index] for index in indices]))


def empty(data: Path, kind: str, rng: Random) -> Iterator[Picture]:
    """Pictures of nothing."""
    if kind in nothing.KINDS:
        return (nothing.KINDS[kind](rng) for _ in range(EMPTY))
    each = EMPTY // len(RUINED)
    spoilt = (photo for name in RUINED for photo in chosen(data, name, each, rng))
    return (nothing.ruined(photo, rng) for photo in spoilt)


def others(draw: Callable[[Random], Picture], rng: Random) -> Iterator[Picture]:
    """Pictures of nothing by the second program."""
    for number in range(EMPTY):
        picture = draw(rng)
        yield quality_pictures.as_photographed(picture, rng) if number % 3 == 2 else picture


def sources(data: Path, most: int, rng: Random) -> Iterator[tuple[str, Iterator[Picture]]]:
    """Every set by its name."""
    for kind in (*nothing.KINDS, "ruined"):
        yield f"nothing: {kind}", empty(data, kind, rng)
    for draw in OTHERS:
        yield f"nothing 2: {draw.__name__}", others(draw, rng)
    for name, close_ups in CLOSE_UPS.items():
        yield name, islice(close_ups(data, "val", rng), most)
    for name in SETS:
        yield name, chosen(data, name, most, rng)


def main() -> None:
    """Describe, count, print and write."""
    parser = data_command(__doc__)
    parser.add_argument("--most", type=int, default=MOST, help=f"photos of each set ({MOST})")
    args = parser.parse_args()
    skills = compose.skills(defaults(), "world")
    with OUT.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("set", "pictures", "refused", *REASONS, "named", "names"))
        for name, pictures in sources(args.data, args.most, np.random.default_rng(SEED)):
            row = Row(name)
            for picture in pictures:
                row.add(skills.describe(skills.session(picture)))
            table.writerow(row.columns)
            print(*row.columns, sep="\t", flush=True)


if __name__ == "__main__":
    main()
