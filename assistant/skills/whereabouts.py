"""Where a thing is, what is on a side, whether this is one, and which room this is: what the look
alone knows, without guesses. Pure."""

from dataclasses import dataclass, replace
from typing import Final

from assistant.protocol.events import Answer
from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import Message, Spoken
from assistant.saying import narrator
from assistant.saying.english_nouns import ANY
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import PlaceLine
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.saying.noun_phrases import Thing
from assistant.skills import wording
from assistant.skills.describe.describer import Describer
from assistant.skills.where.placing import MOST, where_is
from assistant.skills.wording import Facing
from models.interfaces import (
    SAYABLE,
    AnswerVerifier,
    Certainty,
    ImageEncoding,
    Reply,
    Scene,
    SeenObject,
)

_SIDES: Final = frozenset(("left", "right", "top", "bottom", "middle"))
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
    told, surely = describer.names(look, facing), describer.names(look, facing, surely=True)
    sight = _Sight(look.objects, facing, told, surely)
    if kind in _PLACED:
        return _placed_thing(sight, query, verifier)
    if kind in _AT_SIDE and query.sides:
        return sight.on_side(query.sides[0])
    if kind is Kind.IS_THIS and not (query.about and query.pronoun):
        return sight.is_one(verifier.thing(ANY.sub("", query.name, count=1)))
    scene = describer.sure_scene(look)
    return None if scene is None else _scene(query, scene)


def asks_what_is_there(query: Query) -> bool:
    """Whether a question asks what this is, or for all that the camera sees."""
    anything = query.kind is Kind.ANYTHING and not (query.sides or query.near)
    return anything or query.kind in (Kind.IDENTIFY, Kind.DESCRIPTION)


def guesses_place(query: Query, reply: Reply) -> bool:
    """Whether what is at some place is asked for, and an answer only guesses at that."""
    if reply.missing or reply.certainty in SAYABLE:
        return False
    if query.kind in _AT_SIDE and (query.sides or (query.near and query.kind is Kind.ANYTHING)):
        return True
    near = query.kind is Kind.ABOUT or (query.kind is Kind.WHAT_IS_AT and bool(query.near))
    return near and reply.certainty is Certainty.NONE


def _placed_thing(sight: "_Sight", query: Query, verifier: AnswerVerifier) -> Answer | None:
    """Where the thing is that a question names, or whether it is on a side."""
    presence = query.kind is Kind.PRESENCE
    if not query.things or query.near or query.two_meanings or (presence and not query.sides):
        return None
    side = query.sides[0] if len(query.sides) == 1 else ""
    placed = sight.placed(verifier.thing(query.things[0]), side)
    # Another of its kind may be there as well.
    return None if presence and placed is not None and placed.answer == "no" else placed


def _answer(best: str, said: Message, grade: Certainty, of: SeenObject | Scene) -> Answer:
    about = of.name if isinstance(of, SeenObject) else ""
    return Answer("", best, Spoken.of(said), grade, of.probability, about)


@dataclass(frozen=True, slots=True)
class _Sight:
    """The things of a look, and what may be said of them."""

    objects: tuple[SeenObject, ...]
    facing: Facing
    told: tuple[str, ...]
    """The names that may be said."""
    surely: tuple[str, ...]
    """Those that may be said plainly."""

    def is_one(self, thing: str | None) -> Answer | None:
        """Answer "is this a …?": yes if the description would name that thing first."""
        seen = self._told(thing)
        if seen is None:
            return None
        if seen.name != self.told[0]:
            text = SightLine.MAY_BE.said(things=Thing(seen.name))
            return _answer("yes", text, Certainty.UNSURE, seen)
        line = Line.YES if seen.name in self.surely else Line.PROBABLY_YES
        return _answer("yes", line.said(), self._grade(seen), seen)

    def placed(self, thing: str | None, asked: str = "") -> Answer | None:
        """Where a thing is; begins with yes where it is at the one place that is `asked` for."""
        seen = self._told(thing)
        if seen is None or seen.box is None:
            return None
        fills = where_is(seen, self.facing) == "FILLS"
        at = PlaceLine.FILLS.said() if fills else wording.place(seen.box, self.facing)
        text = SightLine.THING_AT.said(thing=Thing(seen.name), place=at)
        sides = _SIDES.intersection(str(at).split())
        there = bool(asked) and (fills or sides.issuperset(asked.split("_")))
        sure = seen.name in self.surely
        if there:
            said = (SightLine.YES_THERE if sure else SightLine.PROBABLY_THERE).said(thing=text)
        else:
            said = text if sure else SightLine.PROBABLY.said(things=text)
        best = ("yes" if there else "no") if asked else str(at)
        return _answer(best, said.as_sentence(), self._grade(seen), seen)

    def on_side(self, side: str) -> Answer | None:
        """What may be said and is there, or alone fills the picture; None if nothing does."""
        wanted = set(side.upper().split("_"))
        told = [seen for seen in self.objects if seen.name in self.told]

        def is_there(seen: SeenObject) -> bool:
            return wanted.issubset((where_is(seen, self.facing) or "").split("_"))

        there = [seen for seen in told if is_there(seen)][:MOST]
        if not there:
            filling = [seen.name for seen in told if where_is(seen, self.facing) == "FILLS"]
            placed = self.placed(filling[0]) if filling == list(self.told) != [] else None
            return placed and replace(placed, answer=filling[0])
        sure = [Thing(seen.name) for seen in there if seen.name in self.surely]
        likely = [Thing(seen.name) for seen in there if seen.name not in self.surely]
        grade = Certainty.PLAIN if sure else Certainty.PROBABLY
        said = narrator.graded(sure, likely).as_sentence()
        answer = _answer(there[0].name, said, grade, there[0])
        return answer if len(there) == 1 else replace(answer, about="")

    def _told(self, thing: str | None) -> SeenObject | None:
        there = (one for one in self.objects if one.name == thing and one.name in self.told)
        return next(there, None)

    def _grade(self, seen: SeenObject) -> Certainty:
        return Certainty.PLAIN if seen.name in self.surely else Certainty.PROBABLY


def _scene(query: Query, scene: Scene) -> Answer | None:
    """What a scene tells of the question which place this is."""
    if query.kind is Kind.IS_PLACE:
        return _roomed(query.room, scene)
    if scene.name in _VAGUE:
        return None
    if query.kind in (Kind.INDOORS, Kind.OUTDOORS):
        if (query.kind is Kind.INDOORS) is (scene.name != _OUTDOORS):
            return _answer("yes", Line.YES.said(), Certainty.PLAIN, scene)
        return _answer("no", Line.PROBABLY_NO.said(), Certainty.PROBABLY, scene)
    if query.kind is not Kind.WHICH_PLACE:
        return None
    said = scene_words(scene.name).as_sentence()
    return _answer(scene.name, said, Certainty.PLAIN, scene)


def _roomed(asked: str, scene: Scene) -> Answer | None:
    if asked not in _ROOMS or scene.name not in _ROOMS:
        return None
    if asked == scene.name:
        return _answer("yes", Line.YES.said(), Certainty.PLAIN, scene)
    if asked in _IN_ONE and scene.name in _IN_ONE:
        return None
    text = SightLine.OTHER_ROOM.said(room=Thing(scene.name))
    return _answer("no", text, Certainty.PROBABLY, scene)
