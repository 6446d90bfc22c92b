"""The network that chooses among the commonest answers, beside the decoder that writes them."""

from pathlib import Path
from typing import Final

import numpy as np

from models.embedded.question_tokens import grams, plain_words
from models.embedded.runtime import Network, Numbers
from models.embedded.text_encoder import TextEncoder

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
