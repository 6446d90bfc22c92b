"""The tutorials of CONTRIBUTING.md, followed word by word."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from assistant.settings.config import user_file
from assistant.understanding.language_file import load
from assistant.understanding.matcher import understand
from tests.kit.tutorial import Tutorial


@pytest.mark.slow
def test_a_model_is_added_as_the_tutorial_says(tmp_path: Path) -> None:
    tutorial = Tutorial("Add a model", tmp_path / "copy")
    assert tutorial.write_files()
    assert tutorial.apply_changes()
    rng = np.random.default_rng(1)
    green = rng.integers(0, 60, (240, 320, 3), np.uint8) + np.array([60, 150, 60], np.uint8)
    cv2.imwrite(str(tmp_path / "photo.jpg"), green)
    chosen, described, answered = tutorial.run(tmp_path)
    assert "colour-namer" in chosen
    assert json.loads(described)["caption"] == "mostly green"
    assert json.loads(answered)["answer"] == "green"


@pytest.mark.slow
def test_a_language_is_added_as_the_tutorial_says(tmp_path: Path) -> None:
    tutorial = Tutorial("Add a language", tmp_path / "copy")
    (language,) = tutorial.write_files()
    (settings,) = tutorial.blocks("toml")
    user_file().parent.mkdir(parents=True)
    user_file().write_text(settings, encoding="utf-8")
    cv2.imwrite(str(tmp_path / "photo.jpg"), np.full((240, 320, 3), 128, np.uint8))
    (answered,) = map(json.loads, tutorial.run(tmp_path))
    assert answered["question"] == "Ĉu estas taso maldekstre?"
    assert "error" not in answered
    query = understand("Kie estas la taso?", load(language))
    assert query is not None
    assert query.for_model == "Where is the cup?"
