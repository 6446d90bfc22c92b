"""CIDEr-D of one caption at a time, fast enough for a reward (https://arxiv.org/abs/1411.5726).

The document frequencies come from the training photos' references, so a score does not depend on
the batch. Agrees with pycocoevalcap given the same frequencies.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from models.embedded.ranking import LONGEST, plain, runs

Grams: TypeAlias = Counter[tuple[str, ...]]
SIGMA = 6.0
LEAST_WEIGHT, MOST_WEIGHT = 0.25, 3.0
"""Bounds of a caption's weight: none is lost, and none dominates."""


def grams(caption: str) -> Grams:
    """All runs of one to four words."""
    words = plain(caption).split()
    return sum((runs(words, size) for size in range(1, LONGEST + 1)), Counter())


@dataclass(frozen=True, slots=True)
class WeighedCaption:
    """A caption's n-grams weighted by rarity, for each length, with their norms."""

    weights: tuple[dict[tuple[str, ...], float], ...]
    norms: tuple[float, ...]
    bigrams: int
    """The number of bigrams, by which CIDEr-D compares lengths."""


class Cider:
    """Scores captions against weighted references."""

    def __init__(self, references: Sequence[Sequence[str]]) -> None:
        """Count the photos in whose references each n-gram occurs."""
        self._photos: Grams = Counter()
        for captions in references:
            self._photos.update({gram for caption in captions for gram in grams(caption)})
        self._log_photos = math.log(max(len(references), 2))

    def weigh(self, caption: str) -> WeighedCaption:
        """Prepare a caption for comparison."""
        weights: tuple[dict[tuple[str, ...], float], ...] = tuple({} for _ in range(LONGEST))
        bigrams = 0
        for gram, count in grams(caption).items():
            rarity = self._log_photos - math.log(max(1, self._photos[gram]))
            weights[len(gram) - 1][gram] = count * rarity
            bigrams += count if len(gram) == 2 else 0
        norms = tuple(math.sqrt(sum(w * w for w in each.values())) for each in weights)
        return WeighedCaption(weights, norms, bigrams)

    def score(self, caption: WeighedCaption, references: Sequence[WeighedCaption]) -> float:
        """CIDEr-D, 0…10."""
        total = 0.0
        for reference in references:
            gap = caption.bigrams - reference.bigrams
            near = math.exp(-(gap**2) / (2 * SIGMA**2))
            for size in range(LONGEST):
                mine, theirs = caption.weights[size], reference.weights[size]
                shared = sum(min(w, theirs[g]) * theirs[g] for g, w in mine.items() if g in theirs)
                length = caption.norms[size] * reference.norms[size]
                total += near * shared / length if length else 0.0
        return 10 * total / LONGEST / max(1, len(references))


def consensus(references: Sequence[Sequence[str]]) -> list[tuple[float, ...]]:
    """The weight of each caption of a photo, about 1 on average.

    A statement that several people make is more likely to be true: a caption's weight rises with
    its CIDEr-D against the photo's other captions (https://arxiv.org/abs/1712.00733).
    """
    if not references:
        return []
    cider = Cider(references)
    scores: list[list[float]] = []
    for captions in references:
        ready = [cider.weigh(caption) for caption in captions]
        scores.append(
            [
                cider.score(one, ready[:place] + ready[place + 1 :])
                for place, one in enumerate(ready)
            ]
        )
    mean = sum(map(sum, scores)) / max(1, sum(map(len, scores)))
    if mean == 0:
        return [(1.0,) * len(each) for each in scores]
    return [
        tuple(min(MOST_WEIGHT, LEAST_WEIGHT + (1 - LEAST_WEIGHT) * score / mean) for score in each)
        for each in scores
    ]
