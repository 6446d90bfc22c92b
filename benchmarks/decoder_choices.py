"""Compare shapes and training data of the decoder, one factor at a time, on validation photos.

    python -m benchmarks.decoder_choices --data DATA --work .cache

Every run has the same small budget (`BUDGET`) on the photos of Flickr8k and COCO. Needs the steps
of `python -m models.training` up to `witness`. Writes `benchmarks/decoder_choices.csv`. The decoder
that starts from SmolLM2 is in `benchmarks/smollm_choice.py`.
"""

import csv
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

from benchmarks.command import work_command
from models.embedded import pixels
from models.training.captioner.decoder import Captioner, greedy
from models.training.captioner.train import DecoderRecipe, Make, build, evaluate, train
from models.training.common import half_precision, onnx_files
from models.training.common.data import SHORT_SIDE, Folders, read_photo, records
from models.training.common.features import Views
from models.training.texts import vocabulary_text
from models.training.witness import convert_detector, frozen_graph

BUDGET = DecoderRecipe(
    alone_steps=30,
    steps=300,
    average=0.98,
    sources=("flickr8k", "coco human", "coco composed"),
)
"""300 batches of 20 photos and 30 of 96 sentences."""
DETECTOR_SIZE, GRID = 300, 9

RUNS: dict[str, tuple[DecoderRecipe, tuple[str, ...]]] = {
    "as shipped": (BUDGET, ("features",)),
    "another seed": (replace(BUDGET, seed=2), ("features",)),
    "16 image tokens": (replace(BUDGET, image_tokens=16), ("features",)),
    "25 image tokens": (replace(BUDGET, image_tokens=25), ("features",)),
    "all captions count alike": (replace(BUDGET, agreed=False), ("features",)),
    "all patches are read": (replace(BUDGET, kept=1.0), ("features",)),
    "flickr8k alone": (
        replace(BUDGET, sources=("flickr8k",), alone_steps=0, steps=330),
        ("features",),
    ),
    "the detector's map": (BUDGET, ("detector_maps",)),
    "encoder and detector": (replace(BUDGET, channels=2560), ("features", "detector_maps")),
}


class Rows:
    """Arrays of several folders, joined along their last axis when indexed."""

    def __init__(self, parts: Sequence[NDArray[np.float16]]) -> None:
        self._parts = parts

    def __getitem__(self, key: Any) -> NDArray[np.float16]:
        """Rows […, C] of all arrays."""
        return np.concatenate([part[key] for part in self._parts], axis=-1)


class Joined(Views):
    """The patches of several folders; the names are those of `features`."""

    def __init__(self, work: Path, folders: Sequence[str]) -> None:
        super().__init__(work / "features")
        self._folders = [Views(work / name) for name in folders]

    def patches(self, set_name: str) -> Any:
        """[N, views, 81, C], read when indexed."""
        return Rows([views.patches(set_name) for views in self._folders])


def store_detector_maps(folders: Folders) -> None:
    """Store the detector's last map, of 1,280 channels, as 9x9 patches like the encoder's."""
    target = folders.work / "detector_maps"
    target.mkdir(exist_ok=True)
    graph = target / "detector.onnx"
    if not graph.exists():
        nodes = frozen_graph.parse(convert_detector.find_graph(None))
        onnx.save(half_precision.store(convert_detector.convert(nodes, features=True)), graph)
    session = onnx_files.session(graph)
    for name in ("flickr8k", "coco"):
        path = target / f"{name}.patches.npy"
        if path.exists():
            continue
        rows = records(folders, name)
        found = np.zeros((len(rows), 2, GRID * GRID, 1280), np.float16)
        for place, row in enumerate(rows):
            photo = read_photo(folders.photos(name) / f"{row['photo']}.webp")
            square = pixels.square(pixels.reduce(photo, SHORT_SIDE), DETECTOR_SIZE)
            for view, shown in enumerate(pixels.with_mirror_image(square)):
                (last,) = session.run(["map10"], {"pixels": shown[None]})
                pooled = F.adaptive_avg_pool2d(torch.from_numpy(last), GRID)
                found[place, view] = pooled[0].flatten(1).T.numpy()
        np.save(path, found)


def measure(
    folders: Folders, name: str, recipe: DecoderRecipe, sources: Sequence[str], make: Make = build
) -> dict[str, Any]:
    """Train a run, unless it is trained already, and score it."""
    run = f"choice-{name.replace(' ', '-')}"
    views = Joined(folders.work, sources)
    if "detector_maps" in sources:
        store_detector_maps(folders)
    path = train(folders, views, recipe, run, make)
    model, tokenizer = make(folders, recipe)
    model.load_state_dict(torch.load(path, weights_only=True)["model"])
    row: dict[str, Any] = {"run": name}
    for set_name, most in (("flickr8k", 1000), ("coco", 338)):
        result = evaluate(model, folders, tokenizer, views, set_name, most)
        row[f"{set_name} CIDEr-D"], row[f"{set_name} BLEU-4"] = result.cider, result.bleu4
    row["million weights"] = round(sum(p.numel() for p in model.parameters()) / 1e6, 1)
    return row | {"milliseconds to the first word": first_word(model)}


def first_word(model: Captioner) -> float:
    """The time in milliseconds from patches to the first word in torch, the median of 15."""
    shape = model.shape
    patches, names = torch.rand(1, shape.patches, shape.channels), torch.rand(1, shape.names)
    times = []
    for _ in range(15):
        start = time.perf_counter()
        greedy(
            [model.eval()],
            patches,
            names,
            (vocabulary_text.DESCRIBE,),
            vocabulary_text.BOS,
            vocabulary_text.EOS,
            most=1,
        )
        times.append(1000 * (time.perf_counter() - start))
    return round(float(np.median(times)), 1)


def main() -> None:
    """Train all runs, or the named ones, and write the table."""
    parser = work_command(__doc__)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/decoder_choices.csv"))
    parser.add_argument("--runs", nargs="+", choices=list(RUNS), default=list(RUNS))
    given = parser.parse_args()
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    folders = Folders(given.data, given.work)
    rows: list[dict[str, Any]] = []
    for name in given.runs:
        rows.append(measure(folders, name, *RUNS[name]))
        print(*rows[-1].values(), sep="; ", flush=True)
        with given.out.open("w", newline="", encoding="utf-8") as file:
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)


if __name__ == "__main__":
    main()
