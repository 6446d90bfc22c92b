"""Metrics of names and probabilities, and the small logistic fits that calibrate them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F  # noqa: N812 - torch's own name for it

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """A measured value."""

    what: str
    value: float
    number: int
    """How many were measured."""
    span: tuple[float, float] | None = None
    """Its 95 % interval."""
    counted: str = "photos"

    def sentence(self) -> str:
        """A line of the model card: "what: value (n photos, low to high)"."""
        span = f", {self.span[0]:.3g} to {self.span[1]:.3g}" if self.span else ""
        return f"{self.what}: {self.value:.3g} ({self.number} {self.counted}{span})."


def share(what: str, right: NDArray[np.bool_]) -> Figure:
    """The share that is right."""
    span = interval(len(right), lambda rows: float(right[rows].mean())) if len(right) else None
    return Figure(what, float(right.mean()) if len(right) else np.nan, len(right), span)


def average_precision(scores: Array, truth: NDArray[np.bool_]) -> float:
    """Area under precision over recall for one name; nan if nothing is true."""
    if not truth.any():
        return float("nan")
    hits = truth[np.argsort(-scores, kind="stable")]
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float(precision[hits].mean())


def mean_average_precision(scores: Array, truth: NDArray[np.bool_]) -> float:
    """Mean average precision over the names [N, M] that are true somewhere."""
    each = [average_precision(scores[:, n], truth[:, n]) for n in range(truth.shape[1])]
    return float(np.nanmean(each))


def calibration_error(probability: Array, right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width (https://arxiv.org/abs/1706.04599)."""
    place = np.minimum((probability * 10).astype(int), 9)
    error = 0.0
    for number in range(10):
        inside = place == number
        if inside.any():
            error += inside.mean() * abs(probability[inside].mean() - right[inside].mean())
    return float(error)


def interval(
    rows: int, measure: Callable[[NDArray[np.int64]], float], rounds: int = 500
) -> tuple[float, float]:
    """The 95 % bootstrap interval of a measure over resampled rows."""
    rng = np.random.default_rng(0)
    values = [measure(rng.integers(0, rows, rows)) for _ in range(rounds)]
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def fit_logistic(inputs: Array, truth: NDArray[np.bool_] | Array, decay: float = 1e-3) -> Array:
    """Logistic regression on truth or shares 0…1: coefficients, the constant last, [F + 1]."""
    x = torch.from_numpy(np.column_stack([inputs, np.ones(len(inputs))])).double()
    y = torch.from_numpy(truth.astype(np.float64))
    beta = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([beta], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = F.binary_cross_entropy_with_logits(x @ beta, y)
        loss = loss + decay * (beta[:-1] ** 2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return beta.detach().numpy()


def fit_choice(
    options: Sequence[Array], right: Sequence[Array], start: Array, decay: float = 2e-3
) -> Array:
    """The weights [F] with which a softmax over weighted options [O, F] best finds the right ones.

    `right` says how right each option is [O]; rows without any right one count for nothing. The
    weights begin at `start`.
    """
    rows = [(x, r / r.sum()) for x, r in zip(options, right, strict=True) if r.sum() > 0]
    most = max(len(x) for x, _ in rows)
    inputs = torch.zeros(len(rows), most, len(start), dtype=torch.float64)
    shares = torch.zeros(len(rows), most, dtype=torch.float64)
    absent = torch.full_like(shares, -1e9)
    for place, (x, share) in enumerate(rows):
        inputs[place, : len(x)] = torch.from_numpy(x)
        shares[place, : len(x)] = torch.from_numpy(share)
        absent[place, : len(x)] = 0
    beta = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([beta], max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        likely = (inputs @ beta + absent).log_softmax(1)
        loss = -(shares * likely).sum(1).mean() + decay * (beta**2).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return beta.detach().numpy()


def logistic(inputs: Array, beta: Array) -> Array:
    """The probabilities of a logistic fit."""
    value = inputs @ beta[:-1] + beta[-1]
    return np.asarray(1 / (1 + np.exp(-np.clip(value, -40, 40))))


def folds(count: int, parts: int) -> NDArray[np.int64]:
    """A fold number for each row, always the same."""
    return np.random.default_rng(0).permutation(count) % parts


@dataclass(frozen=True)
class Fit:
    """A logistic fit of inputs of any scale."""

    weights: tuple[float, ...]
    """The constant last."""
    honest: Array
    """The probability of each row [N], from a fit without its fold (one of five)."""


def fitted(
    inputs: Array,
    truth: NDArray[np.bool_] | Array,
    groups: Sequence[int] | NDArray[np.int64] | None = None,
) -> Fit:
    """Fit rows; those of one of the `groups` (numbers from 0 on, [N]) are in one fold."""
    group = np.arange(len(inputs)) if groups is None else np.asarray(groups)
    part = folds(1 + int(group.max()), 5)[group]
    honest = np.zeros(len(inputs))
    for number in range(5):
        beta = _scaled_fit(inputs[part != number], truth[part != number])
        honest[part == number] = logistic(inputs[part == number], beta)
    return Fit(rounded(_scaled_fit(inputs, truth)), honest)


def _scaled_fit(inputs: Array, truth: NDArray[np.bool_] | Array) -> Array:
    mean, spread = inputs.mean(0), inputs.std(0) + 1e-6
    beta = fit_logistic((inputs - mean) / spread, truth)
    weights = beta[:-1] / spread
    return np.append(weights, beta[-1] - weights @ mean)


def rounded(values: Iterable[float]) -> tuple[float, ...]:
    """Numbers as they are written to a file."""
    return tuple(round(float(value), 5) for value in values)


NEVER = 1.01
"""A threshold that nothing reaches."""
FEWEST = 15
"""A threshold must leave at least this many scores."""


def least(
    scores: NDArray[np.float64],
    truth: Array | NDArray[np.bool_],
    precision: float,
    below: float = NEVER,
) -> float:
    """The lowest threshold for which enough scores between it and `below` are true.

    Returns `below` if there is none, or if fewer than `FEWEST` scores would be left.
    """
    inside = scores < below
    scores, truth = scores[inside], truth[inside]
    order = np.argsort(-scores, kind="stable")
    share = np.cumsum(truth[order].astype(np.float64)) / np.arange(1, len(order) + 1)
    enough = (share >= precision) & (np.arange(1, len(order) + 1) >= FEWEST)
    # A threshold takes all equal scores or none.
    last = np.append(np.diff(scores[order]) != 0, True)[: len(order)]
    good = np.flatnonzero(enough & last)
    return round(float(scores[order[good[-1]]]), 4) if len(good) else below
