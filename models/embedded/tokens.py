"""Tokens that are whole words, and readable text from them."""

import gzip
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from models.messages import ModelError, ModelFault

_JOINED = (".", ",", ";", ":", "!", "?", ")", "'", "n't", "%")
"""Tokens that begin so follow the word before without a space."""


def load_tokenizer(path: Path) -> Tokenizer:
    """Read a tokenizer's file, which may be compressed. Raises ModelError."""
    try:
        data = path.read_bytes()
        return Tokenizer.from_str(
            (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        )
    except Exception as fault:  # tokenizers raises plain exceptions
        raise ModelError(ModelFault.DAMAGED.said(path=path)) from fault


class WordTokenizer:
    """A tokenizer whose tokens are whole words and punctuation."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    @property
    def size(self) -> int:
        """The number of tokens."""
        return int(self._tokenizer.get_vocab_size())

    def numbers(self, text: str) -> list[int]:
        """Encode a text."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def spoken(self, token: int, first: bool) -> str:
        """Decode a token, with the space before it unless it is the first or joins."""
        word = str(self._tokenizer.id_to_token(token))
        return word if first or self.joins(token) else f" {word}"

    def joins(self, token: int) -> bool:
        """Whether a token joins the word before it, as "'s" and full stops do."""
        return str(self._tokenizer.id_to_token(token)).startswith(_JOINED)

    def text(self, tokens: Sequence[int]) -> str:
        """Decode a sentence."""
        return "".join(self.spoken(token, place == 0) for place, token in enumerate(tokens))
