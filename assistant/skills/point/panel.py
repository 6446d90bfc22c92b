"""Which label of a panel a finger points at, and the way from the finger to another label.

A finger hides what is below its tip, so what it points at is at the tip or above it: only a finger
that comes from below is asked, and a panel is taken to be upright.
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
from assistant.understanding.templates import without_accent
from models.interfaces import CancelToken, Certainty, Problem

SKILL: Final = "point"
BARS: Final = {Certainty.PLAIN: (1.0, 0.25, 2.5), Certainty.PROBABLY: (2.0, 1.0, 2.0)}
"""For each grade: how far the label may be and how far to a side, in heights of its writing, and
how many times farther the next one must be."""
BELOW: Final = 0.25
"""By how much of a label's height its middle may be below the tip."""
NEAREST: Final = 0.5
"""Heights of writing below which all labels are equally near."""
CLOSE: Final = 0.8
"""Heights of writing between two labels that may be the lines of one."""
UNREACHED: Final = 0.18
"""How far from the middle a label counts that is not yet reached; `finding.MIDDLE` is less."""
_LINES: Final = {Certainty.PLAIN: PointLine.AT, Certainty.PROBABLY: PointLine.PROBABLY_AT}
_COMPOUND: Final = re.compile(r"(\w)-?(taste|knopf)\b")
"""German writes the name of a button and "button" as one word."""
_BUTTONS: Final = frozenset("button key switch taste knopf schalter boton tecla".split())
_BESIDE: Final = _BUTTONS | frozenset(
    "the a of for to red green blue black white grey big small der die das den fur zu zum zur auf "
    "rote rotem roten grune grunen blaue blauen el la de del para rojo roja verde azul".split()
)
"""What may stand beside a label in the name of its button."""
_SOME: Final = 1e-6
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
    clear = not label.unsure and not any(_may_go_on(label, one) for one in labels)
    for grade, (far, beside, least) in BARS.items():
        if away <= far * high and aside <= beside * high and lead >= least:
            return label, grade if clear else Certainty.PROBABLY
    return None, Certainty.NONE


def towards(session: PictureSession, thing: str, cancel: CancelToken) -> Spot | None:
    """Where a label is as seen from the fingertip; None if it is not read.

    Raises WorkCancelledError and CannotReadError.
    """
    labels, aspect = session.labels(cancel), _aspect(session)
    fits = named(thing, labels)
    if not fits:
        return None
    tip = fingertip(session.pixels)
    if tip is None:
        place = wording.place(fits[0].box, session.facing)
        said = Spoken.of(PointLine.WITHOUT_FINGER.said(text=fits[0].text, place=place))
        return Spot(Certainty.NONE, 0.0, spoken=said, problem=True)
    label = min(fits, key=lambda one: _away(one, tip, aspect))
    near, _ = pointed_at(labels, tip, aspect)
    x0, _, x1, y1 = label.box
    across, down = ((x0 + x1) / 2 - tip.x) * aspect, y1 + _height(label) / 2 - tip.y
    if near is label:
        across = down = 0.0
    else:
        across, down = _unreached(across, down)
    if session.facing == "user":
        across = -across
    return Spot(
        # Its size does not count: the way is from the finger.
        *(Certainty.PLAIN, 1.0, label.box, 0.5 + across, 0.5 + down, _SOME),
        spoken=Spoken.of(_way(label, across, down)),
        name=label.text,
        skill=SKILL,
    )


def _unreached(across: float, down: float) -> tuple[float, float]:
    """A way that is long enough not to count as its end."""
    longest = max(abs(across), abs(down))
    if longest < _SOME:
        return 0.0, UNREACHED
    farther = max(1.0, UNREACHED / longest)
    across, down = (max(-0.5, min(farther * one, 0.5)) for one in (across, down))
    return across, down


def is_button(thing: str) -> bool:
    """Whether a name is that of a button: "the start button", "die Starttaste"."""
    return not _BUTTONS.isdisjoint(_words(thing))


def named(thing: str, labels: Sequence[TextLine]) -> list[TextLine]:
    """The labels with a name: "Start" for "the start button", "Starttaste", "botón de start"."""
    words = _words(thing)
    fits = [(found, one) for one in labels if _names(found := _words(one.text), words)]
    longest = max((len(found) for found, _ in fits), default=0)
    return [one for found, one in fits if len(found) == longest]


def _words(text: str) -> list[str]:
    """The words of a name without accents and signs, as they are compared."""
    return re.findall(r"\w+", without_accent(_COMPOUND.sub(r"\1 \2", text.casefold())))


def _names(label: list[str], words: list[str]) -> bool:
    """Whether a label's words stand in a name, with nothing else that tells buttons apart."""
    for first in range(len(words) - len(label) + 1):
        rest = words[:first] + words[first + len(label) :]
        if label and words[first : first + len(label)] == label:
            return _BESIDE.issuperset(rest)
    return False


def _may_go_on(label: TextLine, other: TextLine) -> bool:
    """Whether another line may belong to a label: it is right above or below."""
    (x0, y0, x1, y1), (a0, b0, a1, b1) = label.box, other.box
    gap = max(b0 - y1, y0 - b1)
    return other is not label and x0 < a1 and a0 < x1 and gap <= CLOSE * _height(label)


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
