"""Surfaces: what is held up, beside the witness's names."""

import numpy as np
import pytest

from models.embedded.evidence import surfaces
from models.embedded.evidence.surfaces import NAMES, Surfaces, joined
from models.interfaces import SeenObject
from tests.kit.shipped import shipped

NONE = dict.fromkeys(NAMES, 0.0)


def names(*objects: SeenObject, **shares: float) -> dict[str, float]:
    told = {**NONE, **shares, "other": 0.9, "nothing": 0.9}
    return {seen.name: round(seen.probability, 4) for seen in joined(objects, told)}


def test_a_surface_is_one_more_name_and_the_likeliest_comes_first() -> None:
    found = names(SeenObject("person", 0.5), screen=0.9)
    assert list(found.items()) == [("screen", 0.9), ("person", 0.5)]


def test_a_name_that_both_know_keeps_its_box_and_the_larger_probability() -> None:
    seen = SeenObject("bottle", 0.4, (0.1, 0.1, 0.5, 0.5), outlined=True)
    (found,) = joined([seen], {**NONE, "bottle": 0.95})
    assert found == SeenObject("bottle", 0.95, seen.box, outlined=True, held=True)
    assert joined([seen], {**NONE, "bottle": 0.1})[0] == seen


def test_a_name_that_says_more_stands_in_place_of_the_surface() -> None:
    assert names(SeenObject("laptop", 0.9), screen=0.99) == {"laptop": 0.9}
    assert names(SeenObject("laptop", 0.2), screen=0.99) == {"screen": 0.99, "laptop": 0.2}
    laptop = joined([SeenObject("laptop", 0.9)], {**NONE, "screen": 0.99})
    assert laptop == (SeenObject("laptop", 0.9, held=True),)


def test_a_garment_that_is_known_or_worn_is_no_piece_of_cloth() -> None:
    for other in ("trousers", "person"):
        found = joined([SeenObject(other, 0.7)], {**NONE, "cloth": 0.99})
        assert found == (SeenObject(other, 0.7),)


def test_where_it_is_open_which_package_it_is_it_is_a_package() -> None:
    found = names(can=0.5, jar=0.45)
    assert found == {"package": 0.95, "can": 0.5, "jar": 0.45}
    assert "package" not in names(can=0.7, jar=0.25)


def test_what_is_unlikely_is_not_listed() -> None:
    assert names(sign=0.01) == {}


def network(classes: tuple[str, ...]) -> Surfaces:
    inner = np.zeros((5, 3), np.float32)
    outer = np.zeros((4, len(classes)), np.float32)
    outer[-1, 0] = 3.0
    return Surfaces(classes, inner, outer)


def test_the_probabilities_of_all_classes_are_one() -> None:
    patches = np.ones((2, 81, 2), np.float32)
    found = network(("screen", "other", "nothing")).probabilities(patches)
    assert sum(found.values()) == pytest.approx(1)
    assert found["screen"] == pytest.approx(np.exp(3) / (np.exp(3) + 2), abs=1e-5)


def test_the_network_that_ships_was_trained_for_the_encoder_that_ships() -> None:
    found = shipped(Surfaces, surfaces.FILE)
    assert set(NAMES) <= set(found.classes)
