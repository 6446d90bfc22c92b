"""A repository's tokenizer."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

from models import limits
from models.hub.onnx.settings import misfit
from models.system.bounded import read_within

TOKENIZER: Final = "tokenizer.json"


class TextTokens:
    """A repository's tokenizer."""

    def __init__(self, folder: Path, adds_special: bool) -> None:
        """Read it; `adds_special`: whether a prompt gets its first token here. Raises HubError."""
        self._adds = adds_special
        try:
            content = read_within(folder / TOKENIZER, limits.JSON_FILE)
            self._tokenizer: Tokenizer = Tokenizer.from_buffer(content)
        # It raises plain exceptions for a file that is missing or damaged.
        except Exception as fault:
            raise misfit(folder.name, TOKENIZER, "tokenizers") from fault
        # Its file may ask for texts of a fixed length.
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        added = self._tokenizer.get_added_tokens_decoder()
        self._marks = tuple(
            token.content for token in added.values() if token.special or "<" in token.content
        )
        self.special = frozenset(number for number, token in added.items() if token.special)

    def number(self, token: str) -> int | None:
        """The number of a token; None if there is none."""
        found: int | None = self._tokenizer.token_to_id(token)
        return found

    def prompt(self, text: str) -> tuple[int, ...]:
        """Encode a rendered prompt."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=self._adds).ids)

    def encode(self, text: str) -> tuple[int, ...]:
        """Encode a text without special tokens."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, tokens: Iterable[int]) -> str:
        """Decode tokens without the special ones."""
        return str(self._tokenizer.decode(list(tokens), skip_special_tokens=True))

    def harmless(self, text: str) -> str:
        """A user's words without what the tokenizer would read as a mark of its own."""
        while found := next((mark for mark in self._marks if mark and mark in text), ""):
            text = text.replace(found, " ")
        return text
