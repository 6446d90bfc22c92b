"""Fit the quality gate's weights and choose its thresholds, from statistics of pictures."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.camera import quality
from models.interfaces import Problem

Values = NDArray[np.float64]

ITERATIONS = 200
TOLERANCE = 1e-5
"""Change of a weight below which a fit has converged."""
LOOK_AHEAD = 5
"""Good photos that one step of the search for thresholds may cost."""


@dataclass(frozen=True)
class Sample:
    """Statistics of pictures: [n, features], with each one's problem (None if good) and kind."""

    values: Values
    problems: NDArray[np.object_]
    kinds: NDArray[np.str_]

    def good(self) -> NDArray[np.bool_]:
        """Which pictures have no problem."""
        return np.array([problem is None for problem in self.problems])

    def only(self, which: NDArray[np.bool_]) -> "Sample":
        """A subset."""
        return Sample(self.values[which], self.problems[which], self.kinds[which])


def fit(values: Values, wanted: NDArray[np.bool_], penalty: float) -> tuple[Values, float]:
    """Weights and bias of a logistic regression by Newton's method, with balanced classes.

    Raises ArithmeticError if it does not converge.
    """
    columns = np.column_stack([values, np.ones(len(values))])
    weight = np.where(wanted, (~wanted).sum() / wanted.sum(), 1.0)
    ridge = np.diag([penalty] * values.shape[1] + [1e-6])
    sign = np.where(wanted, -1.0, 1.0)

    def loss(solution: Values) -> float:
        wrong = np.logaddexp(0, sign * (columns @ solution))
        return float(weight @ wrong + solution @ ridge @ solution / 2)

    solution = np.zeros(columns.shape[1])
    for _ in range(ITERATIONS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ solution, -500, 500)))
        curve = weight * chance * (1 - chance)
        slope = columns.T @ (weight * (chance - wanted)) + ridge @ solution
        step = np.linalg.solve((columns * curve[:, None]).T @ columns + ridge, slope)
        # Whole steps overshoot the minimum if the classes are separable.
        before = loss(solution)
        while loss(solution - step) > before and np.abs(step).max() > TOLERANCE:
            step = step / 2
        solution = solution - step
        if np.abs(step).max() < TOLERANCE:
            return solution[:-1], float(solution[-1])
    raise ArithmeticError("The fit did not converge.")


def fit_all(train: Sample, penalty: float) -> quality.Thresholds:
    """A detector for each problem; the thresholds are still 0."""
    good = train.good()
    mean, scale = train.values[good].mean(axis=0), train.values.std(axis=0) + 1e-6
    ready = quality.prepared(train.values, quality.Thresholds(mean, scale, {}))
    detectors = {}
    for problem in Problem:
        wanted = train.problems == problem
        against_good = fit(ready[wanted | good], wanted[wanted | good], penalty)
        against_others = fit(ready[~good], wanted[~good], penalty)
        detectors[problem] = quality.Detector(*against_good, 0.0, *against_others)
    # Choose thresholds for the weights as they are written, not for more precise ones.
    return quality.read_thresholds(toml(quality.Thresholds(mean, scale, detectors), "fitted"))


def table(values: Values, thresholds: quality.Thresholds) -> Values:
    """[n, problems]: how far each score is above its threshold."""
    ready = quality.prepared(values, thresholds)
    return np.column_stack(
        [ready @ of.weights + of.bias - of.threshold for of in thresholds.detectors.values()]
    )


def with_thresholds(
    thresholds: quality.Thresholds, good: Values, bad: Sample, alarms: float
) -> quality.Thresholds:
    """Thresholds with which all problems together refuse at most `alarms` of the good photos.

    Each starts above every good photo. In each step the one is lowered that finds the most of `bad`
    for each good photo that it costs.
    """
    raw, bad_raw = table(good, thresholds), table(bad.values, thresholds)
    ordered = np.sort(raw, axis=0)[::-1]
    # Halfway between two photos, so that the last digit of a score does not matter.
    levels = np.vstack([ordered[:1] + 1e-3, (ordered[1:] + ordered[:-1]) / 2])
    allowed = int(alarms * len(good))
    places, columns = np.zeros(levels.shape[1], int), np.arange(levels.shape[1])

    def cost_and_found(places: NDArray[np.int_]) -> tuple[int, float]:
        limits = levels[places, columns]
        refused = int((raw > limits).any(axis=1).sum())
        return refused, mean_by_kind(np.asarray((bad_raw > limits).any(axis=1)), bad.kinds)

    cost, found = cost_and_found(places)
    while True:
        steps = []
        for column in columns:
            for down in range(1, LOOK_AHEAD + 1):
                lower = places.copy()
                lower[column] += down
                lower_cost, lower_found = cost_and_found(lower)
                gain = (lower_found - found) / (lower_cost - cost + 0.1)
                if lower_cost <= allowed and gain > 0:
                    steps.append((gain, lower_cost, lower_found, lower.tolist()))
        if not steps:
            break
        _, cost, found, chosen = max(steps)
        places = np.array(chosen)
    limits = levels[places, columns]
    detectors = {
        problem: replace(of, threshold=float(limit))
        for (problem, of), limit in zip(thresholds.detectors.items(), limits, strict=True)
    }
    return replace(thresholds, detectors=detectors)


def mean_by_kind(values: NDArray[np.bool_], kinds: NDArray[np.str_]) -> float:
    """The mean over the kinds of each kind's mean."""
    return float(np.mean([values[kinds == kind].mean() for kind in np.unique(kinds)]))


def detection(bad: Sample, thresholds: quality.Thresholds) -> float:
    """The mean over the kinds of bad pictures of the share refused."""
    return mean_by_kind(np.asarray(table(bad.values, thresholds).max(axis=1) > 0), bad.kinds)


def held_out_alarms(
    thresholds: quality.Thresholds, good: Values, bad: Sample, alarms: float
) -> float:
    """The share of good photos refused by thresholds chosen on the other half."""
    halves = good[::2], good[1::2]
    shares = [
        (table(judged, with_thresholds(thresholds, by, bad, alarms)).max(axis=1) > 0).mean()
        for by, judged in (halves, halves[::-1])
    ]
    return float(np.mean(shares))


def toml(thresholds: quality.Thresholds, remark: str) -> str:
    """The text of `quality.toml`."""

    def numbers(values: Values) -> str:
        return "[" + ", ".join(f"{value:.6g}" for value in values) + "]"

    lines = [
        "# Made by `python -m benchmarks.quality_thresholds`; do not edit.",
        f"# {remark}",
        "features = [" + ", ".join(f'"{name}"' for name in quality.NAMES) + "]",
        f"mean = {numbers(thresholds.mean)}",
        f"scale = {numbers(thresholds.scale)}",
    ]
    for problem, of in thresholds.detectors.items():
        lines += ["", f"[problems.{problem}]", f"weights = {numbers(of.weights)}"]
        lines += [f"bias = {of.bias!r}", f"threshold = {of.threshold!r}"]
        lines += [f"naming_weights = {numbers(of.naming_weights)}"]
        lines += [f"naming_bias = {of.naming_bias!r}"]
    return "\n".join(lines) + "\n"
