"""The network that chooses among the commonest answers, beside the decoder that writes them."""

import zlib
from itertools import pairwise
from typing import Final

import numpy as np

from models.embedded.runtime import Network, Numbers
from models.embedded.text_encoder import TextEncoder
from models.lexicon.questions import plain_words

GRAMS: Final = 16384
"""The number of hash buckets for words and phrases."""


def grams(words: str) -> list[int]:
    """Hash words, word pairs and the first one to four words; 0 stands for any question."""
    each = words.split()
    pairs = [f"{one} {two}" for one, two in pairwise(each)]
    starts = [f"^{' '.join(each[:count])}" for count in range(1, 5) if count <= len(each)]
    return [0, *(1 + zlib.crc32(gram.encode()) % (GRAMS - 1) for gram in (*each, *pairs, *starts))]


UNCHOSEN: Final = -9.0
"""The log-probability of an answer that is not a choice."""


class Choices:
    """The probability of each choice as the answer to a question."""

    def __init__(self, network: Network, text: TextEncoder, answers: tuple[str, ...]) -> None:
        """`network` has an output for each of `answers`; `text` reads the questions."""
        self._network, self._text, self._answers = network, text, answers

    def log_probabilities(
        self, question: str, patches: Numbers, colours: Numbers, names: Numbers
    ) -> dict[str, float]:
        """Each answer's log-probability, likeliest first.

        Takes a picture's patches [1, 81, C], colours [81, 15] and names [1, N].
        """
        words = plain_words(question)
        (likely,) = self._network(
            patches=patches,
            colours=colours[None],
            names=names,
            states=self._text.states(words),
            grams=np.array([grams(words)], np.int64),
        )
        order = np.argsort(-likely[0], kind="stable")
        return {self._answers[int(place)]: float(likely[0, place]) for place in order}
