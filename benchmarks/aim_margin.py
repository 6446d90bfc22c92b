"""How near the border a box must end for its thing to count as cut off: chooses `aim.MARGIN`.

    python -m benchmarks.aim_margin --data DATA

Uses the COCO validation photos that have boxes drawn by people. Each of the model's boxes is
matched to the drawn box of the same name, which shows whether the border cuts the thing. Writes
`benchmarks/aim_margin.csv`: for each margin how many of the sides called cut are cut (precision),
how many of the cut sides it finds (recall), and their harmonic mean (f1).
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.protocol.geometry import cut_sides
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models import embedded
from models.embedded.places import overlap
from models.interfaces import Box

ROOT = Path(__file__).parent.parent
DRAWN_CUT = 0.005
"""A drawn box that ends this near the border is cut: people draw almost to the pixel."""
OVERLAP = 0.5
PROBABILITY = 0.5
"""Less likely things are not mentioned plainly."""
MARGINS = tuple(round(0.005 * step, 3) for step in range(1, 17))


def pairs(data: Path) -> Iterator[tuple[Box, Box]]:
    """The model's box of a thing, and the drawn one."""
    model = embedded.load()
    rows = [row for row in rows_of(data, "coco") if row["split"] == "val" and row.get("boxes")]
    for row, picture in photos(data, "coco", rows):
        for thing in model.look(picture).objects:
            drawn: list[Box] = [(a, b, c, d) for n, a, b, c, d in row["boxes"] if n == thing.name]
            if thing.box is None or not thing.outlined or not drawn:
                continue
            if thing.probability < PROBABILITY:
                continue
            found = thing.box
            best = max(drawn, key=lambda box: overlap(box, found))
            if overlap(best, found) >= OVERLAP:
                yield found, best


def sides(boxes: list[Box], margin: float) -> NDArray[np.bool_]:
    """[boxes, 4]: the borders that cut them."""
    return np.array([[side in cut_sides(box, margin) for side in ALL] for box in boxes])


ALL = cut_sides((0, 0, 1, 1))


def main() -> None:
    """Match, count, write."""
    found, drawn = zip(*pairs(data_command(__doc__).parse_args().data), strict=True)
    cut = sides(list(drawn), DRAWN_CUT)
    with (ROOT / "benchmarks" / "aim_margin.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("margin", "things", "cut_sides", "precision", "recall", "f1"))
        for margin in MARGINS:
            called = sides(list(found), margin)
            right = (called & cut).sum()
            precision, recall = right / max(1, called.sum()), right / cut.sum()
            f1 = 2 * precision * recall / max(1e-9, precision + recall)
            row = (
                margin,
                len(found),
                int(cut.sum()),
                *(f"{v:.3f}" for v in (precision, recall, f1)),
            )
            writer.writerow(row)
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
