"""Pictures of held-up things come with correct labels."""

import cv2
import numpy as np
import pytest

from models.training.held_up import dataset, scene
from models.training.held_up.artwork import Surface


@pytest.mark.parametrize("surface", list(Surface))
def test_every_surface_is_drawn_with_its_text(surface: Surface) -> None:
    samples = [scene.draw(np.random.default_rng(seed), None, surface) for seed in range(6)]
    for sample in samples:
        assert sample.picture.shape == (scene.SIZE[1], scene.SIZE[0], 3)
        assert sample.surface is surface
        assert sample.lines
        assert all(line.text.strip() for line in sample.lines)
        x0, y0, x1, y1 = sample.box
        assert 0 <= x0 <= x1 <= 1
        assert 0 <= y0 <= y1 <= 1
    assert len({sample.picture.tobytes() for sample in samples}) == 6


def test_the_same_seed_draws_the_same_picture() -> None:
    first, second = (scene.draw(np.random.default_rng(7), None) for _ in range(2))
    assert np.array_equal(first.picture, second.picture)
    assert dataset.truth(first) == dataset.truth(second)


def test_a_side_is_cut_off_only_where_the_thing_reaches_it() -> None:
    for seed in range(40):
        sample = scene.draw(np.random.default_rng(seed), None)
        x0, y0, x1, y1 = sample.box
        reached = {"left": x0 <= 0, "top": y0 <= 0, "right": x1 >= 1, "bottom": y1 >= 1}
        assert all(reached[side] for side in sample.cut)


def test_what_is_called_legible_stands_out_from_its_paper() -> None:
    checked = 0
    for seed in range(40):
        sample = scene.draw(np.random.default_rng(seed), None)
        for line in sample.lines:
            if not line.legible:
                continue
            checked += 1
            mask = np.zeros(sample.picture.shape[:2], np.uint8)
            cv2.fillConvexPoly(mask, (line.corners * np.array(scene.SIZE)).astype(np.int32), 1)
            tones = sample.picture[mask > 0].mean(1)
            assert np.ptp(tones) > scene.CONTRAST
            assert line.height >= scene.LEGIBLE
    assert checked > 40


def test_the_dark_and_the_blurred_are_not_called_tellable() -> None:
    samples = [scene.draw(np.random.default_rng(seed), None) for seed in range(120)]
    assert any(not sample.tellable for sample in samples)
    assert all(sample.light > 18 for sample in samples if sample.tellable)
