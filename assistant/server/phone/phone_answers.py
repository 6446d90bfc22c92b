"""Answers about the photos of phones, one at a time, grade by grade.

Photos stay in memory, only as long as questions about them come.
"""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from http import HTTPStatus
from typing import Final, TypeAlias

from assistant.dialog import exploring
from assistant.protocol.events import Frame, Layer
from assistant.protocol.query import Intent, Kind, Query
from assistant.protocol.spoken import Sayable, Segment, Spoken, verbatim
from assistant.protocol.text import CannotReadError, Text
from assistant.saying.language import Catalogue
from assistant.saying.messages.phone_lines import PageLine, PhoneRefusal
from assistant.server.chat_request import RefusedError
from assistant.server.kept_pictures import KeptPictures, Shown, decoded
from assistant.server.phone.guiding import PageGuide, ThingGuide, thing_of
from assistant.server.wishes import Wish, wish
from assistant.skills.answer.wording import told_about
from assistant.skills.picture_session import PictureSession
from assistant.skills.skill_set import SkillSet
from assistant.skills.written import last_words
from assistant.understanding.language_file import Understanding
from models import limits
from models.interfaces import Box, CancelToken, Certainty, Picture


class PhoneWish(StrEnum):
    """What a button of the page wants."""

    DESCRIBE = "describe"
    READ = "read"
    MORE = "more"
    ASK = "ask"
    EXPLORE = "explore"
    """Its places; the page wants them by itself."""


@dataclass(frozen=True, slots=True)
class PhoneRequest:
    """What a phone wants to know."""

    phone: str
    """Its name."""
    photo: str
    """The name of the photo, as `name_of` gives it."""
    wish: PhoneWish
    data: bytes = b""
    """The photo's file; empty: it was sent before."""
    question: str = ""
    part: Box | None = None
    """The part of the photo that it is about; None: the whole."""


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """A place of a photo that can be explored, as a part of an answer."""

    said: tuple[Segment, ...]
    """What is there."""
    box: Box
    closer: PhoneWish
    """What looks at it closely."""


Part: TypeAlias = tuple[Segment, ...] | PhotoPlace
"""A part of an answer."""


@dataclass(frozen=True, slots=True)
class GuideRequest:
    """What a phone's camera sees while it is guided."""

    phone: str
    """Its name."""
    guide: str
    """The name of this search, which the page chose."""
    data: bytes
    """The picture's file."""
    thing: str = ""
    """What to look for, in the user's words; empty: a page."""


ENDED: Final[tuple[Segment, ...]] = ()
"""The part of an answer that ends the guidance."""


def name_of(data: bytes) -> str:
    """The name of a photo, which only its content decides."""
    return hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class _Guided:
    """A search, and its guide."""

    guide: ThingGuide | PageGuide
    used: float


