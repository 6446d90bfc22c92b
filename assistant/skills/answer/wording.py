"""Sentences for graded answers. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from assistant.protocol.events import Description, SpokenObject
from assistant.protocol.query import Beyond, Kind, Never, Query, Risk
from assistant.protocol.spoken import ENGLISH, Message, Spoken, as_message, english
from assistant.saying import narrator
from assistant.saying.answer_words import in_words
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import CountLine, PeopleLine, PlaceLine, WhereLine
from assistant.saying.messages.sight_lines import SightLine, scene_words
from assistant.saying.messages.statement_lines import StatementLine
from assistant.saying.narrator import listed
from assistant.saying.noun_phrases import Act, Part, Quality, Thing, is_only_plural, is_quality
from assistant.skills import wording
from assistant.skills.answer.verdict import SIDES, VACANT, Answered
from assistant.skills.describe.grading import worth_telling
from assistant.skills.known import Known
from assistant.skills.where import placing
from assistant.skills.where.placing import MOST, where_is
from assistant.skills.wording import Facing
from models.claims import SWITCHED, are_several
from models.interfaces import PERSON, SAYABLE, Box, Certainty, Claim, ClaimKind, Reply, SeenObject
from models.lexicon.names import kind_of, thing_of
from models.lexicon.things import SURROUNDINGS

_DECIDED: Final = ("yes", "no")
WALLS: Final = ("inside", "outside")
OF_WALLS: Final = {Kind.INDOORS: "inside", Kind.OUTDOORS: "outside", Kind.WHICH_PLACE: ""}
"""The kinds of questions that one of `WALLS` answers, with the one that is a yes."""
_SURE: Final = {
    Certainty.PLAIN: (Line.YES, Line.NO),
    Certainty.PROBABLY: (Line.PROBABLY_YES, Line.PROBABLY_NO),
}
_SEEN: Final = (
    (Certainty.PLAIN, SightLine.CANT_TELL_SEE),
    (Certainty.PROBABLY, SightLine.CANT_TELL_LIKELY),
)
_GRADES: Final = {Certainty.PROBABLY: (SightLine.PROBABLY,)}
_COLOURS_TOO: Final = frozenset("orange lime lemon peach plum aubergine".split())
_SIDES_TOO: Final = frozenset(("top",))
_COUNTED: Final = frozenset(
    "man woman boy girl child baby kitchen office corridor hallway garage shop store restaurant "
    "park house church tower track court city helmet computer monitor plate stove ladder fan "
    "basket belt suit coat skirt sweater pen pan candle bucket can jar".split()
)
_NO_NAME: Final = re.compile(r"(?:\w+ing|on|in|at|under|behind|down|to|no|another|\d+)\b")
"""Starts of answers that end with a name but are none: "on table", "2 dogs"."""
_ROOM: Final = "room"
"""How the names of the other rooms end."""
CAUTIONS: Final = {risk: Line[f"CAUTION_{risk.name}"] for risk in Risk}
"""What is said with the answer to a risky question."""
NEVER_LINES: Final = {never: Line[f"NEVER_{never.name}"] for never in Never}
"""What is said in the place of an answer."""
BEYOND_LINES: Final = {beyond: SightLine[f"BEYOND_{beyond.name}"] for beyond in Beyond}
"""What is said where an answer takes better eyes."""


def decided(reply: Reply) -> bool:
    """Whether an answer is only yes or no."""
    return reply.answer in _DECIDED and reply.certainty is not Certainty.NONE


def names_thing(answer: str, query: Query, known: Known) -> bool:
    """Whether an answer names a thing, and not a colour or a side.

    A thing is what the picture may show, or what is offered as one ("a mug or a jar"). Where
    nothing is offered, it is whatever has a name or takes an article.
    """
    offered = answer.lower() in query.singles
    if answer in _COLOURS_TOO:
        # "An orange or red cup" offers no orange.
        offered = offered and not any(" " in one for one in query.singles)
        if not offered and (answer not in known.sayable() or query.asks_colour):
            return False
    if answer in _SIDES_TOO and query.asks_where:
        return False
    if offered or any(one.name == answer for one in known.look.objects):
        return True
    return not query.offers and (is_counted(answer) or thing_of(answer) is not None)


def is_counted(answer: str) -> bool:
    """Whether an answer takes an article though it is no known thing: a room, a red shirt."""
    named = kind_of(answer) is not None and _NO_NAME.match(answer) is None
    return named or answer in _COUNTED or answer.endswith(_ROOM)


def worded(
    answer: str,
    certainty: Certainty,
    *,
    thing: bool,
    where: bool = False,
    language: str = ENGLISH,
) -> Message:
    """A plain or probable answer as a part of a sentence: "a cup", "probably red".

    `where`: it is asked where something is.
    """
    each = answer.split(" and ")
    if language != ENGLISH:
        text = english(answer).in_language(language)
    elif where and answer in SIDES:
        text = PlaceLine[answer.upper()].said()
    elif len(each) > 1 and all(map(is_counted, each)):
        text = listed([in_words(one, thing=True) for one in each])
    else:
        text = as_message(in_words(answer, thing=thing))
    return SightLine.PROBABLY.said(things=text) if certainty is Certainty.PROBABLY else text


def within(kind: Kind, reply: Reply) -> Reply:
    """A choice of one of `WALLS` as the answer to a question of `OF_WALLS`, probable at most."""
    if reply.answer not in WALLS or reply.certainty not in SAYABLE:
        return replace(reply, certainty=Certainty.NONE)
    expected = OF_WALLS[kind]
    answer = reply.answer if not expected else "yes" if reply.answer == expected else "no"
    return replace(reply, answer=answer, certainty=Certainty.PROBABLY)


def tells(reply: Reply) -> bool:
    """Whether a graded answer is worth saying; an unsure yes or no is a coin toss."""
    if reply.certainty is Certainty.UNSURE:
        return reply.answer not in _DECIDED
    return reply.certainty is not Certainty.NONE


def spoken(reply: Reply, *, thing: bool, where: bool = False) -> Spoken:
    """The sentence for an answer that `tells`; `thing`: whether it names a thing."""
    if reply.answer in _DECIDED:
        return Spoken.of(_SURE[reply.certainty][reply.answer != "yes"].said())
    language = reply.language
    answer = worded(reply.answer, reply.certainty, thing=thing, where=where, language=language)
    if reply.certainty is Certainty.UNSURE:
        return Spoken.of(SightLine.MAY_BE.said(things=answer))
    return Spoken.of(answer.as_sentence())


def untold(things: Sequence[str], others: Sequence[str], known: Known) -> Spoken | None:
    """What is seen of the things that a question asks for, where it can't be told; None: nothing.

    `others` are those that it only mentions, which may be missing.
    """
    claims = {name: known.presence(name) for name in (*things, *others)}
    for grade, line in _SEEN:
        if seen := [Thing(one.name) for one in claims.values() if one and one.asked is grade]:
            return Spoken.of(line.said(things=listed(seen)))
    unseen = next((one for one in map(claims.get, things) if one is not None), None)
    if unseen is None:
        return None
    absent = unseen.denied in SAYABLE
    return Spoken.of(
        SightLine.NOT_HERE.said(thing=Thing(unseen.name)) if absent else _doubt(unseen)
    )


def elsewhere(side: str, known: Known) -> Spoken | None:
    """What is not on a side, and where: before it that nothing is recognised there, unless anything
    may reach it. None where that is told of several of a kind."""
    sure, likely = worth_telling(known)
    boxes = [one.box for one in sure + likely]
    if not any(box is None or wording.reaches(box, side, known.facing) for box in boxes):
        nothing = SightLine.NOTHING_AT.said(place=PlaceLine[side.upper()].said())
        places = [(one, where_is(one, known.facing)) for one in sure]
        there = [(one, where) for one, where in places if where is not None][:MOST]
        return Spoken.of(nothing, placing.spoken(there) if there else None)
    if any(are_several(one.name, known.claims) for one in sure + likely):
        return None
    likely = [one for one in likely if one.name not in SURROUNDINGS] or ([] if sure else likely)
    # The user is on no side of their own picture.
    user = PERSON if known.facing == "user" else ""
    rows = [
        [_placed(one, known) for one in row[:MOST] if one.name != user] for row in (sure, likely)
    ]
    if not any(rows):
        return None
    return Spoken.of(SightLine.I_SEE.said(scene=narrator.graded(*rows)).as_sentence())


def _placed(thing: SeenObject, known: Known) -> object:
    """A thing with its place, if it has one."""
    noun = Thing(thing.name, room=known.sure_scene.name if known.sure_scene else "")
    where = where_is(thing, known.facing)
    return (
        noun if where is None else WhereLine.THING.said(thing=noun, place=PlaceLine[where].said())
    )


def only_seen(seen: Description, line: SightLine) -> Spoken:
    """What can be seen, in place of a judgement; the reason if that is nothing."""
    unsure = line is SightLine.I_SEE and seen.certainty is Certainty.UNSURE
    if unsure or seen.certainty is Certainty.NONE:
        return seen.spoken
    if line is not SightLine.I_SEE:
        return Spoken.of(line.said(scene=seen.spoken))
    first, *rest = seen.spoken.parts
    # What follows a colon begins no sentence.
    return Spoken.of(line.said(scene=replace(first, sentence=False)).as_sentence(), *rest)


def told_about(things: Sequence[SpokenObject]) -> str:
    """The thing that "it" means after a description of these; empty where that is open.

    It is the only one, or the only one that is sure; a person only where nothing else is there.
    """
    others = [one for one in things if one.name != PERSON] or things
    sure = [one for one in others if one.certainty is Certainty.PLAIN]
    meant = sure if len(sure) == 1 else others
    return meant[0].name if len(meant) == 1 else ""


def spoken_verdict(query: Query, given: Answered, facing: Facing) -> Spoken:
    """The sentence for what the claims about a picture say to a question."""
    told = given.claims[-1] if given.claims else None
    if told is not None and told.kind is ClaimKind.ATTRIBUTE and told.value in SWITCHED:
        return switched(query, given.best, given.certainty)
    if query.state in VACANT and told is not None:
        if given.best == "no":
            return Spoken.of(_denial(told, plain=given.certainty is Certainty.PLAIN))
        missing = SightLine.NOT_HERE.said(thing=Thing(told.name))
        return Spoken.of(Line.PROBABLY_YES.said(), missing)
    return _verdict(query, given, facing, told)


def _verdict(query: Query, given: Answered, facing: Facing, told: Claim | None) -> Spoken:
    """`told` is what is claimed last."""
    if given.scene:
        if given.best == "no":
            return Spoken.of(SightLine.OTHER_ROOM.said(room=Thing(given.scene)))
        return Spoken.of(scene_words(given.scene).as_sentence())
    if query.kind in (Kind.WHAT_IS_AT, Kind.ANYTHING):
        rows = (
            [Thing(one.name) for one in given.claims if (one.certainty is Certainty.PLAIN) is sure]
            for sure in (True, False)
        )
        return Spoken.of(narrator.graded(*rows).as_sentence())
    if query.kind is Kind.COUNT:
        return Spoken.of(_number(given))
    if given.certainty is Certainty.NONE and not given.things:
        return Spoken.of(_doubt(given.claims[0]))
    if given.best == "no" and not given.things:
        return Spoken.of(_denial(told, plain=given.certainty is Certainty.PLAIN))
    either = told is not None and told.kind is ClaimKind.COLOUR and bool(told.other)
    if either or (query.kind in (Kind.COLOUR, Kind.ACTION, Kind.PATTERN) and given.best != "yes"):
        return Spoken.of(_told(query, given))
    return Spoken.of(_confirmation(query, given, facing))


def _told(query: Query, given: Answered) -> Message:
    """Which colour or pattern a thing has, or what it does."""
    there, one = given.claims
    thing = Thing(there.name)
    if query.kind is Kind.ACTION:
        act = Act(one.value, thing, Thing(one.other) if one.other else None)
        plain = given.certainty is Certainty.PLAIN
        does = SightLine.DOES if plain else SightLine.PROBABLY_DOES
        return does.said(act=act, who=thing).as_sentence()
    value: object = Quality(one.value, thing)
    if one.kind is ClaimKind.COLOUR and one.other:
        value = SightLine.LIST_OR.said(first=value, last=Quality(one.other, thing))
    return _with(_GRADES.get(given.certainty, ()), value)


def switched(query: Query, best: str, certainty: Certainty) -> Spoken:
    """Whether a screen is on or off, in a word, and what shows that it is off."""
    if best in _DECIDED:
        said = _SURE[certainty][best != "yes"].said()
    else:
        said = _with(_GRADES.get(certainty, ()), SightLine[best.upper()].said())
    # It may only sleep.
    dark = best == "off" or (query.state, best) in (("off", "yes"), ("on", "no"))
    return Spoken.of(said, SightLine.SCREEN_DARK.said() if dark else None)


def _doubt(there: Claim) -> Message:
    """What can't be told; and what can, if the thing is there at least."""
    if there.asked not in SAYABLE:
        several = is_only_plural(there.name)
        line = SightLine.CANT_TELL_WHETHER_ANY if several else SightLine.CANT_TELL_WHETHER
        return line.said(thing=Thing(there.name))
    plain = there.asked is Certainty.PLAIN
    sure = StatementLine.CONFIRMED if plain else StatementLine.PROBABLY_CONFIRMED
    confirmed = sure.said(things=Thing(there.name))
    both = StatementLine.BOTH.said(confirmed=confirmed, rest=StatementLine.REST_OPEN.said())
    return both.as_sentence()


