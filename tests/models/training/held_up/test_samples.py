"""The sample photos of held-up things can be drawn again."""

import cv2
import pytest

from models.training.held_up import samples, scene


@pytest.mark.parametrize("name", samples.SAMPLES)
def test_a_sample_is_there_and_drawn_in_its_size(name: str) -> None:
    file = samples.FOLDER / f"{name}.jpg"
    stored = cv2.imread(str(file))
    assert stored is not None
    assert stored.shape == samples.sample(name).picture.shape == (*scene.SIZE[::-1], 3)
    assert file.stat().st_size < 80_000
