"""Whether `lantern frame` says rightly which border cuts off a head.

    python -m benchmarks.framing --data DATA

`benchmarks/heads.tsv` has COCO validation photos of people near the camera, labelled by looking at
each: the box of the nearest person's whole head, or the borders that cut the head off, also where
none of it is in the picture. Each photo is asked about as it is. Around every whole head windows
are cut as well, about as large as a picture of a video call: with the head in it, with each border
through the head at two fifths of it, and with the upper border along the chin.

Every second photo chooses: it prints how far heads reach beyond their faces (`BEYOND` in
`models/embedded/evidence/heads.py`), and how likely a head is by the score of its face (`ODDS`).
The other half goes to `benchmarks/framing.csv`: for each kind of picture how many there are, in how
many a face was found, of how many something was said to be cut off and in how many of these the
borders were right, and for which share of all what was said of the borders was.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from assistant.protocol.geometry import Side, within
from assistant.runtime import compose
from assistant.settings import config
from assistant.skills.frame import head
from assistant.skills.skill_set import SkillSet
from benchmarks.command import data_command
from benchmarks.photos import photos, rows_of
from models.embedded.evidence.heads import BEYOND, ODDS
from models.embedded.places import overlap
from models.interfaces import UNCANCELLED, Box, Picture
from models.training.common.metrics import fit_logistic

ROOT: Final = Path(__file__).parent.parent
LABELS: Final = ROOT / "benchmarks" / "heads.tsv"
WIDE, HIGH = 3.2, 2.6
"""The size of a window in widths and heights of the head."""
ABOVE: Final = 0.4
"""What a window leaves above the head, in heights of it."""
LOST: Final = 0.4
"""The share of the head that a border cuts off."""
SMALLEST: Final = 60
"""Pixels that a window must have each way."""
SAME: Final = 0.25
"""The overlap from which two boxes are of one head."""
HEAD: Final = ("kind", "pictures", "faces", "said_cut", "right", "right_share", "met_share")


@dataclass(frozen=True, slots=True)
class Case:
    """A picture, and what is true of it."""

    photo: str
    kind: str
    picture: Picture
    cut: frozenset[Side]
    head: Box | None
    """None if it is cut off."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was found in the picture of a case."""

    case: Case
    found: head.HeadInPicture
    odds: float
    """The log odds of the likeliest head by the score of its face."""
    likeliest: Box | None
    """The likeliest head, however likely."""


def cases(data: Path) -> Iterator[Case]:
    """Every picture."""
    with LABELS.open(newline="") as file:
        labels = {row["photo"]: row for row in csv.DictReader(file, delimiter="\t")}
    rows = [row for row in rows_of(data, "coco") if row["photo"] in labels]
    for row, picture in photos(data, "coco", rows):
        label = labels[row["photo"]]
        if not label["head"]:
            cut = frozenset(map(Side, label["cut"].split()))
            yield Case(row["photo"], "photo, cut off", picture, cut, None)
            continue
        x0, y0, x1, y1 = map(float, label["head"].split())
        yield Case(row["photo"], "photo, whole", picture, frozenset(), (x0, y0, x1, y1))
        yield from windows(row["photo"], picture, (x0, y0, x1, y1))


