"""Where a thing is, what is on a side, whether this is one, and which room this is: what the look
alone knows, without guesses. Pure."""

import re
from dataclasses import replace
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.spoken import Spoken, english
from assistant.saying.english_nouns import with_article
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import PlaceLine
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.skills import wording
from assistant.skills.describe.describer import Describer
from assistant.skills.own import certain_thing
from assistant.skills.plain_question import (
    ANYTHING,
    asks_for_anything_near,
    asks_what_is_near,
    plain,
)
from assistant.skills.reference import ANY
from assistant.skills.where.placing import MOST, place
from assistant.skills.wording import Facing
from models.interfaces import AnswerVerifier, Certainty, ImageEncoding, Reply, Scene, SeenObject

_HERE: Final = r"(?: (?:here|now|(?:in|on) (?:the|this) (?:picture|photo|image|room)))*"
_PLACE: Final = re.compile(
    rf"(?:and )?where (?:is|are) (?:the|an?|any|some) (?P<thing>[\w' -]+?){_HERE}"
)
_ROOM: Final = re.compile(
    r"(?:is|am|are) (?:this|that|it|i|we) (?:really |now )?(?:(?:in|on) )?(?:the|an?|my|our) "
    rf"(?P<room>[\w -]+?){_HERE}"
)
_WHAT_IS: Final = (
    r"(?:(?:and )?what (?:else )?(?:(?:is|are)(?: there)?|(?:do|can) (?:you|i|we) see|stands|lies)"
    rf"|{ANYTHING})"
)
_SIDES: Final = {
    "left": {"LEFT"},
    "right": {"RIGHT"},
    "top": {"TOP", "ABOVE"},
    "bottom": {"BOTTOM", "BELOW"},
    "middle": {"MIDDLE"},
    "centre": {"MIDDLE"},
    "center": {"MIDDLE"},
}
"""What a place in the picture holds in its name that is on a side."""
_SIDE_NAME: Final = "|".join(_SIDES)
_SIDE: Final = re.compile(
    rf"{_WHAT_IS} (?:on|to|at|in) (?:the |my )?(?:far |very )?"
    rf"(?P<side>{_SIDE_NAME})(?: (?P<corner>left|right))?"
    r"(?: hand)?(?: (?:side|part|half|corner))?"
    rf"(?: of (?:me|us|it|the (?:picture|photo|image|room|view)))?{_HERE}"
)
_ABOUT: Final = re.compile(r"(?:tell me (?:more )?)?about .+|describe .+")
_ON_SIDE: Final = rf"(?:on|at|in|to) (?:the |my )?(?:{_SIDE_NAME})(?: hand)?(?: side)?"
_IS_ON_SIDE: Final = re.compile(
    rf"(?:is|are) (?P<there>there )?(?:the|this|that|an?|any|some) (?P<thing>[\w' -]+?)"
    rf" (?P<side>{_ON_SIDE})"
    rf"(?P<or> or (?:{_ON_SIDE}|(?:the )?(?:left|right|top|bottom)))?{_HERE}"
)
_INDOORS: Final = re.compile(
    r"(?:is|are|am) (?:this|that|it|i|we) (?:really |now )?(?:(?P<inside>indoors|inside)|"
    rf"outdoors|outside){_HERE}"
)
_WHICH_PLACE: Final = re.compile(
    rf"where (?:am i|are we|is this|was this(?: \w+)? taken){_HERE}"
    r"|(?:in )?(?:what|which)(?: (?:kind|sort|type) of)? (?:place|room) "
    rf"(?:is (?:this|it)|(?:am i|are we)(?: in)?){_HERE}"
)
_OUTDOORS: Final = "street"
_VAGUE: Final = ("stairs", "outdoors")
"""They tell nothing: stairs are inside too, and a thing before a bare wall passes for outdoors."""
_CALLED: Final = {"bath": "bathroom", "lounge": "living room", "hallway": "corridor"}
_ROOMS: Final = frozenset(
    ("kitchen", "bathroom", "bedroom", "living room", "dining room", "office", "corridor", "street")
)
_IN_ONE: Final = frozenset(("kitchen", "living room", "dining room"))
"""One room may be all of these."""


def by_look(
    look: ImageEncoding,
    question: str,
    verifier: AnswerVerifier,
    describer: Describer,
    facing: Facing,
) -> Answer | None:
    """What a look tells of such a question; None for any other, and where it is not sure enough."""
    words = plain(question)
    if where := _PLACE.fullmatch(words):
        return _placed(look, question, verifier.thing(where["thing"]), describer, facing)
    if on_side := _IS_ON_SIDE.fullmatch(words):
        side = "" if on_side["or"] else on_side["side"]
        placed = _placed(look, question, verifier.thing(on_side["thing"]), describer, facing, side)
        # Another of its kind may be there as well.
        open_still = on_side["there"] and placed is not None and placed.answer == "no"
        return None if open_still else placed
    if side := _SIDE.fullmatch(words):
        return _on_side(look, question, [*filter(None, side.groups())], describer, facing)
    scene = describer.sure_scene(look)
    if scene is not None and scene.name not in _VAGUE:
        if asked := _INDOORS.fullmatch(words):
            return _inside(question, bool(asked["inside"]), scene)
        if _WHICH_PLACE.fullmatch(words):
            said = Spoken.of(english(wording.sentence(scene_words(scene.name))))
            return Answer(question, scene.name, said, Certainty.PLAIN, scene.probability)
    if scene is not None and (room := _ROOM.fullmatch(words)):
        roomed = _roomed(question, _CALLED.get(room["room"], room["room"]), scene)
        if roomed is not None:
            return roomed
    name = certain_thing(question)
    return (
        None
        if name is None
        else _is_one(look, question, verifier.thing(ANY.sub("", name)), describer, facing)
    )


