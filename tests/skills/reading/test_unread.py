"""Why nothing could be read, and the thresholds that drawn labels chose."""

import csv
from pathlib import Path

import pytest

from assistant.protocol.text import TextProblem
from assistant.skills import written
from assistant.skills.reading import read_skill, unread
from assistant.skills.reading.unread import SHINING, SMALL, Unread, reason
from models.interfaces import Problem

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def chosen(name: str) -> list[dict[str, str]]:
    with (BENCHMARKS / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["chosen"]]


def test_what_the_labels_chose_stands_in_the_code() -> None:
    values = {row["threshold"]: float(row["value"]) for row in chosen("reading_reasons.csv")}
    assert values == {"SMALL": unread.SMALL, "SHINING": unread.SHINING, "BORDER": read_skill.BORDER}


def test_what_the_photos_chose_stands_in_the_code() -> None:
    (row,) = chosen("prominent_text.csv")
    assert (float(row["height"]), float(row["probability"])) == (written.LARGE, written.SURE)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (Unread(Problem.DARK, (30.0,), 0.0, True, True), TextProblem.DARK),
        (Unread(None, (), 0.0, True, False), TextProblem.FAR),
        (Unread(None, (), 0.0, False, True), TextProblem.NO_TEXT),
        (Unread(Problem.BLURRED, (), 0.0, False, False), TextProblem.BLURRED),
        (Unread(Problem.BLANK, (), SHINING, False, False), TextProblem.GLARE),
        (Unread(None, (), SHINING, False, False), TextProblem.NO_TEXT),
        (Unread(None, (30.0,), SHINING, False, False), TextProblem.GLARE),
        (Unread(None, (5.0, SMALL - 1, 40.0), 0.0, False, True), TextProblem.FAR),
        (Unread(None, (5.0, SMALL, 40.0), 0.0, False, True), TextProblem.CUT_OFF),
        (Unread(None, (5.0, SMALL, 40.0), 0.0, False, False), TextProblem.BLURRED),
    ],
)
def test_the_likeliest_reason_is_told(seen: Unread, expected: TextProblem) -> None:
    assert reason(seen) is expected
