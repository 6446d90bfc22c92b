"""What a printed page answers: the part of its text that does, read out as it stands there."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from assistant.protocol.desktop import Surface
from assistant.protocol.events import Answer
from assistant.protocol.query import Kind, Query, Risk, Value
from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import Text
from assistant.saying.messages.core import Line
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.answer.asked import asks_what_is_there
from assistant.skills.answer.wording import CAUTIONS
from assistant.skills.caution import caution, caution_of_value
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.parts import Parts, parts_of
from assistant.skills.reading.read_skill import ReadSkill, doubt
from assistant.skills.reading.units import Unit
from assistant.skills.receipts import gives_change
from assistant.skills.values import Written, stems
from assistant.skills.written import asks_for_sum, guessed, in_one, written
from models.certainty import least_sure
from models.interfaces import SAYABLE, CancelToken, Certainty, PassageFinder, Problem

_OF_PICTURE: Final = frozenset({
    *(Kind.DESCRIPTION, Kind.ABOUT, Kind.IDENTIFY, Kind.COLOUR, Kind.STATEMENT, Kind.KEEP),
    *(Kind.NAMED_BY_PRINT, Kind.LIKE, Kind.PATTERN),
})  # fmt: skip
"""What the picture tells, or its largest print."""
_OF_PLACES: Final = frozenset({
    *(Kind.PLACE, Kind.WHAT_IS_AT, Kind.ANYTHING, Kind.WHICH_SIDE, Kind.IS_AT, Kind.INDOORS),
    Kind.OUTDOORS,
})  # fmt: skip
"""What a picture tells that shows more than a page."""
_BY_NAME: Final = frozenset({Kind.PRESENCE, Kind.COUNT, Kind.IS_THIS})
"""What only a part of a text answers that names the thing."""
SEEN_FIRST: Final = _BY_NAME | {Kind.STATE, Kind.ACTION, Kind.IS_PLACE}
"""What the claims answer before any text, where the picture shows more than a page."""
UNWRITTEN: Final = frozenset({Risk.TRAFFIC, Risk.STAIRS, Risk.FIRE, Risk.DANGER})
"""Where no print counts as an answer, whatever it says."""
_OF_PARTS: Final = frozenset({Value.PRICE, Value.DATE, Value.APPOINTMENT})
"""Values of which a page often has several, each of something else."""
ON_PAGE: Final = {
    Certainty.PLAIN: ReadingLine.IT_SAYS,
    Certainty.PROBABLY: ReadingLine.PROBABLY_THIS,
    Certainty.UNSURE: ReadingLine.NEAREST,
}
_INGREDIENTS: Final = re.compile(
    r"ingredient|zutaten|allerg|al[eé]rg|contain|contien|contener|enth[aä]lt|spuren|traces|trazas|"
    r"factory|f[aá]brica|handles|process|hergestellt|verarbeitet|elaborad|halal|k[oó]sc?her|"
    r"vegan|veget[aá]?ari|\bfree from\b|\bfrei von\b|\bsin (?:gluten|lactosa|az[uú]car)\b|"
    r"(?:gluten|la[ck]tos[eia]*|dairy|milk|milch|nut|nuss|egg|sugar|zucker)[ -]?fr(?:ee|ei)\b",
    re.IGNORECASE,
)
"""What the parts say that together answer what is in it, or whether it suits a diet."""
_HEADING: Final = re.compile(r"\W*(?:ingredient\w*|zutaten|contains|enth[aä]lt|contiene)\W*", re.I)
"""A heading: the part below it counts too."""
_ANY: Final = stems(
    "the are any and has can you see how for not there this that these those many much have "
    "what here some with from ist das der die den ein hat man wie und sie ich "
    "gibt hier eine einen einem sind dies dieser diese dieses viele noch auch kein keine "
    "los las una uno hay con por son que qué esto este esta estos estas aquí "
    "tiene cuántos cuántas alguna algún algo"
)
"""Stems of words that stand in every question for a thing."""


class PageAnswerer:
    """Answers from the text of a picture."""

    def __init__(self, read: ReadSkill, passages: PassageFinder) -> None:
        self._read, self._passages = read, passages

    def answer(self, session: PictureSession, query: Query, cancel: CancelToken) -> Answer | None:
        """The part of the text that answers a question; None where no text is asked for it.

        Raises WorkCancelledError and CannotReadError.
        """
        if not may_tell(session, query, cancel):
            return None
        text = self._read.whole(session, cancel)
        advice = None if session.surface else text.advice
        parts = parts_of(session, text, self._passages)
        if parts is None:
            return Answer("", "", Spoken.of(text.advice), Certainty.NONE, 0.0)
        certainty = Certainty.NONE
        if query.value is Value.INGREDIENTS:
            (unit, certainty), likely = _ingredients(query, parts.units), 1.0
        if certainty is Certainty.NONE:
            unit, certainty, likely = self._nearest(query, parts)
        if certainty is Certainty.NONE:
            risky = None if query.risk is None else CAUTIONS[query.risk].said()
            missing = Spoken.of(ReadingLine.NOT_WRITTEN.said(), advice, risky)
            return Answer("", "", missing, certainty, 0.0)
        if any(line.unsure for line in unit.lines):
            certainty = least_sure(certainty, Certainty.PROBABLY)
        doubts = () if session.surface else (doubt(line, text) for line in unit.lines)
        wrong = next((one for one in doubts if one.parts), None)
        if wrong is not None:
            certainty = least_sure(certainty, Certainty.UNSURE)
        line = ON_PAGE[certainty].said(text=unit.words.rstrip("."))
        said = Spoken.of(line, None if session.part else wrong, check(query, text, unit.words))
        return Answer("", unit.words, said, certainty, likely)

    def _nearest(self, query: Query, parts: Parts) -> tuple[Unit, Certainty, float]:
        """The part nearest in meaning to a question, how surely it answers, and how likely."""
        best = self._passages.find(query.question, parts.words, parts.encoded)
        place, certainty = best.place, best.certainty
        named = [n for n, one in enumerate(parts.units) if _shares_word(query.question, one.words)]
        if query.kind in _BY_NAME and place not in named:
            certainty = Certainty.NONE
        if certainty is Certainty.NONE and named:
            # A part in the question's own words is near at least.
            place, certainty = place if place in named else named[0], Certainty.UNSURE
        return parts.units[place], certainty, best.probability

    def values(
        self, session: PictureSession, query: Query, text: Text, cancel: CancelToken
    ) -> tuple[Written, ...]:
        """What a text holds of what a question asks for by name, in the part that it means.

        Raises WorkCancelledError.
        """
        found = written(query, text)
        only = len(found) == 1 and (not query.subject or found[0].certainty is not None)
        if only or query.value not in _OF_PARTS or asks_for_sum(query):
            return found
        tells = may_tell(session, query, cancel)
        parts = parts_of(session, text, self._passages) if tells else None
        if parts is None:
            return guessed(found) if query.subject else found
        best = self._passages.find(query.question, parts.words, parts.encoded)
        lines = parts.units[best.place].lines
        if best.certainty in SAYABLE:
            inside = written(query, replace(text, lines=lines))
            return inside if len(inside) == 1 else ()
        near = (one for one in found if one.line in lines)
        # A bare date is that of the page: no delivery, and nothing due.
        return guessed(one for one in near if not query.subject or one.line.text != one.value)


def _ingredients(query: Query, parts: Sequence[Unit]) -> tuple[Unit, Certainty]:
    """Everything printed about what is in it: without its warnings the list would mislead."""
    found = []
    for before, one in zip((None, *parts), parts, strict=False):
        headed = before is not None and _HEADING.fullmatch(before.words) is not None
        if headed or _INGREDIENTS.search(one.words) or _shares_word(query.question, one.words):
            found.append(one)
    whole = Unit(in_one(one.words for one in found), tuple(chain(*(one.lines for one in found))))
    return whole, Certainty.PLAIN if found else Certainty.NONE


def is_page(session: PictureSession, cancel: CancelToken) -> bool:
    """Whether a picture is nothing but a page or a screen. Raises WorkCancelledError."""
    if session.surface in (Surface.SCREEN, Surface.FILE):
        return True
    return session.analysis(cancel).problem is Problem.NOT_A_PHOTO


def may_tell(session: PictureSession, query: Query, cancel: CancelToken) -> bool:
    """Whether a question may be put to the text of a picture.

    A page shows no people to guess about, and no danger unless the question names one.
    """
    if query.kind in _OF_PICTURE or asks_what_is_there(query):
        return False
    unwritten = query.risk in UNWRITTEN
    if is_page(session, cancel):
        return not unwritten or query.implied
    if unwritten or query.never is not None:
        return False
    known = session.known(cancel, first=True)
    return known is not None and known.held and query.kind not in _OF_PLACES


def _shares_word(question: str, words: str) -> bool:
    """Whether a part has a word of a question for a thing, in some form."""
    return not (stems(question) - _ANY).isdisjoint(stems(words))


def check(query: Query, text: Text, words: str) -> Message | None:
    """What to check before acting on what a text tells, in these words if they are a part of it.

    Of a medicine that is always the same; nothing is left to pay where change was given.
    """
    given = query.risk and CAUTIONS[query.risk].said()
    open_risk = given is None or query.value is Value.INGREDIENTS
    if open_risk and caution(text.verbatim) == Line.CAUTION_MEDICINE.said():
        return Line.CAUTION_MEDICINE.said()
    given = given or caution_of_value(query.value) or caution(words)
    if given == Line.CAUTION_MONEY.said() and gives_change(text):
        return ReadingLine.PLEASE_CHECK.said()
    return given