def _with(lines: Sequence[SightLine], things: object) -> Message:
    text = as_message(things)
    for line in lines:
        text = line.said(things=text)
    return text.as_sentence()


_OPPOSITE: Final = {"left": "RIGHT", "right": "LEFT", "top": "BOTTOM", "bottom": "TOP"}


def _confirmation(query: Query, given: Answered, facing: Facing) -> Message:
    """That something is there, and where."""
    plain = given.certainty is Certainty.PLAIN
    if not given.claims or (query.kind is Kind.IS_THIS and not given.things):
        return (Line.YES if plain else Line.PROBABLY_YES).said()
    text: object = claims_in_words(given.claims)
    if given.things:
        (seen,) = given.things
        fills = where_is(seen, facing) == "FILLS"
        at = PlaceLine.FILLS.said() if fills else wording.place(cast(Box, seen.box), facing)
        if isinstance(text, Thing):
            text = SightLine.THING_AT.said(thing=text, place=at)
        elif query.kind is Kind.PLACE:
            text = SightLine.LIST.said(first=text, rest=at)
    if given.best == "yes":
        said = (SightLine.YES_THERE if plain else SightLine.PROBABLY_THERE).said(thing=text)
        if given.name == PERSON and facing == "user":
            return PeopleLine.ONLY_YOU.said(sentence=said.as_sentence())
        return said.as_sentence()
    if given.best == "no":
        # Next to the middle, the border of a side is not sharp.
        thirds = wording.thirds(cast(Box, given.things[0].box), facing)
        if any(_OPPOSITE.get(one) in thirds for one in query.sides[0].split("_")):
            line = SightLine.ELSEWHERE if plain else SightLine.PROBABLY_ELSEWHERE
            return line.said(thing=text).as_sentence()
    return _with(_GRADES.get(given.certainty, ()), text)


