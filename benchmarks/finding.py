"""Whether things are found on the side that is said: `lantern find` against drawn boxes.

    python -m benchmarks.finding --data DATA

Uses the validation photos of the sets doors and coco that have boxes drawn by people (of coco only
those that are new to the detector). It looks for every name that is there, and for absent ones: all
door names, and as many of coco's as are there. A side is right if a drawn box of that name has its
middle in the third that is said; `largest` counts only the largest box.

First it chooses, for each kind of evidence, the probabilities from which a side is said.

- Plain, which needs an outline and even odds: the lowest one of which the next thirty cases above
  are right nine times in ten; absent things count as wrong.
- With "probably": the lowest one, at least one in five, from which four in five answers about
  present things are right, at most one in twenty absent things is "found", and three in four of the
  answers that are not plain are right.
- With "I am not sure": the lowest one from which half of the rest are right.

These go to `benchmarks/finding_grades.csv`; `GRADES` in `assistant/skills/find/find_skill.py` has
the same values.

Then it writes `benchmarks/finding.csv`: for each set, evidence and common name how many there were,
how many were answered, how many of the answers were right, and how often an absent one was "found".
The rows `held_out` measure each half of the photos with the probabilities chosen on the other half.
"""

import csv
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Final

from assistant.skills.find.find_skill import NEVER, direction
from benchmarks.command import data_command
from benchmarks.photos import Row, photos, rows_of
from models import embedded
from models.embedded.finder import EmbeddedFinder
from models.embedded.places import area
from models.interfaces import Box, Evidence

ROOT: Final = Path(__file__).parent.parent
GRADES_FILE: Final = ROOT / "benchmarks" / "finding_grades.csv"
SETS: Final = ("doors", "coco")
SET_OF: Final = {
    Evidence.OUTLINE: "coco",
    Evidence.DOORS: "doors",
    Evidence.PATCHES: "coco",
}
"""The set on which each kind of evidence is measured."""
PLAIN: Final = 0.9
RIGHT: Final = 0.8
PROBABLE: Final = 0.75
HALF: Final = 0.5
EVEN: Final = 0.5
"""The least probability for a plain answer."""
FIFTH: Final = 0.2
"""The least probability for an answer with "probably": below it are too few cases."""
ABSENT: Final = 0.05
FEWEST: Final = 10
"""The fewest cases for a share."""
NEXT: Final = 30
HEAD: Final = (
    *("kind", "name", "there", "answered", "answered_share", "right", "largest"),
    *("absent", "found_though_absent"),
)

Chosen = Mapping[Evidence, tuple[float, float, float]]
"""The probabilities from which evidence is plain, probable and unsure."""


@dataclass(frozen=True, slots=True)
class Case:
    """One name that was looked for on one photo."""

    set_name: str
    photo: str
    name: str
    there: bool
    evidence: Evidence | None
    probability: float
    right: bool
    """It is on a side where there is one."""
    largest: bool
    """It is on the side of the largest one."""


def chosen(data: Path, set_name: str) -> list[Row]:
    """The photos of a set to search."""
    return [
        row
        for row in rows_of(data, set_name)
        if row["split"] == "val" and row.get("boxes") and row.get("unseen", True)
    ]


def cases(data: Path) -> Iterator[Case]:
    """Look for present and absent things."""
    model = embedded.load()
    finder = EmbeddedFinder(model)
    for set_name in SETS:
        rows = chosen(data, set_name)
        names = sorted({name for row in rows for name, *_ in row["boxes"]})
        rng = random.Random(0)
        for row, picture in photos(data, set_name, rows):
            here = sorted({name for name, *_ in row["boxes"]})
            absent = [n for n in names if n not in here and n not in row.get("objects", ())]
            if set_name == "coco":
                absent = rng.sample(absent, min(len(here), len(absent)))
            encoding = model.look(picture)
            for name in (*here, *absent):
                found = finder.locate(picture, encoding, name)
                drawn: list[Box] = [(a, b, c, d) for n, a, b, c, d in row["boxes"] if n == name]
                start = (set_name, row["photo"], name, bool(drawn))
                if found is None:
                    yield Case(*start, None, 0.0, False, False)
                    continue
                side = direction((found.box[0] + found.box[2]) / 2)
                sides = [direction((box[0] + box[2]) / 2) for box in sorted(drawn, key=area)]
                right, largest = side in sides, side in sides[-1:]
                yield Case(*start, found.evidence, found.probability, right, largest)


