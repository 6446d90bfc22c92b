"""Where a thing is, what is on a side, whether this is one, and which room this is: what the look
alone knows, without guesses. Pure."""

from dataclasses import replace
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import Spoken, english
from assistant.saying.english_nouns import ANY, with_article
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import PlaceLine
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.skills import wording
from assistant.skills.describe.describer import Describer
from assistant.skills.where.placing import MOST, place
from assistant.skills.wording import Facing
from models.interfaces import AnswerVerifier, Certainty, ImageEncoding, Reply, Scene, SeenObject

_SIDES: Final = {
    "left": {"LEFT"},
    "right": {"RIGHT"},
    "top": {"TOP", "ABOVE"},
    "bottom": {"BOTTOM", "BELOW"},
    "middle": {"MIDDLE"},
}
"""What a place in the picture holds in its name that is on a side."""
_OUTDOORS: Final = "street"
_VAGUE: Final = ("stairs", "outdoors")
"""They tell nothing: stairs are inside too, and a thing before a bare wall passes for outdoors."""
_ROOMS: Final = frozenset(
    ("kitchen", "bathroom", "bedroom", "living room", "dining room", "office", "corridor", "street")
)
_IN_ONE: Final = frozenset(("kitchen", "living room", "dining room"))
"""One room may be all of these."""


_PLACED: Final = frozenset((Kind.PLACE, Kind.IS_AT, Kind.WHICH_SIDE, Kind.PRESENCE))
_AT_SIDE: Final = frozenset((Kind.WHAT_IS_AT, Kind.ANYTHING))


def by_look(
    look: ImageEncoding,
    query: Query,
    verifier: AnswerVerifier,
    describer: Describer,
    facing: Facing,
) -> Answer | None:
    """What a look tells of such a question; None for any other, and where it is not sure enough."""
    kind = query.kind
    if kind in _PLACED:
        return _placed_thing(look, query, verifier, describer, facing)
    if kind in _AT_SIDE and query.sides:
        return _on_side(look, query, describer, facing)
    if kind is Kind.IS_THIS and not (query.about and query.pronoun):
        thing = verifier.thing(ANY.sub("", query.name, count=1))
        return _is_one(look, query, thing, describer, facing)
    scene = describer.sure_scene(look)
    return None if scene is None else _scene(query, scene)


def _scene(query: Query, scene: Scene) -> Answer | None:
    """What a scene tells of the question which place this is."""
    if query.kind is Kind.IS_PLACE:
        return _roomed(query, scene)
    if scene.name in _VAGUE:
        return None
    if query.kind in (Kind.INDOORS, Kind.OUTDOORS):
        return _inside(query, scene)
    if query.kind is not Kind.WHICH_PLACE:
        return None
    said = Spoken.of(english(wording.sentence(scene_words(scene.name))))
    return Answer(query.question, scene.name, said, Certainty.PLAIN, scene.probability)


def asks_what_is_there(query: Query) -> bool:
    """Whether a question asks what this is, or for all that the camera sees."""
    anything = query.kind is Kind.ANYTHING and not (query.sides or query.near)
    return anything or query.kind in (Kind.IDENTIFY, Kind.DESCRIPTION)


def guesses_place(query: Query, reply: Reply) -> bool:
    """Whether what is at some place is asked for, and an answer only guesses at that."""
    if reply.missing or reply.certainty in (Certainty.PLAIN, Certainty.PROBABLY):
        return False
    if query.kind in _AT_SIDE and (query.sides or (query.near and query.kind is Kind.ANYTHING)):
        return True
    near = query.kind is Kind.ABOUT or (query.kind is Kind.WHAT_IS_AT and bool(query.near))
    return near and reply.certainty is Certainty.NONE


def _placed_thing(
    look: ImageEncoding,
    query: Query,
    verifier: AnswerVerifier,
    describer: Describer,
    facing: Facing,
) -> Answer | None:
    """Where the thing is that a question names, or whether it is on a side."""
    presence = query.kind is Kind.PRESENCE
    if not query.things or query.near or query.two_meanings or (presence and not query.sides):
        return None
    side = query.sides[0] if len(query.sides) == 1 else ""
    thing = verifier.thing(query.things[0])
    placed = _placed(look, query, thing, describer, facing, side)
    # Another of its kind may be there as well.
    return None if presence and placed is not None and placed.answer == "no" else placed