def _denial(wrong: Claim | None, *, plain: bool) -> Message:
    """That something is not there, or not so."""
    if wrong is not None and wrong.kind is ClaimKind.PRESENCE:
        line = SightLine.NOT_THERE if plain else SightLine.PROBABLY_NOT_THERE
        return line.said(thing=Thing(wrong.name))
    if wrong is not None and wrong.kind in (ClaimKind.COUNT, ClaimKind.COLOUR):
        return not_so(wrong, claims_in_words((wrong,)), plain=plain)
    return (Line.NO if plain else Line.PROBABLY_NO).said()


def not_so(claim: Claim | None, wrong: object, *, plain: bool) -> Message:
    """That a claim about what is there is wrong, in these words."""
    if claim is not None and claim.kind is ClaimKind.COUNT:
        line = StatementLine.NOT_SEEN if plain else StatementLine.PROBABLY_NOT_SEEN
    else:
        line = StatementLine.NOT if plain else StatementLine.PROBABLY_NOT
    return line.said(wrong=wrong)


def claims_in_words(claims: Sequence[Claim]) -> object:
    """What claims say of one thing: "two dogs", "a white cup", "a person riding a horse"."""
    about = [one for one in claims if one.kind not in (ClaimKind.PRESENCE, ClaimKind.COUNT)]
    if any(one.kind in (ClaimKind.ACTION, ClaimKind.RELATION) for one in about):
        return narrator.words_of(about[-1])
    numbers = [one.value for one in claims if one.kind is ClaimKind.COUNT]
    qualities = tuple(one.value for one in about if is_quality(one.value))
    return Thing(claims[0].name, numbers[0] if numbers else "", qualities)


def _number(given: Answered) -> Message:
    """How many things there are."""
    if len(given.claims) == 1:
        (there,) = given.claims
        if there.asked not in SAYABLE:
            return _doubt(there)
        things = as_message(Thing(there.name, narrator.SOME))
        return CountLine.NOT_EXACT.said(things=things).as_sentence()
    _, claim = given.claims
    text: object = Thing(claim.name, claim.value)
    if claim.value == "1":
        text = CountLine.ONLY.said(one=Part(Thing(claim.name)))
    if claim.certainty is Certainty.PROBABLY:
        text = SightLine.PROBABLY.said(things=text)
    if claim.value.endswith("+"):
        text = CountLine.NOT_EXACT.said(things=text)
    return as_message(text).as_sentence()
