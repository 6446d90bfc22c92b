"""Fruit and vegetables: how many of the names that are said of them are right.

    python -m benchmarks.produce --data DATA

Describes the validation photos of fruit and vegetables in a shop, and COCO's with an apple, a
banana, a carrot or an orange, and counts the names of produce that are said plainly and with
"probably", and how many of these are right: without and with
`models/embedded/evidence/lookalikes.py`. Prints it and writes it to `benchmarks/produce.csv`.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

from assistant.protocol.events import Description
from assistant.runtime import compose
from assistant.settings.config import defaults
from assistant.skills.skill_set import SkillSet
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.embedded.evidence.lookalikes import LOOKALIKES
from models.embedded.model import EmbeddedModel
from models.interfaces import Certainty
from models.lexicon.things import PRODUCE

OUT: Final = Path(__file__).with_name("produce.csv")
ALSO: Final = {"carrots": "carrot", "satsumas": "orange"}
"""What some kinds are called, too."""
NAMES: Final = PRODUCE | LOOKALIKES.keys()
GRADES: Final = (Certainty.PLAIN, Certainty.PROBABLY)
HEADS: Final = ("plain", "right of plain", "probable", "right of probable")


def kinds(name: str, row: dict[str, Any]) -> set[str]:
    """The produce that a photo of a set shows."""
    if name == "coco":
        return set(row["objects"]) & LOOKALIKES.keys()
    kind = row["category"].lower()
    return {kind, ALSO.get(kind, kind)} & NAMES


@dataclass
class Row:
    """What was said of the photos of a set."""

    set_name: str
    way: str
    photos: int = 0
    said: Counter[Certainty] = field(default_factory=Counter)
    right: Counter[Certainty] = field(default_factory=Counter)

    def add(self, described: Description, there: set[str]) -> None:
        """Count a photo that shows this produce."""
        self.photos += 1
        for one in described.spoken_objects:
            if one.name in NAMES:
                self.said[one.certainty] += 1
                self.right[one.certainty] += one.name in there

    @property
    def columns(self) -> tuple[object, ...]:
        """A line of the table."""
        counts = [(self.said[grade], self.right[grade]) for grade in GRADES]
        return self.set_name, self.way, self.photos, *chain(*counts)


def rows(data: Path, skills: SkillSet, model: EmbeddedModel) -> Iterator[Row]:
    """What is said of each set, both ways."""
    for name in ("grocery", "coco"):
        shown = [one for one in rows_of(data, name) if one["split"] == "val" and kinds(name, one)]
        ways = {"without": {}, "with": LOOKALIKES}
        counted = {way: Row(name, way) for way in ways}
        for one, picture in photos(data, name, shown):
            for way, names in ways.items():
                model.lookalikes = names
                counted[way].add(skills.describe(skills.session(picture)), kinds(name, one))
        yield from counted.values()


def main() -> None:
    """Describe, count and write."""
    data = data_command(__doc__).parse_args().data
    skills = compose.skills(defaults(), "world", complete=True)
    assert isinstance(skills.model, EmbeddedModel)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("set", "look-alikes", "photos", *HEADS))
        for row in rows(data, skills, skills.model):
            table.writerow(row.columns)
            print(*row.columns, flush=True)


if __name__ == "__main__":
    main()
