"""How well the shipped towers match photos and texts, on validation photos."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models import clip
from models.embedded.model import EmbeddedModel
from models.interfaces import Vector
from models.training.common.data import Folders, photo_of, records
from models.training.common.metrics import Figure
from models.training.common.plots import plot_curves
from models.training.towers.tower_train import TowerValidation, recalls

CURVES = Path("benchmarks/towers.csv")
PLOTTED = {
    "text to image R@1": "text to image R@1",
    "text to image R@10": "text to image R@10",
    "grocery": "groceries by their words",
    "things": "things by their names",
}


def write_curves(runs: dict[str, Path], out: Path = CURVES) -> None:
    """Write and plot the towers' progress over the steps, from the logs of the runs."""
    rows = []
    for name, log in runs.items():
        for line in log.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if "grocery" in entry:
                rows.append({"run": name} | entry)
    with out.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(dict.fromkeys(name for row in rows for name in row)))
        table.writeheader()
        table.writerows(rows)
    plot_curves(out, out.with_suffix(".svg"), PLOTTED)


def tower_figures(model: EmbeddedModel, folders: Folders) -> list[Figure]:
    """Retrieval and naming by the shipped files; the last figures by towers without such photos."""
    validation = TowerValidation(folders)

    def embedded(set_name: str, rows: Sequence[int]) -> list[Vector]:
        known = records(folders, set_name)
        return [model.embed(photo_of(folders, set_name, known[row])) for row in rows]

    seen = np.stack(embedded("flickr8k", list(validation.captioned)))
    said = [caption.lower() for each in validation.captioned.values() for caption in each]
    own = np.repeat(np.arange(len(seen)), [len(each) for each in validation.captioned.values()])
    read = np.stack([model.embed_text(caption) for caption in said])
    found = [
        Figure(f"Flickr8k, {what}", value / 100, len(seen))
        for what, value in recalls(np.asarray(read @ seen.T, np.float32), own).items()
    ]
    for name, labels in validation.labelled.items():
        options = list(dict.fromkeys(labels.values()))
        table = np.stack([clip.label_vector(option, model.embed_text) for option in options])
        best = (np.stack(embedded(name, list(labels))) @ table.T).argmax(1)
        right = [options[int(n)] == label for n, label in zip(best, labels.values(), strict=True)]
        what = f"{len(options)} names of {name}, right"
        found.append(Figure(what, float(np.mean(right)), len(right)))
    return [*found, *_strange()]


def _strange() -> list[Figure]:
    """The last line of the run without the named photos."""
    with CURVES.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["run"] == "without named photos"]
    return [
        Figure(
            f"Names of {name}, right, by towers that saw none of these photos",
            float(rows[-1][name]) / 100,
            int(rows[-1][f"{name} photos"]),
        )
        for name in ("grocery", "things")
    ]
