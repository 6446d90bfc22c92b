"""Fitting how likely named things are there."""

import numpy as np

from models.training.calibration.presence import PLAIN, PROBABLY, Named, fit, things


def test_both_what_people_say_and_the_labels_are_there() -> None:
    row = {"captions": ["Two men ride a horse."], "objects": ["cell phone", "wall, brick wall"]}
    assert {"person", "horse", "cell phone", "wall"} <= things(row)
    assert "dog" not in things(row)


def test_each_grade_is_as_often_right_as_it_has_to_be() -> None:
    rng = np.random.default_rng(1)
    names = []
    for photo in range(2_000):
        likely = rng.uniform(-4, 4)
        there = bool(rng.random() < 1 / (1 + np.exp(-2 * likely)))
        names.append(Named(photo, (likely, *rng.normal(size=6)), there))
    rule, measured = fit(names)
    assert rule.weights[0] > 1.5
    assert max(map(abs, rule.weights[1:-1])) < 0.3
    assert 1 > rule.bars.plain > rule.bars.probably > rule.bars.unsure > 0
    assert measured["plain, there"] >= PLAIN - 0.01
    assert measured["probable, there"] >= PROBABLY - 0.01
    assert measured["plain"] > 500
