"""Words to token numbers and back to text that reads well."""

from pathlib import Path

from tokenizers import Tokenizer

from models.messages import ModelError, ModelFault

_JOINED = (".", ",", ";", ":", "!", "?", ")", "'", "n't", "%")
"""Tokens that begin so stand without a space after the word before."""


class WordTokenizer:
    """The tokenizer of a model whose tokens are whole words and signs."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Around a loaded tokenizer."""
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, path: Path) -> "WordTokenizer":
        """Read `tokenizer.json`; ModelError where it is none."""
        try:
            return cls(Tokenizer.from_file(str(path)))
        except Exception as fault:  # tokenizers raises plain exceptions
            raise ModelError(ModelFault.DAMAGED.told(path=path)) from fault

    @property
    def size(self) -> int:
        """How many tokens there are."""
        return int(self._tokenizer.get_vocab_size())

    def numbers(self, text: str) -> list[int]:
        """The tokens of a text in the user's words."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def spoken(self, token: int, first: bool) -> str:
        """A token as it is written after others, with the space before it where it needs one."""
        word = str(self._tokenizer.id_to_token(token))
        return word if first or self.joins(token) else f" {word}"

    def joins(self, token: int) -> bool:
        """Whether a token belongs to the word before it, as "'s" and full stops do."""
        return str(self._tokenizer.id_to_token(token)).startswith(_JOINED)

    def text(self, tokens: list[int]) -> str:
        """A whole sentence."""
        return "".join(self.spoken(token, place == 0) for place, token in enumerate(tokens))
