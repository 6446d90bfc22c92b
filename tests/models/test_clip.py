"""The towers' arithmetic."""

import numpy as np
import pytest

from models import clip
from models.interfaces import Labels


def test_length_does_not_count() -> None:
    one = np.array([1.0, 2.0, 2.0])
    assert clip.unit(one) == pytest.approx(one / 3)
    assert clip.unit(0.1 * one) == pytest.approx(clip.unit(3 * one), abs=1e-6)


def test_what_has_no_length_is_refused() -> None:
    with pytest.raises(ValueError, match="no direction"):
        clip.unit(np.zeros(3))


def test_a_label_stands_in_every_template() -> None:
    said = clip.prompts("Cell_phone", ("a {}", "the {} here"))
    assert said == ["a cell phone", "the cell phone here"]


def test_the_nearest_label_is_the_likeliest() -> None:
    axes = [np.eye(3, dtype=np.float32)[place] for place in range(3)]
    image = clip.unit(np.array([0.9, 0.4, 0.1]))
    labels = Labels(("soup", "beans", "milk"), tuple(axes))
    found = clip.zero_shot(image, labels, sharpness=10, none=0.2)
    assert tuple(label for label, _ in found.labels) == labels.names
    assert sum(likely for _, likely in found.labels) + found.none == pytest.approx(1)
    flat = clip.zero_shot(image, labels, sharpness=1, none=0.2)
    assert found.labels[0][1] > flat.labels[0][1] > 1 / 4


def test_where_no_label_is_near_it_is_none_of_them() -> None:
    axes = [np.eye(3, dtype=np.float32)[place] for place in range(2)]
    image = clip.unit(np.array([0.1, 0.05, 1.0]))
    labels = Labels(("soup", "beans"), tuple(axes))
    assert clip.zero_shot(image, labels, sharpness=20, none=0.4).none > 0.9


def test_a_label_lies_in_the_middle_of_its_prompts() -> None:
    places = {"a cup": clip.unit(np.array([1.0, 0.0])), "cup": clip.unit(np.array([0.0, 1.0]))}
    vector = clip.label_vector("Cup", places.__getitem__, ("a {}", "{}"))
    assert vector == pytest.approx(np.array([1, 1]) / np.sqrt(2))
