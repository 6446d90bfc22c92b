"""Whether a caption of a stronger model fits its picture as a whole, by the towers."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from models.embedded import files, manifest
from models.interfaces import Certainty, TextChunk
from models.judging import caption_fit
from models.judging.caption_fit import CaptionFitVerifier
from models.training.export.fit_threshold import fit
from tests.kit.fakes import FakeModel, look, seen

LOOK = look(seen("dog", 0.99))


def graded(file: Path, text: str, certainty: Certainty = Certainty.PLAIN) -> Certainty:
    model = FakeModel(LOOK, certainty=certainty, near="dog")
    return CaptionFitVerifier(model, model, file).verify(LOOK, (TextChunk(text, -0.1),)).certainty


def test_a_caption_that_lies_far_from_its_picture_is_not_said(tmp_path: Path) -> None:
    file = tmp_path / "fit.toml"
    caption_fit.write(file, FakeModel().space, 0.5)
    assert graded(file, "a dog in a field") is Certainty.PLAIN
    assert graded(file, "a plane over a city") is Certainty.NONE
    assert graded(file, "a dog", Certainty.UNSURE) is Certainty.UNSURE, "it makes nothing surer"
    assert graded(file, "") is Certainty.PLAIN
    assert CaptionFitVerifier(FakeModel(), FakeModel(), file).grades == FakeModel().grades


def test_towers_of_another_space_are_not_asked(tmp_path: Path) -> None:
    file = tmp_path / "fit.toml"
    caption_fit.write(file, "another space", 0.5)
    assert graded(file, "a plane over a city") is Certainty.PLAIN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I'm sorry, but I can't identify the dog in the image.", False),
        ("I cannot see the dog clearly.", False),
        ("Unfortunately, the dog is hidden.", False),
        ("As an AI, I describe no dog.", False),
        ("The image is too blurry to see the dog.", False),
        ("The image is blurry.", False),
        ("It's hard to tell what the dog is holding.", False),
        ("There is no dog in the image.", False),
        ("The dog is not visible.", False),
        ("A room without a dog", False),
        ("Unanswerable", False),
        ("A dog next to a no parking sign", True),
        ('A dog next to a sign that says "do not enter"', True),
        ("A dog next to a do not enter sign", True),
        ("There is no stop sign next to the dog.", False),
        ("The image is of a dog.", True),
        ("The image is a close-up of a dog.", True),
        ("The picture appears to show a dog.", True),
        ("The picture appears to be a black and white photo of a dog.", True),
        ("A dog with a can of food", True),
        ("A dog looking at a blurry screen", True),
    ],
)
def test_a_refusal_and_what_is_absent_are_no_description(
    tmp_path: Path, text: str, said: bool
) -> None:
    file = tmp_path / "fit.toml"
    caption_fit.write(file, "another space", 0.5)
    assert (graded(file, text) is Certainty.PLAIN) is said


def test_the_cosine_is_that_which_nearly_all_right_captions_reach() -> None:
    found = fit(np.linspace(0.1, 1.0, 101), np.linspace(-1.0, 0.3, 101))
    assert found.least == pytest.approx(0.145)
    assert found.kept == pytest.approx(0.95, abs=0.01)
    assert found.refused > 0.85


def test_the_file_is_for_the_towers_that_ship() -> None:
    facts = manifest.read(files.WEIGHTS)
    space = f"{facts.name} {facts.files[manifest.IMAGE_TOWER].sha256[:16]}"
    known = tomllib.loads(caption_fit.FILE.read_text(encoding="utf-8"))
    assert known["space"] == space, "Run python -m models.training fits"
    assert 0 < known["least"] < 1
