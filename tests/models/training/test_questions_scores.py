import numpy as np
import pytest

from models.training.texts.question_scores import (
    abstention_precision,
    exact,
    normal,
    vqa_accuracy,
)


@pytest.mark.parametrize(
    ("given", "compared"),
    [
        ("The Red one.", "red 1"),
        ("a cat", "cat"),
        ("two dogs", "2 dogs"),
        ("None", "0"),
        ("black/white", "black white"),
        ("black, white", "black white"),
        ("1,000", "1000"),
        ("3.5 feet.", "3.5 feet"),
        ("dont", "don't"),
        ("garbage_bin", "garbage bin"),
        ("refridgerator", "refrigerator"),
        ("  ", ""),
    ],
)
def test_answers_are_compared_in_their_normal_form(given: str, compared: str) -> None:
    assert normal(given) == compared
    assert normal(compared) == compared


@pytest.mark.parametrize(
    ("same", "accuracy"), [(0, 0.0), (1, 0.3), (2, 0.6), (3, 0.9), (4, 1.0), (10, 1.0)]
)
def test_vqa_accuracy_leaves_each_of_ten_people_out(same: int, accuracy: float) -> None:
    answers = ["Two"] * same + ["seven"] * (10 - same)
    assert vqa_accuracy("2", answers) == pytest.approx(accuracy)


def test_a_single_answer_is_right_or_wrong() -> None:
    assert vqa_accuracy("the left", ["left"]) == 1
    assert vqa_accuracy("right", ["left"]) == 0


def test_several_things_are_exact_in_their_order_only() -> None:
    assert exact("cabinet cutting board", "cabinet, cutting_board")
    assert not exact("cutting board, cabinet", "cabinet, cutting_board")
    assert not exact("cabinet", "cabinet, cutting_board")


def test_abstention_is_measured_as_if_half_were_unanswerable() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(20_000) % 10 == 0
    assert abstention_precision(rng.random(20_000), truth) == pytest.approx(0.5, abs=0.02)
    assert abstention_precision(truth.astype(float), truth) == 1
    # At the first hit nothing is wrong; at the second, one of two answerable questions is.
    scores, few = np.array([4.0, 3.0, 2.0, 1.0]), np.array([True, False, True, False])
    assert abstention_precision(scores, few) == pytest.approx((1 + 1 / 1.5) / 2)
    assert np.isnan(abstention_precision(scores, np.zeros(4, bool)))
