"""Whether spoken directions bring a thing to the middle: `finding.py` with the real model.

    python -m benchmarks.guiding --data DATA

Uses the validation photos of the sets doors and coco that have boxes drawn by people (of coco only
those that are new to the detector). Each is the middle of a panorama of nine photos of its size,
with soft seams. None of the other eight shows the thing (around doors they come from ADE20K, where
all things in a photo have labels). The view is as large as one photo: these photos are small, and
part of one would show the model a blurred thing from closer than in any photo it was trained on. So
the thing is as large in the view as in its photo, and the camera can really point away from it.
This flatters the result in that things are not seen from another side and do not blur when the
camera moves.

`tests/kit/moving_camera.py` is the person who moves the camera, late and not exactly as told, by a
clock of its own; "A little left" is a step of 8 to 22 % of the view. The thing is drawn once on the
photo, is not cut by its left or right edge, covers at least 4 % of it, and is found on the photo
where it is drawn (`benchmarks.finding` counts those that the model does not know). At first its
middle is at the view's border or a little outside. Each is looked for twice, among other photos and
from another side.

Writes `benchmarks/guiding.csv`: how many runs there were; how many ended with "straight ahead"
within 20 s, with or without "perhaps"; how many of those really were straight ahead, and their
share of all runs; how many ended without "perhaps", and how many of those really were straight
ahead; and the median of the seconds of the runs that ended right.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from assistant.dialog import finding
from assistant.dialog.state import Given, State
from assistant.dialog.turn import Turn
from assistant.protocol.effects import Effect
from assistant.protocol.events import Frame, Spot
from assistant.protocol.text import Framing
from assistant.runtime.compose import verdict
from assistant.saying.messages.core import key_names
from assistant.settings.config import defaults
from assistant.skills.find.find_skill import FindSkill, to_json
from assistant.skills.picture_session import Analyser, ModelBundle, PictureSession
from assistant.storage.memory import StoredMemory
from benchmarks.command import data_command
from benchmarks.finding import SETS, chosen
from benchmarks.photos import Row, photos, rows_of
from models import embedded
from models.embedded import files
from models.embedded.finder import EmbeddedFinder
from models.embedded.meanings import EmbeddedMeanings
from models.embedded.open_answers import load_answer_verifier
from models.embedded.passages import EmbeddedPassages
from models.embedded.places import area
from models.embedded.statements import load_statement_verifier
from models.embedded.verifier import load_verifier
from models.interfaces import Box, Picture
from tests.kit.moving_camera import MovingCamera

ROOT: Final = Path(__file__).parent.parent
LEAST: Final = 0.04
"""The least share of the view that a thing covers."""
EDGE: Final = 0.01
"""A thing this near its photo's left or right edge is cut, as a share of the width."""
SEAM: Final = 0.04
"""The width of a seam, as a share of the shorter side of a photo."""
AROUND: Final = {"doors": "ade20k", "coco": "coco"}
"""For each set, the set of the photos around its photos."""
DOORLIKE: Final = ("door", "cabinet", "wardrobe", "cupboard", "refrigerator", "closet", "elevator")
"""ADE20K's names with these words may count as doors, or have handles."""
STARTS: Final = 2
"""How often each thing is looked for."""
PERHAPS: Final = "Perhaps"
"""The word for an uncertain end."""
SECONDS: Final = 20.0
BORDER: Final = (0.4, 0.6)
"""A thing's distance from the view's middle at first, in views."""


@dataclass(frozen=True, slots=True)
class Run:
    """One search."""

    set_name: str
    seconds: float | None
    """Until "Here" was said; None if it was not."""
    centred: bool
    """Whether the thing's box then contained the view's middle line, or had its middle in the
    middle third, and reached into the middle third of the height."""
    sure: bool
    """Whether "Here" was said without "perhaps"."""


def middle(box: Box) -> float:
    """The middle of a box, from the photo's left."""
    return (box[0] + box[2]) / 2


def fit(box: Box) -> bool:
    """Whether a thing is large enough, and not cut at a side."""
    return box[0] > EDGE and box[2] < 1 - EDGE and area(box) >= LEAST


def start(box: Box, rng: np.random.Generator) -> tuple[float, float]:
    """Where the view starts on the panorama, in views: with the thing at one of its sides."""
    away = rng.uniform(*BORDER) * rng.choice((-1, 1))
    x, y = middle(box) + 0.5 + away, (box[1] + box[3]) / 2 + 0.5 + rng.uniform(-0.2, 0.2)
    return float(np.clip(x, 0, 2)), float(np.clip(y, 0, 2))


def holds(box: Box, at: tuple[float, float]) -> bool:
    """Whether a box of the middle photo is in the middle of the view that starts at `at`."""
    x0, y0, x1, y1 = (edge + 1 - begin for edge, begin in zip(box, (*at, *at), strict=True))
    ahead = x0 <= 0.5 <= x1 or 1 / 3 <= (x0 + x1) / 2 <= 2 / 3
    return ahead and y0 <= 2 / 3 and y1 >= 1 / 3


def without(row: Row, name: str) -> bool:
    """Whether a photo shows nothing of that name, according to its labels."""
    if "scene" in row:
        return not any(word in one for one in row["objects"] for word in DOORLIKE)
    return name not in (*row["objects"], *(one for one, *_ in row.get("boxes", ())))


def around(data: Path, set_name: str) -> list[tuple[Row, Picture]]:
    """The photos to put around those of a set."""
    name = AROUND[set_name]
    unseen = [
        row for row in rows_of(data, name) if row["split"] == "val" and row.get("unseen", True)
    ]
    return list(photos(data, name, unseen))


