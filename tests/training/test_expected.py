"""The network that expects people's sentences, as it is trained and as it ships."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models.embedded.expected import Expected
from models.training import expected, export
from models.training.corpus import Sample
from models.training.data import Folders
from models.training.expected import (
    Expectation,
    Lesson,
    Recipe,
    Shape,
    counts,
    learn,
    listed,
    mean_of,
)
from models.training.features import Views

SAMPLES = [
    Sample("flickr8k", 0, 0, ("a dog runs", "a dog and a dog")),
    Sample("flickr8k", 1, 0, ("a dog sits", "the dog")),
    Sample("flickr8k", 2, 0, ("two men", "a man")),
]


def test_what_enough_photos_speak_of_is_listed_with_its_rarity() -> None:
    found = listed(SAMPLES, Recipe(least_words=3, least_runs=2))
    assert found == {"a": 0.0, "a dog": round(math.log(3 / 2), 4)}


def test_counts_are_means_over_sentences_and_at_most_one() -> None:
    found = counts(SAMPLES, ["dog", "a dog", "men"])
    assert found.tolist() == [[1.0, 1.0, 0.0], [1.0, 0.5, 0.0], [0.0, 0.0, 0.5]]


def test_what_ships_expects_the_mean_of_both_views(tmp_path: Path) -> None:
    torch.manual_seed(1)
    network = Expectation(Shape(runs=40, width=32, channels=1280)).eval()
    with torch.no_grad():
        network.out.weight.mul_(40)
    saved = {"shape": asdict(network.shape), "model": network.state_dict()}
    torch.save(saved, tmp_path / "model.pt")
    rarity = {f"word{n}": 1.0 for n in range(40)}
    notes = json.dumps({"rarity": rarity, "rarest": 2.0})
    (tmp_path / expected.RUNS).write_text(notes, encoding="utf-8")
    export.write_expected(tmp_path / "model.pt", tmp_path / "expected.onnx")
    patches = torch.rand(2, 81, 1280)
    with torch.inference_mode():
        wanted = network(patches).sigmoid().mean(0).numpy()
    shipped = Expected(tmp_path / "expected.onnx", 1)
    found = shipped.counts(patches.numpy())
    assert np.ptp(wanted) > 0.1
    assert np.abs(found - wanted).max() < 0.05
    assert shipped.worth(found, "word3") == found[3]


def lesson(folder: Path) -> tuple[Views, Lesson]:
    """Four photos of which the second and the fourth are to be learned: other patches, other
    words."""
    rng = np.random.default_rng(0)
    bright = rng.normal(0, 1, (4, 1, 1, 1280)).astype(np.float16)
    np.save(folder / "things.patches.npy", np.broadcast_to(bright, (4, 2, 81, 1280)))
    wanted = torch.tensor([[0.9, 0.1], [0.1, 0.9]])
    return Views(folder), Lesson("things", np.array([1, 3]), wanted, batch=8)


def test_what_is_wanted_goes_with_its_photo(tmp_path: Path) -> None:
    views, two = lesson(tmp_path)
    patches, wanted = two.draw(views, np.random.default_rng(1))
    rows = {1: [0.9, 0.1], 3: [0.1, 0.9]}
    stored = torch.from_numpy(np.array(views.patches("things"))).float()
    for seen, each in zip(patches, wanted, strict=True):
        (row,) = [row for row in rows if torch.equal(seen, stored[row, 0])]
        assert each.tolist() == pytest.approx(rows[row])


def test_a_network_learns_a_lesson_and_others_learn_from_it(tmp_path: Path) -> None:
    views, two = lesson(tmp_path)
    recipe = Recipe(steps=12, rate=0.2, dropout=0.0, average=0.5)
    folders, rarity = Folders(tmp_path, tmp_path), {"a dog": 1.0, "a cat": 2.0}
    paths = [
        learn(folders, views, [two], rarity, replace(recipe, seed=seed), f"run-{seed}")
        for seed in (1, 2)
    ]
    each = [mean_of([path], views, two) for path in paths]
    for found in each:
        assert found[0, 0] > 0.6 > 0.4 > found[0, 1]
        assert found[1, 1] > 0.6 > 0.4 > found[1, 0]
    assert mean_of(paths, views, two) == pytest.approx((each[0] + each[1]) / 2, abs=1e-5)
