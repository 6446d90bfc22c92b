import math

import numpy as np
import pytest

from models.training.common.metrics import (
    NEVER,
    average_precision,
    calibration_error,
    cross_validated,
    fit_logistic,
    interval,
    least,
    logistic,
    mean_average_precision,
)
from models.training.export.calibrate import caption_bars, require_right_and_wrong


def test_average_precision_by_hand() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    assert average_precision(scores, np.array([True, False, True, False])) == pytest.approx(5 / 6)
    assert math.isnan(average_precision(scores, np.zeros(4, bool)))


def test_the_mean_leaves_out_names_that_are_nowhere() -> None:
    scores = np.array([[0.9, 0.1], [0.2, 0.8]])
    truth = np.array([[True, False], [False, False]])
    assert mean_average_precision(scores, truth) == 1


def test_calibration_error_is_none_where_shares_fit_and_large_where_they_do_not() -> None:
    probability = np.full(1000, 0.8)
    right = np.arange(1000) < 800
    assert calibration_error(probability, right) == pytest.approx(0)
    assert calibration_error(probability, ~right) == pytest.approx(0.6)


def test_a_logistic_fit_finds_the_weights_that_made_the_data() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(20_000, 2))
    truth = rng.random(20_000) < logistic(inputs, np.array([2.0, -1.0, 0.5]))
    assert fit_logistic(inputs, truth, decay=0) == pytest.approx([2, -1, 0.5], abs=0.1)


def test_cross_validation_does_not_believe_noise() -> None:
    rng = np.random.default_rng(0)
    inputs, truth = rng.normal(size=(60, 30)), rng.random(60) < 0.5
    fitted = logistic(inputs, fit_logistic(inputs, truth, decay=0.001))
    honest = cross_validated(inputs, truth)
    assert fitted[truth].mean() > 0.8
    assert honest[truth].mean() < 0.65


def test_the_interval_holds_the_mean() -> None:
    values = np.random.default_rng(0).random(200)
    low, high = interval(200, lambda rows: float(values[rows].mean()))
    assert low < values.mean() < high
    assert high - low < 0.12


def test_the_least_threshold_keeps_the_promised_precision() -> None:
    scores = np.linspace(0.01, 1, 100)
    truth = scores > 0.5
    threshold = least(scores, truth, 0.9)
    assert truth[scores >= threshold].mean() >= 0.9
    assert truth[scores >= threshold - 0.011].mean() < 0.9


def test_the_least_threshold_looks_only_below_and_gives_up_where_nothing_fits() -> None:
    scores = np.linspace(0.01, 1, 100)
    assert least(scores, scores > 0.5, 0.9, below=0.4) == 0.4
    assert least(scores, scores > 2, 0.9) > 1


def test_the_least_threshold_takes_all_equal_scores_or_none() -> None:
    scores = np.array([0.9] * 40 + [0.1] * 40)
    truth = np.array([True] * 40 + [False] * 40)
    assert least(scores, truth, 0.92) == 0.9


@pytest.mark.parametrize("right", [True, False])
def test_captions_that_are_all_right_or_all_wrong_make_no_rule(right: bool) -> None:
    with pytest.raises(ValueError, match="nothing can be learned"):
        require_right_and_wrong(np.full(20, right))
    mixed = np.array([True, False])
    assert require_right_and_wrong(mixed) is mixed


def test_captions_have_no_bar_where_too_few_would_pass_it() -> None:
    scores = np.linspace(0, 1, 200)
    assert max(caption_bars(scores, scores > 0.88)) < 1
    # Sixteen of 200, all of them right.
    assert least(scores, scores > 0.92, 0.92) < 1
    assert caption_bars(scores, scores > 0.92) == (NEVER, NEVER)
