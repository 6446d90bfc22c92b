"""When text is too small, has too much glare, or is cut by the border: chosen on drawn labels.

    python -m benchmarks.reading_reasons

Draws labels of known size, under a lamp, out of focus, and half outside the picture, reads them,
and chooses `SMALL` and `SHINING` of `assistant/skills/reading/unread.py` and `BORDER` of
`assistant/skills/reading/read_skill.py`:

- SMALL: the height of lines from which at most 5 % of the characters read are wrong;
- SHINING: best separates labels that a lamp makes unreadable from those out of focus;
- BORDER: best separates lines that run out of the picture from those that end close to it.

Among equally good values the middle one is taken. Prints, and writes to
`benchmarks/reading_reasons.csv`, each value with its share, and which is chosen.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np

from assistant.protocol.text import TextProblem
from assistant.runtime import compose
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.unread import Unread, reason
from benchmarks import reading_labels
from benchmarks.quality_degradations import Random
from benchmarks.reading import edits
from benchmarks.reading_labels import SIZE

Rows: TypeAlias = Sequence[tuple[float, float]]
Measured: TypeAlias = Callable[[ReadSkill, Random], Iterator[tuple[float, float]]]
Choice: TypeAlias = Callable[[Rows], float]

OUT: Final = Path(__file__).with_name("reading_reasons.csv")
SEED: Final = 12
SHRUNK, SPOILT, CUT = 60, 24, 24
"""Labels of each kind."""
HEIGHTS: Final = tuple(range(6, 31))
SHARES: Final = tuple(round(0.05 * step, 2) for step in range(1, 20))
BORDERS: Final = (0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.016, 0.024)
WRONG: Final = 0.05
"""The share of wrong characters up to which text counts as readable."""
INSIDE: Final = (6, 24)
"""The least and most pixels between the border and a line that ends close to it."""


def small(read: ReadSkill, rng: Random) -> Iterator[tuple[float, float]]:
    """The share of wrong characters from each height."""
    found: list[tuple[float, int, int]] = []
    for _ in range(SHRUNK):
        label = reading_labels.draw(rng, "straight")
        picture = reading_labels.before(label.picture, float(rng.uniform(0.1, 0.5)), rng)
        text = read.whole(PictureSession(picture))
        if not text.lines:
            continue
        heights = sorted(line.height for line in text.lines)
        stands = label.text.split("\n")
        # Lines that are left out are no error: only what is said can be wrong.
        wrong = sum(min(edits(line.text, one) for one in stands) for line in text.lines)
        found.append((heights[len(heights) // 2], wrong, sum(len(x.text) for x in text.lines)))
    for height in HEIGHTS:
        kept = [one for one in found if height <= one[0] < height + 3]
        yield height, sum(one[1] for one in kept) / max(sum(one[2] for one in kept), 1)


def shining(read: ReadSkill, rng: Random) -> Iterator[tuple[float, float]]:
    """The share of unreadable labels whose reason is right with each threshold."""
    found: list[tuple[Unread, TextProblem]] = []
    for problem in (TextProblem.GLARE, TextProblem.BLURRED):
        for _ in range(SPOILT):
            label = reading_labels.draw(rng, "straight")
            shown = PictureSession(reading_labels.SPOILT[problem](label.picture, rng))
            if not read.whole(shown).lines:
                found.append((read.unread(shown), problem))
    for share in SHARES:
        right = [
            (reason(seen, shining=share) is TextProblem.GLARE) == (problem is TextProblem.GLARE)
            for seen, problem in found
        ]
        yield share, float(np.mean(right))


def border(read: ReadSkill, rng: Random) -> Iterator[tuple[float, float]]:
    """The share of labels correctly called cut or not, with each threshold."""
    found: list[tuple[float, bool]] = []
    for number in range(2 * CUT):
        cut = number % 2 == 0
        label = reading_labels.draw(rng, "straight")
        boxes = [line.box for line in read.whole(PictureSession(label.picture)).lines]
        if not boxes:
            continue
        left = int(min(box[0] for box in boxes) * SIZE[0])
        taken = left + int(rng.integers(20, 80)) if cut else left - int(rng.integers(*INSIDE))
        part = np.ascontiguousarray(label.picture[:, max(taken, 0) :])
        seen = read.whole(PictureSession(part)).lines
        if seen:
            found.append((min(line.box[0] for line in seen), cut))
    for near in BORDERS:
        yield near, float(np.mean([(edge <= near) == cut for edge, cut in found]))


def middle(rows: Rows) -> float:
    """The value with the largest share; of several in a row, the middle one."""
    most = max(share for _, share in rows)
    best = [value for value, share in rows if share == most]
    return best[len(best) // 2]


def readable(rows: Rows) -> float:
    """The least value from which the share of wrong characters is never too large."""
    bad = [value for value, share in rows if share > WRONG]
    return min(value for value, _ in rows if value > max(bad, default=0.0))


def main() -> None:
    """Measure, choose, print and write."""
    read = compose.reading(threads=0)
    kinds: tuple[tuple[str, Measured, Choice], ...] = (
        ("SMALL", small, readable),
        ("SHINING", shining, middle),
        ("BORDER", border, middle),
    )
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("threshold", "value", "share", "chosen"))
        for name, measured, choose in kinds:
            rows = list(measured(read, np.random.default_rng(SEED)))
            chosen = choose(rows)
            for value, share in rows:
                row = (name, value, round(share, 4), "yes" if value == chosen else "")
                writer.writerow(row)
                print(*row, flush=True)


if __name__ == "__main__":
    main()
