"""Shards of held-up things are written whole, and kept by the next run."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.training.common.data import SIZE, Folders
from models.training.held_up import dataset


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setattr(dataset, "SHARD", 2)
    made = Folders(tmp_path / "data", tmp_path / "work")
    made.data.mkdir()
    for name in dataset.ROOMS:
        made.photos(name).mkdir(parents=True)
        rows = [{"photo": f"{name}-{split}", "split": split} for split in ("train", "val")]
        (made.data / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        for row in rows:
            room = np.full((60, 80, 3), 90, np.uint8)
            cv2.imwrite(str(made.photos(name) / f"{row['photo']}.webp"), room)
    return made


def test_a_cut_off_run_goes_on_and_keeps_what_is_there(folders: Folders) -> None:
    dataset.build(folders, "val", 2)
    target = folders.work / "held_up"
    (first,) = target.glob("*.npy")
    kept = first.stat().st_mtime_ns
    dataset.build(folders, "val", 3)
    assert sorted(path.name for path in target.iterdir()) == [
        *("val-000.jsonl", "val-000.npy", "val-001.jsonl", "val-001.npy")
    ]
    assert first.stat().st_mtime_ns == kept
    shards = [np.load(target / f"val-{number:03d}.npy") for number in range(2)]
    assert all(shard.shape == (2, SIZE, SIZE, 3) for shard in shards)
    assert not np.array_equal(*shards)


def test_every_picture_has_its_truth(folders: Folders) -> None:
    dataset.build(folders, "train", 2)
    rows = (folders.work / "held_up" / "train-000.jsonl").read_text().splitlines()
    assert len(rows) == 2
    for row in map(json.loads, rows):
        assert set(row) == {
            *("surface", "rotation", "cut", "box", "tellable", "blur", "light", "lines")
        }
        assert all(len(line) == 4 for line in row["lines"])


def test_training_and_validation_have_rooms_of_their_own(folders: Folders) -> None:
    train, val = (set(dataset.rooms(folders, split)) for split in ("train", "val"))
    assert len(train) == len(val) == len(dataset.ROOMS)
    assert not train & val
