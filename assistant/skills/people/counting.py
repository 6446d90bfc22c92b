"""Counts people and says where they are: never who, how old or how happy."""

from typing import Final

from assistant.protocol.geometry import cut_sides
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import PROBLEM_LINES, and_list
from assistant.saying.messages.senses_lines import PeopleLine, PlaceLine
from assistant.skills.describe.grading import grade
from assistant.skills.picture_session import FrameAnalysis, PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.somebody import PERSON
from assistant.skills.where.placing import place
from assistant.skills.wording import Facing
from models.interfaces import Box, CancelToken, Certainty, Grades, SeenObject

NEAR: Final = 0.06
"""Distance from the border, as a share of the picture, below which a box is near it."""
MOST_PLACED: Final = 4
"""More people than this are only counted."""
LIKELY: Final = 0.5
"""Least probability of a box that counts; the likeliest always does."""
_UNCOUNTED: Final = {
    Certainty.PLAIN: PeopleLine.SOMEBODY,
    Certainty.PROBABLY: PeopleLine.SOMEBODY_PROBABLY,
}
"""What is said if somebody is there and has no box."""


def people(
    analysis: FrameAnalysis, each: tuple[SeenObject, ...], grades: Grades
) -> tuple[SeenObject, ...]:
    """The people with a box, if it is sure enough that anybody is there."""
    there = _somebody(analysis, grades) in _UNCOUNTED
    return tuple(seen for seen in each if seen.box is not None) if there else ()


def counted(found: tuple[SeenObject, ...]) -> tuple[Box, ...]:
    """The boxes that count, from the left of the picture."""
    least = min(LIKELY, max((seen.probability for seen in found), default=0.0))
    boxes = [seen.box for seen in found if seen.box is not None and seen.probability >= least]
    return tuple(sorted(boxes, key=lambda box: box[0] + box[2]))


def spoken(
    analysis: FrameAnalysis, found: tuple[SeenObject, ...], grades: Grades, facing: Facing
) -> Message:
    """The sentence: "I see 2 people: left and right near the border."."""
    if analysis.problem is not None:
        return PROBLEM_LINES[analysis.problem].said()
    boxes = counted(found)
    if not boxes:
        line = _UNCOUNTED.get(_somebody(analysis, grades), PeopleLine.NOBODY)
        maybe_you = facing == "user" and line is not PeopleLine.NOBODY
        return PeopleLine.ONLY_YOU.said(sentence=line.said()) if maybe_you else line.said()
    seen = boxes[::-1] if facing == "user" else boxes
    if len(seen) > MOST_PLACED:
        return PeopleLine.MANY.said(count=len(seen))
    places = and_list([_placed(box, facing) for box in seen])
    if len(seen) == 1 and facing == "user":
        places = PeopleLine.YOU.said(place=places)
    sure = all(one.probability >= grades.plain for one in found)
    line = PeopleLine.SOME if sure else PeopleLine.AT_LEAST
    return line.said(count=len(seen), places=places)


def _somebody(analysis: FrameAnalysis, grades: Grades) -> Certainty:
    """How sure it is that anybody is there."""
    if analysis.look is None or analysis.problem is not None:
        return Certainty.NONE
    likely = (seen.probability for seen in analysis.look.objects if seen.name == PERSON)
    return grade(max(likely, default=0.0), grades)


def _placed(box: Box, facing: Facing) -> Message:
    where = place(box, facing)
    text = PlaceLine[where or "FILLS"].said()
    if where is not None and cut_sides(box, NEAR):
        return PeopleLine.NEAR_BORDER.said(place=text)
    return text


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Count the people in a picture. Raises WorkCancelledError."""
    analysis = session.analysis(cancel)
    cancel.raise_if_cancelled()
    grades = session.models.verifier.grades
    found = people(analysis, session.models.finder.each(session.pixels, PERSON), grades)
    boxes = counted(found)
    uncounted = not boxes and _somebody(analysis, grades) in _UNCOUNTED
    details = {
        "count": None if uncounted else len(boxes),
        "faces": [[round(edge, 4) for edge in box] for box in boxes],
    }
    return SkillResult(spoken(analysis, found, grades, session.facing), details)
