"""The network that chooses among the commonest answers, beside the decoder that writes them."""

import re
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from models.embedded.runtime import Network, Numbers
from models.embedded.towers import TextEncoder

GRAMS: Final = 16384
"""How many numbers there are for a question's words and phrases."""


def plain_words(question: str) -> str:
    """The words of a question, lower-case, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", question.lower().replace("\u2019", "'")))


def grams(words: str) -> list[int]:
    """Its words, pairs of words, and first two to four words as numbers; 0 stands for any."""
    each = words.split()
    pairs = [f"{one} {two}" for one, two in pairwise(each)]
    starts = [f"^{' '.join(each[:count])}" for count in range(1, 5) if count <= len(each)]
    return [0, *(1 + zlib.crc32(gram.encode()) % (GRAMS - 1) for gram in (*each, *pairs, *starts))]


UNLISTED: Final = -9.0
"""The log-probability of an answer that is not among those to choose from."""


class Choices:
    """How likely each of its answers is to a question about a picture."""

    def __init__(
        self,
        network: Path,
        threads: int,
        text: TextEncoder,
        answers: tuple[str, ...],
        device: str,
    ) -> None:
        """Load a network that gives a number for each of the answers; ModelError if it is damaged.

        `text` reads the questions.
        """
        self._network = Network(network, threads, device)
        self._text = text
        self._answers = answers

    def log_probabilities(
        self, question: str, patches: Numbers, colours: Numbers, names: Numbers
    ) -> dict[str, float]:
        """Every answer's, likeliest first.

        Takes a picture's patches [1, 81, C], plain colours [81, 15] and names [1, N].
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
