"""Features of photos, from the stored files to a batch."""

import numpy as np
import pytest

from models.embedded.pixels import patch_colours
from models.training.answerer.photo_arrays import (
    FLIPPED,
    PATCHES,
    REDUCED,
    SETS,
    PhotoArrays,
    find_basis,
    reduce,
)
from models.training.common.data import HANDHELD, Folders
from models.training.witness.encoder import CHANNELS

PHOTOS = 3


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """Features of three photos a set, reduced."""
    work = tmp_path_factory.mktemp("work")
    found = Folders(work, work)
    rng = np.random.default_rng(0)
    (work / "features").mkdir()
    (work / "pixels").mkdir()
    for name in (*SETS, HANDHELD):
        patches = rng.random((PHOTOS, 2, PATCHES, CHANNELS), np.float32).astype(np.float16)
        np.save(work / "features" / f"{name}.patches.npy", patches)
        np.save(work / "features" / f"{name}.names.npy", rng.random((PHOTOS, 5)).astype(np.float16))
        np.save(found.pixels(name), rng.integers(0, 256, (PHOTOS, 260, 260, 3), np.uint8))
    reduce(found)
    return found


def test_the_directions_hold_variance_one(folders: Folders) -> None:
    basis = find_basis(folders)
    assert basis.directions.shape == (CHANNELS, REDUCED)
    rows = np.concatenate(
        [
            np.load(folders.work / "features" / f"{name}.patches.npy")[:, 0].reshape(-1, CHANNELS)
            for name in SETS
        ]
    )
    turned = (rows[::3].astype(np.float32) - basis.mean) @ basis.directions
    assert np.allclose(turned.mean(0), 0, atol=0.3)
    assert turned.var(0).mean() == pytest.approx(1, abs=0.3)


def test_a_batch_holds_what_is_stored(folders: Folders) -> None:
    batch = PhotoArrays(folders).batch([("coco", 1), ("things", 2)], [False, False])
    square = np.load(folders.pixels("things"))[2]
    assert np.allclose(batch.colours[1].numpy(), patch_colours(square), atol=1e-3)
    names = np.load(folders.work / "features" / "coco.names.npy")[1]
    assert np.allclose(batch.names[0].numpy(), names)
    assert batch.patches.shape == (2, PATCHES, REDUCED)


def test_the_handheld_photos_are_seen_apart(folders: Folders) -> None:
    analyses = PhotoArrays(folders)
    plain, held = (analyses.batch([(name, 1)], [False]) for name in ("flickr8k", HANDHELD))
    assert not np.allclose(plain.pooled.numpy(), held.pooled.numpy())
    assert np.allclose(plain.names.numpy(), held.names.numpy())


def test_a_mirrored_photo_has_its_other_view_and_its_colours_turned(folders: Folders) -> None:
    analyses = PhotoArrays(folders)
    plain, turned = (analyses.batch([("coco", 1)], [mirrored]) for mirrored in (False, True))
    assert np.allclose(turned.colours[0].numpy(), plain.colours[0].numpy()[FLIPPED])
    patches = np.load(folders.work / "features" / "coco.reduced.npy")
    assert np.allclose(turned.patches[0].numpy(), patches[1, 1])
    assert np.allclose(plain.patches[0].numpy(), patches[1, 0])


def test_the_pooled_patches_are_scaled(folders: Folders) -> None:
    analyses = PhotoArrays(folders)
    every = [(name, row) for name in SETS for row in range(PHOTOS)]
    pooled = analyses.batch(every, [False] * len(every)).pooled.numpy()
    assert np.allclose(pooled.mean(0), 0, atol=0.05)
    assert pooled.std() == pytest.approx(1, abs=0.15)


def test_the_order_of_a_row_is_turned_and_no_row_is_moved() -> None:
    assert FLIPPED[:9].tolist() == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert FLIPPED[FLIPPED].tolist() == list(range(PATCHES))
