"""All skills around one model, as the worker, the commands and the server use them."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from assistant.protocol.choices import Verbosity
from assistant.protocol.desktop import Surface
from assistant.protocol.events import Answer, Description, Spot
from assistant.protocol.memory_protocols import Damageable, Memory
from assistant.protocol.query import Kind, Query
from assistant.protocol.spoken import ENGLISH, Message, Spoken
from assistant.protocol.text import NOTHING_WRITTEN, CannotReadError, Excerpt, Framing, Text
from assistant.saying.messages.desktop_lines import DesktopLine
from assistant.saying.messages.models_lines import model_words
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.answer.answerer import Answerer, surer
from assistant.skills.answer.asked import asks_of_things, asks_what_is_there
from assistant.skills.answer.on_page import is_page, may_tell
from assistant.skills.answer.wording import CAUTIONS
from assistant.skills.describe.describer import Describer
from assistant.skills.find.find_skill import FindSkill
from assistant.skills.memory.recall import Recall, Sightings
from assistant.skills.memory.remember import Remember
from assistant.skills.money.banknote import banknote
from assistant.skills.picture_session import (
    Analyser,
    FrameAnalysis,
    ModelBundle,
    PictureSession,
)
from assistant.skills.reading.excerpt import SMALL, excerpt, further, something_written, told
from assistant.skills.reading.parts import SCREEN, with_kind
from assistant.skills.reading.read_skill import ReadSkill
from assistant.skills.reading.screen import Screens, without_camera_advice
from assistant.skills.skill import all_skills
from assistant.skills.wording import Facing
from assistant.skills.written import asks_for_text, mentioned
from assistant.understanding.follow_ups import followed
from assistant.understanding.meaning import OWN_WORDS, meant
from models.interfaces import (
    PERSON,
    SAYABLE,
    UNCANCELLED,
    CancelToken,
    Certainty,
    Noticing,
    Picture,
    Problem,
    StatementJudgement,
)

_READ_ON = Description(Spoken(), "", Certainty.PLAIN, 1.0)
_NO_PICTURE = np.zeros((1, 1, 3), np.uint8)
_SCREEN = FrameAnalysis(Problem.NOT_A_PHOTO, None)
"""What is known of a screen, which no model for photos looks at."""


class SkillSet:
    """What can be done with pictures. Each method may raise WorkCancelledError."""

    def __init__(
        self,
        analyser: Analyser,
        facing: Facing,
        memory: Memory,
        read: ReadSkill,
        sightings: Sightings = Sightings(),  # noqa: B008  # it is frozen
        settings: Sequence[object] = (),
    ) -> None:
        """`settings` are those that skills declare."""
        self._settings = settings
        self._memory, self._sightings = memory, sightings
        self._own: tuple[object, ...] = memory, sightings.diary
        models = analyser.models
        self.model = model = models.model
        self._analyser = analyser
        self._facing: Facing = facing
        self._cancel_with = models.cancel_with
        self._noticing = model if isinstance(model, Noticing) else None
        self._read, self._passages, self._meanings = read, models.passages, models.meanings
        self._screens = Screens(read)
        self._find = FindSkill(models.finder, model, memory, read.framing)
        self._recall = Recall(models, memory, sightings, time.time)
        self._describer = Describer(models, complete=analyser.complete)
        remember = Remember(model, memory)
        # The one for other pages has no last value, with which v would compare a new one.
        around = models, self._describer, remember, self._recall, read, self._written
        self._answerer, self._elsewhere = Answerer(*around), Answerer(*around)

    def on(self, models: ModelBundle) -> "SkillSet":
        """The same skills around another model."""
        analyser = replace(self._analyser, models=models)
        around = self._memory, self._read, self._sightings, self._settings
        return SkillSet(analyser, self._facing, *around)

    def prepare(self) -> None:
        """Load what the first description needs besides the model, in the background."""
        self._read.prepare()

    def session(
        self, pixels: Picture, surface: Surface | None = None, *, part: bool = False
    ) -> PictureSession:
        """Begin with a picture, of the camera or from a `surface` of the computer, or a part."""
        opened = PictureSession(
            pixels,
            lambda: self._analyser,
            self._read.labels,
            facing=self._facing,
            surface=surface,
            part=part,
            settings=self._settings,
        )
        if surface is Surface.SCREEN:
            opened.found = _SCREEN
        return opened

    def look(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> None:
        """Look at a picture before anything is asked about it."""
        self._cancel_with(cancel)
        session.analysis(cancel)

    def look_ahead(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> None:
        """Look at a picture, and read what is written on a thing held up.

        No pulled model and no server is asked.
        """
        self.look(session, cancel)
        names = session.known(cancel, first=True)
        if names is not None and names.held:
            self._written(session, cancel)

    def describe(
        self,
        session: PictureSession,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
        *,
        reads: bool = True,
        names_only: bool = False,
    ) -> Description:
        """As `Describer.describe`, followed by the model's notice, if it has one.

        If nothing is recognised, it `reads` whether there is text.
        The screen or the clipboard's picture is described as a photo only if it is one.
        May raise CannotReadError.
        """
        self._cancel_with(cancel)
        if session.surface is not None:
            problem = session.analysis(cancel).problem
            if problem is None and self._screens.crowded(session, cancel):
                session.found = _SCREEN
                problem = Problem.NOT_A_PHOTO
            if problem is not None:
                return self._screens.describe(session, detail, cancel, problem)
        rest = self._rest(session, cancel) if detail else ()
        if 0 < detail <= len(rest):
            return replace(session.said or _READ_ON, spoken=rest[detail - 1])
        level = max(0, detail - len(rest))
        said = self._describer.describe(session, level, cancel, words, names_only=names_only)
        untold = said.certainty is Certainty.NONE and not detail
        if untold and reads and session.surface is None:
            said = self._something_written(session, said, cancel)
        session.said = said
        notice = self._notice()
        follows = None if said.follows is None else Spoken.of(said.follows, notice)
        return replace(said, spoken=Spoken.of(said.spoken, notice), follows=follows)

    def lead(
        self,
        session: PictureSession,
        cancel: CancelToken = UNCANCELLED,
        words: Verbosity = "normal",
    ) -> Spoken | None:
        """As `Describer.lead`, for a picture of the camera."""
        self._cancel_with(cancel)
        if session.surface is not None or words == "short":
            return None
        return self._describer.lead(session, cancel)

    def note(self, session: PictureSession, remark: Description | None = None) -> Message | None:
        """As `Recall.note`."""
        return self._recall.note(session, remark)

    def answer(
        self,
        session: PictureSession,
        query: Query,
        verify: bool = False,
        cancel: CancelToken = UNCANCELLED,
        *,
        reads: bool = False,
    ) -> Answer:
        """As `Answerer.answer`, followed by the model's notice, if it has one.

        What a command asks of a picture its skill tells. If it `reads`, or if nothing is
        recognised, the answer to what something is includes its text; that to its brand does in
        any case.
        """
        self._cancel_with(cancel)
        skill = all_skills().get(query.intent)
        if skill is not None and skill.run is not None and query.kind is Kind.OPEN:
            return replace(self.run(session, skill.name, cancel), question=query.question)
        query = self._meant(session, followed(query, None), cancel)
        said = self._answerer.answer(session, query, verify, cancel)
        reads |= said.certainty is Certainty.NONE
        tells = reads and query.never is None and asks_what_is_there(query)
        printed = query.kind is Kind.NAMED_BY_PRINT or tells
        if printed and session.surface is None:
            said = self._with_text(session, query, said, cancel)
        if said.problem is not None and session.surface is not None:
            return replace(said, spoken=Spoken.of(DesktopLine.ONLY_TEXT.said()))
        return replace(said, spoken=Spoken.of(said.spoken, self._notice()))

    def _meant(self, session: PictureSession, query: Query, cancel: CancelToken) -> Query:
        """A query with the meaning of its words, where they are not the user's own."""
        if query.kind in OWN_WORDS or asks_of_things(query):
            return query

        def written(asked: Query) -> bool:
            return may_tell(session, asked, cancel)

        def close() -> bool:
            known = session.known(cancel, first=True)
            person = None if known is None else known.presence(PERSON)
            seen = person is not None and person.asked in SAYABLE
            return known is not None and known.close and not seen

        return meant(query, self._meanings.meaning(query.question), written, close)

    def answer_from(
        self,
        pages: Sequence[tuple[int, Text]],
        query: Query,
        known: Answer,
        cancel: CancelToken = UNCANCELLED,
    ) -> Answer:
        """What one of the other pages that were read answers, with its number.

        That is `known` already if no page is surer.
        """
        self._cancel_with(cancel)
        found = known
        for number, text in pages:
            # Of a part no advice is given, as the page is not before the camera any more.
            page = self.session(_NO_PICTURE, part=True)
            page.found = _SCREEN
            page.keep(text)
            wanted = self._meant(page, query, cancel)
            if asks_for_text(wanted) or may_tell(page, wanted, cancel):
                said = self._elsewhere.answer(page, wanted, cancel=cancel)
                if surer(said, found):
                    where = ReadingLine.SHEET.said(number=number)
                    found = replace(said, spoken=Spoken.of(where, said.spoken))
        return found

    def judge(
        self, session: PictureSession, query: Query, cancel: CancelToken = UNCANCELLED
    ) -> StatementJudgement | None:
        """As `Answerer.judge`."""
        self._cancel_with(cancel)
        return self._answerer.judge(session, query, cancel)

    def read(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        """As `ReadSkill.read`; advice on the camera only if the picture is from it.

        If the picture was looked at before, the kind of page comes with the text.
        """
        for text in self._read.read(session, cancel):
            told = text if session.surface is None else without_camera_advice(text)
            ends = told.complete and session.found is not None
            yield self._with_kind(session, told) if ends else told

    def mention(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Excerpt:
        """What is said about the text in a picture without being asked.

        For something held up, or if nothing else is recognised, that is an excerpt of its text;
        otherwise only very large text. May raise CannotReadError.
        """
        found = session.kept(Excerpt)
        if found is None:
            found = self._mention(session, cancel)
            session.keep(found)
        return found

    def _mention(self, session: PictureSession, cancel: CancelToken) -> Excerpt:
        names = session.known(cancel, first=True)
        held = names is not None and names.held
        if held or names is None or not names.suffice:
            if held or is_page(session, cancel):
                text = self._with_kind(session, self._read.whole(session, cancel))
            else:
                text = self._read.largest(session, SMALL, cancel)
            if banknote(text, session.pixels).value:
                note = self._answerer.banknote(session, cancel)
                if note.answer:
                    return Excerpt(note.answer, Spoken.of(note.spoken))
            return excerpt(text, advises=held)
        words = mentioned(self._read.largest(session, cancel=cancel))
        return Excerpt(words, told(words) if words else Spoken())

    def _with_kind(self, session: PictureSession, text: Text) -> Text:
        """A whole text with its kind, unless the first look tells that already.

        The kind of a document, of which many pages may be read, is not told.
        """
        if session.surface is Surface.FILE:
            return text
        seen = session.known(first=True)
        shown = set() if seen is None else {one.name for one in (*seen.sure, *seen.likely)}
        if session.surface is Surface.SCREEN:
            shown = {SCREEN}
        return with_kind(session, text, self._passages, shown)

    def _rest(self, session: PictureSession, cancel: CancelToken) -> tuple[Spoken, ...]:
        """The rest of the text on something held up; empty unless an excerpt was said."""
        said, names = session.kept(Excerpt), session.known(cancel, first=True)
        if said is None or not said.words or names is None or (names.suffice and not names.held):
            return ()
        return further(self._read.whole(session, cancel), said)

    def _something_written(
        self, session: PictureSession, said: Description, cancel: CancelToken
    ) -> Description:
        """If nothing is recognised, say that there is text, if there is."""
        written = self._written(session, cancel)
        if not written.words:
            return said
        certainty, line = something_written(written)
        return replace(
            said,
            spoken=Spoken.of(line.said()),
            certainty=certainty,
            probability=written.probability,
            problem=None,
        )

    def _with_text(
        self, session: PictureSession, query: Query, said: Answer, cancel: CancelToken
    ) -> Answer:
        """The answer to what something is, what is written on it, and last what to check."""
        written = self._written(session, cancel)
        first = said.spoken
        if said.certainty is Certainty.NONE:
            if not written.words:
                return said
            certainty, line = something_written(written)
            first = Spoken.of(None if query.kind is Kind.NAMED_BY_PRINT else line.said())
            said = replace(said, answer=written.words, certainty=certainty, problem=None)
            said = replace(said, probability=written.probability)
        risky = None if query.risk is None else CAUTIONS[query.risk].said()
        parts = (one for one in (*first.parts, *written.said.parts) if one != risky)
        return replace(said, spoken=Spoken.of(*parts, risky))

    def _written(self, session: PictureSession, cancel: CancelToken) -> Excerpt:
        """As `mention`; an empty excerpt if the text reader cannot be loaded."""
        try:
            return self.mention(session, cancel)
        except CannotReadError:
            return NOTHING_WRITTEN

    def run(self, session: PictureSession, skill: str, cancel: CancelToken = UNCANCELLED) -> Answer:
        """The answer of a skill that needs only a picture."""
        run = all_skills()[skill].run
        assert run is not None
        found = run(session, cancel)
        said = Spoken.of(found.spoken)
        sure = found.certainty, found.probability
        return Answer(skill, "", said, *sure, places=found.places)

    def find(
        self,
        session: PictureSession,
        thing: str,
        cancel: CancelToken = UNCANCELLED,
        language: str = ENGLISH,
    ) -> Spot:
        """As `FindSkill.find`."""
        return self._find.find(session, thing, language, cancel)

    def framing(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Framing:
        """As `ReadSkill.framing`."""
        return self._read.framing(session, cancel)

    def _notice(self) -> Spoken | None:
        """What the model has to say, or what is damaged of the user's own."""
        notice = "" if self._noticing is None else self._noticing.notice()
        own = (one.damage() for one in self._own if isinstance(one, Damageable))
        return Spoken.of(model_words(notice) if notice else None, *own) or None
