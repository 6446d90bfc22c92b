"""Where a text that is written token by token ends, and whether it did so by itself."""

import math
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.hub.decoder import Logits
from models.hub.tokens import Barred, SpokenTokenizer
from models.hub.writing import collected, write
from models.interfaces import TextChunk


class Script:
    """A tokenizer, reader and memory by which these texts come one after the other."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.memory: Any = SimpleNamespace(logits=self._next(0))

    def encode(self, text: str) -> Sequence[int]:
        raise AssertionError("what is written is only decoded")

    def decode(self, tokens: Sequence[int]) -> str:
        return "".join(self.texts[token] for token in tokens)

    def step(self, memory: Any, tokens: Sequence[int]) -> None:
        memory.logits = self._next(tokens[-1] + 1)

    def _next(self, token: int) -> Logits:
        # Of those that do not come next, the first is a little likelier.
        logits = -1e-4 * np.arange(len(self.texts) + 1, dtype=np.float32)
        logits[token] = 9.0
        return logits

    def written(
        self, most: int = 40, barred: Sequence[Barred] = (), *, sentence: bool = True
    ) -> tuple[list[TextChunk], bool]:
        words = SpokenTokenizer(self, frozenset({len(self.texts)}), ())
        reader: Any = self
        return collected(write(reader, words, self.memory, most, barred, sentence))


def text(script: Script) -> str:
    return "".join(piece.text for piece in script.written()[0])


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (("A", " screen", " shows", " 3", ".", "99", " euros", ".", " It"), "3.99 euros."),
        (("A", " bottle", " of", " Dr", ".", " Pepper", ".", "\n", "It"), "Dr. Pepper."),
        (("A", " door", " with", " no", ".", " ", "5", " on", " it", "."), "no. 5 on it."),
        (("A", " dog", ".", " It", " sits", "."), "A dog."),
        (("A", " dog", ". It", " sits", "."), "A dog."),
        (("A", " dog", "."), "A dog."),
    ],
)
def test_a_description_is_one_whole_sentence(tokens: tuple[str, ...], said: str) -> None:
    assert text(Script(*tokens)).endswith(said)


def test_each_token_of_it_counts_once_and_what_follows_does_not() -> None:
    def likely(*tokens: str) -> float:
        return sum(piece.log_probability for piece in Script(*tokens).written()[0])

    each = -math.log(1 + 4 * math.exp(-9))
    assert likely("A", " dog", ".", " It") == pytest.approx(3 * each, rel=0.01)
    assert likely("A", " dog", ". It", " b") == pytest.approx(3 * each, rel=0.01)


@pytest.mark.parametrize(
    ("row", "first", "said"),
    [
        ((1,), False, "AAA"),
        ((0, 1), False, "AAA"),
        ((0,), True, " dog"),
        ((0, 1), True, "AA dog"),
        ((1,), True, "A dog"),
        ((2, 1), False, "A dog"),
    ],
)
def test_another_token_comes_for_one_that_is_barred(
    row: tuple[int, ...], first: bool, said: str
) -> None:
    pieces, _ = Script("A", " dog").written(3, [Barred(row, first)])
    assert "".join(piece.text for piece in pieces) == said


def test_it_tells_whether_the_text_ended_by_itself() -> None:
    answer = Script("a", " red", " cup")
    assert answer.written(sentence=False)[1]
    assert not Script("a", " red", " cup").written(most=3, sentence=False)[1]
    assert Script("A", " dog", ".", " It").written(most=4)[1]
