"""Which of several sentences is said of a picture."""

from dataclasses import replace
from pathlib import Path

import pytest

from models import json_files
from models.embedded import load, manifest
from models.embedded.ranking import Candidate, Ranking, best
from tests.kit.tiny_model import picture, write


@pytest.mark.parametrize(
    ("how", "place"),
    [
        (Ranking(0, 0), 0),
        (Ranking(2, 0), 2),
        (Ranking(0, 2), 3),
    ],
)
def test_likelihood_picture_and_expectation_are_weighed(how: Ranking, place: int) -> None:
    options = [
        Candidate("one red bus", -0.5, 0.1, 0.2),
        Candidate("a dog runs", -0.8, 0.2, 0.2),
        Candidate("a dog barks", -0.9, 0.5, 0.3),
        Candidate("a dog runs fast", -1.9, 0.1, 1.0),
    ]
    assert best(how, options) == place


def test_a_description_is_the_sentence_that_the_ranking_chooses(tmp_path: Path) -> None:
    write(tmp_path, beams=6)
    facts = manifest.read(tmp_path)
    model = load(tmp_path)
    look = model.look(picture(250, 250, 0))
    options = model.candidates(look)
    assert len(options) > 1
    for how in (Ranking(0, 0), Ranking(50, 0), Ranking(-50, 0), Ranking(0, 50)):
        json_files.write(tmp_path / manifest.FILE, replace(facts, ranking=how))
        said = "".join(piece.text for piece in load(tmp_path).generate(look, "describe"))
        assert said == options[best(how, options)].text
