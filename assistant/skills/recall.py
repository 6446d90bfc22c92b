"""Notes what is seen, where the user wants that, and says when and how a thing was seen last."""

import re
import time
from collections.abc import Callable
from typing import Final

from assistant.events import Description
from assistant.keepsakes import Diary, Memory, MemoryFault, Sighting
from assistant.phrases import Line
from assistant.wordings.sight import SightLine, time_ago
from models.interfaces import AnswerJudge, Certainty, Embedder, Look

_THING: Final = r"(?P<name>.+?)(?: last(?: seen)?)?"
_LAST: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:where|when) (?:did|have|had) (?:i|we|you) (?:last )?(?:see|seen|saw|notice) {_THING}",
        rf"(?:where|when) (?:is|are|was|were) {_THING} (?:last )?seen",
    )
)
_FORGET: Final = re.compile(
    r"(?:please )?forget (?:(?:all|everything)(?:(?: that)? you (?:saw|have seen|have noticed))?|"
    r"what you (?:saw|have seen)|everything you remember)"
)
_OWNED: Final = re.compile(r"^(?:my|our|the|a|an|any|some) ")


def about_the_seen(question: str) -> bool:
    """Whether words only ask for what was seen before, or to forget it."""
    words = _plain(question)
    return any(pattern.fullmatch(words) for pattern in (_FORGET, *_LAST))


def _plain(question: str) -> str:
    return " ".join(question.lower().strip().strip("?.!, ").split())


class Recall:
    """The sightings, beside an `Embedder` and what reads things out of a question."""

    def __init__(
        self,
        embedder: Embedder,
        memory: Memory,
        judge: AnswerJudge,
        diary: Diary | None,
        noting: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Unless it is `noting` in a diary, whoever asks hears how to change that.

        What was noted before can be forgotten all the same.
        """
        self._embedder = embedder
        self._memory = memory
        self._judge = judge
        self._diary = diary
        self._noting = noting and diary is not None
        self._clock = clock

    def note(self, seen: Description, look: Look) -> None:
        """Keep what was said of a picture, if it named a thing. Raises MemoryFault."""
        if self._diary is None or not self._noting or not seen.spoken_objects:
            return

        def named(grade: Certainty) -> tuple[str, ...]:
            return tuple(one.name for one in seen.spoken_objects if one.certainty is grade)

        sure, likely = named(Certainty.PLAIN), named(Certainty.PROBABLY)
        vector = self._embedder.embed_look(look)
        self._diary.note(Sighting(self._clock(), seen.spoken, sure, likely, vector))

    def reply(self, question: str) -> tuple[str, Certainty, bool] | None:
        """The sentence for words that are about what was seen before, how sure it is, and whether
        it is English in any case.

        None for all others.
        """
        words = _plain(question)
        try:
            if _FORGET.fullmatch(words):
                if self._diary is not None:
                    self._diary.clear()
                return Line.SIGHTINGS_FORGOTTEN.said(), Certainty.PLAIN, False
            found = next(filter(None, (pattern.fullmatch(words) for pattern in _LAST)), None)
            if found is None:
                return None
            if self._diary is None or not self._noting:
                return Line.SIGHTINGS_OFF.said(), Certainty.NONE, False
            return *self._last(self._diary.sightings(), question, found["name"]), True
        except MemoryFault as fault:
            return str(fault), Certainty.NONE, False

    def _last(self, sightings: list[Sighting], question: str, name: str) -> tuple[str, Certainty]:
        """By the looks of what was kept under that name, else by the name of a known thing."""
        bare = _OWNED.sub("", name)
        kept = [one for one in self._memory.views() if _OWNED.sub("", one.name.lower()) == bare]
        if kept:
            for one in sightings:
                near = max(float(view.vector @ one.vector) for view in kept)
                if near >= self._embedder.same:
                    return self._said(one, SightLine.LAST_SEEN_PERHAPS), Certainty.UNSURE
        things = set(self._judge.things(question)) or {bare}
        for one in sightings:
            if things <= set(one.sure):
                return self._said(one, SightLine.LAST_SEEN), Certainty.PLAIN
            if things <= {*one.sure, *one.likely}:
                return self._said(one, SightLine.LAST_SEEN_PROBABLY), Certainty.PROBABLY
        return SightLine.NEVER_SEEN.said(thing=name), Certainty.PLAIN

    def _said(self, one: Sighting, line: SightLine) -> str:
        text = line.said(when=time_ago(self._clock() - one.at), said=one.said)
        return text[:1].upper() + text[1:]
