"""Texts as the states of their word pieces, for the text tower and other networks."""

from functools import cached_property
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from models.embedded.runtime import Network, Numbers
from models.embedded.tokens import load_tokenizer


class TextEncoder:
    """A sentence encoder and its tokenizer."""

    def __init__(self, network: Network, tokenizer: Path) -> None:
        """Nothing is loaded before it is needed."""
        self._network, self._pieces = network, tokenizer

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._pieces)

    def states(self, text: str) -> Numbers:
        """The states of a text's word pieces, with beginning and end [1, T, D].

        Raises ModelError.
        """
        pieces = self._tokenizer.encode(text).ids
        (states,) = self._network(pieces=np.array([pieces], np.int64))
        return states
