"""The training sets on disk: records, photos as one array a set, and real-life degradations.

The sets are folders of WebP photos next to `NAME.jsonl`, as `prepare` unpacks them.
"""

import json
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from models.embedded import pixels

SETS = ("flickr8k", "coco", "ade20k", "daquar", "doors", "grocery", "clothes", "things", "text")
HANDHELD = "flickr8k-handheld"
"""Flickr8k's photos as a handheld camera would take them, in the same order."""
SIZE = 260
"""Side of the square that the encoder reads, in pixels."""
SHORT_SIDE = 224
"""Pictures are first scaled to this short side, so that camera frames and training photos carry the
same detail."""

Record: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Folders:
    """Where training reads and writes."""

    data: Path
    """The folder with the `.tar` and `.jsonl` files."""
    work: Path
    """Unpacked photos, features and checkpoints; can be deleted at any time."""

    def photos(self, name: str) -> Path:
        """The folder of a set's unpacked photos."""
        return self.work / "data" / name

    def pixels(self, name: str) -> Path:
        """The set's photos as one uint8 array [N, 260, 260, 3], RGB, in record order."""
        return self.work / "pixels" / f"{name}.npy"


def records(folders: Folders, name: str) -> list[Record]:
    """All records of a set, train and val, in the file's order."""
    with (folders.data / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def validation_rows(folders: Folders, name: str) -> list[Record]:
    """The validation photos of a set."""
    return [row for row in records(folders, name) if row["split"] == "val"]


def captioned(rows: Sequence[Record]) -> list[Record]:
    """The photos that several people have described."""
    return [row for row in rows if len(row.get("captions", ())) > 1]


def keep(path: Path, **arrays: NDArray[Any]) -> None:
    """Write an `.npz` file atomically."""
    unfinished = path.with_suffix(".part.npz")
    np.savez(unfinished, allow_pickle=False, **arrays)
    unfinished.rename(path)


def unpack(folders: Folders, name: str) -> None:
    """Unpack a set's photos, once."""
    target = folders.photos(name)
    if (target / ".complete").exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folders.data / f"{name}.tar") as tar:
        tar.extractall(target, filter="data")
    (target / ".complete").touch()


def photo_of(folders: Folders, name: str, row: Record) -> NDArray[np.uint8]:
    """The photo of a record [H, W, 3], RGB. Raises OSError."""
    return read_photo(folders.photos(name) / f"{row['photo']}.webp")


def squash(picture: NDArray[np.uint8], size: int = SIZE) -> NDArray[np.uint8]:
    """Resize a picture [H, W, 3] to a square of `size`, by way of a short side of 224."""
    square: NDArray[np.uint8] = pixels.square(pixels.reduce(picture, SHORT_SIDE), size)[0]
    return square


def read_photo(path: Path) -> NDArray[np.uint8]:
    """Read a training photo [H, W, 3], RGB. Raises OSError."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise OSError(f"{path} cannot be read as a photo. Unpack the training data again.")
    return picture[:, :, ::-1].astype(np.uint8)


def build_pixels(folders: Folders, name: str) -> None:
    """Write the set's photos as one array, once."""
    target = folders.pixels(name)
    rows = records(folders, name)
    if target.exists() and len(np.load(target, mmap_mode="r")) == len(rows):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part.npy")
    array = np.lib.format.open_memmap(
        unfinished, mode="w+", dtype=np.uint8, shape=(len(rows), SIZE, SIZE, 3)
    )
    for index, row in enumerate(rows):
        array[index] = squash(read_photo(folders.photos(name) / f"{row['photo']}.webp"))
    array.flush()
    unfinished.rename(target)


def build_handheld(folders: Folders) -> None:
    """Write the pixels of `HANDHELD`, once."""
    target = folders.pixels(HANDHELD)
    if target.exists():
        return
    rng = np.random.default_rng(0)
    plain = np.load(folders.pixels("flickr8k"), mmap_mode="r")
    unfinished = target.with_suffix(".part.npy")
    np.save(unfinished, np.stack([hold(np.asarray(square), rng) for square in plain]))
    unfinished.rename(target)


def hold(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Tilt a picture by up to 15 degrees, crop up to a fifth each way, and degrade it."""
    height, width = picture.shape[:2]
    share = rng.uniform(0.8, 1.0)
    centre = [side * (0.5 + rng.uniform(-0.5, 0.5) * (1 - share)) for side in (width, height)]
    turned = cv2.getRotationMatrix2D((centre[0], centre[1]), rng.uniform(-15, 15), 1 / share)
    turned[:, 2] += (width / 2 - centre[0], height / 2 - centre[1])
    tilted = cv2.warpAffine(picture, turned, (width, height), borderMode=cv2.BORDER_REFLECT_101)
    return degrade(np.asarray(tilted, np.uint8), rng)


def degrade(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Vary light, colour, focus and noise as in handheld photos, mostly mildly."""
    shown: NDArray[np.floating] = picture.astype(np.float32)
    if rng.random() < 0.7:
        shown *= rng.uniform(0.7, 1.3)
        mean = shown.mean()
        shown = (shown - mean) * rng.uniform(0.75, 1.25) + mean
        grey = shown.mean(axis=2, keepdims=True)
        shown = grey + (shown - grey) * rng.uniform(0.6, 1.3)
    if rng.random() < 0.3:
        shown *= rng.uniform(0.9, 1.1, size=3).astype(np.float32)
    if rng.random() < 0.06:
        shown = 255 * (np.clip(shown, 0, 255) / 255) ** rng.uniform(1.5, 2.5)
        shown *= rng.uniform(0.3, 0.8)
    if rng.random() < 0.12:
        shown = np.asarray(cv2.GaussianBlur(shown, (0, 0), rng.uniform(0.5, 2.0)), np.float32)
    if rng.random() < 0.1:
        shown += rng.normal(0, rng.uniform(2, 12), size=shown.shape)
    return np.asarray(np.clip(shown, 0, 255), np.uint8)
