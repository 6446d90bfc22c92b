"""The files of the small networks: each fits the encoder that ships, and no other's is used."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.embedded import files, manifest
from models.embedded.evidence import (
    actions,
    closeups,
    colours,
    doors,
    patterns,
    screens,
    surfaces,
    way_up,
)
from models.embedded.files import WEIGHTS
from models.embedded.small_networks import load, stored
from models.messages import ModelError
from models.training.common.signing import facts_of
from tests.kit.shipped import damaged, shipped

EACH = pytest.mark.parametrize(
    ("make", "file"),
    [
        (actions.ActionHead, actions.FILE),
        (closeups.Closeups, closeups.FILE),
        (closeups.Closeups, patterns.FILE),
        (colours.ColourHead, colours.FILE),
        (doors.Doors, doors.FILE),
        (screens.Screens, screens.FILE),
        (surfaces.Surfaces, surfaces.FILE),
        (way_up.WayUp, way_up.FILE),
    ],
)


@EACH
def test_what_ships_is_listed_and_made_for_the_encoder_that_ships(
    make: Callable[..., object], file: str
) -> None:
    assert manifest.read(WEIGHTS).files[file] == facts_of(WEIGHTS / file)
    assert shipped(make, file)
    assert load(make, WEIGHTS / file, "another encoder") is None


@EACH
def test_a_damaged_file_is_refused_with_its_name(
    make: Callable[..., object], file: str, tmp_path: Path
) -> None:
    for content in (b"nothing", *damaged((WEIGHTS / file).read_bytes())):
        (tmp_path / file).write_bytes(content)
        with pytest.raises(ModelError, match=f"{file}.*damaged"):
            load(make, tmp_path / file, "")


@EACH
def test_a_file_of_another_network_is_refused(
    make: Callable[..., object], file: str, tmp_path: Path
) -> None:
    np.savez(tmp_path / file, encoder=np.array("encoder"))
    with pytest.raises(ModelError, match=file):
        load(make, tmp_path / file, "encoder")


def test_a_network_that_is_missing_is_told(tmp_path: Path) -> None:
    facts = manifest.read(WEIGHTS)
    only = replace(facts, files={doors.FILE: facts.files[doors.FILE]})
    with pytest.raises(ModelError, match="doors"):
        files.verify(tmp_path, only)
    assert load(doors.Doors, tmp_path / doors.FILE, "") is None


def test_a_layer_is_read_as_it_was_stored(tmp_path: Path) -> None:
    layer = np.array([[1.0, -2.0], [-127.0, 0.5], [0.25, 3.0]], np.float32)
    path = tmp_path / "layer.npz"
    words = np.array(("a", "b"))
    np.savez(path, encoder=np.array("encoder"), classes=words, **stored(layer))
    found = load(dict[str, object], path, "encoder")
    assert found is not None
    assert found["classes"] == ("a", "b")
    assert found["inner"] == pytest.approx(layer, abs=2 / 127)
