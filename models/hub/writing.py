"""Greedy decoding in whole words, each with its log-probability."""

import math
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from models.hub.prefill import DecoderState, PrefillReader
from models.interfaces import TextChunk
from models.lexicon.names import spellings
from models.lexicon.sentence_ends import sentence_ends


@dataclass(frozen=True, slots=True)
class SpokenTokenizer:
    """A checkpoint's tokenizer, and the tokens that are never spoken."""

    tokenizer: Any
    ends: frozenset[int]
    unspoken: tuple[int, ...]

    @classmethod
    def of(cls, processor: Any, model: Any) -> "SpokenTokenizer":
        """Take a processor's tokenizer, and the end tokens of the generation config."""
        tokenizer = processor.tokenizer
        ends = model.generation_config.eos_token_id
        if ends is None:
            ends = tokenizer.eos_token_id
        found = frozenset(ends if isinstance(ends, list | tuple) else [ends])
        special = set(tokenizer.all_special_ids) | {
            number for number, token in tokenizer.added_tokens_decoder.items() if token.special
        }
        return cls(tokenizer, found, tuple(sorted(special - found)))

    def text(self, tokens: Sequence[int]) -> str:
        """Decode tokens."""
        found: str = self.tokenizer.decode(
            list(tokens), skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return found

    def tokens(self, text: str) -> tuple[int, ...]:
        """Encode a text without special tokens."""
        return tuple(self.tokenizer(text, add_special_tokens=False)["input_ids"])

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


def write(
    reader: PrefillReader,
    words: SpokenTokenizer,
    memory: DecoderState,
    most: int,
    barred: Sequence[Barred] = (),
    sentence: bool = False,
) -> Generator[TextChunk, None, bool]:
    """The likeliest text after a state, which is consumed: at most `most` tokens.

    With `sentence` it ends after the first sentence of several words. Never completes a sequence
    of `barred`. Returns whether the text ended by itself.
    """
    tokens: list[int] = []
    text, given, pending, ended = "", 0, 0.0, False
    for _ in range(most):
        token, likely = _best(memory.logits, words, tokens, barred)
        if token in words.ends:
            ended = True
            break
        tokens.append(token)
        before, text = text, words.text(tokens)
        # What follows a full stop decides whether it ends a sentence.
        end = _first_end(text) if sentence else None
        if end is not None:
            text, ended = text[:end], True
            pending += likely if end > len(before) else 0.0
            break
        # An incomplete character may still change.
        cut = -1 if text.endswith("\ufffd") else _last_start(text, given)
        if cut > given:
            yield TextChunk(text[given:cut], pending)
            given, pending = cut, 0.0
        pending += likely
        reader.step(memory, [token])
    rest = text[given:].rstrip("\ufffd")
    if rest.strip():
        yield TextChunk(rest, pending)
    return ended


def collected(stream: Generator[TextChunk, None, bool]) -> tuple[list[TextChunk], bool]:
    """All chunks of `write`, and whether the text ended by itself."""
    pieces = []
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, bool(end.value)


def _first_end(text: str) -> int | None:
    """Where the first sentence of several words ends, if text follows it."""
    ends = (end for end in sentence_ends(text) if end < len(text.rstrip()))
    return next((end for end in ends if len(text[:end].split()) > 1), None)


def _last_start(text: str, after: int) -> int:
    """Where the space before the last word begins, if a word ends there; else -1."""
    head = text.rstrip()
    place = max(head.rfind(" "), head.rfind("\n"))
    return place if text[after:place].strip() else -1


def _best(
    logits: Tensor, words: SpokenTokenizer, tokens: Sequence[int], barred: Sequence[Barred]
) -> tuple[int, float]:
    """The likeliest allowed token, and its log-probability among all tokens."""
    total = torch.logsumexp(logits, 0)
    allowed = logits.clone()
    if words.unspoken:
        allowed[list(words.unspoken)] = -math.inf
    for row in barred:
        if row.completes(tokens):
            allowed[row.tokens[-1]] = -math.inf
    token = int(allowed.argmax())
    return token, float(logits[token] - total)


def likelihood(
    reader: PrefillReader, memory: DecoderState, tokens: Sequence[int], least: float
) -> float:
    """The log-probability of tokens after a state, which is left as it is; stops below `least`."""
    if not tokens:
        return -math.inf
    total = float(torch.log_softmax(memory.logits, 0)[tokens[0]])
    place = memory
    for before, token in pairwise(tokens):
        if total < least:
            break
        if place is memory:
            place = memory.fork()
        reader.step(place, [before])
        total += float(torch.log_softmax(place.logits, 0)[token])
    return total
