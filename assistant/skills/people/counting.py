"""Counts people and says where they are: never who, how old or how happy."""

from typing import Final

from assistant.protocol.geometry import cut_sides
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import PROBLEM_LINES, and_list
from assistant.saying.messages.senses_lines import PeopleLine, PlaceLine
from assistant.saying.narrator import at_least
from assistant.saying.noun_phrases import Thing
from assistant.skills.counted import number_of
from assistant.skills.describe.grading import grade
from assistant.skills.picture_session import FrameAnalysis, PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.where.placing import place
from assistant.skills.wording import Facing
from models.interfaces import PERSON, Box, CancelToken, Certainty, Grades, ImageEncoding

NEAR: Final = 0.06
"""Distance from the border, as a share of the picture, below which a box is near it."""
MOST_PLACED: Final = 4
"""More people than this are only counted."""
_UNCOUNTED: Final = {
    Certainty.PLAIN: PeopleLine.SOMEBODY,
    Certainty.PROBABLY: PeopleLine.SOMEBODY_PROBABLY,
}
"""What is said if somebody is there and the number is not sure."""


def boxes_of_people(look: ImageEncoding) -> tuple[Box, ...]:
    """The boxes of as many people as are surely counted, from the left of the picture."""
    claim = number_of(look, PERSON)
    if claim is None:
        return ()
    boxes = [one.box for one in look.instances if one.name == PERSON and one.box is not None]
    return tuple(sorted(boxes[: at_least(claim)], key=lambda box: box[0] + box[2]))


def spoken(analysis: FrameAnalysis, grades: Grades, facing: Facing) -> Message:
    """The sentence: "I see two people: on the left and on the right near the edge."."""
    if analysis.problem is not None:
        return PROBLEM_LINES[analysis.problem].said()
    claim = None if analysis.look is None else number_of(analysis.look, PERSON)
    if analysis.look is None or claim is None:
        line = _UNCOUNTED.get(_somebody(analysis, grades), PeopleLine.NOBODY)
        maybe_you = facing == "user" and line is not PeopleLine.NOBODY
        return PeopleLine.ONLY_YOU.said(sentence=line.said()) if maybe_you else line.said()
    sure = claim.certainty is Certainty.PLAIN
    people, count = Thing(PERSON, claim.value), at_least(claim)
    boxes = boxes_of_people(analysis.look)
    if not len(boxes) == count <= MOST_PLACED:
        return (PeopleLine.SOME if sure else PeopleLine.PROBABLY).said(people=people)
    seen = boxes[::-1] if facing == "user" else boxes
    places = and_list([_placed(box, facing) for box in seen])
    if claim.value == "1":
        if facing == "user":
            places = PeopleLine.YOU.said(place=places)
        return (PeopleLine.ONE_AT if sure else PeopleLine.PROBABLY_ONE_AT).said(place=places)
    line = PeopleLine.SOME_AT if sure else PeopleLine.PROBABLY_AT
    return line.said(people=people, places=places)


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
    seen = analysis.look if analysis.problem is None else None
    claim = None if seen is None else number_of(seen, PERSON)
    boxes = () if seen is None else boxes_of_people(seen)
    uncounted = claim is None and _somebody(analysis, grades) in _UNCOUNTED
    count = 0 if claim is None else at_least(claim)
    details = {
        "count": None if uncounted else count,
        "exact": claim is None or claim.value == str(count),
        "faces": [[round(edge, 4) for edge in box] for box in boxes],
    }
    return SkillResult(spoken(analysis, grades, session.facing), details)
