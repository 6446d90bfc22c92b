"""The effect of each step of the decoder's training, greedily and on validation photos.

    python -m benchmarks.decoder_steps --data DATA --work .cache

Reads the weights of the steps `train`, `reinforce` and `distil` of `python -m models.training`,
trained from one seed, and writes `benchmarks/decoder_steps.csv`.
"""

import csv
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer

from benchmarks.command import work_command
from models.training.captioner.decoder import Captioner, load_captioner
from models.training.captioner.scores import absent, score
from models.training.captioner.train import describe
from models.training.common.data import HANDHELD, Folders, records
from models.training.common.features import Views
from models.training.texts.corpus import validation
from models.training.texts.vocabulary import vocabulary

OUT = Path("benchmarks/decoder_steps.csv")


def mean_of(models: Sequence[Captioner]) -> Captioner:
    """A captioner with the mean of the weights of several captioners of one shape."""
    states = [model.state_dict() for model in models]
    mean = Captioner(models[0].shape)
    mean.load_state_dict(
        {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    )
    return mean


class Measure:
    """Measures captioners on the validation photos."""

    def __init__(self, folders: Folders, tokenizer: Tokenizer) -> None:
        self.folders = folders
        self.views = Views(folders.work / "features")
        self.tokenizer = tokenizer

    def of(self, models: Sequence[Captioner]) -> dict[str, float]:
        """CIDEr-D and BLEU-4 on plain and handheld photos, and absent things.

        Several captioners generate together.
        """
        found: dict[str, float] = {}
        for name, shown in (("flickr8k", "flickr8k"), (HANDHELD, "flickr8k"), ("coco", "coco")):
            chosen = list(validation(self.folders, shown, 1000))
            rows = [index for index, _ in chosen]
            patches, hints = self.views.patches(name), self.views.names(shown)
            said = describe(models, self.tokenizer, patches[rows, 0], hints[rows])
            result = score(said, [captions for _, captions in chosen])
            found |= {f"{name}, CIDEr-D": result.cider, f"{name}, BLEU-4": result.bleu4}
            if name == "coco":
                listed = records(self.folders, name)
                wrong = absent(said, [listed[row]["objects"] for row in rows])
                found["coco, absent things, percent of those named"] = 100 * (wrong or 0.0)
        return {what: round(value, 1) for what, value in found.items()}


def main() -> None:
    """Measure the runs, and write the table."""
    parser = work_command(__doc__)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    folders = Folders(given.data, given.work)
    tokenizer = vocabulary(folders)
    first, other, pupil = (
        load_captioner(folders.work / "runs" / run / "model.pt", tokenizer.get_vocab_size())
        for run in ("reinforced-1", "teacher-1", "distilled-1")
    )
    measure = Measure(folders, tokenizer)
    rows = {
        "from people's sentences, then by reward": [first],
        "another, from people's sentences": [other],
        "the mean of the weights of both": [mean_of([first, other])],
        "both together, word by word": [first, other],
        "one that has learned what both say together": [pupil],
    }
    with OUT.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        for place, (name, models) in enumerate(rows.items()):
            found = measure.of(models)
            if not place:
                table.writerow(["training", *found])
            table.writerow([name, *found.values()])
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