class PhoneAnswers:
    """Answers the questions of phones, and guides them.

    The first of `models` is quick; the last one, if it is another, is stronger and has the last
    word. Questions are in `language` (None: English).
    """

    def __init__(
        self,
        models: tuple[SkillSet, ...],
        catalogue: Catalogue,
        language: Understanding | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._models = models
        self._catalogue = catalogue
        self._language = language
        self._clock = clock
        self.pictures = KeptPictures[tuple[str, str, Box | None], Shown](limits.PHONE_PHOTOS, clock)
        self._guides = KeptPictures[tuple[str, str], _Guided](limits.PHONE_PHOTOS, clock)

    def tidy(self) -> None:
        """Forget what was not asked about for a while."""
        self.pictures.tidy()
        self._guides.tidy()

    def answer(self, asked: PhoneRequest | GuideRequest, cancel: CancelToken) -> Iterator[Part]:
        """The parts of an answer, as they are found; RefusedError if there can be none."""
        if isinstance(asked, GuideRequest):
            yield from self._directions(asked, cancel)
            return
        name = asked.phone, asked.photo
        shown = whole = self.pictures.find((*name, None), partial(self._opened, asked.data))
        if asked.part is not None:
            shown = self.pictures.find((*name, asked.part), partial(self._cut, whole, asked.part))
        with self.pictures.asked(shown, cancel):
            if asked.wish is PhoneWish.EXPLORE:
                yield from self._places(shown, cancel)
                return
            for said in self._parts(shown, whole, asked, cancel):
                if segments := self._catalogue.segments(said):
                    yield segments

    def _directions(
        self, asked: GuideRequest, cancel: CancelToken
    ) -> Iterator[tuple[Segment, ...]]:
        """Where to go after one more look, if there is anything new to say."""
        at, picture = self._clock(), decoded(asked.data)
        name = asked.phone, asked.guide
        guided = self._guides.find(name, partial(self._guide, asked.thing, at))
        with self._guides.asked(guided, cancel):
            said = self._looked(guided.guide, picture, at, cancel)
        if segments := self._catalogue.segments(said):
            yield segments
        if guided.guide.ended:
            self._guides.forget(name)
            yield ENDED

    def _guide(self, text: str, now: float) -> _Guided:
        if not text.strip():
            return _Guided(PageGuide(now), now)
        thing, language = thing_of(text, self._language)
        if not thing:
            raise RefusedError(PageLine.NO_THING.said(), HTTPStatus.UNPROCESSABLE_ENTITY)
        return _Guided(ThingGuide(thing, language, now), now)

    def _looked(
        self, guide: ThingGuide | PageGuide, picture: Picture, at: float, cancel: CancelToken
    ) -> Spoken:
        quick = self._models[0]
        session = self._session(quick, picture)
        if isinstance(guide, PageGuide):
            framing = quick.framing(session, cancel)
            return guide.look(framing, self._clock())
        spot = quick.find(session, guide.thing, cancel, guide.language)
        return guide.look(Frame(picture, at, 0), spot, self._clock())

    def _opened(self, data: bytes) -> Shown:
        if not data:
            raise RefusedError(PhoneRefusal.PHOTO_GONE.said(), HTTPStatus.GONE)
        return self._shown(decoded(data))

    def _cut(self, whole: Shown, box: Box) -> Shown:
        return self._shown(exploring.part_of(whole.sessions[0].pixels, box), part=True)

    def _shown(self, picture: Picture, *, part: bool = False) -> Shown:
        sessions = tuple(self._session(model, picture, part=part) for model in self._models)
        return Shown(sessions, self._clock())

    def _session(self, model: SkillSet, picture: Picture, *, part: bool = False) -> PictureSession:
        session = model.session(picture, part=part)
        session.language = self._catalogue.code
        return session

    def _parts(
        self, shown: Shown, whole: Shown, asked: PhoneRequest, cancel: CancelToken
    ) -> Iterator[Sayable]:
        wanted, query = asked.wish, None
        if wanted is PhoneWish.ASK:
            wanted, query = self._understood(asked.question)
        if query is not None:
            if query.kind is Kind.PLACE:
                # Where a part lies, only the whole photo tells.
                whole.about, whole.asked = shown.about, shown.asked
                shown = whole
            yield shown.answer(self._models[-1], query, cancel).spoken
        elif wanted is PhoneWish.READ:
            yield from self._read(shown, cancel)
        elif wanted is PhoneWish.MORE:
            shown.detail += 1
            model, session = self._models[-1], shown.sessions[-1]
            yield model.describe(session, shown.detail, cancel).spoken
        else:
            shown.detail = 0
            yield from self._described(shown, cancel)

    def _understood(self, question: str) -> tuple[PhoneWish, Query | None]:
        """What words that were typed want: the same as a button, or an answer to a query."""
        kind, query = wish(question, self._language, first=False)
        if query is None or kind is Wish.DESCRIBE:
            return PhoneWish.DESCRIBE, None
        if kind is Wish.MORE:
            return PhoneWish.MORE, None
        return (PhoneWish.READ, None) if query.intent is Intent.READ else (PhoneWish.ASK, query)

    def _places(self, shown: Shown, cancel: CancelToken) -> Iterator[PhotoPlace]:
        """The things and the lines of text, in reading order."""
        quick, session = self._models[0], shown.sessions[0]
        found = quick.run(session, exploring.SKILL, cancel).places
        # The description has said already if the reader cannot be loaded.
        with suppress(CannotReadError):
            *_, text = quick.read(session, cancel)
            found = (*found, *exploring.lines(text, session.facing, most=sys.maxsize))
        for place in exploring.in_reading_order(found):
            closer = PhoneWish.READ if place.layer is Layer.TEXT else PhoneWish.DESCRIBE
            yield PhotoPlace(self._catalogue.segments(place.said), place.box, closer)

    def _described(self, shown: Shown, cancel: CancelToken) -> Iterator[Sayable]:
        """What the quick model sees, then what is written, then the stronger model's sentence."""
        quick, session = self._models[0], shown.sessions[0]
        first = quick.describe(session, cancel=cancel)
        shown.about = told_about(first.spoken_objects)
        alone = len(self._models) == 1
        if alone or first.certainty is not Certainty.NONE:
            yield first.spoken
        written = quick.mention(session, cancel).said
        if written:
            yield written
        if not alone:
            last = self._models[-1].describe(shown.sessions[-1], cancel=cancel)
            shown.about = told_about(last.spoken_objects) or shown.about
            if last.spoken != first.spoken:
                yield last.spoken

    def _read(self, shown: Shown, cancel: CancelToken) -> Iterator[Sayable]:
        """The text line by line, then what was unclear; why there is none, if there is none."""
        text, said = Text(), 0
        for text in self._models[0].read(shown.sessions[0], cancel):
            for line in text.lines[said:]:
                yield verbatim(line.spoken)
            said = max(said, len(text.lines))
        yield last_words(text) if text.lines else text.advice
