"""Greedy decoding in whole words, each with its log-probability."""

import math
from collections.abc import Generator, Sequence
from itertools import pairwise

import numpy as np

from models.hub.decoder import DecoderState, Logits, PrefillReader
from models.hub.tokens import Barred, SpokenTokenizer
from models.interfaces import TextChunk
from models.lexicon.sentence_ends import sentence_ends


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
    logits: Logits, words: SpokenTokenizer, tokens: Sequence[int], barred: Sequence[Barred]
) -> tuple[int, float]:
    """The likeliest allowed token, and its log-probability among all tokens."""
    allowed = logits.copy()
    if words.unspoken:
        allowed[list(words.unspoken)] = -math.inf
    for row in barred:
        if row.completes(tokens):
            allowed[row.tokens[-1]] = -math.inf
    token = int(allowed.argmax())
    return token, _log_probability(logits, token)


def _log_probability(logits: Logits, token: int) -> float:
    """The log-probability of a token."""
    top = float(logits.max())
    total = top + math.log(float(np.exp(logits - top, dtype=np.float32).sum()))
    return min(0.0, float(logits[token]) - total)


def likelihood(
    reader: PrefillReader, memory: DecoderState, tokens: Sequence[int], least: float
) -> float:
    """The log-probability of tokens after a state, which is left as it is; stops below `least`."""
    if not tokens:
        return -math.inf
    total = _log_probability(memory.logits, tokens[0])
    place = memory
    for before, token in pairwise(tokens):
        if total < least:
            break
        if place is memory:
            place = memory.fork()
        reader.step(place, [before])
        total += _log_probability(place.logits, token)
    return total
