"""The network for faces: the heads that it finds, and that its file is looked after."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.camera import photo
from models.embedded import files, manifest
from models.embedded.evidence import heads
from models.embedded.files import WEIGHTS
from models.interfaces import Picture
from models.messages import ModelError
from tests.end_to_end.conftest import SAMPLES
from tests.kit.shipped import damaged

HEAD = (0.36, 0.04, 0.56, 0.34)
"""Of the astronaut, drawn by hand."""
BODY = (0.05, 0.04, 1.0, 1.0)
NEAR = 0.07
"""By how much an edge of a found head may be off, as a share of the photo."""


@pytest.fixture(scope="module")
def faces() -> heads.Faces:
    found = heads.load_faces(WEIGHTS, threads=1, device="cpu")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def astronaut() -> Picture:
    return photo.load(SAMPLES / "astronaut.jpg")


def test_a_head_is_found_with_its_hair(faces: heads.Faces, astronaut: Picture) -> None:
    for person in (BODY, None):
        found = faces.head(astronaut, person)
        assert found is not None
        assert found[0] > 0.6
        assert np.abs(np.subtract(found[1], HEAD)).max() < NEAR


@pytest.mark.parametrize(("rows", "columns"), [((90, 480), (0, 480)), ((0, 480), (200, 480))])
def test_what_is_cut_off_goes_on_beyond_the_border(
    faces: heads.Faces, astronaut: Picture, rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    top, left = rows[0] / 480, columns[0] / 480
    part = np.ascontiguousarray(astronaut[slice(*rows), slice(*columns)])
    shown = [(HEAD[0] - left) / (1 - left), (HEAD[1] - top) / (1 - top)]
    found = faces.head(part, (0.0, 0.0, 1.0, 1.0))
    assert found is not None
    assert found[0] > 0.6
    assert min(found[1][:2]) < -0.1
    assert np.abs(np.subtract(found[1][:2], shown)).max() < 2 * NEAR


def test_another_persons_head_is_not_this_ones(faces: heads.Faces, astronaut: Picture) -> None:
    found = faces.head(astronaut, (0.7, 0.6, 1.0, 1.0))
    assert found is None or found[0] < 0.5


def test_the_network_that_ships_is_listed() -> None:
    facts = manifest.read(WEIGHTS).files
    assert heads.FILE in facts
    assert files.fault(WEIGHTS, heads.FILE, facts[heads.FILE]) is None


def test_a_damaged_network_is_told(tmp_path: Path) -> None:
    for content in damaged((WEIGHTS / heads.FILE).read_bytes()):
        (tmp_path / heads.FILE).write_bytes(content)
        with pytest.raises(ModelError):
            heads.load_faces(tmp_path, 1, "cpu")


def test_a_network_that_is_missing_is_told(tmp_path: Path) -> None:
    facts = manifest.read(WEIGHTS)
    only = replace(facts, files={heads.FILE: facts.files[heads.FILE]})
    with pytest.raises(ModelError, match="faces"):
        files.verify(tmp_path, only)
    assert heads.load_faces(tmp_path, 1, "cpu") is None
