"""How much each length of context counts is learned from captions."""

import numpy as np
import pytest

from benchmarks.next_words import likelihoods, shares

COLUMN = {"a": 0, "dog": 1, "runs": 2, "a dog": 3, "a dog runs": 4}
COUNTS = np.array([1.0, 0.5, 0.5, 0.5, 0.25], np.float32)


def test_each_context_gives_the_share_of_what_was_expected_before() -> None:
    dog, runs = likelihoods(COUNTS, COLUMN, "A dog runs.", words=10)
    assert dog == pytest.approx([0.1, 0.25, 0.5, 0.0, 0.0])
    assert runs == pytest.approx([0.1, 0.25, 0.0, 0.5, 0.0])
    assert likelihoods(COUNTS, COLUMN, "dog sleeps", words=10) == [[0.1, 0.0, 0.0, 0.0, 0.0]]


def test_what_explains_the_words_gets_the_share() -> None:
    rng = np.random.default_rng(0)
    likely = np.where(rng.random((4000, 1)) < 0.8, [[0.5, 0.01]], [[0.01, 0.5]])
    assert shares(likely) == pytest.approx([0.8, 0.2], abs=0.05)
