"""How much the figures for "is there a thing" depend on which questions are drawn.

    python -m benchmarks.presence_draws --data DATA --work .cache

Asks the shipped model whether things with COCO's names are there, on validation photos that are new
to the witness, with five draws of questions. Writes `benchmarks/presence_draws.csv`: how many are
right if all are answered, how many are answered, and how many of those are right. The rule for each
photo was fitted without it. Needs the step `prepare` of `python -m models.training`; takes about a
quarter of an hour.
"""

import csv
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.command import work_command
from models.embedded import load
from models.embedded.caption_verifier import load_verifier
from models.interfaces import SAYABLE, Reply
from models.training.answerer.answer_figures import REPORTED_KINDS
from models.training.answerer.answer_rule import (
    Tried,
    begin,
    chosen,
    cross_replied,
    honest,
    rights,
    tried,
)
from models.training.common.data import Folders, records
from models.training.texts.question_parts import MadeQuestion
from models.training.texts.questions import asked

OUT = Path("benchmarks/presence_draws.csv")
DRAWS = (0, 1, 2, 3, 4)
MEASURES = ("right", "answered", "right of those answered")


def questions(folders: Folders, draw: int) -> list[MadeQuestion]:
    """One draw of questions about things with COCO's names."""
    coco = records(folders, "coco")
    wanted = REPORTED_KINDS["Is there a thing, of COCO's names"]
    drawn = asked(folders, "val", draw)["presence"]
    return [item for item in drawn if honest(item, coco) and wanted(item)]


def figures(asks: list[Tried], replies: list[Reply]) -> tuple[float, ...]:
    """The `MEASURES`, percent."""
    right = rights(asks, replies)
    spoken = np.isin([reply.certainty for reply in replies], SAYABLE)
    found = (right.mean(), spoken.mean(), right[spoken].mean())
    return tuple(round(100 * float(value), 1) for value in found)


def main() -> None:
    """Ask, print and write."""
    given = work_command(__doc__).parse_args()
    folders, model = Folders(given.data, given.work), load()
    start = begin(folders, load_verifier(model.folder).grades.unsure)
    seen = tried(model, folders, chosen(folders))
    rows: list[tuple[float, ...]] = []
    counts: list[int] = []
    for draw in DRAWS:
        asks = tried(model, folders, questions(folders, draw))
        rows.append(figures(asks, cross_replied(start, seen, asks)))
        counts.append(len(asks))
        print(draw, len(asks), *rows[-1], flush=True)
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["draw", "questions", *(f"{what}, percent" for what in MEASURES)])
        table.writerows([draw, n, *row] for draw, n, row in zip(DRAWS, counts, rows, strict=True))
        medians = (median(values) for values in zip(*rows, strict=True))
        table.writerow(["median", round(median(counts)), *medians])
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
