"""Fit the quality gate and choose its thresholds: writes `assistant/camera/quality.toml`.

    python -m benchmarks.quality_thresholds --data DATA

For each problem, one logistic regression over the statistics of `assistant/camera/quality.py`
separates degraded training photos, or drawings of nothing, from good training photos; another,
which only names what was refused, separates it from the other problems. The thresholds come from
the validation photos: all problems together refuse at most 1 % of them (`--alarms`), and that 1 %
is spent where it finds the most degraded photos and drawings. Of four penalties, the one that finds
the most is kept.

`benchmarks/quality_thresholds.csv` has the share of refused pictures for the good photos of each
set, for each degradation by strength, for each kind of drawing, and for the drawings of
`models/training/common/nothing.py`, on which nothing is trained or chosen here.
"""

import csv
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from assistant.camera import quality
from benchmarks import quality_degradations as degradations
from benchmarks import quality_pictures as pictures
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from benchmarks.quality_fitting import (
    Sample,
    Values,
    detection,
    fit_all,
    held_out_alarms,
    toml,
    with_thresholds,
)
from models.interfaces import Picture, Problem
from models.training.common import nothing

SETS = ("flickr8k", "coco", "ade20k", "grocery", "clothes", "text", "daquar", "doors")
ROOT = Path(__file__).parent.parent
PENALTIES = (0.3, 1.0, 10.0, 100.0)
COLUMNS = ("kind", "strength", "pictures", "refused", "named_rightly")

Random = np.random.Generator


@dataclass(frozen=True)
class Spoiling:
    """A degradation of photos, and the strengths from which a photo counts as degraded."""

    problem: Problem
    spoil: Callable[[Picture, float, Random], Picture]
    low: float
    high: float
    swept: tuple[float, ...]
    """Strengths whose detection rate is reported."""


SPOILINGS = {
    "darkened, stops": Spoiling(
        Problem.DARK, degradations.darkened, 4.5, 9, (1, 2, 3, 4, 5, 6, 7, 8)
    ),
    "overexposed, stops": Spoiling(
        Problem.BRIGHT, degradations.overexposed, 3, 6, (0.5, 1, 1.5, 2, 3, 4, 5)
    ),
    "blurred, sigma in 224": Spoiling(
        Problem.BLURRED, degradations.blurred, 3, 24, (0.5, 1, 1.5, 2, 3, 4, 8, 16)
    ),
    "moved, pixels in 224": Spoiling(
        Problem.BLURRED, degradations.moved, 18, 60, (2, 4, 8, 12, 18, 26, 40)
    ),
    "covered": Spoiling(Problem.COVERED, degradations.covered, 1, 1, (1,)),
}
"""A degradation counts from the strength at which most things are unrecognisable at 224 pixels.
Nothing is trained on strengths between that and a usual photo; the sweep in the CSV shows where
refusing begins."""

GAINS = (2.0, 5.0, 10.0, 20.0, 40.0)
"""Grey levels of noise that are reported; noise alone is no reason to refuse."""

DRAWN = {
    name: Problem.BLANK if name in ("one_colour", "gradient", "noise") else Problem.NOT_A_PHOTO
    for name in pictures.DRAWINGS
}


def sampled(data: Path, split: str, most: int, rng: Random) -> Iterator[tuple[str, Picture]]:
    """At most `most` photos of each set, reduced."""
    for name in SETS:
        rows = [row for row in rows_of(data, name) if row["split"] == split]
        chosen = sorted(rng.permutation(len(rows))[:most].tolist())
        for _, picture in photos(data, name, [rows[index] for index in chosen]):
            yield name, quality.reduced(picture)


def compressed(picture: Picture, rng: Random) -> Picture:
    """Half of the time, compress the picture as a JPEG like a camera's."""
    if rng.random() < 0.5:
        return picture
    setting = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(50, 98))]
    _, code = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), setting)
    decoded = cv2.imdecode(code, cv2.IMREAD_COLOR)
    if decoded is None:
        raise AssertionError("a JPEG just made must decode")
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), np.uint8)


def varied(photo: Picture, rng: Random) -> Picture:
    """A good photo as a webcam might deliver it: some noise, less or more light, sharpened."""
    if rng.random() < 0.5:
        photo = degradations.gained(photo, rng.uniform(0, 6), rng)
    if rng.random() < 0.3:
        photo = degradations.darkened(photo, rng.uniform(0, 1.5), rng)
    if rng.random() < 0.3:
        photo = degradations.overexposed(photo, rng.uniform(0, 0.5), rng)
    if rng.random() < 0.4:
        soft = cv2.GaussianBlur(photo, (0, 0), 1.0)
        photo = np.asarray(cv2.addWeighted(photo, 1.6, soft, -0.6, 0), np.uint8)
    return compressed(photo, rng)


def drawn(name: str, rng: Random) -> Picture:
    """A drawing of nothing, sometimes as a camera sees it, reduced."""
    picture = pictures.DRAWINGS[name](rng)
    if DRAWN[name] is Problem.NOT_A_PHOTO and rng.random() < 0.3:
        picture = pictures.as_photographed(picture, rng)
    return compressed(quality.reduced(picture), rng)


