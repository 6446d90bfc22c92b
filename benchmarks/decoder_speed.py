"""How fast the captioning decoder of a weights folder writes a sentence by itself."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.embedded import manifest
from models.embedded.decoding import Decoder
from models.embedded.runtime import Network

PREFIX, TOKENS = 94, 24
"""Lengths of the prefix that it reads first, and of the text that it writes."""


def tokens_a_second(folder: Path, threads: int) -> Iterator[float]:
    """Tokens a second, endlessly, one round after the other; a warm-up round is left out."""
    table = np.load(folder / manifest.EMBEDDING)
    decoder = Decoder(Network(folder / manifest.DECODER, threads), table)
    prefix = np.random.default_rng(0).normal(size=(1, PREFIX, table.shape[1])) * 0.1
    warm = False
    while True:
        seen, cache = decoder.step(decoder.begin(prefix.astype(np.float32)), [10])
        start = time.perf_counter()
        for _ in range(TOKENS):
            seen, cache = decoder.step(cache, [int(seen[0].argmax())])
        if warm:
            yield TOKENS / (time.perf_counter() - start)
        warm = True
