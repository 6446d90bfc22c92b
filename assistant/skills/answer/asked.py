"""What a question asks for, as claims: the ones that have to be true for a yes. Pure."""

from dataclasses import replace
from typing import Final

from assistant.protocol.query import Kind, Query, Risk
from assistant.protocol.spoken import ENGLISH
from assistant.saying.gloss import gloss
from assistant.saying.lexicon import english_words
from assistant.skills.swapped_sides import swap_sides
from assistant.understanding.language_file import of
from models.claims import bare
from models.interfaces import Claim, ClaimKind
from models.lexicon.names import kind_of, mentioned_at, tokens_of
from models.lexicon.questions import plain_words
from models.lexicon.sentences import ACTS, StatedClaim, Statement, name_of, parse, stated, unclaimed
from models.lexicon.things import SEEN

_COMPARING: Final = frozenset(
    "more less fewer than least most enough else another other only exactly or".split()
)
"""Words that ask for another number than the one that they name, or for a choice."""
_CHECKED: Final = (ClaimKind.PRESENCE, ClaimKind.COUNT)
_ANYTHING: Final = ("cup", "dog")
"""Names that stand for any thing."""


NOTHING: Final = Statement("", (), more=True, denies=False)


def asked(query: Query, *, mirrored: bool = False) -> Statement:
    """What a yes to a question would state; `mirrored`: left is the picture's right."""
    if query.kind is Kind.PRESENCE and query.things:
        thing, name = query.things[0], exactly(query.things[0])
        if name is not None and not query.near:
            there = StatedClaim(thing, Claim(ClaimKind.PRESENCE, name, ""), exact=True)
            return Statement(thing, (there,), more=False, denies=False)
        return claimed(f"there is {name or thing} {query.near}")
    if query.kind in (Kind.STATE, Kind.PATTERN) and query.things:
        name = exactly(query.things[0])
        if name is not None:
            so = Claim(ClaimKind.ATTRIBUTE, name, query.state)
            return Statement("", (StatedClaim("", so, exact=True),), more=False, denies=False)
        return claimed(f"the {query.things[0]} is {query.state}")
    if query.kind is Kind.OPEN:
        words = swap_sides(in_english(query)) if mirrored else in_english(query)
        return claimed(_as_statement(plain_words(words)))
    return NOTHING


def in_english(query: Query) -> str:
    """A question in English, else word by word; empty if a word of it is not known."""
    if query.for_model:
        return query.for_model
    glossed = gloss(query.question, query.language)
    return glossed.text if glossed.whole else ""


def claimed(statement: str) -> Statement:
    """A statement with what it claims, acts and relations included."""
    parsed = parse(statement)
    if parsed.denies or not parsed.claims or not _COMPARING.isdisjoint(tokens_of(statement)):
        return NOTHING
    each = {bare(one.claim): one for one in parsed.claims}
    exact = {one.claim.name for one in parsed.claims if one.exact}
    others = [
        StatedClaim(statement, one, one.name in exact and (not one.other or one.other in exact))
        for one in stated(statement)
        if one not in each and one.kind not in _CHECKED
    ]
    more = bool(unclaimed(statement)) if others else parsed.more
    return replace(parsed, claims=(*each.values(), *others), more=more)


def related(near: str) -> Claim | None:
    """What "on the table" claims of a thing without a name; None if it names no relation."""
    if not near:
        return None
    named = next(one for one in _ANYTHING if one not in near)
    each = (one.claim for one in claimed(f"the {named} is {near}").claims)
    found = next((one for one in each if one.kind is ClaimKind.RELATION), None)
    return None if found is None else replace(found, name="")


def _as_statement(words: str) -> str:
    """ "is the cup white" as "the cup is white"; empty for what is no such question.

    Word by word, an act may stand before its thing, or "is" behind it already.
    """
    said = words.split()
    things = mentioned_at(tokens_of(words), further=True)
    end = things[0][0].stop if things else 0
    if said[end : end + 1] in (["is"], ["are"]):
        return words
    verb, *rest = said[:end] or [""]
    if verb not in ("is", "are"):
        return ""
    act = rest[:1] if rest[0] in ACTS else []
    return " ".join([*rest[len(act) :], verb, *act, *said[end:]])


def exactly(thing: str) -> str | None:
    """The name in the claims of a thing in the user's words, if it means just that."""
    words = of(ENGLISH).names.bare(thing)
    return name_of(words) or _PLURALS.get(words)


def named(thing: str) -> str | None:
    """The same also for what is of that kind: "man" is a person."""
    return exactly(thing) or kind_of(of(ENGLISH).names.bare(thing))


_PLURALS: Final = {
    noun.several: name for name, noun in english_words().nouns.items() if name in SEEN
}


_OF_SIGHT: Final = frozenset({
    *(Kind.PLACE, Kind.COUNT, Kind.WHAT_IS_AT, Kind.IDENTIFY, Kind.DESCRIPTION, Kind.ANYTHING),
    *(Kind.COLOUR, Kind.WHICH_PLACE, Kind.ACTION, Kind.CHOICE, Kind.LIKE, Kind.PATTERN),
})  # fmt: skip
"""Kinds whose answers tell what is seen, and judge nothing."""


_OF_THINGS: Final = frozenset({
    *(Kind.PLACE, Kind.IS_AT, Kind.WHICH_SIDE, Kind.COUNT, Kind.COLOUR, Kind.ACTION),
})  # fmt: skip


def tells_sight(query: Query) -> bool:
    """Whether an answer only tells what is seen; the colour of a traffic light tells more."""
    seen = query.kind in _OF_SIGHT and query.risk is not Risk.TRAFFIC
    named = query.kind is Kind.IS_THIS and exactly(query.name) is not None
    return query.kind is Kind.PRESENCE or named or seen


def asks_of_things(query: Query) -> bool:
    """Whether a question only asks where things are, how many, of which colour, or what they do,
    all of them known by name: its words mean nothing more."""
    known = bool(query.things) and not query.near and all(map(exactly, query.things))
    return known and query.kind in _OF_THINGS


def asks_for_side(query: Query) -> bool:
    """Whether a question asks what is on a side of the picture."""
    return query.kind in (Kind.WHAT_IS_AT, Kind.ANYTHING) and bool(query.sides)


def asks_what_is_there(query: Query) -> bool:
    """Whether a question asks what this is, or for all that the camera sees."""
    anything = query.kind is Kind.ANYTHING and not (query.sides or query.near)
    like = query.kind is Kind.LIKE and not query.things
    return anything or like or query.kind in (Kind.IDENTIFY, Kind.DESCRIPTION, Kind.BEHIND)
