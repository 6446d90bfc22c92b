"""The two towers: pictures and texts as vectors in one space."""

from pathlib import Path

import numpy as np

from models.clip import unit
from models.embedded.runtime import Network, Numbers
from models.embedded.tokens import load_tokenizer
from models.interfaces import Vector


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


class Towers:
    """The projections of both encoders into one space."""

    def __init__(self, image: Network, text: Network, encoder: TextEncoder) -> None:
        """`encoder` reads the texts."""
        self._image, self._text, self._encoder = image, text, encoder

    def image(self, patches: Numbers, colours: Numbers) -> Vector:
        """Encode the patches [2, 81, C] of a picture and its mirror, and its colours [81, 15]."""
        (vector,) = self._image(patches=patches, colours=colours[None])
        return unit(vector[0])

    def text(self, text: str) -> Vector:
        """Encode a text."""
        (vector,) = self._text(states=self._encoder.states(text))
        return unit(vector[0])
