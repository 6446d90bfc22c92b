import math

import numpy as np
import pytest

from models.training.common.metrics import (
    average_precision,
    calibration_error,
    fit_logistic,
    fitted,
    interval,
    least,
    logistic,
    mean_average_precision,
)


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
    fit = fitted(inputs, truth)
    assert logistic(inputs, np.array(fit.weights))[truth].mean() > 0.8
    assert fit.honest[truth].mean() < 0.65


def test_a_fit_holds_for_inputs_of_any_scale_and_for_groups_that_it_has_not_seen() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(400, 2)) * [1, 100] + [5, 0]
    truth = inputs[:, 0] > 5
    fit = fitted(inputs, truth, np.repeat(np.arange(100), 4))
    assert fit.honest[truth].mean() > 0.9 > 0.1 > fit.honest[~truth].mean()
    assert len(fit.weights) == 3
    # Each group has one answer of its own, which no other group tells.
    groups = np.repeat(np.arange(40), 10)
    noise, own = rng.normal(size=(40, 30))[groups], (rng.random(40) < 0.5)[groups]
    assert fitted(noise, own).honest[own].mean() > 0.8
    assert fitted(noise, own, groups).honest[own].mean() < 0.65


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
