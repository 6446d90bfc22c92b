"""Which of the passages of a text answers a question, in English, German or Spanish.

Questions and passages become vectors of one space, in which an answer is near its question:
multilingual E5 (https://arxiv.org/abs/2402.05672), with the word pieces of three languages, four
bits a weight, and biases and matrices of low rank trained on pages. The nearest passages are read
once more together with the question, as rerankers do (https://arxiv.org/abs/1901.04085), by the
same network with other biases and matrices of low rank.
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
ANSWERS: Final = "passage-answers.npz"
ANSWERING: Final = "yes", "no"
"""What a vector of a question with a passage tells: whether that answers."""
TOKENIZER: Final = "passages-tokenizer.json.gz"
MOST_PIECES: Final = 96
"""A longer passage is truncated."""
PADDING: Final = 1
MOST_TOGETHER: Final = 128
"""Pieces of a question and a passage that are read together."""
READ: Final = 4
"""The nearest passages are read together with the question."""
TOGETHER: Final = 16
"""Passages that are encoded at once: more take more memory, and no less time."""
_ALONE: Final = 5.0
"""By how much the only passage is the best."""
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

    def fits(self, vectors: Numbers) -> Numbers:
        """How well each kind fits vectors [..., D], as logits [..., K]."""
        found: Numbers = vectors @ self.weight.astype(np.float32) + self.bias
        return found

    def probabilities(self, vector: Numbers, among: Collection[str] = ()) -> Numbers:
        """How likely each kind is [K], `among` these if any are named."""
        fit = self.fits(vector)
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
        return self._encoded([self._pieces(f"query: {text}") for text in texts])

    def passages(self, texts: Sequence[str]) -> Numbers:
        """Encode passages [N, D]. Raises ModelError."""
        return self._encoded([self._pieces(f"passage: {text}") for text in texts])

    def together(self, question: str, passages: Sequence[str]) -> Numbers:
        """Encode a question with each of some passages [N, D]. Raises ModelError."""
        rows = [together(self._tokenizer, question, passage) for passage in passages]
        return self._encoded(rows, together=True)

    @cached_property
    def _network(self) -> Network:
        return Network(self._folder / NETWORK, self._threads)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(self._folder / TOKENIZER)

    def _pieces(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text).ids[:MOST_PIECES])

    def _encoded(self, rows: Sequence[list[int]], *, together: bool = False) -> Numbers:
        # Alike lengths together leave little to pad.
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        found: dict[int, Numbers] = {}
        for start in range(0, len(order), TOGETHER):
            places = order[start : start + TOGETHER]
            pieces = np.full((len(places), len(rows[places[-1]])), PADDING, np.int64)
            for number, place in enumerate(places):
                pieces[number, : len(rows[place])] = rows[place]
            (vectors,) = self._network(pieces=pieces, together=np.array(together, np.int64))
            found |= zip(places, vectors, strict=True)
        return np.stack([found[place] for place in range(len(rows))])


def together(words: Tokenizer, question: str, passage: str) -> list[int]:
    """A question and a passage as one row of pieces."""
    asked, told = (words.encode(one).ids for one in (f"query: {question}", f"passage: {passage}"))
    return [*asked, *told[1:]][:MOST_TOGETHER]


def bare(words: str) -> str:
    """Words as the network learned questions: in small letters, without signs at their ends."""
    return words.casefold().strip(_SIGNS)


@dataclass(frozen=True, slots=True)
class Found:
    """The passage that fits a question best."""

    place: int
    features: tuple[float, ...]
    """How well it fits, how much better than the next, how near it is, and among how many."""


def best(cosines: Numbers, near: Sequence[int], fits: Numbers) -> Found:
    """The best of the passages that were read together with the question.

    `cosines` are of all passages [N], `fits` of the `near` ones, as logits. Cosines count ten
    times, so that all features have about the same spread, and twice beside what is read together.
    """
    nearness = 10 * cosines[list(near)]
    scores = fits + 2 * nearness
    first, *others = np.argsort(-scores, kind="stable").tolist()
    lead = float(scores[first] - scores[others[0]]) if others else _ALONE
    numbers = float(fits[first]), lead, float(nearness[first]), log(len(cosines))
    return Found(near[first], numbers)


class EmbeddedPassages:
    """A `PassageFinder` of a weights folder."""

    def __init__(self, folder: Path, threads: int) -> None:
        """Raises ModelError."""
        self.encoder = PassageEncoder(folder, threads)
        path = folder / FILE
        with reading(path):
            self._rule = json_files.read(path, PassageRule)
        self._kinds, self._answers = load_layer(folder / KINDS), load_layer(folder / ANSWERS)

    def kind(self, encoded: Numbers, among: Collection[str] = ()) -> PageKind:
        name, probability = self._kinds.likeliest(encoded.mean(0), among)
        return PageKind(name, self._rule.kinds.grade(probability))

    def encode(self, passages: Sequence[str]) -> Numbers:
        return self.encoder.passages(passages)

    def find(self, question: str, passages: Sequence[str], encoded: Numbers) -> PassageAnswer:
        found = found_by(self.encoder, self._answers, bare(question), passages, encoded)
        probability = fitted(self._rule.right, found.features)
        return PassageAnswer(found.place, probability, self._rule.bars.grade(probability))


def found_by(
    encoder: PassageEncoder,
    answers: LinearLayer,
    question: str,
    passages: Sequence[str],
    encoded: Numbers,
) -> Found:
    """The passage that answers a bare question best. Raises ModelError."""
    cosines = encoded @ encoder.questions([question])[0]
    near = np.argsort(-cosines, kind="stable")[:READ].tolist()
    told = answers.fits(encoder.together(question, [passages[place] for place in near]))
    return best(cosines, near, told[:, 0] - told[:, 1])
