"""Numbers on displays with seven segments: how many are read, and how many of those rightly.

    python -m benchmarks.displays --data DATA

Reads the validation photos of a fuel pump, where whole litres count and one more or less is right,
and 200 drawn displays, where every digit and point counts. Prints the shares, and writes what was
read of each to `benchmarks/displays.csv`.
"""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from assistant.runtime import compose
from assistant.settings.config import defaults
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.interfaces import Picture

OUT: Final = Path(__file__).with_name("displays.csv")
DRAWN: Final = 200
LIT: Final = (
    "abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg",
)  # fmt: skip
"""The segments of each digit: a at the top, then clockwise, g in the middle."""
ENDS: Final = {
    "a": (0, 0, 1, 0), "b": (1, 0, 1, 1), "c": (1, 1, 1, 2), "d": (0, 2, 1, 2),
    "e": (0, 1, 0, 2), "f": (0, 0, 0, 1), "g": (0, 1, 1, 1),
}  # fmt: skip
"""From where to where each runs, x y, in widths and half heights of a digit."""
INKS: Final = (
    ((150, 160, 145), (40, 45, 45)),
    ((190, 195, 185), (25, 25, 30)),
    ((20, 18, 18), (255, 60, 40)),
    ((12, 20, 14), (80, 255, 120)),
    ((10, 14, 24), (120, 200, 255)),
    ((15, 15, 15), (245, 245, 235)),
)
"""The colours of a display: its ground, and its lit segments; RGB."""


def drawn(rng: np.random.Generator) -> tuple[str, Picture]:
    """What a display says, and a picture of it [480, 640, 3]."""
    number = f"{rng.integers(1, 400) / 10 ** rng.integers(0, 3):g}"
    clock = f"{rng.integers(0, 24):02d}:{rng.integers(0, 60):02d}"
    text = (number if len(number) > 1 else f"{number}0", clock)[int(rng.random() < 0.25)]
    ground, ink = (np.array(one, np.float32) for one in INKS[rng.integers(len(INKS))])
    height = int(rng.uniform(60, 120))
    wide, stroke = int(height * rng.uniform(0.45, 0.6)), height * rng.uniform(0.09, 0.14)
    apart, off = int(wide * rng.uniform(1.5, 1.8)), rng.uniform(0, 0.08)
    lit = np.zeros((height + 60, 60 + apart * len(text), 1), np.float32)
    x = 30.0
    for one in text:
        if one in ".:":
            at = x - 0.5 * (apart - wide) * (one == ".")
            x += (apart - wide) * (one == ":")
            for y in (1.0,) if one == "." else (0.33, 0.67):
                place = round(at), round(30 + height * y)
                cv2.circle(lit, place, round(stroke * 0.6), (1,), -1, cv2.LINE_AA)
            continue
        for segment, ends in ENDS.items():
            shade = 1.0 if segment in LIT[int(one)] else off
            points = np.array(ends, np.float32).reshape(2, 2) * (wide, height / 2) + (x, 30)
            gap = (points[1] - points[0]) / np.hypot(*(points[1] - points[0])) * stroke * 0.62
            (x0, y0), (x1, y1) = np.round([points[0] + gap, points[1] - gap]).astype(int).tolist()
            if shade:
                cv2.line(lit, (x0, y0), (x1, y1), (shade,), round(stroke), cv2.LINE_AA)
        x += apart
    lit = lit[:, : round(x) + 20]
    return text, _photographed(ground + (ink - ground) * lit, rng)


def _photographed(panel: NDArray[np.float32], rng: np.random.Generator) -> Picture:
    """A display on a thing, slanted, askew, with glare, blur and noise."""
    height, width = panel.shape[:2]
    scale = min(1.0, 520 / width) * rng.uniform(0.7, 1.0)
    slant, turn = rng.uniform(0, 0.15), rng.uniform(-0.08, 0.08)
    matrix = scale * np.array([[1, turn - slant], [-turn, 1]], np.float32)
    middle = np.array([320, 240]) - matrix @ (width / 2, height / 2)
    placed = np.column_stack([matrix, middle]).astype(np.float32)
    case = np.full((480, 640, 3), rng.uniform(60, 230), np.float32)
    inside = cv2.warpAffine(np.ones((height, width), np.float32), placed, (640, 480))[..., None]
    picture = case * (1 - inside) + cv2.warpAffine(panel, placed, (640, 480)) * inside
    shine = np.linspace(rng.uniform(0, 90), rng.uniform(0, 90), 640)[None, :, None]
    picture = cv2.GaussianBlur(picture + shine * inside, (0, 0), rng.uniform(0.4, 1.4))
    return np.asarray(np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255), np.uint8)


def _pictures(data: Path) -> Iterator[tuple[str, str, Picture]]:
    """A set, what a display says, and its picture."""
    rows = [row for row in rows_of(data, "displays") if row["split"] == "val"]
    for row, picture in photos(data, "displays", rows):
        yield "fuel pump", str(row["reading"]), picture
    rng = np.random.default_rng(0)
    for _ in range(DRAWN):
        yield "drawn", *drawn(rng)


def said(skills: SkillSet, picture: Picture) -> str:
    """The largest number that is read of a picture; empty if there is none."""
    *_, text = skills.read(PictureSession(picture))
    spelt = [(line.height, line.text.replace(" ", "")) for line in text.lines]
    numbers = [one for one in spelt if re.fullmatch(r"[\d.,:-]+", one[1])]
    return max(numbers, default=(0.0, ""))[1]


def right(name: str, truth: str, told: str) -> bool:
    """Whether a number is what a display says."""
    if name == "drawn":
        return told == truth
    return re.fullmatch(r"\d+(\.\d*)?", told) is not None and abs(float(told) - int(truth)) <= 1


def main() -> None:
    """Read, print and write."""
    args = data_command(__doc__).parse_args()
    skills = compose.skills(defaults(), "world")
    lines = []
    for name, truth, picture in _pictures(args.data):
        told = said(skills, picture)
        lines.append((name, truth, told, right(name, truth, told)))
    with OUT.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("set", "display", "read", "right"), *lines])
    for name in ("fuel pump", "drawn"):
        of_set = [line for line in lines if line[0] == name]
        answered = [line for line in of_set if line[2]]
        share, good = len(answered) / len(of_set), sum(line[3] for line in answered)
        print(f"{name}: {share:.0%} of {len(of_set)} read, {good} of {len(answered)} rightly")


if __name__ == "__main__":
    main()
