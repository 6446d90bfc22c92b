"""Texts as the states of their word pieces, which towers and answers are read from."""

from pathlib import Path
from typing import Final

import numpy as np
from tokenizers import Tokenizer

from models.embedded.errors import ModelError
from models.embedded.runtime import Network, Numbers
from models.messages import ModelFault

MOST_PIECES: Final = 32
"""A longer text is cut."""


class TextEncoder:
    """A sentence encoder and its tokenizer."""

    def __init__(self, network: Path, tokenizer: Path, threads: int, device: str = "cpu") -> None:
        """Load both; ModelError where one of them is damaged."""
        self._network = Network(network, threads, device)
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as fault:  # tokenizers raises plain exceptions
            raise ModelError(ModelFault.DAMAGED.told(path=tokenizer)) from fault

    def states(self, text: str) -> Numbers:
        """One state a word piece, with those of beginning and end: [1, T, D]."""
        pieces = self._tokenizer.encode(text).ids
        (states,) = self._network(pieces=np.array([pieces], np.int64))
        return states
