"""Compares the decoder's shape and food, one factor at a time, on validation photos.

    python -m benchmarks.decoder_choices --data DATA --work .cache

Every run has the same small budget (see `BUDGET`); the features of `python -m models.training
features` must be there, and for the frozen encoder those of `--frozen`. Writes
`benchmarks/decoder_choices.csv`.
"""

import argparse
import csv
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from models.training.data import Folders
from models.training.features import Views
from models.training.train import Recipe, build, evaluate, train

BUDGET = Recipe(alone_steps=60, steps=500, average=0.99)
"""500 batches of 20 photos and 60 of 96 sentences."""

RUNS: dict[str, tuple[Recipe, str]] = {
    "as shipped": (BUDGET, "features"),
    "encoder frozen": (BUDGET, "features_frozen"),
    "9 image tokens": (replace(BUDGET, image_tokens=9), "features"),
    "without the witness's names": (replace(BUDGET, hints=False), "features"),
    "flickr8k alone": (replace(BUDGET, composed=False, alone_steps=0, steps=560), "features"),
    "6 layers": (replace(BUDGET, layers=6), "features"),
    "another seed": (replace(BUDGET, seed=2), "features"),
}


def measure(folders: Folders, name: str, recipe: Recipe, features: str) -> dict[str, Any]:
    """Train one run, or find it trained, and score it."""
    run = f"choice-{name.replace(' ', '-')}"
    path = folders.work / "runs" / run / "model.pt"
    if not path.exists():
        train(folders, folders.work / features, recipe, run)
    model, tokenizer = build(folders, recipe)
    model.load_state_dict(torch.load(path, weights_only=True)["model"])
    row: dict[str, Any] = {"run": name, **asdict(recipe)}
    for set_name, most in (("flickr8k", 1000), ("coco", 338)):
        views = Views(folders.work / features)
        result = evaluate(model, folders, tokenizer, views, set_name, most)
        row[f"{set_name} CIDEr-D"], row[f"{set_name} BLEU-4"] = result.cider, result.bleu4
    row["million weights"] = round(sum(p.numel() for p in model.parameters()) / 1e6, 1)
    return row


def main() -> None:
    """Run all, or those named, and write what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path(".cache"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/decoder_choices.csv"))
    parser.add_argument("--runs", nargs="+", choices=list(RUNS), default=list(RUNS))
    given = parser.parse_args()
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    rows = [measure(Folders(given.data, given.work), name, *RUNS[name]) for name in given.runs]
    with given.out.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    for row in rows:
        print(row["run"], row["flickr8k CIDEr-D"], row["coco CIDEr-D"])


if __name__ == "__main__":
    main()
