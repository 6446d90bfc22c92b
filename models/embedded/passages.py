"""Which of the passages of a text answers a question, in English, German or Spanish.

Questions and passages become vectors of one space, in which an answer is near its question:
multilingual E5 (https://arxiv.org/abs/2402.05672), with the word pieces of three languages, four
bits a weight, and biases and matrices of low rank trained on pages.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models import json_files
from models.certainty import Bars, fitted
from models.embedded.files import reading
from models.embedded.runtime import Network, Numbers, usable_threads
from models.embedded.tokens import load_tokenizer
from models.interfaces import PageKind, PassageAnswer

FILE: Final = "passages.json"
NETWORK: Final = "passages.onnx"
KINDS: Final = "page-kinds.npz"
TOKENIZER: Final = "passages-tokenizer.json.gz"
MOST_PIECES: Final = 96
"""A longer passage is truncated."""
PADDING: Final = 1
TOGETHER: Final = 16
"""Passages that are encoded at once: more take more memory, and no less time."""
_SIGNS: Final = " .,!?\u00bf\u00a1"


@dataclass(frozen=True, slots=True)
class PassageRule:
    """The numbers that the calibration chooses."""

    right: tuple[float, ...]
    """For the nearest passage to answer, one for each of `features`, and a constant."""
    bars: Bars
    kinds: Bars
    """For the kind of a page."""


@dataclass(frozen=True, slots=True)
class LinearLayer:
    """Tells a kind by a vector, such as that of a page by the mean of its passages' vectors."""

    names: NDArray[np.str_]
    weight: NDArray[np.float16]
    """[D, K]."""
    bias: NDArray[np.float16]
    """[K]."""

    def probabilities(self, vector: Numbers, among: Collection[str] = ()) -> Numbers:
        """How likely each kind is [K], `among` these if any are named."""
        fit = vector @ self.weight.astype(np.float32) + self.bias
        if among:
            fit = np.where(np.isin(self.names, list(among)), fit, -np.inf)
        shares = np.exp(fit - fit.max())
        likely: Numbers = shares / shares.sum()
        return likely

    def likeliest(self, vector: Numbers, among: Collection[str] = ()) -> tuple[str, float]:
        """The likeliest kind, and its probability."""
        likely = self.probabilities(vector, among)
        best = int(likely.argmax())
        return str(self.names[best]), float(likely[best])


def load_layer(path: Path) -> LinearLayer:
    """Load a layer. Raises ModelError."""
    with reading(path), np.load(path, allow_pickle=False) as parts:
        return LinearLayer(**parts)


class PassageEncoder:
    """Encodes questions and passages as unit vectors [D] of one space."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Nothing is loaded before it is needed."""
        self._folder, self._threads = folder, usable_threads(threads)

    def questions(self, texts: Sequence[str]) -> Numbers:
        """Encode questions [N, D]. Raises ModelError."""
        return self._encoded([f"query: {text}" for text in texts])

    def passages(self, texts: Sequence[str]) -> Numbers:
        """Encode passages [N, D]. Raises ModelError."""
        return self._encoded([f"passage: {text}" for text in texts])

    @cached_property
    def _network(self) -> Network:
        return Network(self._folder / NETWORK, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._folder / TOKENIZER)

    def _encoded(self, texts: Sequence[str]) -> Numbers:
        rows = [self._tokenizer.encode(text).ids[:MOST_PIECES] for text in texts]
        # Alike lengths together leave little to pad.
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        found: dict[int, Numbers] = {}
        for start in range(0, len(order), TOGETHER):
            places = order[start : start + TOGETHER]
            pieces = np.full((len(places), len(rows[places[-1]])), PADDING, np.int64)
            for number, place in enumerate(places):
                pieces[number, : len(rows[place])] = rows[place]
            (vectors,) = self._network(pieces=pieces)
            found |= zip(places, vectors, strict=True)
        return np.stack([found[place] for place in range(len(rows))])


def bare(words: str) -> str:
    """Words as the network learned questions: in small letters, without signs at their ends."""
    return words.casefold().strip(_SIGNS)


def features(cosines: Numbers) -> tuple[float, ...]:
    """How near the nearest passage is, how far ahead of the next, and among how many.

    Cosines count ten times, so that all three have about the same spread.
    """
    nearest, *others = sorted(cosines.tolist(), reverse=True)
    return 10 * nearest, 10 * (nearest - max(others, default=0.0)), log(len(cosines))


class EmbeddedPassages:
    """A `PassageFinder` of a weights folder."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Raises ModelError."""
        self.encoder = PassageEncoder(folder, threads)
        path = folder / FILE
        with reading(path):
            self._rule = json_files.read(path, PassageRule)
        self._kinds = load_layer(folder / KINDS)

    def kind(self, encoded: Numbers, among: Collection[str] = ()) -> PageKind:
        name, probability = self._kinds.likeliest(encoded.mean(0), among)
        return PageKind(name, self._rule.kinds.grade(probability))

    def encode(self, passages: Sequence[str]) -> Numbers:
        return self.encoder.passages(passages)

    def find(self, question: str, encoded: Numbers) -> PassageAnswer:
        cosines = encoded @ self.encoder.questions([bare(question)])[0]
        probability = fitted(self._rule.right, features(cosines))
        place = int(cosines.argmax())
        return PassageAnswer(place, probability, self._rule.bars.grade(probability))
