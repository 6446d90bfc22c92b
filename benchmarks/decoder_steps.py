"""What going on with the trained decoder gives, greedily and on validation photos: the median and
the worst of three seeds.

    python -m benchmarks.decoder_steps --data DATA --work .cache

begins at `WORK/runs/main-1/model.pt`, which the step `train` of `python -m models.training` makes,
or `restore` out of what ships; the steps before it have to be done as well. Writes
`benchmarks/decoder_steps.csv`. A training that was cut off is resumed by the same command.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import torch
from tokenizers import Tokenizer

from benchmarks.command import work_command
from models.training.corpus import validation
from models.training.data import HANDHELD, Folders, records
from models.training.decoder import Captioner, load_captioner
from models.training.features import Views
from models.training.reinforce import Recipe as RewardRecipe
from models.training.reinforce import reinforce
from models.training.scores import absent, score
from models.training.train import Recipe, describe, train
from models.training.vocabulary import vocabulary

OUT = Path("benchmarks/decoder_steps.csv")
RECIPE = Recipe(alone_steps=0, steps=800, rate=3e-4, average=0.99, handheld=0.3)
SEEDS = (1, 2, 3)
RECIPES = {
    "goes on with photos as they are": replace(RECIPE, handheld=0.0),
    "goes on with hand-held views": RECIPE,
}
BY_REWARD = RewardRecipe(steps=150)
ABSENT = "coco, absent things, percent of those named"


def go_on(folders: Folders, views: Views, start: Path, recipe: Recipe, run: str) -> Path:
    """One run from a trained captioner; gives the path of its averaged weights."""

    def make(folders: Folders, recipe: Recipe) -> tuple[Captioner, Tokenizer]:
        torch.manual_seed(recipe.seed)
        tokenizer = vocabulary(folders)
        return load_captioner(start, tokenizer.get_vocab_size(), recipe.dropout), tokenizer

    return train(folders, views, recipe, run, make)


def mean_of(paths: Sequence[Path], target: Path) -> Path:
    """Write the mean of the weights of several checkpoints of one shape.

    Runs that begin at the same weights stay in one valley of the loss, where their mean can
    describe better than each of them (https://arxiv.org/abs/2203.05482).
    """
    saved = [torch.load(path, weights_only=True) for path in paths]
    names = saved[0]["model"]
    mean = {name: torch.stack([one["model"][name] for one in saved]).mean(0) for name in names}
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"shape": saved[0]["shape"], "model": mean}, target)
    return target


class Measure:
    """Measures a captioner on the validation photos."""

    def __init__(self, folders: Folders) -> None:
        """Open nothing yet."""
        self.folders = folders
        self.views = Views(folders.work / "features")
        self.tokenizer: Tokenizer = vocabulary(folders)

    def of(self, path: Path) -> dict[str, float]:
        """CIDEr-D and BLEU-4 on plain and hand-held photos, and absent things, of a checkpoint."""
        model = load_captioner(path)
        found: dict[str, float] = {}
        for name, shown in (("flickr8k", "flickr8k"), (HANDHELD, "flickr8k"), ("coco", "coco")):
            chosen = list(validation(self.folders, shown, 1000))
            rows = [index for index, _ in chosen]
            said = self._said(model, name, shown, rows)
            result = score(said, [captions for _, captions in chosen])
            found |= {f"{name}, CIDEr-D": result.cider, f"{name}, BLEU-4": result.bleu4}
            if name == "coco":
                listed = records(self.folders, name)
                wrong = absent(said, [listed[row]["objects"] for row in rows])
                found[ABSENT] = round(100 * (wrong or 0.0), 1)
        return found

    def _said(self, model: Captioner, name: str, shown: str, rows: Sequence[int]) -> list[str]:
        patches, hints = self.views.patches(name), self.views.names(shown)
        return describe(model, self.tokenizer, patches[rows, 0], hints[rows])


def lines(results: Mapping[str, Sequence[Mapping[str, float]]]) -> list[list[str | float]]:
    """One line for each training and measure: the median and the worst over its seeds."""
    return [
        [name, what, round(median(values), 1), round((max if what == ABSENT else min)(values), 1)]
        for name, entries in results.items()
        for what in entries[0]
        if (values := [entry[what] for entry in entries])
    ]


def write(results: Mapping[str, Sequence[Mapping[str, float]]]) -> None:
    """Write the table of what is measured so far."""
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["training", "measure", "median", "worst"])
        table.writerows(lines(results))


def main() -> None:
    """Train what is not trained, and write the table."""
    parser = work_command(__doc__)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    folders = Folders(given.data, given.work)
    runs, measure = folders.work / "runs", Measure(folders)
    start = runs / "main-1" / "model.pt"
    results = {"as it began": [measure.of(start)]}
    for number, (name, recipe) in enumerate(RECIPES.items()):
        paths = []
        for seed in SEEDS:
            run = f"decoder-steps-{number}-{seed}"
            seeded = replace(recipe, seed=seed)
            paths.append(go_on(folders, measure.views, start, seeded, run))
        mean = mean_of(paths, runs / f"decoder-steps-{number}-mean" / "model.pt")
        results[name] = [measure.of(path) for path in paths]
        results[f"{name}, the mean of the weights"] = [measure.of(mean)]
        write(results)
    run = "decoder-steps-reward"
    rewarded = reinforce(folders, folders.work / "features", mean, BY_REWARD, run)
    results["and that goes on by reward"] = [measure.of(rewarded)]
    write(results)
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
