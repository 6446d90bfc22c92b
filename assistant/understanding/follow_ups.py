"""What a question means that only names another thing: "and the spoon?". Pure."""

from dataclasses import replace
from typing import Final

from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import ENGLISH
from assistant.understanding.language_file import of
from assistant.understanding.marks import marked
from assistant.understanding.matcher import in_english

_AGAIN: Final = frozenset({
    *(Kind.PLACE, Kind.COUNT, Kind.COLOUR, Kind.ACTION, Kind.STATE, Kind.PRESENCE, Kind.IS_AT),
    *(Kind.LIKE, Kind.PATTERN),
})  # fmt: skip
"""Kinds of questions that can be asked again of another thing."""


def followed(query: Query, last: Query | None) -> Query:
    """The last question again, of the thing that a query names; else whether that is there."""
    if query.kind is not Kind.AGAIN:
        return query
    before = query if last is None or last.kind not in _AGAIN else last
    kind = Kind.PRESENCE if before is query else before.kind
    slots = {"thing": query.things[0], "state": before.state}
    slots |= dict(zip(("side",), before.sides, strict=False))
    again = replace(query, kind=kind, sides=before.sides, near=before.near, state=before.state)
    return marked(replace(again, english=in_english(kind, slots, of(ENGLISH))))