def panorama(picture: Picture, others: Sequence[Picture]) -> Picture:
    """Nine photos in three rows, the first in their middle, each of its size."""
    height, width = picture.shape[:2]
    seam = round(SEAM * min(height, width))
    rim = ((seam, seam), (seam, seam), (0, 0))
    weight = rise(height, seam)[:, None, None] * rise(width, seam)[None, :, None]
    whole = np.zeros((3 * height + 2 * seam, 3 * width + 2 * seam, 3), np.float32)
    weights = np.zeros_like(whole)
    for number, tile in enumerate((*others[:4], picture, *others[4:])):
        y, x = (step * size for step, size in zip(divmod(number, 3), (height, width), strict=True))
        part = np.s_[y : y + height + 2 * seam, x : x + width + 2 * seam]
        whole[part] += weight * np.pad(filled(tile, height, width), rim, mode="edge")
        weights[part] += weight
    return np.asarray((whole / weights)[seam:-seam, seam:-seam].round(), np.uint8)


def rise(size: int, seam: int) -> NDArray[np.float32]:
    """The weights of a photo's pixels from one edge to the other, with a seam beyond each."""
    from_edge = np.minimum(np.arange(size + 2 * seam), np.arange(size + 2 * seam)[::-1]) + 1
    return np.clip(from_edge / (2 * seam + 1), 0, 1).astype(np.float32)


def filled(picture: Picture, height: int, width: int) -> Picture:
    """A photo scaled and cropped to a size."""
    image = ImageOps.fit(Image.fromarray(picture), (width, height), Image.Resampling.BICUBIC)
    return np.asarray(image, np.uint8)


def guided(
    picture: Picture,
    name: str,
    box: Box,
    find: FindSkill,
    analyser: Analyser,
    rng: np.random.Generator,
) -> Run:
    """One search on a panorama, for a thing in its middle photo; `Run.set_name` is empty."""
    size = (picture.shape[0] // 3, picture.shape[1] // 3)

    spots: dict[bytes, Spot] = {}

    def look(frame: Frame, thing: str) -> Spot:
        view = frame.pixels.tobytes()
        if view not in spots:
            spots[view] = find.find(PictureSession(frame.pixels, lambda: analyser), thing)
        return spots[view]

    def begin(state: State, now: float) -> tuple[State, tuple[Effect, ...]]:
        turn = Turn(state)
        finding.begin(turn, name)
        return turn.state, tuple(turn.effects)

    state = State(ready=True, now=100.0, given=Given(keys=key_names(defaults().keys)))
    camera = MovingCamera(picture, size, start(box, rng), look, state, rng=rng)
    seconds = camera.run(begin, SECONDS)
    if seconds is None:
        return Run("", None, centred=False, sure=False)
    return Run("", seconds, holds(box, camera.at), sure=PERHAPS not in camera.said[-1])


def runs(data: Path, most: int, empty: Path) -> Iterator[Run]:
    """Search for up to `most` things of each set, `STARTS` times each, among other photos.

    Nothing is saved to the folder `empty`.
    """
    model = embedded.load()
    verifier = load_verifier(model)
    memory = StoredMemory(model.space, empty / "kept.sqlite")
    finder = EmbeddedFinder(model)
    answer_verifier = load_answer_verifier(files.WEIGHTS)
    statements = load_statement_verifier(model)
    passages = EmbeddedPassages(files.WEIGHTS, 0)
    meanings = EmbeddedMeanings(files.WEIGHTS, passages.encoder)
    helpers = finder, verifier, statements, passages, meanings
    models = ModelBundle(model, verifier, answer_verifier, model, *helpers)
    analyser = Analyser(models, verdict)
    find = FindSkill(finder, model, memory, lambda *_: Framing())
    for set_name in SETS:
        count = 0
        rest = around(data, set_name)
        for row, picture in photos(data, set_name, chosen(data, set_name)):
            names = [name for name, *_ in row["boxes"]]
            for name, *edges in row["boxes"]:
                box: Box = (edges[0], edges[1], edges[2], edges[3])
                if count >= most or names.count(name) > 1 or not fit(box):
                    continue
                whole = find.find(PictureSession(picture, lambda: analyser), name)
                if not to_json("", name, whole)["found"] or abs(whole.x - middle(box)) > 1 / 6:
                    continue
                free = [one for other, one in rest if without(other, name)]
                for turn in range(STARTS):
                    rng = np.random.default_rng((count, turn))
                    some = rng.choice(len(free), 8, replace=False)
                    scene = panorama(picture, [free[one] for one in some])
                    run = guided(scene, name, box, find, analyser, rng)
                    print(set_name, row["photo"], name, run, flush=True)
                    yield replace(run, set_name=set_name)
                count += 1


def main() -> None:
    """Search, count, write."""
    parser = data_command(__doc__)
    parser.add_argument("--most", type=int, default=40, help="things of each set")
    args = parser.parse_args()
    with TemporaryDirectory() as empty:
        every = list(runs(args.data, args.most, Path(empty)))
    with (ROOT / "benchmarks" / "guiding.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        head = ("set", "runs", "ended", "centred", "centred_share", "sure", "sure_and_centred")
        writer.writerow((*head, "median_seconds"))
        for set_name in ("all", *SETS):
            some = [run for run in every if set_name in ("all", run.set_name)]
            centred = [run for run in some if run.centred]
            times = [run.seconds for run in centred if run.seconds is not None]
            row = (
                *(set_name, len(some), sum(run.seconds is not None for run in some)),
                *(len(centred), f"{len(centred) / max(1, len(some)):.3f}"),
                *(sum(run.sure for run in some), sum(run.sure for run in centred)),
                f"{np.median(times):.1f}" if times else "",
            )
            writer.writerow(row)
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
