"""Whether a caption of a stronger model fits its picture as a whole, by the towers."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from models import fitting
from models.embedded import files, manifest
from models.fitting import FittingJudge
from models.interfaces import Certainty, Piece
from models.training.caption_fit import fit
from tests.kit.fakes import FakeModel, look, seen

LOOK = look(seen("dog", 0.99))


def graded(file: Path, text: str, certainty: Certainty = Certainty.PLAIN) -> Certainty:
    model = FakeModel(LOOK, certainty=certainty, near="dog")
    return FittingJudge(model, model, file).judge(LOOK, (Piece(text, -0.1),)).certainty


def test_a_caption_that_lies_far_from_its_picture_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "fit.toml"
    fitting.write(file, FakeModel().space, 0.5)
    assert graded(file, "a dog in a field") is Certainty.PLAIN
    assert graded(file, "a plane over a city") is Certainty.NONE
    assert graded(file, "a dog", Certainty.UNSURE) is Certainty.UNSURE, "it makes nothing surer"
    assert graded(file, "") is Certainty.PLAIN
    assert FittingJudge(FakeModel(), FakeModel(), file).grades == FakeModel().grades


def test_towers_of_another_space_are_not_asked(tmp_path: Path) -> None:
    file = tmp_path / "fit.toml"
    fitting.write(file, "another space", 0.5)
    assert graded(file, "a plane over a city") is Certainty.PLAIN


def test_the_cosine_is_that_which_nearly_all_right_captions_reach() -> None:
    found = fit(np.linspace(0.1, 1.0, 101), np.linspace(-1.0, 0.3, 101))
    assert found.least == pytest.approx(0.145)
    assert found.kept == pytest.approx(0.95, abs=0.01)
    assert found.refused > 0.85


def test_the_file_is_for_the_towers_that_ship() -> None:
    facts = manifest.read(files.WEIGHTS)
    space = f"{facts.name} {facts.files[manifest.IMAGE_TOWER].sha256[:16]}"
    known = tomllib.loads(fitting.FILE.read_text(encoding="utf-8"))
    assert known["space"] == space, "Run python -m models.training.caption_fit"
    assert 0 < known["least"] < 1
