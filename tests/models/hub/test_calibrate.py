"""How far a stronger model is to be trusted, chosen on small drawn sets."""

import json
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.hub import checkpoint_store
from models.hub.checkpoint_store import Installed, facts
from models.hub.towers import FILE
from models.training.calibration.commands import main
from models.training.calibration.towers import best_cut
from models.training.common.data import SETS

NAMES = 20


def draw(data: Path, work: Path) -> None:
    """Photos of one colour a name; the other sets hold noise."""
    rng = np.random.default_rng(0)
    for name in SETS:
        folder = work / "data" / name
        folder.mkdir(parents=True)
        (folder / ".complete").touch()
        rows = []
        for index in range(2 * NAMES if name == "grocery" else 6):
            photo = f"k_{index}"
            colour = rng.integers(0, 256, 3)
            if name == "grocery":
                colour = np.random.default_rng(index // 2).integers(0, 256, 3)
            picture = np.clip(colour + rng.integers(-3, 4, (16, 16, 3)), 0, 255).astype(np.uint8)
            cv2.imwrite(str(folder / f"{photo}.webp"), picture)
            split = "val" if index % 2 or name != "grocery" else "train"
            kind = f"thing {index // 2}"
            rows.append({"photo": photo, "name": kind, "category": kind, "split": split})
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (data / f"{name}.jsonl").write_text(text)


def test_towers_are_calibrated_by_the_command(
    made: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    models, data = tmp_path / "models", tmp_path / "sets"
    data.mkdir()
    draw(data, tmp_path / "work")
    shutil.copytree(made("clip"), models / "clip")
    files = {path.name: facts(path) for path in (models / "clip").iterdir()}
    Installed("clip", "towers", "tiny/clip", "a" * 40, files).write(models / "clip")
    words = ["calibrate-hub", "clip", "--data", str(data), "--work", str(tmp_path / "work")]
    assert main([*words, "--models", str(models), "--threads", "1"]) == 0
    assert "kept things named: " in capsys.readouterr().out
    found = json.loads((models / "clip" / checkpoint_store.CALIBRATION / FILE).read_text())
    assert set(found) == {"same", "none"}
    assert all(-1 <= value <= 1 for value in found.values())
    assert main(["calibrate-hub", "nothing", "--data", str(data), "--models", str(models)]) == 1
    assert "nothing is not installed" in capsys.readouterr().err


def test_the_cut_parts_what_fits_from_what_does_not() -> None:
    cut, right = best_cut(np.array([0.5, 0.6, 0.9]), np.array([0.1, 0.2, 0.55]))
    assert 0.2 < cut < 0.5 or 0.55 < cut < 0.6
    assert right == pytest.approx(5 / 6)
