"""How much the figures for "is there a thing" depend on which questions are drawn.

    python -m benchmarks.presence_draws --data DATA --work .cache

Asks, as `lantern ask` does, whether things with COCO's names are there, on validation photos that
are new to the witness, with five draws of questions. Writes `benchmarks/presence_draws.csv` with
the columns of `benchmarks.questions`. Needs the step `prepare` of `python -m models.training`;
takes about a quarter of an hour.
"""

import csv
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.command import work_command
from benchmarks.questions import HEAD, answers, figures, presences
from models.training.common.data import Folders

OUT: Final = Path(__file__).with_suffix(".csv")
DRAWS: Final = 5


def main() -> None:
    """Ask, print and write."""
    given = work_command(__doc__).parse_args()
    folders = Folders(given.data, given.work)
    draws = [presences(folders, seed) for seed in range(DRAWS)]
    said = answers(folders, (one for items in draws for one in items))
    rows = [figures(items, said) for items in draws]
    table = [*enumerate(rows), ("median", tuple(map(median, zip(*rows, strict=True))))]
    with OUT.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("draw", *HEAD[1:]), *((draw, *row) for draw, row in table)])
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
