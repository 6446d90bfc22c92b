"""Goes on with the decoder several times by other seeds, and takes the mean of their weights.

Runs that begin at the same weights stay in one valley of the loss, where their mean describes
better than each of them and costs no more than one (https://arxiv.org/abs/2203.05482).
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.training.data import Folders
from models.training.decoder import Captioner, load_captioner
from models.training.features import Views
from models.training.train import Recipe, train
from models.training.vocabulary import vocabulary

RECIPE = Recipe(alone_steps=0, steps=800, rate=3e-4, average=0.99, handheld=0.3)
SEEDS = (1, 2, 3)


def go_on(folders: Folders, views: Views, start: Path, recipe: Recipe, run: str) -> Path:
    """One run from a trained captioner; gives the path of its averaged weights."""

    def make(folders: Folders, recipe: Recipe) -> tuple[Captioner, Tokenizer]:
        torch.manual_seed(recipe.seed)
        tokenizer = vocabulary(folders)
        return load_captioner(start, tokenizer.get_vocab_size(), recipe.dropout), tokenizer

    return train(folders, views, recipe, run, make)


def mean_of(paths: Sequence[Path], target: Path) -> Path:
    """Write the mean of the weights of several checkpoints of one shape."""
    saved = [torch.load(path, weights_only=True) for path in paths]
    names = saved[0]["model"]
    mean = {name: torch.stack([one["model"][name] for one in saved]).mean(0) for name in names}
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"shape": saved[0]["shape"], "model": mean}, target)
    return target
