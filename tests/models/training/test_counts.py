"""Training the networks that count, and how they ship."""

from pathlib import Path

import numpy as np
import pytest

from models.embedded import files, manifest
from models.embedded.evidence.counts import WEIGHED, Kind, load_counter
from models.embedded.evidence.instances import FEATURES, Instances
from models.interfaces import MANY
from models.training.witness import counts as training
from models.training.witness.counts import Examples, bars_of, exported, said, shares, train, write
from tests.kit import tiny_model


def drawn(photos: int, seed: int) -> Examples:
    """Names of which every box above 0 is a thing."""
    rng = np.random.default_rng(seed)
    some = rng.integers(1, WEIGHED, size=photos)
    there = np.arange(WEIGHED) < some[:, None]
    features = rng.normal(size=(photos, WEIGHED, FEATURES)).astype(np.float32)
    features[~there] = 0
    own = ((features[..., 0] > 0) & there).astype(np.float32)
    count = np.minimum(own.sum(1).astype(np.int64), MANY)
    return Examples(
        np.arange(photos),
        rng.integers(2, size=photos),
        np.full(photos, 2, np.float32),
        features,
        there,
        own,
        count,
    )


def test_it_learns_to_count_and_ships_as_it_was_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "STEPS", 150)
    network = train(drawn(600, seed=1), 2, seed=1)
    found = drawn(60, seed=2)
    probabilities = shares(network, found)
    assert (probabilities.argmax(1) == found.count).mean() > 0.4

    tiny_model.write(tmp_path)
    detector = manifest.read(tmp_path).files[manifest.DETECTOR].sha256
    bars = np.full((len(Kind), 3), 0.5, np.float32)
    write(exported(network, detector, ("a", "b"), bars), tmp_path)
    files.verify(tmp_path, manifest.read(tmp_path))
    shipped = load_counter(tmp_path, detector, ("a", "b"))
    assert shipped is not None
    for row in range(10):
        one = found.at(np.array([row]))
        some = one.features[0][one.there[0]]
        counted = shipped.count(
            Instances(np.zeros((len(some), 4), np.float32), some),
            1 / (1 + np.exp(-2)),
            int(one.name[0]),
        )
        assert counted.shares == pytest.approx(probabilities[row], abs=0.03)
    assert load_counter(tmp_path, "another", ("a", "b")) is None


def test_bars_leave_out_what_is_too_often_wrong() -> None:
    rng = np.random.default_rng(0)
    chance = rng.uniform(0.5, 1, size=1000)
    probabilities = np.zeros((1000, MANY + 1), np.float32)
    probabilities[:, 3], probabilities[:, 1] = chance, 1 - chance
    count = np.where(rng.random(1000) < chance, 3, 1)
    bars = bars_of(probabilities, count, seed=0)
    plain = said(Kind.EXACT, float(bars[Kind.EXACT, 0]), probabilities, count)
    assert 0.94 < plain.right.mean() < 0.97
    assert bars[Kind.MANY].tolist() == [1, 1, 1]
    assert (np.diff(bars) <= 0).all()
