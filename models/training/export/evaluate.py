"""Measure the shipped weights on validation photos and write the model card."""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.embedded import load, manifest
from models.embedded.caption_verifier import load_verifier
from models.interfaces import Certainty
from models.lexicon.names import mentions
from models.training.answerer.answer_figures import AnswerFigure, answer_figures
from models.training.captioner.scores import each_cider, score
from models.training.common import nothing
from models.training.common.data import Folders, read_photo
from models.training.common.labels import COCO, room
from models.training.common.metrics import (
    calibration_error,
    interval,
    least,
    mean_average_precision,
)
from models.training.common.plots import plot_risk_coverage
from models.training.export.bias import GroupFigure, group_figures
from models.training.export.calibrate import (
    PRECISION_PLAIN,
    Observed,
    names_of,
    observe,
    right,
    validation_rows,
)
from models.training.towers.tower_figures import tower_figures

ROOMS = ("kitchen", "bathroom", "bedroom")


@dataclass(frozen=True)
class Figure:
    """One measured value."""

    what: str
    value: float
    low: float
    high: float
    photos: int

    def sentence(self) -> str:
        """A line of the model card: "what: value (n photos, low to high)"."""
        span = f", {self.low:.3g} to {self.high:.3g}" if np.isfinite(self.low) else ""
        return f"{self.what}: {self.value:.3g} ({self.photos} photos{span})."


def _share(what: str, good: NDArray[np.bool_], photos: int | None = None) -> Figure:
    low, high = interval(len(good), lambda rows: float(good[rows].mean())) if len(good) else (0, 1)
    return Figure(what, float(good.mean()) if len(good) else np.nan, low, high, photos or len(good))


def caption_figures(name: str, seen: Sequence[Observed]) -> list[Figure]:
    """CIDEr-D and BLEU-4 of the decoder's own captions."""
    said = [one.caption for one in seen]
    wanted = [one.row["captions"] for one in seen]
    result = score(said, wanted)
    each = each_cider(said, wanted)
    low, high = interval(len(each), lambda rows: float(each[rows].mean()))
    return [
        Figure(f"{name}, CIDEr-D of the decoder's own caption", result.cider, low, high, len(seen)),
        Figure(f"{name}, BLEU-4", result.bleu4, np.nan, np.nan, len(seen)),
    ]


def witness_figures(seen: Sequence[Observed]) -> list[Figure]:
    """How well the witness knows COCO's names on photos that heads and detector were not trained
    on.

    Only the few numbers of the fusion were fitted on them.
    """
    scores = names_of([one.encoding for one in seen])
    truth = np.array([[name in one.row["objects"] for name in COCO] for one in seen])

    def precision(rows: NDArray[np.int64]) -> float:
        sure = scores[rows] >= 0.9
        return float(truth[rows][sure].mean()) if sure.any() else np.nan

    def area(rows: NDArray[np.int64]) -> float:
        return mean_average_precision(scores[rows], truth[rows])

    everyone = np.arange(len(seen))
    error = calibration_error(scores.ravel(), truth.ravel())
    return [
        Figure("Witness, mean average precision over COCO's names", area(everyone),
               *interval(len(seen), area, 200), len(seen)),
        Figure("Witness, share there of what it gives 0.9 or more", precision(everyone),
               *interval(len(seen), precision), len(seen)),
        Figure("Witness, share there of what is plain by a bar that other photos chose",
               float(_plain_by_others(scores, truth).mean()), np.nan, np.nan, len(seen)),
        Figure("Witness, calibration error over all names", error, np.nan, np.nan, len(seen)),
    ]  # fmt: skip


