"""Notes what is seen, where the user wants that, and says when and how a thing was seen last."""

import re
from collections.abc import Callable
from typing import Final

from assistant.protocol.events import Description
from assistant.protocol.memory_protocols import Diary, DiaryEntry, Memory, MemoryFault
from assistant.saying.english_nouns import ANY
from assistant.saying.messages.core import Line
from assistant.saying.messages.serving_lines import ServingLine
from assistant.saying.messages.sight_lines import SET_BACK, SightLine, time_ago
from assistant.skills import wording
from assistant.skills.memory.remember import bare_name
from assistant.understanding.language_file import of, there_are
from assistant.understanding.query import ENGLISH, Kind, Query
from models.interfaces import AnswerVerifier, Certainty, Embedder, ImageEncoding
from models.lexicon import head

_OURS: Final = re.compile(r"^(?:my|our) ")
"""What is the user's own, as the user names it."""


class Recall:
    """The sightings, beside an `Embedder` and what reads things out of a question."""

    def __init__(
        self,
        embedder: Embedder,
        memory: Memory,
        verifier: AnswerVerifier,
        diary: Diary | None,
        clock: Callable[[], float],
        recalls: bool = True,
    ) -> None:
        """Unless it `recalls`, as the settings want it, whoever asks hears how to change that.

        What was noted before can be forgotten all the same. Without a diary there is nothing.
        `clock` gives seconds that go on after the next start.
        """
        self._embedder = embedder
        self._memory = memory
        self._verifier = verifier
        self._diary = diary
        self._recalls = recalls
        self._clock = clock

    def note(self, seen: Description, look: ImageEncoding) -> None:
        """Keep what was said of a picture, if it named a thing. Raises MemoryFault."""
        if self._diary is None or not seen.spoken_objects:
            return

        def named(grade: Certainty) -> tuple[str, ...]:
            return tuple(one.name for one in seen.spoken_objects if one.certainty is grade)

        sure, likely = named(Certainty.PLAIN), named(Certainty.PROBABLY)
        vector = self._embedder.embed_look(look)
        self._diary.note(DiaryEntry(self._clock(), seen.spoken, sure, likely, vector))

    def reply(self, query: Query) -> tuple[str, Certainty, bool]:
        """The sentence for what was seen before, how sure it is, and whether it is English."""
        try:
            if self._diary is None:
                return ServingLine.REMEMBERS_NOTHING.said(), Certainty.NONE, False
            if query.kind is Kind.FORGET_SEEN:
                self._diary.clear()
                return Line.SIGHTINGS_FORGOTTEN.said(), Certainty.PLAIN, False
            if not self._recalls:
                return Line.SIGHTINGS_OFF.said(), Certainty.NONE, False
            return self._last(self._diary.sightings(), query.name)
        except MemoryFault as fault:
            return str(fault), Certainty.NONE, False

    def _last(self, sightings: list[DiaryEntry], name: str) -> tuple[str, Certainty, bool]:
        """By the looks of what was kept under that name, else by the name of a known thing.

        What only is of that kind, and where something is kept under that name or one that means
        the same in another language, is told with doubt. What was seen or kept in another space
        has no looks.
        """
        bare = bare_name(name)
        names = [] if ANY.match(name) else self._memory.names()
        own = [one for one in names if bare_name(one) == bare]
        kept = own or [one for one in names if bare in _meanings(one)]
        views = [view for view in self._memory.views() if view.name in kept]
        for one in sightings:
            if one.comparable and any(
                float(view.vector @ one.vector) >= self._embedder.same for view in views
            ):
                return self._said(one, SightLine.LAST_SEEN_PERHAPS, Certainty.UNSURE)
        thing = self._verifier.thing(bare)
        kind = head(bare).rpartition(" ")[2]
        named = thing or self._verifier.thing(kind) or bare
        for one in sightings:
            if named not in (*one.sure, *one.likely):
                continue
            if kept or named not in (thing, bare):
                return self._said(one, SightLine.LAST_SEEN_PERHAPS, Certainty.UNSURE)
            if self._clock() - one.at < SET_BACK:
                return self._said(one, SightLine.LAST_SEEN, Certainty.PROBABLY)
            if named in one.sure:
                return self._said(one, SightLine.LAST_SEEN, Certainty.PLAIN)
            return self._said(one, SightLine.LAST_SEEN_PROBABLY, Certainty.PROBABLY)
        if kept and not views:
            again = Line.KEEP_AGAIN.said(names=wording.listed(kept, Line.LIST_AND))
            return again, Certainty.NONE, False
        return SightLine.NEVER_SEEN.said(thing=_OURS.sub("your ", name)), Certainty.PLAIN, True

    def _said(
        self, one: DiaryEntry, line: SightLine, certainty: Certainty
    ) -> tuple[str, Certainty, bool]:
        text = line.said(when=time_ago(self._clock() - one.at), said=one.said)
        return text[:1].upper() + text[1:], certainty, True


def _meanings(name: str) -> set[str | None]:
    """What a name in any other language means in English."""
    return {of(code).names.english(name) for code in there_are() if code != ENGLISH}
