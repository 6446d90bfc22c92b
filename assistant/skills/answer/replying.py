"""Sentences for graded answers. Pure."""

import re
from collections.abc import Collection, Sequence
from typing import Final

from assistant.protocol.events import Answer, Description, SpokenObject
from assistant.protocol.query import Never, Query, Risk
from assistant.protocol.spoken import ENGLISH, Message, Spoken, as_message, english
from assistant.saying.answer_words import in_words
from assistant.saying.messages.core import Line
from assistant.saying.messages.senses_lines import PeopleLine, PlaceLine
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.narrator import listed
from assistant.saying.noun_phrases import Thing
from assistant.skills import wording
from assistant.skills.wording import Facing
from models.interfaces import PERSON, Certainty, ImageEncoding, Reply
from models.lexicon.names import kind_of

_DECIDED: Final = ("yes", "no")
_COLOURS_TOO: Final = frozenset("orange lime lemon peach plum aubergine".split())
_SIDES_TOO: Final = frozenset(("top",))
_SIDES: Final = ("left", "right", "top", "bottom", "middle")
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


def decided(reply: Reply) -> bool:
    """Whether an answer is only yes or no."""
    answers = reply.answer in _DECIDED and reply.certainty is not Certainty.NONE
    return answers and not reply.presence


def names_thing(answer: str, query: Query, names: Collection[str], told: Collection[str]) -> bool:
    """Whether an answer is one of the names of things, or offered as one thing ("a mug or a jar"),
    and not that of a colour or a side.

    A thing is one of `names`, or offered as one ("a mug or a jar"); `told` are the names that may
    be said about the picture.
    """
    offered = answer.lower() in query.singles
    if answer in _COLOURS_TOO:
        # "An orange or red cup" offers no orange.
        offered = offered and not any(" " in one for one in query.singles)
        if not offered and (answer not in told or query.asks_colour):
            return False
    if answer in _SIDES_TOO and (query.asks_where or query.asks_side):
        return False
    return answer in names or offered


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
    elif where and answer in _SIDES:
        text = PlaceLine[answer.upper()].said()
    elif len(each) > 1 and all(map(is_counted, each)):
        text = listed([in_words(one, thing=True) for one in each])
    else:
        text = as_message(in_words(answer, thing=thing))
    return SightLine.PROBABLY.said(things=text) if certainty is Certainty.PROBABLY else text


def spoken(
    reply: Reply,
    look: ImageEncoding,
    facing: Facing,
    *,
    thing: bool,
    where: bool = False,
    sure: Collection[str] = (),
) -> Spoken:
    """The sentence for a graded answer.

    `thing` says whether it names a thing; `sure` are the names that may be said plainly.
    """
    if reply.missing:
        return Spoken.of(SightLine.NOT_HERE.said(thing=Thing(reply.missing[0])))
    if reply.certainty is Certainty.NONE:
        return Spoken.of(Line.CANNOT_ANSWER.said())
    seen = [name for name in reply.seen if name in sure]
    if reply.answer == "yes" and reply.certainty is Certainty.UNSURE and seen:
        things = listed([Thing(name) for name in seen])
        return Spoken.of(SightLine.NOT_MORE.said(things=things))
    if reply.answer in _DECIDED:
        return _yes_or_no(reply, look, facing)
    language = reply.language
    answer = worded(reply.answer, reply.certainty, thing=thing, where=where, language=language)
    if reply.certainty is Certainty.UNSURE:
        return Spoken.of(SightLine.MAY_BE.said(things=answer))
    return Spoken.of(answer.as_sentence())


def only_seen(seen: Description, line: SightLine) -> Spoken:
    """What can be seen, in place of a judgement; the reason if that is nothing."""
    unsure = line is SightLine.I_SEE and seen.certainty is Certainty.UNSURE
    if unsure or seen.certainty is Certainty.NONE:
        return seen.spoken
    return Spoken.of(line.said(scene=seen.spoken))


def as_answer(query: Query, seen: Description) -> Answer:
    """A description as the answer to what something is."""
    name, about = seen.spoken_objects[0].name, told_about(seen.spoken_objects)
    return Answer(query.question, name, seen.spoken, seen.certainty, seen.probability, about)


def told_about(things: Sequence[SpokenObject]) -> str:
    """The thing that "it" means after a description of these; empty where that is open.

    It is the only one, or the only one that is sure; a person only where nothing else is there.
    """
    others = [one for one in things if one.name != PERSON] or things
    sure = [one for one in others if one.certainty is Certainty.PLAIN]
    meant = sure if len(sure) == 1 else others
    return meant[0].name if len(meant) == 1 else ""


def _yes_or_no(reply: Reply, look: ImageEncoding, facing: Facing) -> Spoken:
    yes = reply.answer == "yes"
    if reply.certainty is Certainty.UNSURE:
        return Spoken.of((Line.PERHAPS_YES if yes else Line.PERHAPS_NO).said())
    plain = reply.certainty is Certainty.PLAIN
    if not reply.presence:
        lines = (Line.YES, Line.NO) if plain else (Line.PROBABLY_YES, Line.PROBABLY_NO)
        return Spoken.of(lines[not yes].said())
    name = reply.things[0]
    thing: object = Thing(name)
    if not yes:
        line = SightLine.NOT_THERE if plain else SightLine.PROBABLY_NOT_THERE
        return Spoken.of(line.said(thing=thing))
    box = next((seen.box for seen in look.objects if seen.name == name), None)
    if box is not None:
        thing = wording.at_place(thing, box, facing)
    line = SightLine.YES_THERE if plain else SightLine.PROBABLY_THERE
    said = line.said(thing=thing).as_sentence()
    if name == PERSON and facing == "user":
        said = PeopleLine.ONLY_YOU.said(sentence=said)
    return Spoken.of(said)
