"""How fast a folder is indexed, and how fast many vectors are searched.

    python -m benchmarks.library_speed [--vectors 100000] [--photos 60]

indexes the sample photos, copied and each a little different, and searches random vectors that are
loaded already, in this program. Prints photos a second, and the median milliseconds of a search.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

import assistant
from assistant import app
from assistant.config import defaults
from assistant.eyes import photo
from assistant.library import folder as library
from assistant.library.store import Store
from assistant.library.vectors import INDEXES

SAMPLES = Path(assistant.__file__).parent / "samples"
SEARCHES = 50


def photos_a_second(count: int) -> float:
    """Index so many photos in a fresh folder."""
    model = app.embedder(defaults())
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


def search_milliseconds(kind: str, count: int, size: int = 384) -> float:
    """The median of searches among so many vectors."""
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(count, size)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = INDEXES[kind](vectors)
    times = []
    for _ in range(SEARCHES):
        wanted = vectors[int(rng.integers(count))]
        start = time.perf_counter()
        index.search(wanted, 10)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--vectors", type=int, default=100_000)
    parser.add_argument("--photos", type=int, default=60)
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores")
    print(f"index: {photos_a_second(given.photos):.1f} photos a second")
    for kind in INDEXES:
        taken = search_milliseconds(kind, given.vectors)
        print(f"{kind}: {taken:.1f} ms for a search among {given.vectors} vectors")


if __name__ == "__main__":
    main()
