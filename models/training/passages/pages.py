"""Pages with questions about them, cut into the passages that a program finds on them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models.embedded.passages import PADDING

FILE: Final = "pages.jsonl"
PARTS: Final = 5
"""Every fifth page is held back in training to fit the rule."""


@dataclass(frozen=True)
class Page:
    """A page."""

    language: str
    kind: str
    passages: tuple[str, ...]
    questions: tuple[str, ...]
    right: tuple[tuple[int, ...], ...]
    """The passages that answer each question; none, if the page does not."""


def pages(work: Path) -> list[Page]:
    """The pages that `python -m benchmarks.page_answers --cut WORK` wrote; SystemExit without."""
    path = work / FILE
    if not path.exists():
        raise SystemExit(f"{path} is missing. Run: python -m benchmarks.page_answers --cut {work}")
    return list(_read(path))


def _read(path: Path) -> Iterator[Page]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        right = tuple(map(tuple, row["right"]))
        yield Page(
            row["language"], row["kind"], tuple(row["passages"]), tuple(row["questions"]), right
        )


def padded(rows: list[list[int]]) -> NDArray[np.int64]:
    """Rows of pieces as one array [N, T]."""
    longest = max(map(len, rows))
    return np.array([row + [PADDING] * (longest - len(row)) for row in rows], np.int64)
