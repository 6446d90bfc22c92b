"""The effect of each step of the towers' training, on validation photos.

    python -m benchmarks.tower_steps --data DATA --work .cache

Writes `benchmarks/tower_steps.csv`: the median and the worst of three seeds. Needs the steps
`prepare`, `features` and `witness` (or `restore`) of `python -m models.training`. The same command
resumes an interrupted training.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median

import torch

from benchmarks.command import work_command
from models.embedded import manifest
from models.embedded.runtime import Network
from models.embedded.text_encoder import TextEncoder
from models.training.answerer.photo_arrays import reduce
from models.training.common.data import Folders
from models.training.common.text_encoder import write_text_encoder
from models.training.towers.tower_train import TowerRecipe, train_towers

OUT = Path("benchmarks/tower_steps.csv")
SEEDS = (1, 2, 3)
STEPS = 300
"""A third of the shipped towers' steps."""
_PLAIN = TowerRecipe(steps=STEPS, mirrored=0.0, handheld=0.0, swaps=False, near=0.0)
_MIRRORED = replace(_PLAIN, mirrored=0.5)
_HANDHELD = replace(_MIRRORED, handheld=0.3)
_SWAPS = replace(_HANDHELD, swaps=True)
RECIPES = {
    "photos as they are": _PLAIN,
    "and in the mirror": _MIRRORED,
    "and as a hand holds the camera": _HANDHELD,
    "and told from texts with a word swapped": _SWAPS,
    "and from photos that look alike, as they ship": replace(_SWAPS, near=0.25),
}
"""Each recipe includes the ones before it."""
MEASURES = (
    *("text to image R@1", "text to image R@10", "image to text R@1"),
    *("handheld, text to image R@10", "told from its twin", "grocery", "things"),
)


def trained(folders: Folders, encoder: TextEncoder, name: str, seed: int) -> Mapping[str, float]:
    """The final figures of the towers of a recipe and seed."""
    run = f"tower-steps-{list(RECIPES).index(name)}-{seed}"
    recipe, folder = replace(RECIPES[name], seed=seed), folders.work / "runs" / run
    if not done(folder, recipe):
        train_towers(folders, encoder, recipe, run)
    log = folder / "log.jsonl"
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    found: Mapping[str, float] = [entry for entry in entries if "grocery" in entry][-1]
    return found


def done(folder: Path, recipe: TowerRecipe) -> bool:
    """Whether a run's folder has the towers of a recipe."""
    path = folder / "model.pt"
    return path.exists() and torch.load(path, weights_only=True)["recipe"] == asdict(recipe)


def rows(results: Mapping[str, Sequence[Mapping[str, float]]]) -> list[list[str | float]]:
    """One line for each recipe and measure: the median and the worst over its seeds."""
    return [
        [name, what, round(median(values), 1), min(values)]
        for name, entries in results.items()
        for what in MEASURES
        if (values := [entry[what] for entry in entries])
    ]


def main() -> None:
    """Train what is missing, and write the table."""
    parser = work_command(__doc__)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    folders = Folders(given.data, given.work)
    graph, words = folders.work / "text.onnx", folders.work / manifest.TEXT_TOKENIZER
    write_text_encoder(graph, words)
    reduce(folders)
    encoder = TextEncoder(Network(graph, given.threads), words)
    results = {name: [trained(folders, encoder, name, seed) for seed in SEEDS] for name in RECIPES}
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["training", "measure, percent", "median", "worst"])
        table.writerows(rows(results))
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