def windows(photo: str, picture: Picture, box: Box) -> Iterator[Case]:
    """Parts of a photo around a whole head."""
    x0, y0, x1, y1 = box
    wide, high = x1 - x0, y1 - y0
    left, top = (x0 + x1 - WIDE * wide) / 2, y0 - ABOVE * high
    corners = {
        "whole": (left, top),
        "top": (left, y0 + LOST * high),
        "left": (x0 + LOST * wide, top),
        "right": (x1 - (LOST + WIDE) * wide, top),
        "bottom": (left, y1 - (LOST + HIGH) * high),
        "below the chin": (left, y1),
    }
    for kind, (x, y) in corners.items():
        part = within((x, y, x + WIDE * wide, y + HIGH * high))
        height, width = picture.shape[:2]
        a, b, c, d = (round(e * size) for e, size in zip(part, (width, height) * 2, strict=True))
        pixels = np.ascontiguousarray(picture[b:d, a:c])
        if min(pixels.shape[:2]) < SMALLEST:
            continue
        cut = {Side.TOP} if kind == "below the chin" else {side for side in Side if side == kind}
        size = (part[2] - part[0], part[3] - part[1]) * 2
        inside = [(e - o) / s for e, o, s in zip(box, (part[0], part[1]) * 2, size, strict=True)]
        seen = None if kind == "below the chin" else (inside[0], inside[1], inside[2], inside[3])
        yield Case(photo, f"window, {kind}", pixels, frozenset(cut), seen)


def ask(skills: SkillSet, case: Case) -> Told:
    """What is said of a picture."""
    session = skills.session(case.picture)
    found = head.look_for(session, UNCANCELLED)
    look = session.analysis().look
    locate = session.models.finder.locate
    seen = None if look is None else locate(case.picture, look, head.FACE)
    if seen is None:
        return Told(case, found, -np.inf, None)
    factor, constant = ODDS
    odds = (np.log(seen.probability / (1 - seen.probability)) - constant) / factor
    return Told(case, found, float(odds), seen.box)


def is_right(told: Told) -> bool:
    """Whether the likeliest head is that of the nearest person."""
    where = told.case.head
    if where is None or told.likeliest is None:
        return False
    return overlap(where, told.likeliest) >= SAME


def reach(told: Sequence[Told]) -> tuple[float, ...]:
    """How far whole heads reach beyond their faces: left, top, right, bottom."""
    whole = [one for one in told if not one.case.cut and is_right(one)]
    left, top, right, bottom = BEYOND
    rows = []
    for one in whole:
        assert one.case.head is not None
        assert one.likeliest is not None
        x0, y0, x1, y1 = one.likeliest
        wide, high = (x1 - x0) / (1 + left + right), (y1 - y0) / (1 + top + bottom)
        face = x0 + left * wide, y0 + top * high, x1 - right * wide, y1 - bottom * high
        a, b, c, d = one.case.head
        rows.append(
            (
                *((face[0] - a) / wide, (face[1] - b) / high),
                *((c - face[2]) / wide, (d - face[3]) / high),
            )
        )
    return tuple(round(float(one), 2) for one in np.median(rows, axis=0))


def figures(some: Sequence[Told]) -> tuple[int | str, ...]:
    """The values of some pictures, as in the head of the file."""
    said = [one for one in some if one.found.cut]
    right = sum(frozenset(one.found.cut) == one.case.cut for one in said)
    met = sum(frozenset(one.found.cut) == one.case.cut for one in some)
    faces = sum(one.found.head is not None for one in some)
    share = f"{right / len(said):.3f}" if said else ""
    return len(some), faces, len(said), right, share, f"{met / len(some):.3f}"


def main() -> None:
    """Ask, choose, write."""
    skills = compose.skills(config.defaults(), "world")
    told = [ask(skills, case) for case in cases(data_command(__doc__).parse_args().data)]
    order = sorted({one.case.photo for one in told})
    chooses, rest = [[t for t in told if order.index(t.case.photo) % 2 == n] for n in (0, 1)]
    print("beyond the face:", *reach(chooses))
    some = [one for one in chooses if one.likeliest is not None]
    right = np.array([is_right(one) for one in some])
    print("odds:", *fit_logistic(np.array([[one.odds] for one in some]), right).round(2))
    with (ROOT / "benchmarks" / "framing.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        kinds = sorted({one.case.kind for one in rest})
        for kind in (*kinds, "all"):
            chosen = [one for one in rest if kind in (one.case.kind, "all")]
            line = kind, *figures(chosen)
            writer.writerow(line)
            print(*line, sep="\t")


if __name__ == "__main__":
    main()
