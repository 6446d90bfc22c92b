"""Sentences out of the decoder: beam search with a key-value cache, greedy where the width is 1."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.embedded.runtime import Network, Numbers
from models.messages import ModelError, ModelFault


@dataclass(frozen=True, slots=True)
class Cache:
    """What the decoder remembers of everything read so far."""

    keys: Numbers
    """[layers, B, H, P, d]"""
    values: Numbers
    """As `keys`."""

    @property
    def length(self) -> int:
        """How many positions were read."""
        return int(self.keys.shape[3])

    def take(self, rows: Sequence[int]) -> "Cache":
        """The memory of these rows of the batch, in this order."""
        if list(rows) == list(range(self.keys.shape[1])):
            return self
        return Cache(self.keys.take(rows, axis=1), self.values.take(rows, axis=1))


def read_embedding(path: Path, tokens: int) -> NDArray[np.float16]:
    """A table of token embeddings [V, D] of at least so many tokens; ModelError otherwise."""
    try:
        table: NDArray[np.float16] = np.load(path, allow_pickle=False)
    except ValueError as fault:
        raise ModelError(ModelFault.DAMAGED.told(path=path)) from fault
    if table.ndim != 2 or len(table) < tokens:
        raise ModelError(ModelFault.OTHER_TOKENIZER.told(path=path))
    return table


class Decoder:
    """The decoder network with its table of token embeddings."""

    def __init__(self, network: Network, embedding: NDArray[np.float16]) -> None:
        """`embedding` is [V, D]."""
        self._network = network
        self._embedding = embedding
        self.size = len(embedding)
        """How many tokens it knows, the tokenizer's first."""
        layers, _, heads, _, width = network.shape("keys")
        self._nothing = np.zeros((int(layers), 1, int(heads), 0, int(width)), np.float32)

    def begin(self, prefix: Numbers) -> Cache:
        """Read a picture's prefix [1, T, D], whose positions see one another whole."""
        _, keys, values = self._network(embeddings=prefix, keys=self._nothing, values=self._nothing)
        return Cache(keys, values)

    def read(self, cache: Cache, tokens: Sequence[int]) -> Cache:
        """Read a prompt's tokens, which see one another whole and what was read before."""
        words = self._embedding[list(tokens)].astype(np.float32)[None]
        _, keys, values = self._network(embeddings=words, keys=cache.keys, values=cache.values)
        return Cache(keys, values)

    def step(self, cache: Cache, tokens: Sequence[int]) -> tuple[Numbers, Cache]:
        """Read one more token in each row; gives the log-probabilities [B, V] of the next."""
        words = self._embedding[list(tokens)].astype(np.float32)[:, None]
        logits, keys, values = self._network(embeddings=words, keys=cache.keys, values=cache.values)
        top = logits.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(logits - top).sum(axis=1, keepdims=True)) + top
        return logits - log_sum, Cache(keys, values)


@dataclass(frozen=True, slots=True)
class DecodedSentence:
    """One way to go on, finished or not."""

    tokens: tuple[int, ...] = ()
    """Without the end mark."""
    log_probabilities: tuple[float, ...] = ()
    """Of each token as the decoder saw it, before anything was barred; the end mark's comes last
    where the sentence is finished."""

    @property
    def ended(self) -> bool:
        """Whether it has its end mark, and was not cut."""
        return len(self.log_probabilities) > len(self.tokens)

    def score(self, power: float) -> float:
        """The log-probability, made comparable between lengths."""
        length = max(1, len(self.log_probabilities))
        return float(sum(self.log_probabilities) / length**power)


class Search:
    """A beam search, one step at a time.

    At each step the likeliest continuations of all live sentences go on; one that ends leaves the
    search and narrows it. The search is over when all have ended or are as long as allowed.
    """

    def __init__(
        self,
        decoder: Decoder,
        cache: Cache,
        *,
        bos: int,
        eos: int,
        beams: int,
        max_tokens: int,
        never: Collection[int],
        once: Collection[int] = (),
        length_power: float,
    ) -> None:
        """After what `cache` has read.

        `never` holds tokens that must not be generated, `once` those that must not come twice.
        """
        self._decoder = decoder
        self._cache = cache
        self._last = [bos]
        self._eos = eos
        self._width = beams
        self._max_tokens = max_tokens
        self._never = np.array(sorted(never), dtype=np.int64)
        self._once = frozenset(once)
        self._power = length_power
        self._live = [DecodedSentence()]
        self._ended: list[DecodedSentence] = []

    @property
    def over(self) -> bool:
        """Whether nothing is left to do."""
        return not self._live or len(self._live[0].tokens) >= self._max_tokens

    def advance(self) -> None:
        """One step of the decoder."""
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
            if token == self._eos:
                self._ended.append(grown)
                self._width -= 1
            else:
                live.append(grown)
                parents.append(int(row))
        self._live = live
        self._last = [one.tokens[-1] for one in live]
        self._cache = cache.take(parents) if live else cache

    def run(self) -> None:
        """All steps that are left."""
        while not self.over:
            self.advance()

    def settled(self) -> DecodedSentence:
        """The beginning that every sentence still in question shares; at the end, the best one."""
        if self.over:
            return self.sentences()[0]
        candidates = self._live + self._ended
        first = candidates[0]
        length = 0
        for column in zip(*(one.tokens for one in candidates), strict=False):
            if len(set(column)) > 1:
                break
            length += 1
        return DecodedSentence(first.tokens[:length], first.log_probabilities[:length])

    def sentences(self) -> tuple[DecodedSentence, ...]:
        """All that came out, best first; finished ones before those that were cut."""
        ranked = [sorted(group, key=self._score) for group in (self._ended, self._live)]
        return (*ranked[0], *ranked[1])

    def _score(self, sentence: DecodedSentence) -> float:
        return -sentence.score(self._power)

    def _grow(
        self, sentence: DecodedSentence, token: int, log_probability: float
    ) -> DecodedSentence:
        grown = replace(sentence, log_probabilities=(*sentence.log_probabilities, log_probability))
        if token == self._eos:
            return grown
        return replace(grown, tokens=(*sentence.tokens, token))

    def _allowed(self, seen: Numbers) -> Numbers:
        """The log-probabilities with minus infinity for what must not come next."""
        allowed = seen.copy()
        allowed[:, self._never] = -np.inf
        for row, sentence in enumerate(self._live):
            if not sentence.tokens:
                allowed[row, self._eos] = -np.inf
            repeated = list(third_words(sentence.tokens) | self._once.intersection(sentence.tokens))
            allowed[row, repeated] = -np.inf
        return allowed


def third_words(tokens: Sequence[int]) -> set[int]:
    """Every token that already followed the last two; one of them would say three words again."""
    ending = tuple(tokens[-2:])
    return {
        tokens[place + 2]
        for place in range(len(tokens) - 2)
        if tuple(tokens[place : place + 2]) == ending
    }
