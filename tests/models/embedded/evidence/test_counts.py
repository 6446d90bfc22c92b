"""Counting things by the detector's boxes."""

from pathlib import Path

import numpy as np
import pytest

from models.embedded import files, manifest
from models.embedded.evidence import counts
from models.embedded.evidence.counts import Kind, at_least, by_chance, numbers
from models.embedded.evidence.instances import find_instances
from models.embedded.runtime import Numbers
from models.interfaces import MANY, Certainty, SeenObject


def boxes_at(*corners: tuple[float, float, float, float]) -> tuple[Numbers, Numbers]:
    """Logits [6, A] and boxes [6, A, 4] of a whole picture that shows things there."""
    logits = np.full((6, len(corners)), -9, np.float32)
    boxes = np.zeros((6, len(corners), 4), np.float32)
    logits[0], boxes[0] = 2 - np.arange(len(corners)) / 10, corners
    return logits, boxes


def test_each_thing_is_found_once() -> None:
    logits, boxes = boxes_at((0, 0, 0.4, 0.5), (0.01, 0, 0.41, 0.5), (0.6, 0.5, 1, 1))
    found = find_instances(logits, boxes)
    assert found.boxes.tolist() == pytest.approx(boxes[0, [0, 2]])


def test_the_mirror_image_and_the_quarters_show_the_same_things() -> None:
    logits, boxes = boxes_at((0.0, 0.0, 0.25, 0.5))
    logits[1], boxes[1] = 1, (0.75, 0, 1, 0.5)
    logits[2], boxes[2] = 1, (0, 0, 0.4, 0.8)
    found = find_instances(logits, boxes)
    assert len(found.boxes) == 1
    # The likeliest box of the whole picture, of its mirror image and of the quarters.
    assert found.features[0, 1:4].tolist() == [2, 1, 1]


def test_what_a_quarter_cuts_off_is_no_thing() -> None:
    logits, boxes = boxes_at((0, 0, 0.1, 0.1))
    logits[0] = -9
    logits[2], boxes[2] = 1, (0.5, 0.1, 1, 0.9)
    assert not len(find_instances(logits, boxes).boxes)
    boxes[2] = (0, 0.1, 0.5, 0.9)
    assert find_instances(logits, boxes).boxes[0].tolist() == pytest.approx(
        [0, 0.0625, 0.3125, 0.5625]
    )


def test_numbers_follow_by_chance() -> None:
    shares = by_chance(np.array([0.5, 0.5, 1.0], np.float32))
    assert shares[:5].tolist() == [0, 0.25, 0.5, 0.25, 0]
    assert at_least(shares)[:5].tolist() == [1, 1, 0.75, 0.25, 0]
    assert by_chance(np.ones(12, np.float32))[MANY] == 1


def test_the_most_telling_number_comes_first() -> None:
    shares = np.zeros(MANY + 1, np.float32)
    shares[3], shares[4] = 0.75, 0.25
    told = list(numbers(shares))
    assert [one.value for one in told[:2]] == ["3", "many"]
    likely = [(one.kind, one.value) for one in told if one.probability >= 0.9]
    assert likely == [(Kind.LEAST, "3+"), (Kind.SEVERAL, "2+")]


def test_nothing_is_counted_for_another_detector(tmp_path: Path) -> None:
    assert counts.load_counter(tmp_path, "any", ("person",)) is None


def claimed(name: str, *corners: tuple[float, float, float, float]) -> list[tuple[str, Certainty]]:
    """What the shipped networks claim of a picture that surely shows things there."""
    facts = manifest.read(files.WEIGHTS)
    detector = facts.files[manifest.DETECTOR].sha256
    counter = counts.load_counter(files.WEIGHTS, detector, facts.coco)
    assert counter is not None
    own, boxes = boxes_at(*corners)
    own[0], own[1] = 3, 3
    boxes[1] = boxes[0] * (-1, 1, -1, 1) + (1, 0, 1, 0)
    boxes[1] = boxes[1][:, [2, 1, 0, 3]]
    logits = np.full((*own.shape, len(facts.coco)), -9, np.float32)
    logits[..., facts.coco.index(name)] = own
    found = counter.look([SeenObject(name, 0.999)], logits, boxes)
    assert {one.name for one in found.instances} == {one.name for one in found.claims} == {name}
    return [(one.value, one.certainty) for one in found.claims]


@pytest.mark.weights
def test_what_ships_counts_drawn_boxes() -> None:
    sayable = (Certainty.PLAIN, Certainty.PROBABLY)
    grid = [(x / 5, y / 3, x / 5 + 0.15, y / 3 + 0.25) for x in range(5) for y in range(3)]
    assert claimed("apple", *grid)[0] == ("many", Certainty.PLAIN)
    value, certainty = claimed("dog", (0.05, 0.3, 0.45, 0.9), (0.55, 0.3, 0.95, 0.9))[0]
    assert value in ("2", "2+")
    assert certainty in sayable
    assert claimed("dog", (0.2, 0.2, 0.8, 0.9))[0][0] == "1"
    value, certainty = claimed("person", *((x / 6, 0.2, x / 6 + 0.14, 0.9) for x in range(6)))[0]
    assert value.rstrip("+") in "23456"
    assert certainty is Certainty.PLAIN