def guesses_place(question: str, reply: Reply) -> bool:
    """Whether what is at some place is asked for, and an answer only guesses at that."""
    if reply.missing or reply.certainty in (Certainty.PLAIN, Certainty.PROBABLY):
        return False
    words = plain(question)
    if _SIDE.fullmatch(words) or asks_for_anything_near(question):
        return True
    near = asks_what_is_near(question) or _ABOUT.fullmatch(words) is not None
    return near and reply.certainty is Certainty.NONE


def _is_one(
    look: ImageEncoding, question: str, thing: str | None, describer: Describer, facing: Facing
) -> Answer | None:
    """Whether this is a thing, as it is told of the picture: it is, if it is told first."""
    told = describer.names(look, facing)
    seen = next((one for one in look.objects if one.name == thing and one.name in told), None)
    if seen is None:
        return None
    if seen.name != told[0]:
        said = Spoken.of(english(SightLine.NOT_SURE.said(answer=with_article(seen.name))))
        return Answer(question, "yes", said, Certainty.UNSURE, seen.probability, about=seen.name)
    sure = seen.name in describer.names(look, facing, surely=True)
    line, certainty = (
        (Line.YES, Certainty.PLAIN) if sure else (Line.PROBABLY_YES, Certainty.PROBABLY)
    )
    return Answer(
        *(question, "yes", Spoken.of(line.said()), certainty, seen.probability, seen.name)
    )


def _placed(
    look: ImageEncoding,
    question: str,
    thing: str | None,
    describer: Describer,
    facing: Facing,
    asked: str = "",
) -> Answer | None:
    """Where a thing is; begins with yes where it is at the one place that is `asked` for."""
    seen = next((one for one in look.objects if one.name == thing), None)
    if seen is None or seen.box is None or seen.name not in describer.names(look, facing):
        return None
    sure = seen.name in describer.names(look, facing, surely=True)
    at = PlaceLine.FILLS.value if _fills(seen, facing) else wording.place(seen.box, facing)
    text = SightLine.THING_AT.said(thing=with_article(seen.name), place=at)
    there = bool(asked) and (at == PlaceLine.FILLS or bool(_sides(at) & _sides(asked)))
    if there:
        said = (SightLine.YES_THERE if sure else SightLine.PROBABLY_THERE).said(thing=text)
    else:
        said = wording.sentence(text if sure else SightLine.PROBABLY.said(things=text))
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    best = ("yes" if there else "no") if asked else at
    spoken = Spoken.of(english(said))
    return Answer(question, best, spoken, certainty, seen.probability, about=seen.name)


def _fills(seen: SeenObject, facing: Facing) -> bool:
    """Whether a thing is on every side."""
    return seen.outlined and seen.box is not None and place(seen.box, facing) is None


def _sides(words: str) -> set[str]:
    return {side for word in words.split() for side in _SIDES.get(word, ())}


def _on_side(
    look: ImageEncoding, question: str, sides: list[str], describer: Describer, facing: Facing
) -> Answer | None:
    """What may be said of the picture and is there, or alone fills it; None where nothing does."""
    told, surely = describer.names(look, facing), describer.names(look, facing, surely=True)
    wanted = [_SIDES[side] for side in sides]

    def is_there(seen: SeenObject) -> bool:
        at = (seen.box and place(seen.box, facing)) or ""
        return seen.name in told and all(side & set(at.split("_")) for side in wanted)

    there = [seen for seen in look.objects if is_there(seen)][:MOST]
    if not there:
        filling = [one.name for one in look.objects if one.name in told and _fills(one, facing)]
        if not filling or filling != list(told):
            return None
        placed = _placed(look, question, filling[0], describer, facing)
        return placed and replace(placed, answer=filling[0])
    sure = [with_article(seen.name) for seen in there if seen.name in surely]
    likely = [with_article(seen.name) for seen in there if seen.name not in surely]
    text = wording.graded(sure, likely)
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    about = there[0].name if len(there) == 1 else ""
    best = there[0]
    return Answer(
        *(question, best.name, Spoken.of(english(wording.sentence(text)))),
        *(certainty, best.probability, about),
    )


def _inside(question: str, asked_inside: bool, scene: Scene) -> Answer:
    """Whether this is indoors, or outdoors, by the kind of place that it is."""
    if asked_inside is (scene.name != _OUTDOORS):
        best, line, certainty = "yes", Line.YES, Certainty.PLAIN
    else:
        best, line, certainty = "no", Line.PROBABLY_NO, Certainty.PROBABLY
    return Answer(question, best, Spoken.of(line.said()), certainty, scene.probability)


def _roomed(question: str, asked: str, scene: Scene) -> Answer | None:
    if asked not in _ROOMS or scene.name not in _ROOMS:
        return None
    if asked == scene.name:
        said = Spoken.of(Line.YES.said())
        return Answer(question, "yes", said, Certainty.PLAIN, scene.probability)
    if asked in _IN_ONE and scene.name in _IN_ONE:
        return None
    text = SightLine.OTHER_ROOM.said(room=with_article(scene.name))
    return Answer(question, "no", Spoken.of(english(text)), Certainty.PROBABLY, scene.probability)