def gather(good: list[tuple[str, Picture]], each: int, rng: Random, *, vary: bool) -> Sample:
    """Statistics of the good photos, and of `each` pictures for every way to be bad."""
    values: list[quality.Quality] = []
    problems: list[Problem | None] = []
    kinds: list[str] = []

    def add(picture: Picture, problem: Problem | None, kind: str) -> None:
        values.append(quality.measure(picture))
        problems.append(problem)
        kinds.append(kind)

    for name, photo in good:
        add(photo, None, name)
        if vary:
            add(varied(photo, rng), None, name)
    for _ in range(each):
        for kind, way in SPOILINGS.items():
            photo = good[int(rng.integers(len(good)))][1]
            strength = math.exp(rng.uniform(math.log(way.low), math.log(way.high)))
            add(compressed(way.spoil(photo, strength, rng), rng), way.problem, kind)
        for kind, problem in DRAWN.items():
            add(drawn(kind, rng), problem, kind)
    return Sample(np.array(values), np.array(problems, object), np.array(kinds))


def report(
    val: Sample, good: list[tuple[str, Picture]], each: int, chosen: quality.Thresholds, rng: Random
) -> Iterator[tuple[object, ...]]:
    """The rows of the csv."""

    def row(
        kind: str, strength: object, values: Values, right: Problem | None
    ) -> tuple[object, ...]:
        found = [quality.verdict(value, chosen) for value in values]
        refused = np.array([problem is not None for problem in found])
        named = np.array([problem is right for problem in found])
        share = round(float(named.mean()), 4) if right is not None else ""
        return kind, strength, len(values), round(float(refused.mean()), 4), share

    is_good = val.good()
    yield row("good, all sets", "", val.values[is_good], None)
    for name in SETS:
        yield row(f"good, {name}", "", val.values[is_good & (val.kinds == name)], None)

    def swept(spoil: Callable[[Picture, float, Random], Picture], strength: float) -> Values:
        places = rng.integers(len(good), size=each)
        return np.array([quality.measure(spoil(good[place][1], strength, rng)) for place in places])

    for kind, way in SPOILINGS.items():
        for strength in way.swept:
            yield row(kind, strength, swept(way.spoil, strength), way.problem)
    for strength in GAINS:
        yield row("noise, grey levels", strength, swept(degradations.gained, strength), None)
    for kind, problem in DRAWN.items():
        yield row(kind, "", val.values[val.kinds == kind], problem)
    for kind, draw in nothing.KINDS.items():
        values = np.array([quality.measure(draw(rng)) for _ in range(each)])
        blank = kind in ("plain", "gradient", "noise")
        yield row(f"held out: {kind}", "", values, Problem.BLANK if blank else Problem.NOT_A_PHOTO)
    ruined = (nothing.ruined(good[int(rng.integers(len(good)))][1], rng) for _ in range(each))
    values = np.array(list(map(quality.measure, ruined)))
    yield row("held out: ruined photo", "", values, None)


def main() -> None:
    """Measure, fit, choose, write."""
    parser = data_command(__doc__)
    parser.add_argument("--alarms", type=float, default=0.01, help="share of good photos refused")
    parser.add_argument("--photos", type=int, default=600, help="training photos of each set")
    parser.add_argument("--each", type=int, default=350, help="training pictures of each bad kind")
    parser.add_argument("--checked", type=int, default=100, help="validation pictures of each")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    # The pictures are so small that threads cost more than they gain.
    cv2.setNumThreads(1)
    rng = np.random.default_rng(options.seed)
    train = gather(
        list(sampled(options.data, "train", options.photos, rng)), options.each, rng, vary=True
    )
    good = list(sampled(options.data, "val", 1_000_000, rng))
    val = gather(good, options.checked, rng, vary=False)
    good_values, bad = val.values[val.good()], val.only(~val.good())
    fitted = {penalty: fit_all(train, penalty) for penalty in PENALTIES}
    candidates = {
        penalty: with_thresholds(of, good_values, bad, options.alarms)
        for penalty, of in fitted.items()
    }
    penalty = max(PENALTIES, key=lambda of: detection(bad, candidates[of]))
    chosen = candidates[penalty]
    alarms = held_out_alarms(fitted[penalty], good_values, bad, options.alarms)
    remark = (
        f"At most {options.alarms:.1%} of {len(good_values)} good validation photos are refused; "
        f"{alarms:.1%} by thresholds chosen on the other half. Penalty {penalty:g}."
    )
    text = toml(chosen, remark)
    (ROOT / "assistant" / "camera" / "quality.toml").write_text(text, "utf-8")
    print(remark)
    with (ROOT / "benchmarks" / "quality_thresholds.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in report(val, good, options.checked, quality.read_thresholds(text), rng):
            writer.writerow(row)
            print(*row, sep="\t")


if __name__ == "__main__":
    main()
