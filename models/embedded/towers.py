"""The two towers: pictures and texts as vectors in one space."""

from pathlib import Path
from typing import Final

import numpy as np
from tokenizers import Tokenizer

from models.clip import unit
from models.embedded.runtime import Network, Numbers
from models.interfaces import Vector
from models.messages import ModelError, ModelFault

MOST_PIECES: Final = 32
"""A longer text is truncated."""


class TextEncoder:
    """A sentence encoder and its tokenizer."""

    def __init__(self, network: Path, tokenizer: Path, threads: int, device: str = "cpu") -> None:
        """Load both. Raises ModelError."""
        self._network = Network(network, threads, device)
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
        except Exception as fault:  # tokenizers raises plain exceptions
            raise ModelError(ModelFault.DAMAGED.said(path=tokenizer)) from fault

    def states(self, text: str) -> Numbers:
        """The states of a text's word pieces, with beginning and end [1, T, D]."""
        pieces = self._tokenizer.encode(text).ids
        (states,) = self._network(pieces=np.array([pieces], np.int64))
        return states


class Towers:
    """The projections of both encoders into one space."""

    def __init__(
        self, image: Path, text: Path, threads: int, encoder: TextEncoder, device: str = "cpu"
    ) -> None:
        """Load both. Raises ModelError. `encoder` reads the texts."""
        self._image = Network(image, threads, device)
        self._text = Network(text, threads, device)
        self._encoder = encoder

    def image(self, patches: Numbers, colours: Numbers) -> Vector:
        """Encode the patches [2, 81, C] of a picture and its mirror, and its colours [81, 15]."""
        (vector,) = self._image(patches=patches, colours=colours[None])
        return unit(vector[0])

    def text(self, text: str) -> Vector:
        """Encode a text."""
        (vector,) = self._text(states=self._encoder.states(text))
        return unit(vector[0])
