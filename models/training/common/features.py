"""Features of every photo from the frozen encoder and the detector, kept on disk."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.common import onnx_files
from models.training.common.data import HANDHELD, SETS, Folders

VIEWS = 2
"""The photo as it is, and mirrored."""


class Views:
    """The stored features of all sets, memory-mapped."""

    count = VIEWS

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._open: dict[str, NDArray[np.float16]] = {}

    def _read(self, kind: str, set_name: str) -> NDArray[np.float16]:
        key = f"{set_name}.{kind}.npy"
        if key not in self._open:
            self._open[key] = np.load(self.folder / key, mmap_mode="r")
        return self._open[key]

    def patches(self, set_name: str) -> NDArray[np.float16]:
        """[N, views, 81, 1280]"""
        return self._read("patches", set_name)

    def names(self, set_name: str) -> NDArray[np.float16]:
        """The witness's probabilities of `models.lexicon.names.names()`: [N, M]."""
        return self._read("names", set_name)


def extract(folders: Folders, encoder: Path, target: Path) -> None:
    """Run an encoder file over all sets, plain and mirrored, unless the features exist."""
    target.mkdir(parents=True, exist_ok=True)
    for set_name in (*SETS, HANDHELD):
        path = target / f"{set_name}.patches.npy"
        if path.exists():
            continue
        pixels = np.load(folders.pixels(set_name), mmap_mode="r")
        views = [onnx_files.run_over(encoder, pixels, mirrored) for mirrored in (False, True)]
        unfinished = path.with_suffix(".part.npy")
        np.save(unfinished, np.stack(views, axis=1))
        unfinished.rename(path)
        print(f"{set_name}: {len(pixels)} photos", flush=True)
