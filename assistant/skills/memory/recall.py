"""Notes what was seen, if the user wants that, and says when a thing was seen last."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.protocol.events import Description
from assistant.protocol.memory_protocols import Diary, DiaryEntry, Memory, MemoryFault
from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import ENGLISH, Message, Spoken, message_of
from assistant.saying import narrator
from assistant.saying.messages.core import Line, and_list
from assistant.saying.messages.server_lines import ServingLine
from assistant.saying.messages.sight_lines import SET_BACK, RecallLine, time_ago
from assistant.saying.noun_phrases import Thing, knows
from assistant.skills.memory.remember import bare_name
from assistant.skills.picture_session import ModelBundle, PictureSession
from assistant.understanding.language_file import of, there_are
from assistant.understanding.thing_names import ANY
from models.interfaces import SAYABLE, Certainty
from models.lexicon.names import head, thing_of

_OURS: Final = re.compile(r"^(?:my|our) ")
"""What is the user's own, as the user names it."""


@dataclass(frozen=True, slots=True)
class Sightings:
    """The diary of what was seen, and how it may be used."""

    diary: Diary | None = None
    noting: bool = False
    """Whether what is said of pictures is noted in it."""
    recalls: bool = False
    """Whether questions are answered from it; else the answer says how to change that."""


class Recall:
    """Notes what was said of pictures, and says when a thing was seen last."""

    def __init__(
        self,
        models: ModelBundle,
        memory: Memory,
        sightings: Sightings,
        clock: Callable[[], float],
    ) -> None:
        """`clock` gives seconds since 1970."""
        self._embedder = models.model
        self._memory = memory
        self._diary = sightings.diary
        self._sightings = sightings
        self._clock = clock
        self._warned = False

    def note(self, session: PictureSession, remark: Description | None = None) -> Message | None:
        """Note once what was last said of a picture of the camera, or a remark on it.

        Gives the reason the first time that this fails.
        """
        said = remark or session.said
        unwanted = not self._sightings.noting or session.noted or session.surface is not None
        if self._diary is None or unwanted or said is None or not said.spoken_objects:
            return None
        look = session.analysis().look
        if look is None:
            return None
        session.noted = True
        sure, likely = (
            tuple(one.name for one in said.spoken_objects if one.certainty is grade)
            for grade in SAYABLE
        )
        vector = self._embedder.embed_look(look)
        try:
            self._diary.note(DiaryEntry(self._clock(), str(said.spoken), sure, likely, vector))
        except MemoryFault as fault:
            warned, self._warned = self._warned, True
            return None if warned else message_of(fault)
        return None

    def reply(self, query: Query) -> tuple[Spoken, Certainty]:
        """What to say to a query about what was seen before, and how sure it is."""
        try:
            if self._diary is None:
                return Spoken.of(ServingLine.REMEMBERS_NOTHING.said()), Certainty.NONE
            if query.kind is Kind.FORGET_SEEN:
                self._diary.clear()
                return Spoken.of(Line.SIGHTINGS_FORGOTTEN.said()), Certainty.PLAIN
            if not self._sightings.recalls:
                return Spoken.of(Line.SIGHTINGS_OFF.said()), Certainty.NONE
            return self._last(self._diary.sightings(), query.name, query.language)
        except MemoryFault as fault:
            return Spoken.of(message_of(fault)), Certainty.NONE

    def _last(
        self, sightings: list[DiaryEntry], name: str, language: str
    ) -> tuple[Spoken, Certainty]:
        """When a thing was last seen, by the look of its kept views, else by its name.

        The answer is unsure if only a thing of that kind was seen, or if something is kept under
        the name or its translation. Views from another space cannot be compared.
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
                return self._said(one, RecallLine.LAST_SEEN_PERHAPS, Certainty.UNSURE, language)
        thing = thing_of(bare)
        kind = head(bare).rpartition(" ")[2]
        named = thing or thing_of(kind) or bare
        for one in sightings:
            if named not in (*one.sure, *one.likely):
                continue
            set_back = self._clock() - one.at < SET_BACK
            if kept or named not in (thing, bare):
                return self._said(one, RecallLine.LAST_SEEN_PERHAPS, Certainty.UNSURE, language)
            if named not in one.sure and not set_back:
                return self._said(one, RecallLine.LAST_SEEN_PROBABLY, Certainty.PROBABLY, language)
            grade = Certainty.PROBABLY if set_back else Certainty.PLAIN
            return self._said(one, RecallLine.LAST_SEEN, grade, language)
        if kept and not views:
            return Spoken.of(Line.KEEP_AGAIN.said(names=and_list(kept))), Certainty.NONE
        missed: object = _OURS.sub("your ", name)
        if language != ENGLISH and knows(name):
            missed = Thing(name)
        return Spoken.of(RecallLine.NEVER_SEEN.said(thing=missed)), Certainty.PLAIN

    def _said(
        self, one: DiaryEntry, line: RecallLine, certainty: Certainty, language: str
    ) -> tuple[Spoken, Certainty]:
        said: object = one.said
        if language != ENGLISH:
            # The diary's sentences are in English.
            things = ([Thing(name) for name in names] for names in (one.sure, one.likely))
            said = narrator.graded(*things).as_sentence()
        text = line.said(when=time_ago(self._clock() - one.at), said=said)
        return Spoken.of(text.as_sentence()), certainty


def _meanings(name: str) -> set[str | None]:
    """The English meanings of a name in all other languages."""
    return {of(code).names.english(name) for code in there_are() if code != ENGLISH}
