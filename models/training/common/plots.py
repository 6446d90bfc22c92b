"""The plots of `benchmarks/`, as reproducible SVG files."""

import csv
from collections.abc import Mapping
from itertools import cycle
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

LEAST = 20
"""The fewest answers behind a point of a risk-coverage curve."""


def _save(figure: Figure, out: Path) -> None:
    with mpl.rc_context({"svg.hashsalt": "lantern", "svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None}, bbox_inches="tight")


def risk_coverage(
    probability: NDArray[np.float64], right: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coverage and risk, 0…1, when the most confident answers are given first.

    After https://arxiv.org/abs/1705.08500: the risk is the share of wrong answers among those
    given.
    """
    order = np.argsort(-probability, kind="stable")
    given = np.arange(1, len(order) + 1)
    return given / len(order), 1 - np.cumsum(right[order]) / given


def plot_risk_coverage(
    graded: Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]], out: Path
) -> None:
    """Plot risk-coverage curves by kind, each from probabilities and rightness, with a CSV.

    `out` is the SVG file; the CSV next to it has one row for every twentieth of the coverage.
    """
    figure = Figure(figsize=(6, 4))
    axes = figure.subplots()
    rows = []
    for name, (probability, right) in graded.items():
        coverage, risk = risk_coverage(probability, right)
        axes.plot(coverage[LEAST - 1 :], risk[LEAST - 1 :], label=f"{name} ({len(right)})")
        for share in np.linspace(0.05, 1, 20):
            place = round(share * len(risk)) - 1
            if place + 1 >= LEAST:
                rows.append((name, round(float(share), 2), round(float(risk[place]), 4)))
    axes.set(xlabel="share of questions answered", ylabel="share of these wrong", ylim=(0, None))
    axes.legend()
    _save(figure, out)
    with out.with_suffix(".csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["kind", "answered", "wrong"])
        table.writerows(rows)


def plot_curves(table: Path, out: Path, measures: Mapping[str, str]) -> None:
    """Plot measures over the steps of each run, from a CSV with values in percent.

    `measures` maps each column to its label.
    """
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    figure = Figure(figsize=(6, 4))
    axes = figure.subplots()
    runs = dict.fromkeys(row["run"] for row in rows)
    for style, run in zip(cycle(("-", "--", ":")), runs, strict=False):
        own = [row for row in rows if row["run"] == run]
        for number, (column, words) in enumerate(measures.items()):
            points = [(int(row["step"]), float(row[column])) for row in own if row.get(column)]
            if points:
                label = f"{words}, {run}"
                axes.plot(*zip(*points, strict=True), style, color=f"C{number}", label=label)
    axes.set(xlabel="steps", ylabel="percent", ylim=(0, 100))
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    _save(figure, out)
