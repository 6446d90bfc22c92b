"""Measure the shipped weights on validation photos and write the model card."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.embedded import load, manifest
from models.embedded.model import EmbeddedModel
from models.training.answerer.answer_figures import answer_figures
from models.training.captioner.scores import each_cider, score
from models.training.common import nothing
from models.training.common.data import Folders, photo_of, validation_rows
from models.training.common.labels import COCO, room
from models.training.common.metrics import (
    Figure,
    calibration_error,
    interval,
    mean_average_precision,
    share,
)
from models.training.common.observed import Observed, names_of, observe
from models.training.common.plots import plot_risk_coverage
from models.training.export.bias import GroupFigure, group_figures
from models.training.towers.tower_figures import tower_figures

ROOMS = ("kitchen", "bathroom", "bedroom")


def caption_figures(name: str, seen: Sequence[Observed]) -> list[Figure]:
    """CIDEr-D and BLEU-4 of the decoder's own captions."""
    said = [one.caption for one in seen]
    wanted = [one.row["captions"] for one in seen]
    result = score(said, wanted)
    each = each_cider(said, wanted)
    span = interval(len(each), lambda rows: float(each[rows].mean()))
    return [
        Figure(f"{name}, CIDEr-D of the decoder's own caption", result.cider, len(seen), span),
        Figure(f"{name}, BLEU-4", result.bleu4, len(seen)),
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

    count, everyone = len(seen), np.arange(len(seen))
    error = calibration_error(scores.ravel(), truth.ravel())
    return [
        Figure("Witness, mean average precision over COCO's names", area(everyone), count,
               interval(count, area, 200)),
        Figure("Witness, share there of what it gives 0.9 or more", precision(everyone), count,
               interval(count, precision)),
        Figure("Witness, calibration error over all names", error, count),
    ]  # fmt: skip


def scene_figure(model: EmbeddedModel, folders: Folders) -> Figure:
    """How often kitchens, bathrooms and bedrooms are named correctly."""
    hits = []
    for set_name in ("ade20k", "coco"):
        for row in validation_rows(folders, set_name):
            known = room(set_name, row)
            if known is None:
                continue
            scene = model.look(photo_of(folders, set_name, row)).scene
            if scene and scene.name in ROOMS and scene.probability >= model.rule.scene:
                hits.append(scene.name == known)
    return share("Kitchens, bathrooms and bedrooms that are named, right", np.array(hits, bool))


def nothing_figure(model: EmbeddedModel) -> Figure:
    """How many random pictures of nothing the not-a-photo gate stops."""
    rng, least = np.random.default_rng(3), model.rule.not_a_photo
    stopped = [model.look(nothing.draw(rng)).not_a_photo >= least for _ in range(240)]
    return share("Pictures of nothing that the learned gate stops by itself", np.array(stopped))


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
    figures += [scene_figure(model, folders), nothing_figure(model)]
    light = [float(photo_of(folders, "coco", one.row).mean()) for one in unseen]
    biased = group_figures(unseen, np.array(light))
    answered, graded = answer_figures(model, folders)
    plot_risk_coverage(graded, out / "risk_coverage.svg")
    answers = [*tower_figures(model, folders), *answered]
    tables: dict[str, Iterable[Sequence[object]]] = {
        "answers": [
            ("what", "value", "questions"),
            *((one.what, round(one.value, 4), one.number) for one in answers),
        ],
        "validation": [
            ("what", "value", "low", "high", "photos"),
            *((one.what, one.value, *(one.span or ("", "")), one.number) for one in figures),
        ],
        "bias": [[field.name for field in fields(GroupFigure)], *map(astuple, biased)],
    }
    for name, table in tables.items():
        with (out / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table)
    sizes = {name: facts.bytes for name, facts in manifest.read(weights).files.items()}
    (weights.parent / "CARD.md").write_text(
        card([*figures, *answers], biased, sizes), encoding="utf-8"
    )
    print(*(one.sentence() for one in (*figures, *answers)), sep="\n")
    print(*(one.sentence() for one in biased), sep="\n", flush=True)
    return figures


def card(figures: Sequence[Figure], biased: Sequence[GroupFigure], sizes: dict[str, int]) -> str:
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
