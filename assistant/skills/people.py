"""How many people, where, and how near the border: never who, how old or how happy."""

from typing import Final

from assistant.eyes.aim import cut_sides
from assistant.phrases import PROBLEM_LINES, Line
from assistant.skills import wording
from assistant.skills.sight import Sight
from assistant.skills.where import place
from assistant.skills.wording import Facing
from assistant.wordings.senses import PeopleLine, PlaceLine
from models.interfaces import Box, Grades, SeenObject

PERSON: Final = "person"
NEAR: Final = 0.06
"""A share of the picture: a box that ends nearer to the border is called near it."""
MOST_PLACED: Final = 4
"""More people than these are counted, and not placed one by one."""


def people(sight: Sight, each: tuple[SeenObject, ...], grades: Grades) -> tuple[Box, ...]:
    """The boxes of those people who may be spoken of, from the left of the picture."""
    look = sight.look
    if look is None or sight.problem is not None:
        return ()
    sure = any(s.name == PERSON and s.probability >= grades.probably for s in look.objects)
    boxes = [seen.box for seen in each if seen.box is not None] if sure else []
    return tuple(sorted(boxes, key=lambda box: box[0] + box[2]))


def spoken(sight: Sight, boxes: tuple[Box, ...], facing: Facing) -> str:
    """The sentence: "I see 2 people: left, and right near the border."."""
    if sight.problem is not None:
        return PROBLEM_LINES[sight.problem].said()
    if not boxes:
        return PeopleLine.NOBODY.said()
    seen = boxes[::-1] if facing == "user" else boxes
    if len(seen) > MOST_PLACED:
        return PeopleLine.MANY.said(count=len(seen))
    parts = [_placed(box, facing) for box in seen]
    return PeopleLine.SOME.said(count=len(parts), places=wording.listed(parts, Line.LIST_AND))


def _placed(box: Box, facing: Facing) -> str:
    where = place(box, facing)
    text = PeopleLine.FILLS.said() if where is None else PlaceLine[where].said()
    if where is not None and cut_sides(box, NEAR):
        return PeopleLine.NEAR_BORDER.said(place=text)
    return text


def to_json(photo: str, sight: Sight, boxes: tuple[Box, ...], facing: Facing) -> dict[str, object]:
    """The object that `lantern people --json` prints for a photo."""
    return {
        "photo": photo,
        "count": len(boxes),
        "faces": [[round(edge, 4) for edge in box] for box in boxes],
        "spoken": spoken(sight, boxes, facing),
    }
