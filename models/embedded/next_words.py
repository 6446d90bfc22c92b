"""How people would go on with a sentence about a picture, from the runs of words expected of them.

A bigram model of one picture: of the words that may follow, those are likely that people are
expected to say, and more so those that make an expected pair with the word before (interpolation as
of Jelinek and Mercer, 1980). A search that multiplies its probabilities with the decoder's asks two
experts who err apart (https://doi.org/10.1162/089976602760128018).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Numbers
from models.embedded.tokens import Words

ALONE, AFTER, ANY = 0.34, 0.57, 0.09
"""Shares of the probability that a word has by itself, after the word before it, and as any word
has: within a hundredth what makes people's own captions likeliest, where longer runs add nothing
(`python -m benchmarks.next_words`)."""


class NextWords:
    """A network's runs of one and two words, arranged by what they say of a next word."""

    def __init__(self, runs: Sequence[str], words: Words, size: int) -> None:
        """`runs` in the order of the network's outputs; the decoder knows the first `size` tokens.

        A run counts if its last word is one token.
        """
        self._size = size
        self._column = {run: column for column, run in enumerate(runs)}
        self._word: dict[int, str] = {}
        found: dict[str, list[tuple[int, int]]] = {"": []}
        for run, column in self._column.items():
            before, _, last = run.rpartition(" ")
            tokens = words.numbers(last)
            if len(tokens) == 1 and tokens[0] < size and " " not in before:
                self._word[tokens[0]] = last
                found.setdefault(before, []).append((tokens[0], column))
        self._follow: dict[str, NDArray[np.int64]] = {
            before: np.array(pairs, np.int64).reshape(-1, 2).T for before, pairs in found.items()
        }
        """The tokens that may follow a word, and the columns of their runs: [2, N]."""

    def log_probabilities(self, counts: Numbers, tokens: Sequence[int]) -> Numbers:
        """Of each token [V] after a sentence's tokens, where `counts` [N] are expected of the
        picture; all 0 before the first word."""
        if not tokens:
            return np.zeros(self._size, np.float32)
        likely = np.full(self._size, ANY / self._size, np.float32)
        words, columns = self._follow[""]
        alone = counts[columns]
        likely[words] += ALONE * alone / max(float(alone.sum()), 1e-6)
        before = self._word.get(tokens[-1], "")
        if before in self._column and before in self._follow:
            words, columns = self._follow[before]
            given = max(float(counts[self._column[before]]), 1e-6)
            likely[words] += AFTER * np.minimum(1.0, counts[columns] / given)
        return np.log(likely)
