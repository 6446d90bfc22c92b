"""How fast a folder is indexed, and how fast many vectors are searched.

    python -m benchmarks.library_speed [--vectors 100000] [--photos 60]

Indexes copies of the sample photos, each slightly different, and searches random vectors that are
already loaded. Prints photos a second, and the median milliseconds of a search.
"""

import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

import assistant
from assistant.camera import photo
from assistant.runtime import compose
from assistant.settings.config import defaults
from assistant.storage.library import folder as library
from assistant.storage.library.photo_index import Store
from assistant.storage.library.vectors import FaissIndex
from benchmarks.command import command
from models.interfaces import Vector

SAMPLES = Path(assistant.__file__).parent / "cli" / "samples"
SEARCHES = 50


def photos_a_second(count: int) -> float:
    """The speed of indexing `count` photos in a fresh folder."""
    model = compose.embedder(defaults())
    model.embed(np.full((64, 64, 3), 127, np.uint8))
    samples = sorted(path for path in SAMPLES.iterdir() if photo.is_photo_name(path))
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "photos"
        folder.mkdir()
        for number in range(count):
            picture = Image.fromarray(photo.load(samples[number % len(samples)]))
            picture.crop((number, 0, picture.width, picture.height)).save(folder / f"{number}.jpg")
        with Store(Path(work) / "index.sqlite", model.space) as store:
            start = time.perf_counter()
            library.follow(
                folder, store, photo.is_photo_name, lambda path: model.embed(photo.load(path))
            )
            return count / (time.perf_counter() - start)


def search_milliseconds(index: FaissIndex, vectors: Mapping[str, Vector]) -> float:
    """The median over searches for vectors in the index."""
    rng, keys, times = np.random.default_rng(0), list(vectors), []
    for _ in range(SEARCHES):
        key = keys[int(rng.integers(len(keys)))]
        start = time.perf_counter()
        found = index.search(vectors[key], 10)
        times.append(1000 * (time.perf_counter() - start))
        assert found[0][0] == key
    return float(np.median(times))


def synthetic(count: int) -> dict[str, Vector]:
    """Random vectors of length 1, with 384 numbers like the towers'."""
    rows = np.random.default_rng(0).normal(size=(count, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return {str(number): row for number, row in enumerate(rows)}


def main() -> None:
    """Measure and print."""
    parser = command(__doc__)
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--photos", type=int, default=60)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores")
    print(f"index: {photos_a_second(given.photos):.1f} photos a second")
    vectors = synthetic(given.vectors)
    taken = search_milliseconds(FaissIndex(vectors), vectors)
    print(f"{taken:.1f} ms for a search among {given.vectors} vectors")


if __name__ == "__main__":
    main()
