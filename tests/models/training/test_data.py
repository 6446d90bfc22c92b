"""Photos as a handheld camera takes them."""

from pathlib import Path

import numpy as np

from models.training.common.data import HANDHELD, Folders, build_handheld, hold


def a_square() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    rows, columns = np.mgrid[0:260, 0:260]
    return np.stack([rows, columns, (rows + columns) / 2], -1).clip(0, 255).astype(np.uint8)


def test_a_held_picture_is_another_of_the_same_size_and_kind() -> None:
    square = a_square()
    for seed in range(5):
        held = hold(square, np.random.default_rng(seed))
        assert (held.shape, held.dtype) == (square.shape, square.dtype)
        change = np.abs(held.astype(int) - square).mean()
        assert 2 < change < 90, "it is changed, and still shows the same"


def test_the_handheld_photos_are_made_once_and_the_same_each_time(tmp_path: Path) -> None:
    made = []
    for name in ("one", "other"):
        folders = Folders(tmp_path, tmp_path / name)
        folders.pixels("flickr8k").parent.mkdir(parents=True)
        np.save(folders.pixels("flickr8k"), np.stack([a_square()] * 3))
        build_handheld(folders)
        made.append(np.load(folders.pixels(HANDHELD)))
    assert np.array_equal(*made)
    assert not np.array_equal(made[0][0], made[0][1])
    np.save(folders.pixels("flickr8k"), np.zeros((3, 260, 260, 3), np.uint8))
    build_handheld(folders)
    assert np.array_equal(np.load(folders.pixels(HANDHELD)), made[1])
