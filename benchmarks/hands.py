"""When what the detector takes for a person is only a hand that holds something up.

    python -m benchmarks.hands --data DATA [--most 400]

Learns it from training photos of groceries, on which every person is the hand of whoever took them,
and from COCO's and Flickr8k's, on which nearly none is, as if one person of fifteen were a hand;
prints the weights for `models/embedded/evidence/hands.py`. Then counts, on validation photos of
each, how many of those that show an unclear person show only a hand by these weights, and writes
that to `benchmarks/hands.csv`.
"""

import csv
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.certainty import fitted
from models.embedded import model
from models.embedded.evidence.hands import CLEAR, UNLIKELY, features
from models.embedded.model import EmbeddedModel
from models.interfaces import PERSON
from models.training.common.metrics import fit_logistic

OUT: Final = Path(__file__).with_name("hands.csv")
SETS: Final = {"grocery": True, "coco": False, "flickr8k": False}
"""Whether the people on a set's photos are only hands."""
CHANCE: Final = 1 / 15
"""That a person is only a hand: between the sets, since blind people hold things up."""
BARS: Final = (0.5, 0.9)
"""The probabilities from which a hand is counted, given a person."""
SEED: Final = 7


def seen(
    looks: EmbeddedModel, data: Path, name: str, split: str, most: int
) -> Iterator[tuple[float, ...]]:
    """The features of each unclear person on at most `most` photos of a set."""
    rows = [row for row in rows_of(data, name) if row["split"] == split]
    random.Random(SEED).shuffle(rows)
    for _, picture in photos(data, name, rows[:most]):
        look = looks.look(picture)
        for one in look.objects:
            if one.name == PERSON and UNLIKELY <= one.probability <= CLEAR:
                yield features(one, looks.expected(look))


def main() -> None:
    """Fit, count and write."""
    parser = data_command(__doc__)
    parser.add_argument("--most", type=int, default=400, help="photos of each set (400)")
    given = parser.parse_args()
    looks = model.load()

    def found(split: str) -> dict[str, list[tuple[float, ...]]]:
        return {name: list(seen(looks, given.data, name, split, given.most)) for name in SETS}

    learnt = found("train")
    inputs = np.array([one for name in SETS for one in learnt[name]])
    hands = np.repeat(list(SETS.values()), [len(learnt[name]) for name in SETS])
    weights = fit_logistic(inputs, hands)
    weights[-1] += math.log(CHANCE / (1 - CHANCE)) - math.log(hands.mean() / (1 - hands.mean()))
    print("Weights:", weights.round(2).tolist())
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(("set", "unclear persons", *(f"a hand at {bar}" for bar in BARS)))
        for name, people in found("val").items():
            likely = [fitted(weights.tolist(), one) for one in people]
            counts = [sum(one >= bar for one in likely) for bar in BARS]
            table.writerow((name, len(people), *counts))
            print(name, len(people), *counts, flush=True)


if __name__ == "__main__":
    main()