def _plain_by_others(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the names that each half of the photos calls plain are there.

    The threshold of each half is chosen on the other.
    """
    found = []
    for half in (0, 1):
        bar = least(scores[1 - half :: 2].ravel(), truth[1 - half :: 2].ravel(), PRECISION_PLAIN)
        found.append(truth[half::2][scores[half::2] >= bar])
    return np.concatenate(found)


def truth_figures(weights: Path, name: str, seen: Sequence[Observed]) -> list[Figure]:
    """What captions claim and people's captions do not, before and after the verifier."""
    verifier = load_verifier(weights)
    absent, passed, good = [], [], []
    for one in seen:
        certainty = verifier.verify(one.encoding, one.pieces).certainty
        passed.append(certainty is Certainty.PLAIN)
        if passed[-1]:
            good.append(right(one))
        if "objects" in one.row:
            said = [thing for thing in mentions(one.caption) if thing in COCO]
            absent += [thing not in one.row["objects"] for thing in said]
    figures = [_share(f"{name}, captions that the verifier passes as plain", np.array(passed))]
    if good:
        what = f"{name}, plain captions borne out word by word"
        figures.append(_share(what, np.array(good), len(seen)))
    if absent:
        what = f"{name}, things in the decoder's bare captions that are absent"
        figures.append(_share(what, np.array(absent), len(seen)))
    return figures


def scene_figures(weights: Path, folders: Folders) -> list[Figure]:
    """How often kitchens, bathrooms and bedrooms are named correctly."""
    model, grades = load(weights), load_verifier(weights).grades
    hits = []
    for set_name in ("ade20k", "coco"):
        for row in validation_rows(folders, set_name):
            known = room(set_name, row)
            if known is None:
                continue
            scene = model.look(read_photo(folders.photos(set_name) / f"{row['photo']}.webp")).scene
            if scene and scene.name in ROOMS and scene.probability >= grades.scene:
                hits.append(scene.name == known)
    return [_share("Kitchens, bathrooms and bedrooms that are named, right", np.array(hits, bool))]


def nothing_figures(weights: Path) -> list[Figure]:
    """How many random pictures of nothing the not-a-photo gate stops."""
    model, grades = load(weights), load_verifier(weights).grades
    rng = np.random.default_rng(3)
    stopped = [model.look(nothing.draw(rng)).not_a_photo >= grades.not_a_photo for _ in range(240)]
    return [_share("Pictures of nothing that the learned gate stops by itself", np.array(stopped))]


def evaluate(folders: Folders, weights: Path, out: Path = Path("benchmarks")) -> list[Figure]:
    """Measure; write `CARD.md` next to the weights, and tables and a plot to the benchmarks."""
    model = load(weights)
    flickr = list(observe(model, folders, "flickr8k", validation_rows(folders, "flickr8k")))
    rows = [r for r in validation_rows(folders, "coco") if r["unseen"] or r.get("captions")]
    coco = list(observe(model, folders, "coco", rows))
    unseen = [one for one in coco if one.row["unseen"]]
    figures = caption_figures("Flickr8k", flickr)
    captioned_coco = [one for one in coco if len(one.row.get("captions", ())) > 1]
    figures += caption_figures("COCO", captioned_coco)
    figures += witness_figures(unseen)
    figures += truth_figures(weights, "COCO", captioned_coco)
    figures += truth_figures(weights, "Flickr8k", flickr)
    figures += scene_figures(weights, folders)
    figures += nothing_figures(weights)
    light = [_light(folders, one) for one in unseen]
    biased = group_figures(unseen, np.array(light), load_verifier(weights).grades.plain)
    answered, graded = answer_figures(model, folders)
    plot_risk_coverage(graded, out / "risk_coverage.svg")
    answers = [*tower_figures(model, folders), *answered]
    with (out / "answers.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["what", "value", "questions"])
        table.writerows([one.what, round(one.value, 4), one.questions] for one in answers)
    with (out / "validation.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["what", "value", "low", "high", "photos"])
        for figure in figures:
            table.writerow([figure.what, figure.value, figure.low, figure.high, figure.photos])
    with (out / "bias.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow([field.name for field in fields(GroupFigure)])
        table.writerows(astuple(one) for one in biased)
    sizes = {name: facts.bytes for name, facts in manifest.read(weights).files.items()}
    (weights.parent / "CARD.md").write_text(
        card([*figures, *answers], biased, sizes), encoding="utf-8"
    )
    lines = [*(one.sentence() for one in figures), *(one.sentence() for one in answers)]
    print(*lines, *(one.sentence() for one in biased), sep="\n", flush=True)
    return figures


def _light(folders: Folders, one: Observed) -> float:
    return float(read_photo(folders.photos("coco") / f"{one.row['photo']}.webp").mean())


def card(
    figures: Sequence[Figure | AnswerFigure],
    biased: Sequence[GroupFigure],
    sizes: dict[str, int],
) -> str:
    """The model card."""
    parts = "\n".join(
        f"- {name}: {size / 1e6:.1f} million bytes." for name, size in sorted(sizes.items())
    )
    measured = "\n".join(f"- {figure.sentence()}" for figure in figures)
    groups = "\n".join(f"- {one.sentence()}" for one in biased)
    template = (Path(__file__).parent / "card.md").read_text(encoding="utf-8")
    total = f"{sum(sizes.values()) / 1e6:.0f}"
    filled = {"{parts}": parts, "{measured}": measured, "{groups}": groups, "{total}": total}
    for blank, words in filled.items():
        template = template.replace(blank, words)
    return template
