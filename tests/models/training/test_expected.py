"""The network that predicts people's words, in training and as it ships."""

import json
import math
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from models.embedded.ranking import Expected
from models.embedded.runtime import Network
from models.training.captioner import expected
from models.training.captioner.expected import (
    Expectation,
    ExpectedRecipe,
    ExpectedShape,
    counts,
    listed,
)
from models.training.export import export
from models.training.texts.corpus import Sample

SAMPLES = [
    Sample("flickr8k", 0, 0, ("a dog runs", "a dog and a dog")),
    Sample("flickr8k", 1, 0, ("a dog sits", "the dog")),
    Sample("flickr8k", 2, 0, ("two men", "a man")),
]


def test_what_enough_photos_speak_of_is_listed_with_its_rarity() -> None:
    found = listed(SAMPLES, ExpectedRecipe(least_words=3, least_runs=2))
    assert found == {"a": 0.0, "a dog": round(math.log(3 / 2), 4)}


def test_counts_are_means_over_sentences_and_at_most_one() -> None:
    found = counts(SAMPLES, ["dog", "a dog", "men"])
    assert found.tolist() == [[1.0, 1.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.0, 0.5]]


def test_what_ships_expects_the_mean_of_both_views(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = Expectation(ExpectedShape(runs=40, names=5, width=32)).eval()
    with torch.no_grad():
        network.out.weight.mul_(40)
    saved = {"shape": asdict(network.shape), "model": network.state_dict()}
    torch.save(saved, tmp_path / "model.pt")
    rarity = {f"word{n}": 1.0 for n in range(40)}
    notes = json.dumps({"rarity": rarity, "rarest": 2.0})
    (tmp_path / expected.RUNS).write_text(notes, encoding="utf-8")
    export.write_expected(tmp_path / "model.pt", tmp_path / "expected.onnx")
    patches, names = torch.rand(2, 81, 1280), torch.rand(1, 7)
    with torch.inference_mode():
        wanted = network(patches, names[:, :5].expand(2, -1)).sigmoid().mean(0).numpy()
    shipped = Expected(Network(tmp_path / "expected.onnx", 1))
    found = shipped.counts(patches.numpy(), names.numpy())
    assert np.ptp(wanted) > 0.1
    assert np.abs(found - wanted).max() < 0.05
    assert shipped.worth(found, "word3") == found[3]
