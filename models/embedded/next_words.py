"""How people would go on with a sentence about a picture, from the runs of words expected of them.

An n-gram model of one picture: of the words that may follow, those make expected runs with the
words before, and the longer the run the more it counts (interpolation as of Jelinek and Mercer,
1980). A search that multiplies its probabilities with the decoder's asks two experts who err apart
(https://doi.org/10.1162/089976602760128018).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Numbers
from models.embedded.tokens import Words

ALONE = 0.05
"""Share of the probability that a word has by itself."""
AFTER = (0.1, 0.3, 0.6)
"""The same after one, two and three words before it."""
FLOOR = 1e-5
"""Of words that nobody is expected to say."""
LEAST_EXPECTED = 0.02
"""Words before that are expected more rarely than this say little of what follows them."""


class NextWords:
    """The runs of a network, arranged by what they say of a next word."""

    def __init__(self, runs: Sequence[str], words: Words, size: int) -> None:
        """`runs` in the order of the network's outputs; the decoder knows the first `size` tokens.

        A run counts if its last word is one token.
        """
        self._size = size
        self._column = {run: column for column, run in enumerate(runs)}
        self._word: dict[int, str] = {}
        found: dict[str, list[tuple[int, int]]] = {}
        for run, column in self._column.items():
            before, _, last = run.rpartition(" ")
            tokens = words.numbers(last)
            if len(tokens) == 1 and tokens[0] < size:
                self._word[tokens[0]] = last
                found.setdefault(before, []).append((tokens[0], column))
        self._follow: dict[str, NDArray[np.int64]] = {
            before: np.array(pairs).T for before, pairs in found.items()
        }
        """The tokens that may follow some words, and the columns of their runs: [2, N]."""

    def log_probabilities(self, counts: Numbers, tokens: Sequence[int]) -> Numbers:
        """Of each token [V] after a sentence's tokens; all 0 before the first word."""
        if not tokens:
            return np.zeros(self._size, np.float32)
        likely = np.full(self._size, FLOOR, np.float32)
        if "" in self._follow:
            words, columns = self._follow[""]
            alone = counts[columns]
            likely[words] += ALONE * alone / max(float(alone.sum()), LEAST_EXPECTED)
        before = ""
        for share, token in zip(AFTER, reversed(tokens), strict=False):
            if token not in self._word:
                break
            before = f"{self._word[token]} {before}".rstrip()
            if before in self._follow and before in self._column:
                words, columns = self._follow[before]
                given = max(float(counts[self._column[before]]), LEAST_EXPECTED)
                likely[words] += share * np.minimum(1.0, counts[columns] / given)
        return np.log(likely)
