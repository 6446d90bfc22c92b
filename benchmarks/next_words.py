"""How much each length of context tells of the next word of people's captions.

    python -m benchmarks.next_words --data DATA --work .cache

The shares of an interpolated model of one picture, out of the runs of words that are expected of
it, that make the captions of Flickr8k's validation photos likeliest (by expectation and
maximisation, https://doi.org/10.1111/j.2517-6161.1977.tb01600.x). The steps `prepare` and
`features` of `python -m models.training` have to be done. Prints the shares.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks.command import work_command
from models.embedded import manifest
from models.embedded.expected import LONGEST, Expected, plain
from models.embedded.files import WEIGHTS
from models.embedded.runtime import Numbers
from models.training.corpus import photo_samples
from models.training.data import Folders
from models.training.features import Views

ROUNDS = 80


def likelihoods(
    counts: Numbers, column: dict[str, int], caption: str, words: int
) -> list[list[float]]:
    """For each word of a caption but the first: how likely it is as any of `words`, by
    itself, and after one, two and three words before it."""
    said = plain(caption).split()
    total = sum(float(counts[place]) for run, place in column.items() if " " not in run)

    def expected(start: int, end: int) -> float:
        run = " ".join(said[start:end])
        return float(counts[column[run]]) if run in column else 0.0

    rows = []
    for place in range(1, len(said)):
        row = [1 / words, expected(place, place + 1) / total]
        for start in range(place - 1, place - LONGEST, -1):
            before = expected(start, place) if start >= 0 else 0.0
            row.append(min(1.0, expected(start, place + 1) / before) if before else 0.0)
        rows.append(row)
    return rows


def shares(likely: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mixture of the columns of [N, K] under which the rows are likeliest: [K]."""
    found = np.full(likely.shape[1], 1 / likely.shape[1])
    for _ in range(ROUNDS):
        owed = likely * found
        found = (owed / owed.sum(1, keepdims=True)).mean(0)
    return found


def main() -> None:
    """Print the shares, and how likely the captions are by them."""
    given = work_command(__doc__).parse_args()
    folders = Folders(given.data, given.work)
    words = len(np.load(WEIGHTS / manifest.EMBEDDING, mmap_mode="r"))
    expected = Expected(WEIGHTS / manifest.EXPECTED, threads=2)
    column = {run: place for place, run in enumerate(expected.runs)}
    views = Views(folders.work / "features").patches("flickr8k")
    rows: list[list[float]] = []
    for sample in photo_samples(folders, "val")["flickr8k"]:
        counts = expected.counts(np.asarray(views[sample.index], np.float32))
        for caption in sample.captions:
            rows += likelihoods(counts, column, caption, words)
    likely = np.array(rows)
    found = shares(likely)
    kinds = ("any word", "by itself", "after one word", "after two", "after three")
    for kind, share in zip(kinds, found, strict=True):
        print(f"{kind:15} {share:.3f}")
    print(f"{len(likely)} words, mean log-probability {np.log(likely @ found).mean():.3f}")


if __name__ == "__main__":
    main()
