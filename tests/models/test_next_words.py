"""How a sentence about a picture goes on, by what is expected of it."""

import math

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from models.embedded.next_words import AFTER, ALONE, ANY, NextWords
from models.embedded.tokens import Words

WORDS = ("<unk>", "a", "dog", "cat", "runs", "sits", "late")
A, DOG, CAT, RUNS, SITS, LATE = range(1, 7)
RUNS_EXPECTED = {
    "a": 1.0, "dog": 0.8, "cat": 0.1, "runs": 0.5, "sits": 0.1, "late": 0.0,
    "a dog": 0.8, "a cat": 0.1, "dog runs": 0.4, "cat sits": 0.05, "a dog runs": 0.4,
    "dog runs quickly": 0.3,
}  # fmt: skip
COUNTS = np.array(list(RUNS_EXPECTED.values()), np.float32)


@pytest.fixture
def next_words() -> NextWords:
    tokenizer = Tokenizer(
        WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="<unk>")
    )
    tokenizer.pre_tokenizer = Whitespace()
    return NextWords(tuple(RUNS_EXPECTED), Words(tokenizer), size=LATE)


def test_nothing_is_said_of_the_first_word(next_words: NextWords) -> None:
    assert not next_words.log_probabilities(COUNTS, ()).any()


def test_a_word_is_likely_where_it_makes_expected_runs(next_words: NextWords) -> None:
    likely = np.exp(next_words.log_probabilities(COUNTS, (A,)))
    alone = sum(RUNS_EXPECTED[word] for word in WORDS[1:LATE])
    assert likely[DOG] == pytest.approx(ALONE * 0.8 / alone + AFTER * 0.8 / 1.0 + ANY / LATE)
    assert likely[CAT] == pytest.approx(ALONE * 0.1 / alone + AFTER * 0.1 / 1.0 + ANY / LATE)
    assert likely[DOG] > likely[CAT] > likely[SITS]


def test_all_words_together_are_at_most_certain(next_words: NextWords) -> None:
    for tokens in ((A,), (A, DOG), (RUNS,)):
        total = float(np.exp(next_words.log_probabilities(COUNTS, tokens)).sum())
        assert 0.4 < total <= 1.0 + 1e-6


def test_words_that_nobody_expects_are_hardly_likely(next_words: NextWords) -> None:
    found = next_words.log_probabilities(COUNTS, (A,))
    assert found.shape == (LATE,), "what the decoder does not know is left out"
    assert found[0] == pytest.approx(math.log(ANY / LATE))
    unknown_before = next_words.log_probabilities(COUNTS, (0,))
    assert np.isfinite(unknown_before).all()


def test_without_any_run_every_word_is_as_likely() -> None:
    tokenizer = Tokenizer(WordLevel({"<unk>": 0, "a": 1}, unk_token="<unk>"))
    found = NextWords((), Words(tokenizer), size=2)
    assert np.ptp(found.log_probabilities(np.zeros(0, np.float32), (1,))) == 0
