"""Keeps views under names, recognises, lists and forgets them."""

from typing import Final

from assistant.protocol.memory_protocols import Memory, MemoryFault
from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import ENGLISH, Message, Sayable, Spoken, message_of
from assistant.saying.messages.core import Line, and_list
from assistant.understanding.language_file import of
from assistant.understanding.normaliser import plain
from assistant.understanding.thing_names import ANY
from models.interfaces import Certainty, Embedder, ImageEncoding
from models.lexicon.names import head

ABOUT_KEPT: Final = (Kind.LIST_KEPT, Kind.IS_KEPT, Kind.FORGET, Kind.FORGET_KEPT)
"""Questions that only list, ask for or forget kept names."""
_NEAR: Final = 1.78
"""How far a picture may be from a kept one, in distances at which two show the same thing."""
_NEARER: Final = 0.44
"""By how much twice that may be more than the distance from all other kept things."""
_SIDE: Final = 2.2
"""How far another side of a thing may be from those that are kept. The three numbers were tried out
with `benchmarks/keeping.py`."""


def bare_name(name: str) -> str:
    """A name for comparison: without article, owner, capitals and punctuation."""
    return plain(of(ENGLISH).names.bare(name))


def _same(names: list[str], meant: str) -> list[str]:
    """The names that mean a certain thing, with or without what follows it."""
    if not meant or ANY.match(meant):
        return []
    exactly = [name for name in names if bare_name(name) == bare_name(meant)]
    return exactly or [name for name in names if bare_name(name) == bare_name(head(meant))]


def recognised(near: float, other: float, same: float) -> bool:
    """Whether a picture shows a kept thing, by its cosines with the nearest view of that, and of
    anything else that was kept; -1 without any. At `same`, two pictures show the same thing.
    """
    unit, far, other_far = 1 - same, 1 - near, 1 - other
    return unit > 0 and far <= _NEAR * unit and 2 * far - other_far <= _NEARER * unit


def may_be_side(near: float, same: float) -> bool:
    """Whether a picture may show another side of a kept thing, by its cosine with the nearest view
    of that."""
    return 1 - near <= _SIDE * (1 - same)


class Remember:
    """The kept views and their names."""

    def __init__(self, embedder: Embedder, memory: Memory) -> None:
        self._embedder = embedder
        self._memory = memory

    def keep(self, query: Query, look: ImageEncoding, *, side: bool = False) -> Message:
        """Keep a view under the name in the query, and give the sentence.

        As a `side`, it is kept only if it may show the same thing as the views of that name.
        """
        try:
            same = (one for one in self._memory.names() if one.lower() == query.name.lower())
            name, vector = next(same, query.name), self._embedder.embed_look(look)
            views = (one for one in self._memory.views() if one.name == name)
            near = max((float(one.vector @ vector) for one in views), default=1.0)
            if side and not may_be_side(near, self._embedder.same):
                return Line.NOT_SIDE.said(name=name)
            self._memory.keep(name, vector)
        except MemoryFault as fault:
            return message_of(fault)
        return Line.KEPT.said(name=name)

    def reply(self, query: Query) -> Sayable:
        """The sentence for a query that lists, asks for or forgets what is kept."""
        try:
            names = self._memory.names()
            if query.kind is Kind.LIST_KEPT:
                return self._listed(names)
            if query.kind is Kind.FORGET_KEPT:
                forgotten = [name for name in names if self._memory.forget(name)]
                if not forgotten:
                    return Line.KEPT_NOTHING.said()
                return Line.FORGOTTEN.said(name=and_list(forgotten))
            if query.kind is Kind.FORGET:
                line = Line.FORGOTTEN if self._memory.forget(query.name) else Line.NOT_KEPT
                return line.said(name=query.name)
            same = [name for name in names if bare_name(name) == bare_name(query.name)]
            return self._listed(same) if same else Line.NOT_KEPT.said(name=query.name)
        except MemoryFault as fault:
            return message_of(fault)

    def _listed(self, names: list[str]) -> Sayable:
        """A list of kept names, and of those that cannot be recognised."""
        if not names:
            return Line.KEPT_NOTHING.said()
        known = {view.name for view in self._memory.views()}
        again = [name for name in names if name not in known]
        told = Line.KEPT_LIST.said(names=and_list(names))
        return Spoken.of(told, Line.KEEP_AGAIN.said(names=and_list(again)) if again else None)

    def known(self, query: Query, look: ImageEncoding) -> tuple[str, Certainty] | None:
        """The kept name that answers what, whose or whether a certain thing a picture shows.

        Its grade: probably that thing; unsure, not like it; or none, if no view can be compared.
        """
        meant = query.name if query.kind in (Kind.IS_THIS, Kind.IS_PLACE) else ""
        whatever = query.kind is Kind.IDENTIFY or query.owned
        if not meant and not whatever:
            return None
        try:
            views, names = self._memory.views(), self._memory.names()
        except MemoryFault:
            # The picture can be described without it, and keeping and listing report the fault.
            return None
        own = _same(names, meant)
        asked = [view for view in views if view.name in own or (whatever and not own)]
        if not asked:
            return (own[0], Certainty.NONE) if own else None
        vector = self._embedder.embed_look(look)
        near, name = max((float(view.vector @ vector), view.name) for view in asked)
        meant = bare_name(name)
        others = (float(one.vector @ vector) for one in views if bare_name(one.name) != meant)
        same = self._embedder.same
        if recognised(near, max(others, default=-1.0), same):
            return name, Certainty.PROBABLY
        # What looks like another kept thing as well may still be this one.
        return (name, Certainty.UNSURE) if own and not recognised(near, -1.0, same) else None
