"""Which button a finger points at: drawn panels in three languages, with fingers of every tone.

    python -m benchmarks.pointing

Draws 200 panels of appliances, keypads, lifts and terminals (`models/training/held_up/panels.py`).
On most, a finger is at a button; on the others it is between buttons, the hand is open, or there is
no hand. None of them was used to choose the bars of `assistant/skills/point/`.

It prints, and writes to `benchmarks/pointing.csv`, how often each case gets a plain answer or one
with "probably", and how many of these are right. It also prints the median seconds to an answer.
"""

import csv
import time
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.picture_session import PictureSession
from assistant.skills.point import panel
from benchmarks.command import command
from models.interfaces import UNCANCELLED
from models.training.held_up.panels import CASES, drawn

ROWS: Final = Path(__file__).with_suffix(".csv")
PANELS: Final = range(2000, 2200)
HEAD: Final = ("case", "panels", "plain", "plain_right", "probably", "probably_right")


def main() -> None:
    """Draw, ask and count."""
    command(__doc__).parse_args()
    reading = compose.reading(2)
    analyser = compose.analyser(config.defaults())
    counts: Counter[tuple[str, str]] = Counter()
    took = []
    for number in PANELS:
        case = CASES[number // 2 % 4] if number % 2 else "button"
        picture, at = drawn(np.random.default_rng(number), case)
        session = PictureSession(picture, lambda: analyser, reading.labels)
        start = time.monotonic()
        told = panel.run(session, UNCANCELLED).details
        took.append(time.monotonic() - start)
        counts[case, "panels"] += 1
        grade = str(told["certainty"])
        counts[case, grade] += 1
        counts[case, f"{grade}_right"] += told["label"] == at
    with ROWS.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD)
        rows.writerows([case, *(counts[case, one] for one in HEAD[1:])] for case in CASES)
    print(ROWS.read_text(encoding="utf-8"), end="")
    print(f"{median(took):.2f} s to the answer")


if __name__ == "__main__":
    main()