def _is_one(
    look: ImageEncoding, query: Query, thing: str | None, describer: Describer, facing: Facing
) -> Answer | None:
    """Whether this is a thing, as it is told of the picture: it is, if it is told first."""
    told = describer.names(look, facing)
    seen = next((one for one in look.objects if one.name == thing and one.name in told), None)
    if seen is None:
        return None
    if seen.name != told[0]:
        said = Spoken.of(english(SightLine.NOT_SURE.said(answer=with_article(seen.name))))
        return Answer(
            query.question, "yes", said, Certainty.UNSURE, seen.probability, about=seen.name
        )
    sure = seen.name in describer.names(look, facing, surely=True)
    line, certainty = (
        (Line.YES, Certainty.PLAIN) if sure else (Line.PROBABLY_YES, Certainty.PROBABLY)
    )
    return Answer(
        *(query.question, "yes", Spoken.of(line.said()), certainty, seen.probability, seen.name)
    )


def _placed(
    look: ImageEncoding,
    query: Query,
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
    there = bool(asked) and (
        at == PlaceLine.FILLS or all(_SIDES[side] & _sides(at) for side in asked.split("_"))
    )
    if there:
        said = (SightLine.YES_THERE if sure else SightLine.PROBABLY_THERE).said(thing=text)
    else:
        said = wording.sentence(text if sure else SightLine.PROBABLY.said(things=text))
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    best = ("yes" if there else "no") if asked else at
    spoken = Spoken.of(english(said))
    return Answer(query.question, best, spoken, certainty, seen.probability, about=seen.name)


def _fills(seen: SeenObject, facing: Facing) -> bool:
    """Whether a thing is on every side."""
    return seen.outlined and seen.box is not None and place(seen.box, facing) is None


def _sides(words: str) -> set[str]:
    return {side for word in words.split() for side in _SIDES.get(word, ())}


def _on_side(
    look: ImageEncoding, query: Query, describer: Describer, facing: Facing
) -> Answer | None:
    """What may be said of the picture and is there, or alone fills it; None where nothing does."""
    told, surely = describer.names(look, facing), describer.names(look, facing, surely=True)
    wanted = [_SIDES[side] for side in query.sides[0].split("_")]

    def is_there(seen: SeenObject) -> bool:
        at = (seen.box and place(seen.box, facing)) or ""
        return seen.name in told and all(side & set(at.split("_")) for side in wanted)

    there = [seen for seen in look.objects if is_there(seen)][:MOST]
    if not there:
        filling = [one.name for one in look.objects if one.name in told and _fills(one, facing)]
        if not filling or filling != list(told):
            return None
        placed = _placed(look, query, filling[0], describer, facing)
        return placed and replace(placed, answer=filling[0])
    sure = [with_article(seen.name) for seen in there if seen.name in surely]
    likely = [with_article(seen.name) for seen in there if seen.name not in surely]
    text = wording.graded(sure, likely)
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    about = there[0].name if len(there) == 1 else ""
    best = there[0]
    return Answer(
        *(query.question, best.name, Spoken.of(english(wording.sentence(text)))),
        *(certainty, best.probability, about),
    )


def _inside(query: Query, scene: Scene) -> Answer:
    """Whether this is indoors, or outdoors, by the kind of place that it is."""
    if (query.kind is Kind.INDOORS) is (scene.name != _OUTDOORS):
        best, line, certainty = "yes", Line.YES, Certainty.PLAIN
    else:
        best, line, certainty = "no", Line.PROBABLY_NO, Certainty.PROBABLY
    return Answer(query.question, best, Spoken.of(line.said()), certainty, scene.probability)


def _roomed(query: Query, scene: Scene) -> Answer | None:
    asked = query.room
    if asked not in _ROOMS or scene.name not in _ROOMS:
        return None
    if asked == scene.name:
        said = Spoken.of(Line.YES.said())
        return Answer(query.question, "yes", said, Certainty.PLAIN, scene.probability)
    if asked in _IN_ONE and scene.name in _IN_ONE:
        return None
    text = SightLine.OTHER_ROOM.said(room=with_article(scene.name))
    return Answer(
        query.question, "no", Spoken.of(english(text)), Certainty.PROBABLY, scene.probability
    )
