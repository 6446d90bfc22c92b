"""The plots of the benchmarks."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models.training.common.plots import plot_curves, plot_risk_coverage, risk_coverage


def test_the_surest_answers_come_first() -> None:
    coverage, risk = risk_coverage(np.array([0.2, 0.9, 0.6, 0.8]), np.array([0.0, 1, 0, 1]))
    assert coverage.tolist() == [0.25, 0.5, 0.75, 1]
    assert risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])


def test_a_plot_of_risk_comes_with_its_table_and_is_the_same_each_time(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    probability = rng.uniform(size=200)
    right = (rng.uniform(size=200) < probability).astype(float)
    plots = []
    for name in ("a", "b"):
        plot_risk_coverage({"Presence": (probability, right)}, tmp_path / f"{name}.svg")
        plots.append((tmp_path / f"{name}.svg").read_text())
    assert plots[0] == plots[1]
    assert "Presence (200)" in plots[0]
    with (tmp_path / "a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[-1]["answered"] == "1.0"
    assert float(rows[-1]["wrong"]) == pytest.approx(1 - right.mean(), abs=1e-4)
    assert float(rows[0]["answered"]) == 0.1  # no point stands for fewer than 20 answers


def test_learning_curves_are_plotted_for_each_run(tmp_path: Path) -> None:
    table = tmp_path / "runs.csv"
    table.write_text("run,step,R@1,names\none,5,10.0,\none,9,20.0,\ntwo,5,11.0,50.0\n")
    plot_curves(table, tmp_path / "runs.svg", {"R@1": "recall", "names": "names right"})
    plot = (tmp_path / "runs.svg").read_text()
    assert "recall, one" in plot
    assert "recall, two" in plot
    assert "names right, two" in plot
    assert "names right, one" not in plot
