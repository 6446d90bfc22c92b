"""Texts as the states of their word pieces, for the text tower and other networks."""

from pathlib import Path

import numpy as np

from models.embedded.runtime import Network, Numbers
from models.embedded.tokens import load_tokenizer


class TextEncoder:
    """A sentence encoder and its tokenizer."""

    def __init__(self, network: Network, tokenizer: Path) -> None:
        """Load the tokenizer. Raises ModelError."""
        self._network = network
        self._tokenizer = load_tokenizer(tokenizer)

    def states(self, text: str) -> Numbers:
        """The states of a text's word pieces, with beginning and end [1, T, D]."""
        pieces = self._tokenizer.encode(text).ids
        (states,) = self._network(pieces=np.array([pieces], np.int64))
        return states