def choose(every: Sequence[Case]) -> Chosen:
    """The probabilities by the rule above, rounded up to hundredths."""
    made: dict[Evidence, tuple[float, float, float]] = {}
    for evidence, set_name in SET_OF.items():
        some = [case for case in every if case.evidence is evidence]
        absent = sum(not case.there for case in every if case.set_name == set_name)

        def certain(cases: list[Case]) -> bool:
            return share(sorted(cases, key=attrgetter("probability"))[:NEXT]) >= PLAIN

        outlined = evidence is Evidence.OUTLINE
        plain = max(EVEN, lowest(some, certain)) if outlined else NEVER

        def probable(cases: list[Case], absent: int = absent, plain: float = plain) -> bool:
            there = [case for case in cases if case.there]
            doubtful = [case for case in cases if case.probability < plain]
            found = len(cases) - len(there)
            few = share(there) >= RIGHT and found <= ABSENT * absent
            return few and (not doubtful or share(doubtful) >= PROBABLE)

        probably = min(plain, max(FIFTH, lowest(some, probable)))
        below = [case for case in some if case.probability < probably]
        unsure = min(probably, lowest(below, lambda cases: share(cases) >= HALF))
        made[evidence] = (plain, probably, unsure)
    return made


def share(some: Sequence[Case]) -> float:
    """The share of the cases that are right."""
    return sum(case.right for case in some) / max(1, len(some))


def lowest(some: Sequence[Case], holds: Callable[[list[Case]], bool]) -> float:
    """The lowest probability for which all cases that reach it pass a test."""
    for hundredths in range(2, 100):
        least = hundredths / 100
        cases = [case for case in some if case.probability >= least]
        if len(cases) >= FEWEST and holds(cases):
            return least
    return NEVER


def figures(some: Sequence[Case], grades: Chosen) -> tuple[int | str, ...]:
    """The values of some cases, after their names in `HEAD`."""

    def is_answered(case: Case) -> bool:
        return case.evidence is not None and case.probability >= grades[case.evidence][1]

    there, absent = [c for c in some if c.there], [c for c in some if not c.there]
    answered = [c for c in there if is_answered(c)]

    def part(count: int, of: int) -> str:
        return f"{count / of:.3f}" if of else ""

    return (
        len(there),
        len(answered),
        part(len(answered), len(there)),
        part(sum(c.right for c in answered), len(answered)),
        part(sum(c.largest for c in answered), len(answered)),
        len(absent),
        part(sum(map(is_answered, absent)), len(absent)),
    )


def groups(every: Sequence[Case]) -> dict[tuple[str, str], list[Case]]:
    """The cases that are reported together, by kind and name."""
    made: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in every:
        made["all", "all"].append(case)
        made["set", case.set_name].append(case)
        if case.evidence is not None:
            made["evidence", case.evidence.value].append(case)
    for name, _ in Counter(case.name for case in every if case.there).most_common(25):
        made["name", name] = [case for case in every if case.name == name]
    return made


def held_out(every: Sequence[Case]) -> Iterator[tuple[object, ...]]:
    """The rows of each half of the photos, with the probabilities chosen on the other half."""
    names = sorted({case.photo for case in every})
    random.Random(1).shuffle(names)
    first = set(names[::2])
    for half in (True, False):
        grades = choose([case for case in every if (case.photo in first) is not half])
        some = [case for case in every if (case.photo in first) is half]
        for set_name in SETS:
            part = [case for case in some if case.set_name == set_name]
            yield "held_out", set_name, *figures(part, grades)


def main() -> None:
    """Look, compare, choose, write."""
    every = list(cases(data_command(__doc__).parse_args().data))
    grades = choose(every)
    with GRADES_FILE.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("evidence", "plain", "probably", "unsure"))
        for evidence, row in grades.items():
            writer.writerow((evidence.value, *("" if math.isclose(p, NEVER) else p for p in row)))
            print(evidence.value, *row, sep="\t")
    with (ROOT / "benchmarks" / "finding.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        found = ((*key, *figures(some, grades)) for key, some in groups(every).items())
        for line in (*found, *held_out(every)):
            writer.writerow(line)
            print(*line, sep="\t")


if __name__ == "__main__":
    main()
