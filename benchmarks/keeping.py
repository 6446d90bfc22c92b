"""How often a kept thing is recognised again, by how many pictures of it were kept.

    python -m benchmarks.keeping --data DATA

Groceries in a shop are the things: 1,314 photos of 81 products, many of them alike. Again and again
20 products are kept from one, two or three photos each, as k keeps a view. Other photos of them are
asked what they show, and so are photos of products that were not kept, and of household things.
Prints and writes to `benchmarks/keeping.csv`, for each number of photos: how many photos of kept
things got their name, how many another one, and how many of the others got any. Last comes how many
photos of the same product, and of the others, pass for another side of one that was kept.
"""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from assistant.skills.memory.remember import may_be_side, recognised
from benchmarks.command import data_command, write_table
from benchmarks.photos import photos, rows_of
from models import embedded
from models.interfaces import Vector

OUT: Final = Path(__file__).with_suffix(".csv")
KINDS: Final = ("grocery", "household")
"""The things that are kept, and others."""
KEPT: Final = 20
LOOKS: Final = (1, 2, 3)
ROUNDS: Final = 30
DRAWS: Final = 5000
ASKED: Final = 4
"""Photos of each kept thing that are asked about in a round."""


Shown: TypeAlias = Mapping[str, Sequence[Vector]]


def vectors(data: Path, kind: str) -> Shown:
    """The vectors of each thing's photos; of household things, only the validation photos count."""
    model, found = embedded.load(), defaultdict(list)
    rows = [row for row in rows_of(data, kind) if kind == KINDS[0] or row["split"] == "val"]
    for row, picture in photos(data, kind, rows):
        found[str(row["name"])].append(model.embed(picture))
    return found


@dataclass
class Counts:
    """What the photos got that were asked about."""

    told: list[str] = field(default_factory=list)
    """Of kept things: "right", "wrong" or "" for no name."""
    alike: list[bool] = field(default_factory=list)
    """Whether products that were not kept got a name."""
    others: list[bool] = field(default_factory=list)
    """The same of household things."""

    def shares(self) -> tuple[int, ...]:
        """Recognised, with a wrong name, and the others that got a name, in percent."""
        asked = len(self.told)
        right, wrong = (self.told.count(one) / asked for one in ("right", "wrong"))
        named = (sum(one) / len(one) for one in (self.alike, self.others))
        return tuple(round(100 * one) for one in (right, wrong, *named))


def ask(counts: Counts, shown: Shown, others: Shown, looks: int, same: float, seed: int) -> None:
    """Keep some things, and ask about photos of these and of others."""
    order = random.Random(seed)
    kept = order.sample([name for name, each in shown.items() if len(each) > looks], KEPT)
    views, asked = [], []
    for name in kept:
        each = order.sample([*shown[name]], len(shown[name]))
        views += [(name, view) for view in each[:looks]]
        asked += [(name, view) for view in each[looks:][:ASKED]]

    def named(view: Vector) -> str:
        near, name = max((float(one @ view), name) for name, one in views)
        other = max(float(one @ view) for label, one in views if label != name)
        return name if recognised(near, other, same) else ""

    for name, view in asked:
        found = named(view)
        counts.told.append(found and ("right" if found == name else "wrong"))
    alike = [name for name in shown if name not in kept]
    for _ in asked:
        stranger, other = order.choice(alike), order.choice([*others])
        counts.alike.append(bool(named(order.choice(shown[stranger]))))
        counts.others.append(bool(named(order.choice(others[other]))))


def sides(shown: Shown, others: Shown, same: float) -> tuple[object, ...]:
    """How many photos pass for another side of a product, in percent: of the same one, none, of
    other products, and of household things."""
    order = random.Random(0)
    passed: list[tuple[bool, ...]] = []
    for _ in range(DRAWS):
        name, product = order.sample([one for one, each in shown.items() if len(each) > 1], 2)
        kept, side = order.sample([*shown[name]], 2)
        other = order.choice(others[order.choice([*others])])
        each = (side, order.choice(shown[product]), other)
        passed.append(tuple(may_be_side(float(kept @ one), same) for one in each))
    right, alike, strange = (round(100 * sum(one) / DRAWS, 1) for one in zip(*passed, strict=True))
    return right, "", alike, strange


def main() -> None:
    """Look, keep, ask and write."""
    args = data_command(__doc__).parse_args()
    same = embedded.load().same
    shown, others = (vectors(args.data, kind) for kind in KINDS)
    rows: list[tuple[object, ...]] = [
        ("photos kept", "recognised, percent", "wrong name", "products named", "others named")
    ]
    for looks in LOOKS:
        counts = Counts()
        for seed in range(ROUNDS):
            ask(counts, shown, others, looks, same, seed)
        rows.append((looks, *counts.shares()))
    rows.append(("another side", *sides(shown, others, same)))
    write_table(OUT, rows)


if __name__ == "__main__":
    main()
