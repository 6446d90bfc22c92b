"""Whether what is found is on the side that is spoken: `lantern find` on drawn boxes.

    python -m benchmarks.finding --data DATA

On the validation photos of the sets doors and coco that have boxes drawn by people (of coco only
those that no detector has seen) every name that is there is looked for, and as many that are not.
The side is right if a drawn box of that name has its middle in the third that is spoken; `largest`
counts only the largest one. Writes `benchmarks/finding.csv`: for each set, evidence and common
name how many there were, how many were answered, how many of the answers were right, and how often
an absent one was "found". The probabilities in `assistant/skills/find.py` are chosen on it.
"""

import argparse
import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.skills.find import direction, graded
from benchmarks.photos import photos
from models import embedded
from models.embedded.finding import EmbeddedFinder
from models.interfaces import Box, Certainty, Evidence

ROOT: Final = Path(__file__).parent.parent
HEAD: Final = (
    *("kind", "name", "there", "answered", "answered_share", "right", "largest"),
    *("absent", "found_though_absent"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One name that was looked for on one photo."""

    set_name: str
    name: str
    there: bool
    evidence: Evidence | None
    probability: float
    right: bool
    """On a side where one is."""
    largest: bool
    """On the side of the largest."""

    @property
    def answered(self) -> bool:
        """Whether a side is spoken without "I am not sure"."""
        if self.evidence is None:
            return False
        return graded(self.probability, self.evidence) in (Certainty.PLAIN, Certainty.PROBABLY)


def area(box: Box) -> float:
    """Of a box."""
    return (box[2] - box[0]) * (box[3] - box[1])


def chosen(data: Path, set_name: str) -> list[dict[str, Any]]:
    """The photos of a set that are looked at."""
    rows = map(json.loads, (data / f"{set_name}.jsonl").read_text("utf-8").splitlines())
    return [
        row
        for row in rows
        if row["split"] == "val" and row.get("boxes") and row.get("unseen", True)
    ]


def cases(data: Path) -> Iterator[Case]:
    """Look for what is there and for as much that is not."""
    model = embedded.load()
    finder = EmbeddedFinder(model)
    for set_name in ("doors", "coco"):
        rows = chosen(data, set_name)
        names = sorted({name for row in rows for name, *_ in row["boxes"]})
        rng = random.Random(0)
        for row, picture in photos(data, set_name, rows):
            here = sorted({name for name, *_ in row["boxes"]})
            absent = [n for n in names if n not in here and n not in row.get("objects", ())]
            look = model.look(picture)
            for name in (*here, *rng.sample(absent, min(len(here), len(absent)))):
                found = finder.locate(picture, look, name)
                drawn: list[Box] = [(a, b, c, d) for n, a, b, c, d in row["boxes"] if n == name]
                if found is None:
                    yield Case(set_name, name, bool(drawn), None, 0.0, False, False)
                    continue
                side = direction((found.box[0] + found.box[2]) / 2)
                sides = [direction((box[0] + box[2]) / 2) for box in sorted(drawn, key=area)]
                right, largest = side in sides, side in sides[-1:]
                evidence, probability = found.evidence, found.probability
                yield Case(set_name, name, bool(drawn), evidence, probability, right, largest)


def figures(some: list[Case]) -> tuple[int | str, ...]:
    """The numbers of some cases, after their names in `HEAD`."""
    there, absent = [c for c in some if c.there], [c for c in some if not c.there]
    answered = [c for c in there if c.answered]

    def share(count: int, of: int) -> str:
        return f"{count / of:.3f}" if of else ""

    return (
        len(there),
        len(answered),
        share(len(answered), len(there)),
        share(sum(c.right for c in answered), len(answered)),
        share(sum(c.largest for c in answered), len(answered)),
        len(absent),
        share(sum(c.answered for c in absent), len(absent)),
    )


def main() -> None:
    """Look, compare, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    every = list(cases(parser.parse_args().data))
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in every:
        groups["all", "all"].append(case)
        groups["set", case.set_name].append(case)
        if case.evidence is not None:
            groups["evidence", case.evidence.value].append(case)
    common = Counter(case.name for case in every if case.there).most_common(25)
    for name, _ in common:
        groups["name", name] = [case for case in every if case.name == name]
    with (ROOT / "benchmarks" / "finding.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        for key, some in groups.items():
            row = (*key, *figures(some))
            writer.writerow(row)
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
