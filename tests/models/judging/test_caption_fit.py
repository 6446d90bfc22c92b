"""Whether a caption of a stronger model fits its picture as a whole, by the towers."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from models.embedded import files, manifest
from models.interfaces import Certainty, TextChunk
from models.judging.written import FIT, WrittenVerifier
from models.training.export.fit_threshold import fit, write
from tests.kit.fakes import FakeModel, layered, look, seen

LOOK = layered(look(seen("dog", 0.999), seen("couch", 0.7)))


def fitting(file: Path, text: str) -> Certainty:
    model = FakeModel(near="dog")
    judge = WrittenVerifier(model, model, model, fit=file)
    return judge.verify(LOOK, (TextChunk(text, -0.1, "llava"),)).certainty


def test_a_caption_that_lies_far_from_its_picture_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "fit.toml"
    write(file, FakeModel().space, 0.5)
    assert fitting(file, "A dog") is Certainty.PLAIN
    assert fitting(file, "A puppy on a couch") is Certainty.NONE
    assert fitting(file, "A dog and a cup") is Certainty.UNSURE, "it makes nothing surer"
    write(file, "another space", 0.5)
    assert fitting(file, "A puppy on a couch") is Certainty.PROBABLY, (
        "towers of another space are not asked"
    )


def test_the_cosine_is_that_which_nearly_all_right_captions_reach() -> None:
    found = fit(np.linspace(0.1, 1.0, 101), np.linspace(-1.0, 0.3, 101))
    assert found.least == pytest.approx(0.145)
    assert found.kept == pytest.approx(0.95, abs=0.01)
    assert found.refused > 0.85


def test_the_file_is_for_the_towers_that_ship() -> None:
    facts = manifest.read(files.WEIGHTS)
    space = f"{facts.name} {facts.files[manifest.IMAGE_TOWER].sha256[:16]}"
    known = tomllib.loads(FIT.read_text(encoding="utf-8"))
    assert known["space"] == space, "Run python -m models.training fits"
    assert 0 < known["least"] < 1
