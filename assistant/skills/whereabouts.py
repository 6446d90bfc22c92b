"""Where a thing is, whether this is one, and which room this is: what the look alone knows, without
guesses. Pure."""

import re
from typing import Final

from assistant.events import Answer
from assistant.phrases import Line
from assistant.skills import wording
from assistant.skills.describe import Describer
from assistant.skills.own import certain_thing
from assistant.skills.plain_question import plain
from assistant.skills.reference import ANY
from assistant.skills.wording import Facing
from assistant.wordings.sight import SightLine
from models.interfaces import AnswerJudge, Certainty, Look, Scene

_HERE: Final = r"(?: (?:here|now|(?:in|on) (?:the|this) (?:picture|photo|image|room)))*"
_PLACE: Final = re.compile(
    rf"(?:and )?where (?:is|are) (?:the|an?|any|some) (?P<thing>[\w' -]+?){_HERE}"
)
_ROOM: Final = re.compile(
    r"(?:is|am|are) (?:this|that|it|i|we) (?:really |now )?(?:in )?(?:the|an?|my|our) "
    rf"(?P<room>[\w -]+?){_HERE}"
)
_CALLED: Final = {"bath": "bathroom", "lounge": "living room", "hallway": "corridor"}
_ROOMS: Final = frozenset(
    ("kitchen", "bathroom", "bedroom", "living room", "dining room", "office", "corridor")
)
_IN_ONE: Final = frozenset(("kitchen", "living room", "dining room"))
"""One room may be all of these."""


def by_look(
    look: Look, question: str, judge: AnswerJudge, describer: Describer, facing: Facing
) -> Answer | None:
    """What a look tells of such a question; None for any other, and where it is not sure enough."""
    words = plain(question)
    if place := _PLACE.fullmatch(words):
        return _placed(look, question, judge.thing(place["thing"]), describer, facing)
    scene = describer.sure_scene(look)
    if scene is not None and (room := _ROOM.fullmatch(words)):
        roomed = _roomed(question, _CALLED.get(room["room"], room["room"]), scene)
        if roomed is not None:
            return roomed
    name = certain_thing(question)
    return (
        None if name is None else _is_one(look, question, judge.thing(ANY.sub("", name)), describer)
    )


def _is_one(look: Look, question: str, thing: str | None, describer: Describer) -> Answer | None:
    """Whether this is a thing, as it is told of the picture: it is, if it is told first."""
    told = describer.names(look)
    seen = next((one for one in look.objects if one.name == thing and one.name in told), None)
    if seen is None:
        return None
    if seen.name != told[0]:
        said = SightLine.NOT_SURE.said(answer=wording.thing(seen.name))
        return Answer(question, "yes", said, Certainty.UNSURE, seen.probability, about=seen.name)
    sure = seen.name in describer.names(look, surely=True)
    line, certainty = (
        (Line.YES, Certainty.PLAIN) if sure else (Line.PROBABLY_YES, Certainty.PROBABLY)
    )
    return Answer(
        *(question, "yes", line.said(), certainty, seen.probability, seen.name), english=False
    )


def _placed(
    look: Look, question: str, thing: str | None, describer: Describer, facing: Facing
) -> Answer | None:
    seen = next((one for one in look.objects if one.name == thing), None)
    if seen is None or seen.box is None or seen.name not in describer.names(look):
        return None
    sure = seen.name in describer.names(look, surely=True)
    place = wording.place(seen.box, facing)
    text = wording.at_place(wording.thing(seen.name), seen.box, facing)
    said = text if sure else SightLine.PROBABLY.said(things=text)
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    return Answer(
        question, place, wording.sentence(said), certainty, seen.probability, about=seen.name
    )


def _roomed(question: str, asked: str, scene: Scene) -> Answer | None:
    if asked not in _ROOMS or scene.name not in _ROOMS:
        return None
    if asked == scene.name:
        said, certainty = Line.YES.said(), Certainty.PLAIN
        return Answer(question, "yes", said, certainty, scene.probability, english=False)
    if asked in _IN_ONE and scene.name in _IN_ONE:
        return None
    text = SightLine.OTHER_ROOM.said(room=wording.thing(scene.name))
    return Answer(question, "no", text, Certainty.PROBABLY, scene.probability)
