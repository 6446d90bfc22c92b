"""Notes what is seen, where the user wants that, and says when and how a thing was seen last."""

import re
from collections.abc import Callable
from typing import Final

from assistant.protocol.events import Description
from assistant.protocol.memory_protocols import Diary, DiaryEntry, Memory, MemoryFault
from assistant.protocol.spoken import Spoken, english, message_of
from assistant.saying.messages.core import Line, and_list
from assistant.saying.messages.serving_lines import ServingLine
from assistant.saying.messages.sight_lines import SET_BACK, SightLine, time_ago
from assistant.skills.memory.remember import FORGET, bare_name
from assistant.skills.reference import ANY
from assistant.understanding.language_file import of, there_are
from assistant.understanding.matcher import command, spelled
from assistant.understanding.query import ENGLISH
from models.interfaces import AnswerVerifier, Certainty, Embedder, ImageEncoding
from models.lexicon import head

_SAW: Final = r"(?:see|seen|saw|notice|noticed)"
_THING: Final = r"(?P<name>.+?)(?: last(?: seen| time)?)?"
_TODAY: Final = (
    r"(?:today|yesterday|lately|recently|before|this (?:morning|afternoon|evening|week))"
)
_NAMED: Final = r"(?!(?:this|that|it|these|those|them|one|if|whether|why|how|wh\w+)\b)"
_NOW: Final = r"(?!.* (?:here|there|now|in (?:the|this|my) (?:picture|photo|image|room))$)"
"""What is asked of the picture: a thing with no name, or one at this place."""
_LAST: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:where|when) (?:did|have|had) (?:i|we|you) (?:last )?{_SAW} {_THING}",
        rf"(?:where|when) (?:i|we|you) (?:have |had )?(?:last )?(?:saw|seen|noticed) {_THING}",
        rf"(?:where|when) (?:is|was) the last (?:time|place)(?: that| where)? (?:i|we|you) "
        rf"(?:have )?{_SAW} {_THING}",
        rf"(?:where|when) (?:is|are|was|were) {_THING} (?:last )?seen",
        rf"(?:where|when) {_THING} (?:is|are|was|were) (?:last )?seen(?: last)?",
        rf"(?:did|have|had) (?:i|we|you) {_SAW} {_NAMED}(?P<name>.+?) {_TODAY}",
        rf"did (?:i|we|you) see {_NOW}(?P<name>(?:my|our|your|his|her|their) .+)",
    )
)
_OURS: Final = re.compile(r"^(?:my|our) ")
"""What is the user's own, as the user names it."""
_FORGET: Final = re.compile(
    rf"(?:please )?{FORGET} "
    r"(?:(?:all|everything)(?:(?: that)? you (?:saw|have seen|have noticed))?|"
    r"what you (?:saw|have seen)|everything you remember)"
)


def about_the_seen(question: str) -> bool:
    """Whether words only ask for what was seen before, or to forget it."""
    words = command(question, of(ENGLISH))
    return any(pattern.fullmatch(words) for pattern in (_FORGET, *_LAST))


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
        self._diary.note(DiaryEntry(self._clock(), str(seen.spoken), sure, likely, vector))

    def reply(self, question: str) -> tuple[Spoken, Certainty] | None:
        """What to say to words about what was seen before, and how sure it is."""
        words = command(question, of(ENGLISH))
        try:
            forgets = _FORGET.fullmatch(words) is not None
            found = next(filter(None, (pattern.fullmatch(words) for pattern in _LAST)), None)
            if not forgets and found is None:
                return None
            if self._diary is None:
                return Spoken.of(ServingLine.REMEMBERS_NOTHING.said()), Certainty.NONE
            if found is None:
                self._diary.clear()
                return Spoken.of(Line.SIGHTINGS_FORGOTTEN.said()), Certainty.PLAIN
            if not self._recalls:
                return Spoken.of(Line.SIGHTINGS_OFF.said()), Certainty.NONE
            return self._last(self._diary.sightings(), spelled(found["name"], question))
        except MemoryFault as fault:
            return Spoken.of(message_of(fault)), Certainty.NONE

    def _last(self, sightings: list[DiaryEntry], name: str) -> tuple[Spoken, Certainty]:
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
            again = Line.KEEP_AGAIN.said(names=and_list(kept))
            return Spoken.of(again), Certainty.NONE
        never = SightLine.NEVER_SEEN.said(thing=_OURS.sub("your ", name))
        return Spoken.of(english(never)), Certainty.PLAIN

    def _said(
        self, one: DiaryEntry, line: SightLine, certainty: Certainty
    ) -> tuple[Spoken, Certainty]:
        text = line.said(when=time_ago(self._clock() - one.at), said=one.said)
        return Spoken.of(english(text[:1].upper() + text[1:])), certainty


def _meanings(name: str) -> set[str | None]:
    """What a name in any other language means in English."""
    return {of(code).names.english(name) for code in there_are() if code != ENGLISH}
