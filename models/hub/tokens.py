"""A checkpoint's tokens: how texts become them, and which are never written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from models.lexicon.names import spellings


class Tokenizer(Protocol):
    """Encodes and decodes plain text."""

    def encode(self, text: str) -> Sequence[int]:
        """Encode a text without special tokens."""

    def decode(self, tokens: Sequence[int]) -> str:
        """Decode tokens without the special ones."""


@dataclass(frozen=True, slots=True)
class SpokenTokenizer:
    """A checkpoint's tokenizer, and the tokens that are never spoken."""

    tokenizer: Tokenizer
    ends: frozenset[int]
    unspoken: tuple[int, ...]

    def text(self, tokens: Sequence[int]) -> str:
        """Decode tokens."""
        return self.tokenizer.decode(tokens)

    def tokens(self, text: str) -> tuple[int, ...]:
        """Encode a text without special tokens."""
        return tuple(self.tokenizer.encode(text))

    def barred(self, names: Collection[str]) -> tuple["Barred", ...]:
        """The token sequences that would name these things."""
        words = {word for name in names for word in spellings(name)}
        forms = words | {word.capitalize() for word in words}
        spaced = {Barred(self.tokens(f" {form}"), first=False) for form in forms}
        rows = spaced | {Barred(self.tokens(form), first=True) for form in forms}
        return tuple(row for row in rows if row.tokens)


@dataclass(frozen=True, slots=True)
class Barred:
    """A token sequence that must not be completed."""

    tokens: tuple[int, ...]
    first: bool
    """Only at the beginning; elsewhere the tokens may end another word."""

    def completes(self, tokens: Sequence[int]) -> bool:
        """Whether its last token would complete it after `tokens`."""
        head = self.tokens[:-1]
        if self.first:
            return tuple(tokens) == head
        return not head or tuple(tokens[-len(head) :]) == head
