"""Whether spoken directions bring a thing to the middle: `seeking.py` with the real model.

    python -m benchmarks.guiding --data DATA

On the validation photos of the sets doors and coco that have boxes drawn by people (of coco only
those that no detector has seen). A view of two thirds of each photo moves over it on a clock of its
own: `tests/kit/moving_camera.py` is the person who moves it, late and not quite as told. What is
looked for is drawn once on the photo, found on the whole photo where it is drawn (what the model
does not know, `benchmarks.finding` counts), no smaller than 4 % of the view, and can be brought to
the middle; at first it is at the view's border or beyond. Writes `benchmarks/guiding.csv`: how many
runs there were, how many ended with "straight ahead" within 20 s, how many of those truly so, their
share of all runs, and the median of their seconds.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np

from assistant import seeking
from assistant.app import verdict
from assistant.effects import Effect
from assistant.events import Frame
from assistant.memory.kept import StoredMemory
from assistant.senses import Spot
from assistant.skills.find import Find, to_json
from assistant.skills.sight import Sights
from assistant.turn import State, Turn
from benchmarks.finding import SETS, area, chosen
from benchmarks.photos import photos
from models import embedded
from models.embedded import files
from models.embedded.finding import EmbeddedFinder
from models.embedded.judge import load_judge
from models.interfaces import Box, Picture
from tests.kit.moving_camera import MovingCamera

ROOT: Final = Path(__file__).parent.parent
VIEW: Final = 2 / 3
"""The view's width and height as shares of the photo's."""
LEAST: Final = 0.04
"""The least share of the view that a thing covers."""
SECONDS: Final = 20.0
BORDER: Final = (0.4, 0.6)
"""How far from the view's middle a thing is at first, in views."""


@dataclass(frozen=True, slots=True)
class Run:
    """One search."""

    set_name: str
    seconds: float | None
    """Until "Here" was said; None: it was not."""
    centred: bool
    """Whether the thing's box held the view's middle line then, or had its own in the middle third,
    and reached into the middle third of the height."""


def middles(box: Box) -> tuple[float, float]:
    """The middle of a box of a photo, in views from the photo's upper left."""
    return (box[0] + box[2]) / 2 / VIEW, (box[1] + box[3]) / 2 / VIEW


def middle(box: Box) -> float:
    """The middle of a box, from the photo's left."""
    return (box[0] + box[2]) / 2


def fit(box: Box) -> bool:
    """Whether a view can have it in its middle."""
    most = 1 / VIEW - 0.5 + seeking.MIDDLE / 2
    reachable = all(1 - most <= middle <= most for middle in middles(box))
    return reachable and area(box) >= LEAST * VIEW**2


def start(box: Box, rng: np.random.Generator) -> tuple[float, float]:
    """Where the view begins: with the thing at one of its sides, as far as the photo goes."""
    away = rng.uniform(*BORDER) * rng.choice((-1, 1))
    wanted = np.array(middles(box)) - 0.5 + (away, rng.uniform(-0.2, 0.2))
    x, y = np.clip(wanted, 0, 1 / VIEW - 1)
    return float(x), float(y)


def holds(box: Box, at: tuple[float, float]) -> bool:
    """Whether a box is in the middle of the view that begins at `at`."""
    x0, y0, x1, y1 = (edge / VIEW - begin for edge, begin in zip(box, (*at, *at), strict=True))
    ahead = x0 <= 0.5 <= x1 or 1 / 3 <= (x0 + x1) / 2 <= 2 / 3
    return ahead and y0 <= 2 / 3 and y1 >= 1 / 3


def guided(picture: Picture, name: str, box: Box, find: Find, sights: Sights, seed: int) -> Run:
    """One search on one photo; `Run.set_name` is empty."""
    rng = np.random.default_rng(seed)
    size = (round(picture.shape[0] * VIEW), round(picture.shape[1] * VIEW))

    def look(frame: Frame, thing: str) -> Spot:
        return find.find(sights.see(frame.pixels), thing)

    def begin(state: State, now: float) -> tuple[State, tuple[Effect, ...]]:
        turn = Turn(state)
        seeking.begin(turn, name)
        return turn.result()

    state = State(ready=True, now=100.0)
    camera = MovingCamera(picture, size, start(box, rng), look, state, rng=rng)
    seconds = camera.run(begin, SECONDS)
    return Run("", seconds, seconds is not None and holds(box, camera.at))


def runs(data: Path, most: int, empty: Path) -> Iterator[Run]:
    """Search for up to `most` things of each set; nothing is kept in the folder `empty`."""
    model = embedded.load()
    judge = load_judge(files.WEIGHTS)
    memory = StoredMemory(model.space, empty / "kept.sqlite")
    find = Find(EmbeddedFinder(model), model, memory, "world")
    for set_name in SETS:
        count = 0
        for row, picture in photos(data, set_name, chosen(data, set_name)):
            names = [name for name, *_ in row["boxes"]]
            for name, *edges in row["boxes"]:
                box: Box = (edges[0], edges[1], edges[2], edges[3])
                if count >= most or names.count(name) > 1 or not fit(box):
                    continue
                sights = Sights(model, verdict, judge.grades.not_a_photo)
                whole = find.find(sights.see(picture), name)
                if not to_json("", name, whole)["found"] or abs(whole.x - middle(box)) > 1 / 6:
                    continue
                run = guided(picture, name, box, find, sights, count)
                count += 1
                print(set_name, row["photo"], name, run.seconds, run.centred, flush=True)
                yield Run(set_name, run.seconds, run.centred)


def main() -> None:
    """Search, count, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of the training data")
    parser.add_argument("--most", type=int, default=40, help="searches of each set")
    args = parser.parse_args()
    with TemporaryDirectory() as empty:
        every = list(runs(args.data, args.most, Path(empty)))
    with (ROOT / "benchmarks" / "guiding.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("set", "runs", "ended", "centred", "centred_share", "median_seconds"))
        for set_name in ("all", *SETS):
            some = [run for run in every if set_name in ("all", run.set_name)]
            centred = [run for run in some if run.centred]
            times = [run.seconds for run in centred if run.seconds is not None]
            row = (
                *(set_name, len(some), sum(run.seconds is not None for run in some)),
                *(len(centred), f"{len(centred) / max(1, len(some)):.3f}"),
                f"{np.median(times):.1f}" if times else "",
            )
            writer.writerow(row)
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
