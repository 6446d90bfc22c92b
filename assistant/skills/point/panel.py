"""Which label of a panel a finger points at, and the way from the finger to another label.

A finger hides what is below its tip, so what it points at is at the tip or above it.
`python -m benchmarks.pointing` chooses the bars.
"""

import math
import re
from collections.abc import Sequence
from typing import Final

from assistant.protocol.events import Spot
from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import TextLine
from assistant.saying.messages.core import PROBLEM_LINES
from assistant.saying.messages.senses_lines import PointLine
from assistant.skills import wording
from assistant.skills.caution import caution_of_button
from assistant.skills.picture_session import PictureSession
from assistant.skills.point.fingertip import Fingertip, fingertip
from assistant.skills.skill import SkillResult
from models.certainty import least_sure
from models.interfaces import CancelToken, Certainty, Problem

SKILL: Final = "point"
BARS: Final = {Certainty.PLAIN: (1.2, 0.25, 2.5), Certainty.PROBABLY: (2.0, 1.0, 2.0)}
"""For each grade: how far the label may be and how far to a side, in heights of its writing, and
how many times farther the next one must be."""
BELOW: Final = 0.25
"""By how much of a label's height its middle may be below the tip."""
NEAREST: Final = 0.5
"""Heights of writing below which all labels are equally near."""
OTHERS: Final = 2
"""Words of a name that a label may lack."""
REACH: Final = 0.12
"""As `finding.MIDDLE`: so far from the middle is what counts as reached."""
_LINES: Final = {Certainty.PLAIN: PointLine.AT, Certainty.PROBABLY: PointLine.PROBABLY_AT}
_COMPOUND: Final = re.compile(r"(\w)(?:taste|knopf)\b")
"""German writes the name of a button and "button" as one word."""
_UNSEEN: Final = (Problem.COVERED, Problem.DARK, Problem.BLURRED)
"""Problems for which no finger can be seen."""


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Say which label is at the fingertip.

    Raises WorkCancelledError, StartError and CannotReadError.
    """
    tip = fingertip(session.pixels)
    if tip is None:
        problem = session.analysis(cancel).problem
        line = PROBLEM_LINES[problem] if problem in _UNSEEN else PointLine.NO_FINGER
        return SkillResult(line.said(), {"fingertip": None, "label": None, "certainty": "none"})
    label, certainty = pointed_at(session.labels(cancel), tip, _aspect(session))
    place = [round(tip.x, 4), round(tip.y, 4)]
    if label is None:
        nothing = {"fingertip": place, "label": None, "certainty": "none"}
        return SkillResult(PointLine.NOTHING.said(), nothing)
    said = Spoken.of(_LINES[certainty].said(text=label.text), caution_of_button(label.text))
    details = {"fingertip": place, "label": label.text, "certainty": certainty.value}
    return SkillResult(said, details)


def pointed_at(
    labels: Sequence[TextLine], tip: Fingertip, aspect: float
) -> tuple[TextLine | None, Certainty]:
    """The label that a fingertip points at, and how surely; `aspect` is width over height."""
    found = sorted(
        ((*_away(one, tip, aspect), one) for one in labels if _is_above(one, tip)),
        key=lambda one: one[0],
    )
    if not found:
        return None, Certainty.NONE
    away, aside, label = found[0]
    high = _height(label)
    next_one = found[1][0] if len(found) > 1 else math.inf
    lead = next_one / max(away, NEAREST * high)
    for grade, (far, beside, least) in BARS.items():
        if away <= far * high and aside <= beside * high and lead >= least:
            unclear = Certainty.PROBABLY if label.unsure else Certainty.PLAIN
            return label, least_sure(grade, unclear)
    return None, Certainty.NONE


def towards(session: PictureSession, thing: str, cancel: CancelToken) -> Spot | None:
    """Where a label is as seen from the fingertip; None if it is not read, or nothing points.

    Raises WorkCancelledError and CannotReadError.
    """
    labels = session.labels(cancel)
    label = named(thing, labels)
    if label is None:
        return None
    tip = fingertip(session.pixels)
    if tip is None:
        place = wording.place(label.box, session.facing)
        said = Spoken.of(PointLine.WITHOUT_FINGER.said(text=label.text, place=place))
        return Spot(Certainty.NONE, 0.0, spoken=said, problem=True)
    x0, _, x1, y1 = label.box
    across = (x0 + x1) / 2 - tip.x
    down = y1 + _height(label) / 2 - tip.y
    near, _ = pointed_at(labels, tip, _aspect(session))
    if near is label:
        across, down = 0.0, 0.0
    else:
        # However near, it is not yet reached.
        farther = max(1.0, 1.5 * REACH / max(abs(across), abs(down), 1e-6))
        across, down = (max(-0.5, min(farther * one, 0.5)) for one in (across, down))
    if session.facing == "user":
        across = -across
    return Spot(
        *(Certainty.PLAIN, 1.0, label.box, 0.5 + across, 0.5 + down, 1e-6),
        spoken=Spoken.of(_way(label, across, down)),
        name=label.text,
        skill=SKILL,
    )


def named(thing: str, labels: Sequence[TextLine]) -> TextLine | None:
    """The label with a name: "Start" for "the start button", "die Starttaste", "botón de start"."""
    words = _COMPOUND.sub(r"\1", thing.casefold()).split()
    fits = [one for one in labels if _names(one.text.casefold().split(), words)]
    return max(fits, key=lambda one: len(one.text), default=None)


def _names(label: list[str], words: list[str]) -> bool:
    """Whether a label's words stand in a name, with two others at most."""
    extra = len(words) - len(label)
    fits = (words[first : first + len(label)] == label for first in range(extra + 1))
    return bool(label) and extra <= OTHERS and any(fits)


def _way(label: TextLine, across: float, down: float) -> Message:
    if abs(across) >= abs(down):
        line = PointLine.TO_LEFT if across < 0 else PointLine.TO_RIGHT
    else:
        line = PointLine.ABOVE if down < 0 else PointLine.BELOW
    return line.said(text=label.text)


def _aspect(session: PictureSession) -> float:
    height, width = session.pixels.shape[:2]
    return float(width / height)


def _height(label: TextLine) -> float:
    return label.box[3] - label.box[1]


def _is_above(label: TextLine, tip: Fingertip) -> bool:
    _, y0, _, y1 = label.box
    return (y0 + y1) / 2 <= tip.y + BELOW * (y1 - y0)


def _away(label: TextLine, tip: Fingertip, aspect: float) -> tuple[float, float]:
    """How far a label is from a tip, and how far to a side, as shares of the picture's height."""
    x0, _, x1, y1 = label.box
    aside = max(x0 - tip.x, tip.x - x1, 0.0) * aspect
    return math.hypot(aside, max(tip.y - y1, 0.0)), aside
