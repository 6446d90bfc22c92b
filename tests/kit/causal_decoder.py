"""The tiny model's decoder in numpy, over whole sequences and without a cache."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.kit.tiny_model import HEADS, LAYERS, WIDTH, DecoderWeights


def logits_after_each(
    weights: DecoderWeights, prefix: NDArray[np.float32], prompt: Sequence[int], said: Sequence[int]
) -> NDArray[np.float64]:
    """The logits [len(said), V] after each token of `said`.

    The prefix attends to itself, the prompt to itself and the prefix; every token of `said` attends
    to both, to the tokens before it and to itself.
    """
    x = np.concatenate([prefix, weights.embedding[[*prompt, *said]]]).astype(np.float64)
    x = x + weights.position[: len(x)]
    read = len(prefix) + len(prompt)
    rows = np.arange(len(x))
    hidden = (rows[None] > rows[:, None]) & (rows[None] >= read)
    hidden |= (rows[None] >= len(prefix)) & (rows[:, None] < len(prefix))
    for layer in range(LAYERS):
        inner = normed(x)
        query, key, value = (
            (inner @ table[layer]).reshape(len(x), HEADS, -1).transpose(1, 0, 2)
            for table in (weights.query, weights.key, weights.value)
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(WIDTH // HEADS)
        scores = np.where(hidden, -np.inf, scores)
        share = np.exp(scores - scores.max(axis=2, keepdims=True))
        mixed = (share / share.sum(axis=2, keepdims=True)) @ value
        x = x + mixed.transpose(1, 0, 2).reshape(len(x), WIDTH) @ weights.out[layer]
        x = x + np.maximum(normed(x) @ weights.up[layer], 0) @ weights.down[layer]
    result: NDArray[np.float64] = normed(x)[read:] @ weights.head
    return result


def normed(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each row with mean 0 and variance 1."""
    centred = x - x.mean(axis=1, keepdims=True)
    result: NDArray[np.float64] = centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5)
    return result
