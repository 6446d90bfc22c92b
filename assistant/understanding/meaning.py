"""A query whose words no template knew, with what they mean. Pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from assistant.protocol.query import Kind, Never, Query, Risk, Talk, Value
from models.interfaces import PERSON, Meaning
from models.lexicon.names import mentions

OWN_WORDS: Final = frozenset({
    *(Kind.KEEP, Kind.LIST_KEPT, Kind.IS_KEPT, Kind.FORGET, Kind.FORGET_KEPT, Kind.LAST_SEEN),
    *(Kind.FORGET_SEEN, Kind.STATEMENT, Kind.PATTERN, Kind.BEYOND),
})  # fmt: skip
"""Kinds that hold the user's own words, which may mean anything, or whose templates are narrow."""
_JUDGING: Final = frozenset({Kind.OPEN, Kind.STATE, Kind.IS_THIS, Kind.CHOICE})
"""Kinds that may ask what somebody is."""
_VAGUE: Final = _JUDGING | {
    *(Kind.LIGHT, Kind.TIME, Kind.PRESENCE, Kind.ANYTHING, Kind.SAFE),
}
"""Kinds that may mean more than their template tells."""
_BESIDE_PRINT: Final = ("risk:food", "risk:medicine", "kind:lamp")
"""Meanings with which print still answers, or never does."""
_NOT_OF_THINGS: Final = ("risk:stairs", "risk:traffic", *(f"never:{one}" for one in Never))
"""Meanings that a close-up of a thing shows nothing of: a way, or somebody."""
_UNREAD: Final = (Kind.OPEN, Kind.LIGHT, Kind.TIME)
"""Kinds that ask for nothing in particular, or for what Lantern tells otherwise."""
_TELLS_TIME: Final = "clock"
_VALUES: Final = {"expiry": Value.EXPIRY, "price": Value.PRICE}
"""Meanings that ask for a value in a text."""


def meant(
    query: Query, meaning: Meaning, written: Callable[[Query], bool], close: Callable[[], bool]
) -> Query:
    """A query with the meaning of its words.

    What templates know already stays. Where something is `written` that may answer, words may mean
    anything, and only a sure meaning counts, or one that merely adds a caution. `close`: whether
    the picture shows things near by, and neither a way nor people.
    """
    group, _, name = meaning.name.partition(":")
    if query.kind is Kind.TIME and query.about != _TELLS_TIME and not written(query):
        return replace(query, kind=Kind.TALK, name=Talk.CLOCK)
    if not name:
        return query
    vague = query.kind in (_JUDGING if group == "never" else _VAGUE)
    if not meaning.sure and not (vague and (meaning.name in _BESIDE_PRINT or not written(query))):
        return query
    if meaning.name in _NOT_OF_THINGS and not meaning.sure and close():
        return query
    if group == "never":
        return replace(query, never=query.never or Never(name))
    if group == "risk":
        return replace(query, risk=query.risk or Risk(name), implied=query.risk is None)
    decided = query.risk is not None or query.never is not None
    unread = query.kind in _UNREAD or (group == "talk" and query.value is Value.OTHER)
    if decided or not (unread or name == Kind.LAMP):
        return query
    return replace(query, kind=Kind.TALK, name=name) if group == "talk" else _of_kind(query, name)


def _of_kind(query: Query, name: str) -> Query:
    if name in _VALUES:
        return replace(query, kind=Kind.VALUE, value=_VALUES[name])
    if name == Kind.COUNT:
        # A number answers "is anybody there" and "am I alone" alike.
        return replace(query, kind=Kind.COUNT, things=(PERSON,))
    if name == Kind.COLOUR:
        things = mentions(query.for_model)[:1]
        return replace(query, kind=Kind.COLOUR, things=things, asks_colour=True)
    return replace(query, kind=Kind(name), asks_colour=False)
