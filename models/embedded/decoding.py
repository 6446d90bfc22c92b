"""Beam search with a key-value cache; greedy if the width is 1."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Network, Numbers
from models.messages import ModelError, ModelFault


@dataclass(frozen=True, slots=True)
class Cache:
    """The decoder's key-value cache."""

    keys: Numbers
    """[layers, B, H, P, d]"""
    values: Numbers
    """Like `keys`."""

    @property
    def length(self) -> int:
        """How many positions it holds."""
        return int(self.keys.shape[3])

    def take(self, rows: Sequence[int]) -> "Cache":
        """Select rows of the batch."""
        if list(rows) == list(range(self.keys.shape[1])):
            return self
        return Cache(self.keys.take(rows, axis=1), self.values.take(rows, axis=1))


def read_embedding(path: Path, tokens: int) -> NDArray[np.float16]:
    """The embeddings [V, D] of at least so many tokens, read when used. Raises ModelError."""
    try:
        table: NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
    except ValueError as fault:
        raise ModelError(ModelFault.DAMAGED.said(path=path)) from fault
    if table.ndim != 2 or len(table) < tokens:
        raise ModelError(ModelFault.OTHER_TOKENIZER.said(path=path))
    return table


class Decoder:
    """The decoder network with its token embeddings."""

    def __init__(self, network: Network, embedding: NDArray[np.float16]) -> None:
        """`embedding` is [V, D]."""
        self._network = network
        self._embedding = embedding
        self.tokens = frozenset(range(len(embedding)))
        """Those that it knows, the first ones of the tokenizer."""

    def begin(self, prefix: Numbers) -> Cache:
        """Read a picture's prefix [1, T, D], with attention in both directions."""
        layers, _, heads, _, width = self._network.shape("keys")
        nothing = np.zeros((int(layers), 1, int(heads), 0, int(width)), np.float32)
        return self._run(prefix, Cache(nothing, nothing))[1]

    def read(self, cache: Cache, tokens: Sequence[int]) -> Cache:
        """Read a prompt's tokens, with attention in both directions."""
        return self._run(self._embedding[list(tokens)].astype(np.float32)[None], cache)[1]

    def step(self, cache: Cache, tokens: Sequence[int]) -> tuple[Numbers, Cache]:
        """Read one token in each row; returns the log-probabilities [B, V] of the next."""
        logits, cache = self._run(self._embedding[list(tokens)].astype(np.float32)[:, None], cache)
        top = logits.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(logits - top).sum(axis=1, keepdims=True)) + top
        return logits - log_sum, cache

    def _run(self, words: Numbers, cache: Cache) -> tuple[Numbers, Cache]:
        logits, *grown = self._network(embeddings=words, keys=cache.keys, values=cache.values)
        return logits, Cache(*grown)


@dataclass(frozen=True, slots=True)
class DecodedSentence:
    """A sentence of a search, finished or not."""

    tokens: tuple[int, ...] = ()
    """Without the end token."""
    log_probabilities: tuple[float, ...] = ()
    """Of each token, before any were barred; in a finished sentence the end token's comes last."""

    @property
    def ended(self) -> bool:
        """Whether it has its end token."""
        return len(self.log_probabilities) > len(self.tokens)

    def score(self, power: float) -> float:
        """The log-probability, normalised by length."""
        length = max(1, len(self.log_probabilities))
        return float(sum(self.log_probabilities) / length**power)


@dataclass(frozen=True, slots=True)
class Beam:
    """How to search."""

    bos: int
    eos: int
    width: int
    max_tokens: int
    length_power: float
    """As in `DecodedSentence.score`."""
    never: Collection[int] = ()
    """Tokens that are not generated."""
    once: frozenset[int] = frozenset()
    """Tokens that are generated at most once a sentence."""


class Search:
    """A beam search, one step at a time.

    A sentence that ends leaves the beam and narrows it. The search is over when all have ended or
    are as long as allowed.
    """

    def __init__(self, decoder: Decoder, cache: Cache, beam: Beam) -> None:
        self._decoder = decoder
        self._cache = cache
        self._beam = beam
        self._last = [beam.bos]
        self._width = beam.width
        self._never = np.array(sorted(beam.never), dtype=np.int64)
        self._live = [DecodedSentence()]
        self._ended: list[DecodedSentence] = []

    @property
    def over(self) -> bool:
        """Whether the search has ended."""
        return not self._live or len(self._live[0].tokens) >= self._beam.max_tokens

    def advance(self) -> None:
        """Do one step."""
        seen, cache = self._decoder.step(self._cache, self._last)
        so_far = [[sum(one.log_probabilities)] for one in self._live]
        totals = self._allowed(seen) + np.array(so_far)
        count = min(self._width, int(np.isfinite(totals).sum()))
        best = np.argpartition(-totals, count - 1, axis=None)[:count]
        best = best[np.argsort(-totals.flat[best], kind="stable")]
        parents: list[int] = []
        live: list[DecodedSentence] = []
        for row, token in zip(*np.unravel_index(best, totals.shape), strict=True):
            grown = self._grow(self._live[row], int(token), float(seen[row, token]))
            if grown.ended:
                self._ended.append(grown)
                self._width -= 1
            else:
                live.append(grown)
                parents.append(int(row))
        self._live = live
        self._last = [one.tokens[-1] for one in live]
        self._cache = cache.take(parents) if live else cache

    def run(self) -> tuple[DecodedSentence, ...]:
        """Do all steps that are left; returns all sentences."""
        while not self.over:
            self.advance()
        return self.sentences()

    def settled(self) -> DecodedSentence:
        """The beginning that all sentences share; at the end, the best sentence."""
        if self.over:
            return self.sentences()[0]
        candidates = self._live + self._ended
        first = candidates[0]
        columns = zip(*(one.tokens for one in candidates), strict=False)
        length = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
        return DecodedSentence(first.tokens[:length], first.log_probabilities[:length])

    def sentences(self) -> tuple[DecodedSentence, ...]:
        """All sentences, best first, finished ones before truncated ones."""
        ended, live = (
            sorted(group, key=lambda one: -one.score(self._beam.length_power))
            for group in (self._ended, self._live)
        )
        return (*ended, *live)

    def _grow(self, sentence: DecodedSentence, token: int, likely: float) -> DecodedSentence:
        tokens = sentence.tokens if token == self._beam.eos else (*sentence.tokens, token)
        return DecodedSentence(tokens, (*sentence.log_probabilities, likely))

    def _allowed(self, seen: Numbers) -> Numbers:
        """The log-probabilities, with minus infinity for forbidden tokens."""
        allowed = seen.copy()
        allowed[:, self._never] = -np.inf
        for row, sentence in enumerate(self._live):
            if not sentence.tokens:
                allowed[row, self._beam.eos] = -np.inf
            repeated = third_words(sentence.tokens) | self._beam.once.intersection(sentence.tokens)
            allowed[row, list(repeated)] = -np.inf
        return allowed


def third_words(tokens: Sequence[int]) -> set[int]:
    """The tokens that would repeat a run of three."""
    ending = tuple(tokens[-2:])
    return {
        tokens[place + 2]
        for place in range(len(tokens) - 2)
        if tuple(tokens[place : place + 2]) == ending
    }
