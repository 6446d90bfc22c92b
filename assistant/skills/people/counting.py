"""Counts people and says where they are: never who, how old or how happy."""

from typing import Final

from assistant.protocol.geometry import cut_sides
from assistant.protocol.spoken import Message
from assistant.saying.messages.core import PROBLEM_LINES, and_list
from assistant.saying.messages.senses_lines import PeopleLine, PlaceLine
from assistant.saying.narrator import Facts
from assistant.saying.noun_phrases import Thing
from assistant.skills.known import Known
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill import SkillResult
from assistant.skills.where.placing import place
from assistant.skills.wording import Facing
from models.claims import span
from models.interfaces import PERSON, Box, CancelToken, Certainty, Claim, Problem

NEAR: Final = 0.06
"""Distance from the border, as a share of the picture, below which a box is near it."""
MOST_PLACED: Final = 4
"""More people than this are only counted."""
_UNCOUNTED: Final = {
    Certainty.PLAIN: PeopleLine.SOMEBODY,
    Certainty.PROBABLY: PeopleLine.SOMEBODY_PROBABLY,
}
"""What is said if somebody is there and the number is not sure."""


def number_of_people(known: Known | None) -> Claim | None:
    """How many people there are, if that may be said."""
    return None if known is None else Facts.of(known.claims).number(PERSON)


def boxes_of_people(known: Known | None) -> tuple[Box, ...]:
    """The boxes of as many people as are surely counted, from the left of the picture."""
    claim = number_of_people(known)
    if claim is None or known is None:
        return ()
    every = known.look.instances
    boxes = [one.box for one in every if one.name == PERSON and one.box is not None]
    return tuple(sorted(boxes[: _least(claim)], key=lambda box: box[0] + box[2]))


def _least(claim: Claim) -> int:
    return int(span(claim.value)[0])


def spoken(known: Known | None, problem: Problem | None, facing: Facing) -> Message:
    """The sentence: "I see two people: on the left and on the right near the edge."."""
    if problem is not None:
        return PROBLEM_LINES[problem].said()
    claim = number_of_people(known)
    if claim is None:
        line = _UNCOUNTED.get(_somebody(known), PeopleLine.NOBODY)
        maybe_you = facing == "user" and line is not PeopleLine.NOBODY
        return PeopleLine.ONLY_YOU.said(sentence=line.said()) if maybe_you else line.said()
    sure = claim.certainty is Certainty.PLAIN
    people, count = Thing(PERSON, claim.value), _least(claim)
    boxes = boxes_of_people(known)
    if not len(boxes) == count <= MOST_PLACED:
        return (PeopleLine.SOME if sure else PeopleLine.PROBABLY).said(people=people)
    seen = boxes[::-1] if facing == "user" else boxes
    places = and_list([_placed(box, facing) for box in seen])
    if claim.value == "1":
        if facing == "user" and sure:
            places = PeopleLine.YOU.said(place=places)
        one = (PeopleLine.ONE_AT if sure else PeopleLine.PROBABLY_ONE_AT).said(place=places)
        return one if sure or facing == "world" else PeopleLine.OR_YOU.said(sentence=one)
    line = PeopleLine.SOME_AT if sure else PeopleLine.PROBABLY_AT
    return line.said(people=people, places=places)


def _somebody(known: Known | None) -> Certainty:
    """How sure it is that anybody is there."""
    there = None if known is None else known.presence(PERSON)
    return Certainty.NONE if there is None else there.certainty


def _placed(box: Box, facing: Facing) -> Message:
    where = place(box, facing)
    text = PlaceLine[where or "FILLS"].said()
    if where is not None and cut_sides(box, NEAR):
        return PeopleLine.NEAR_BORDER.said(place=text)
    return text


def run(session: PictureSession, cancel: CancelToken) -> SkillResult:
    """Count the people in a picture. Raises WorkCancelledError."""
    problem = session.analysis(cancel).problem
    known = session.known(cancel) if problem is None else None
    claim, boxes = number_of_people(known), boxes_of_people(known)
    uncounted = claim is None and _somebody(known) in _UNCOUNTED
    count = 0 if claim is None else _least(claim)
    details = {
        "count": None if uncounted else count,
        "exact": claim is None or claim.value == str(count),
        "faces": [[round(edge, 4) for edge in box] for box in boxes],
    }
    return SkillResult(spoken(known, problem, session.facing), details, (), *_grade(known, claim))


def _grade(known: Known | None, claim: Claim | None) -> tuple[Certainty, float]:
    """How sure it is how many people there are, whether there are any, or that nobody is there."""
    there = None if known is None else known.presence(PERSON)
    if there is None:
        return Certainty.NONE, 0.0
    if claim is not None or there.certainty in _UNCOUNTED:
        return (claim or there).certainty, there.probability
    return there.denied, 1 - there.probability
