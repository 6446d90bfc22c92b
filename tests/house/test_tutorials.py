"""The tutorials of CONTRIBUTING.md, followed word by word."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.kit.tutorial import Tutorial


@pytest.mark.slow
def test_a_model_is_added_as_the_tutorial_says(tmp_path: Path) -> None:
    tutorial = Tutorial("Add a model", tmp_path / "copy")
    assert tutorial.write_files()
    assert tutorial.apply_changes()
    rng = np.random.default_rng(1)
    green = rng.integers(0, 60, (240, 320, 3), np.uint8) + np.array([60, 150, 60], np.uint8)
    cv2.imwrite(str(tmp_path / "photo.jpg"), green)
    chosen, described = tutorial.run(tmp_path)
    assert "colour-namer" in chosen
    assert json.loads(described)["caption"] == "mostly green"
