"""The calibration of statements, on numbers that are easy to see through."""

import json
from pathlib import Path

import numpy as np
import pytest

from models.training.common.data import Folders
from models.training.statements.calibrate import (
    NEVER,
    Observed,
    auc,
    bars_of,
    cross_fitted,
    fitted,
    pairs,
)
from models.training.statements.sentences import told

ROWS = [
    {"photo": "a", "split": "val", "captions": ["A dog runs .", "Dogs ."]},
    {"photo": "b", "split": "val", "captions": ["A dog sleeps ."]},
    {"photo": "c", "split": "val", "captions": ["A cat ."]},
    {"photo": "d", "split": "train", "captions": ["A cow ."]},
    {
        "photo": "e",
        "split": "val",
        "statements": [
            {"text": "A bus.", "true": True, "source": "sick"},
            {"text": "No bus.", "true": False, "source": "esnlive"},
        ],
    },
]


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "flickr8k.jsonl").write_text("\n".join(map(json.dumps, ROWS)))
    return Folders(tmp_path, tmp_path)


def test_only_true_sentences_that_may_be_used_are_told(folders: Folders) -> None:
    found = {one.photo[1]: set(one.sentences) for one in told(folders, "val", ("flickr8k",))}
    assert found == {0: {"a dog runs .", "dogs ."}, 1: {"a dog sleeps ."}, 2: {"a cat ."}}


def test_each_sentence_is_put_to_a_photo_with_the_same_main_thing(folders: Folders) -> None:
    witness = np.array([[0.9, 0.0], [0.8, 0.1], [0.0, 0.9]], np.float32)
    nothing = np.zeros((3, 1), np.float32)
    seen = {"flickr8k": Observed((0, 1, 2), nothing, ("dog", "cat"), witness, nothing)}
    found = {(one.sentence, one.own[1], one.other[1]) for one in pairs(folders, seen)}
    assert found == {("a dog runs .", 0, 1), ("dogs .", 0, 1), ("a dog sleeps .", 1, 0)}


def test_bars_stand_where_verdicts_begin_to_be_wrong() -> None:
    scores = np.linspace(0, 1, 2000)
    sure = bars_of(scores, scores > 0.5)
    assert 0.5 < sure.true_probably <= sure.true_plain < 0.56
    assert 0.44 < sure.false_plain <= sure.false_probably < 0.5
    guessed = bars_of(scores, np.arange(2000) % 2 == 0)
    assert guessed.true_probably == NEVER
    assert guessed.false_probably < 0


def test_a_fit_holds_for_what_it_has_not_seen() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(400, 2)) * [1, 100] + [5, 0]
    truth = inputs[:, 0] > 5
    probability = cross_fitted(inputs, truth, np.arange(400))
    assert auc(probability[truth], probability[~truth]) > 0.98
    assert len(fitted(inputs, truth)) == 3


def test_equal_scores_count_by_half() -> None:
    assert auc(np.array([1.0, 2.0]), np.array([1.0, 0.0])) == 0.875
