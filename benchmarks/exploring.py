"""Whether what exploring says is there, and in the place that it sounds from.

    python -m benchmarks.exploring --data DATA

Explores the COCO validation photos that no detector has learned from. Each thing with one of COCO's
names is compared with the boxes that people drew: it is there if the photo has a box of its name,
and in its place if the middle of its own box lies in one of them. A drawn box serves one thing, so
of two places for one cup the second is wrong. Writes `benchmarks/exploring.csv`.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.protocol.geometry import holds
from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.explore.places import single_things
from assistant.skills.skill_set import SkillSet
from benchmarks.command import data_command
from benchmarks.photos import Row, photos, rows_of
from models.interfaces import SAYABLE, Box, Certainty, Picture
from models.lexicon.names import COCO_WORDS

ROOT: Final = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Case:
    """A thing that exploring says."""

    certainty: Certainty
    there: bool
    in_place: bool


def cases(skills: SkillSet, row: Row, picture: Picture) -> Iterator[Case]:
    """What exploring says of a photo; the surest things come first."""
    known = skills.session(picture).known()
    if known is None:
        return
    left: list[tuple[str, Box]] = [(name, (a, b, c, d)) for name, a, b, c, d in row["boxes"]]
    names = {name for name, _ in left}
    for thing, certainty in single_things(known):
        if thing.box is None or thing.name not in COCO_WORDS:
            continue
        around = [one for one in left if one[0] == thing.name and holds(one[1], thing.box)]
        if around:
            left.remove(min(around, key=lambda one: _size(one[1])))
        yield Case(certainty, thing.name in names, bool(around))


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def main() -> None:
    """Explore, compare, write."""
    data = data_command(__doc__).parse_args().data
    skills = compose.skills(config.defaults(), "world")
    rows = [row for row in rows_of(data, "coco") if row["split"] == "val" and row.get("unseen")]
    explored = photos(data, "coco", rows)
    every = [case for row, picture in explored for case in cases(skills, row, picture)]
    with (ROOT / "benchmarks" / "exploring.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("certainty", "photos", "said", "there", "in_place"))
        for grade in SAYABLE:
            some = [case for case in every if case.certainty is grade]
            there, placed = sum(case.there for case in some), sum(case.in_place for case in some)
            shares = (f"{there / len(some):.3f}", f"{placed / len(some):.3f}")
            line = (grade.value, len(rows), len(some), *shares)
            writer.writerow(line)
            print(*line, sep="\t")


if __name__ == "__main__":
    main()
