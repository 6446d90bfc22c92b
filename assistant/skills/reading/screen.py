"""Describes screens and pages by their text and its layout.

Only what is said is read: the first line and the headlines, then the first lines of each part.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from assistant.protocol.desktop import Surface
from assistant.protocol.events import Description
from assistant.protocol.spoken import Message, Sayable, Spoken
from assistant.protocol.text import Text, TextLine, TextProblem
from assistant.saying.messages.core import Line
from assistant.saying.messages.desktop_lines import DesktopLine
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.layout import ScreenPart, columns, parts
from assistant.skills.reading.read_skill import FoundLine, ReadSkill
from assistant.skills.written import in_one
from models.interfaces import UNCANCELLED, CancelToken, Certainty, Picture, Problem

FEW: Final = 6
"""Up to so many lines are all read, so that their number is exact."""
MANY: Final = 15
"""Lines from which a picture of the clipboard is a page or a screen, even with a photo on it."""
LARGE: Final = 1.5
"""How many times higher than the usual line a headline is."""
HEADLINES: Final = 2
"""Headlines to say, at most."""
SAID: Final = 3
"""Lines of a part to say, at most."""
TRIED: Final = 12
"""Lines to try, at most, to find those."""
WORDS: Final = 16
"""Words after which no further line is said."""


class Screens:
    """Describes pictures of the screen and the clipboard."""

    def __init__(self, read: ReadSkill) -> None:
        self._read = read

    def describe(
        self,
        session: PictureSession,
        detail: int = 0,
        cancel: CancelToken = UNCANCELLED,
        problem: Problem | None = None,
    ) -> Description:
        """Say how much text there is and how it begins; with `detail`, part by part.

        `problem` is why a picture of the clipboard is not described as a photo.
        Raises WorkCancelledError and CannotReadError.
        """
        start, surface = time.perf_counter(), session.surface
        lines = self._read.lines(session, cancel)
        found = parts([line.box for line in lines])
        certainty = Certainty.PLAIN
        spoken: Sayable | None
        if not detail:
            what = _kind(surface, problem)
            spoken = self._first(session, lines, columns(found), cancel, what)
            if not spoken:
                spoken, certainty = _without(session.pixels, surface)
        elif detail <= len(found):
            spoken = self._part(session, found[detail - 1], cancel)
        else:
            spoken = Line.NO_MORE.said()
        sure = 1.0 if certainty is Certainty.PLAIN else 0.0
        said = Description(Spoken.of(spoken), "", certainty, sure, problem=problem)
        return replace(said, milliseconds=(time.perf_counter() - start) * 1000)

    def crowded(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> bool:
        """Whether a picture has too much text for a photo.

        Raises WorkCancelledError and CannotReadError.
        """
        return len(self._read.lines(session, cancel)) >= MANY

    def _first(
        self,
        session: PictureSession,
        lines: Sequence[FoundLine],
        side_by_side: int,
        cancel: CancelToken,
        what: DesktopLine,
    ) -> Spoken | None:
        """How much text there is, its first line and its headlines; None if none can be read."""
        few = len(lines) <= FEW
        read = self._readable(session, range(len(lines)), cancel, FEW if few else 1)
        if not few:
            read |= self._readable(session, _headlines(lines), cancel, HEADLINES)
        if not read:
            return None
        count = len(read) if few else _rounded(len(lines))
        line = DesktopLine.WITH_COLUMNS if side_by_side > 1 else DesktopLine.WITH
        spoken = line.said(what=what.said(), lines=_counted(count, few), columns=side_by_side)
        text = _joined(read)
        return Spoken.of(spoken, ReadingLine.IT_SAYS.said(text=text) if text else None)

    def _part(self, session: PictureSession, part: ScreenPart, cancel: CancelToken) -> Message:
        place = part.place.said(number=part.number)
        text = _joined(self._readable(session, part.lines, cancel, SAID))
        if not text:
            return DesktopLine.PART_WITHOUT.said(place=place)
        return DesktopLine.PART.said(place=place, text=text)

    def _readable(
        self,
        session: PictureSession,
        lines: Sequence[int],
        cancel: CancelToken,
        most: int,
    ) -> dict[int, TextLine]:
        """At most `most` of these lines that are text, by number."""
        read: dict[int, TextLine] = {}
        for which in lines[:TRIED]:
            if len(read) == most:
                break
            cancel.raise_if_cancelled()
            line = self._read.line(session, which)
            if line is not None:
                read[which] = line
        return read


def _kind(surface: Surface | None, problem: Problem | None) -> DesktopLine:
    if surface is Surface.SCREEN:
        return DesktopLine.SCREEN
    return DesktopLine.PAGE if problem is Problem.NOT_A_PHOTO else DesktopLine.PICTURE


def _headlines(lines: Sequence[FoundLine]) -> list[int]:
    """The numbers of the lines that are larger than usual, largest first."""
    usual = sorted(line.height for line in lines)[len(lines) // 2]
    large = [n for n, line in enumerate(lines) if line.height >= LARGE * usual]
    return sorted(large, key=lambda which: -lines[which].height)


def _joined(read: Mapping[int, TextLine]) -> str:
    """The clear lines as one sentence, in reading order."""
    said: list[str] = []
    for which in sorted(read):
        if not read[which].unsure and sum(len(text.split()) for text in said) < WORDS:
            said.append(read[which].spoken)
    return in_one(said)


def _rounded(count: int) -> int:
    """Rounded to five, and from 30 on to ten."""
    step = 10 if count >= 30 else 5
    return (count + step // 2) // step * step


def _counted(count: int, exactly: bool) -> Message:
    if count == 1:
        return DesktopLine.LINE.said()
    return (DesktopLine.LINES if exactly else DesktopLine.ABOUT_LINES).said(count=count)


def _without(picture: Picture, surface: Surface | None) -> tuple[Message, Certainty]:
    if surface is not Surface.SCREEN:
        return DesktopLine.PICTURE_WITHOUT.said(), Certainty.NONE
    empty = bool((picture == picture[0, 0]).all())
    line = DesktopLine.SCREEN_EMPTY if empty else DesktopLine.SCREEN_WITHOUT
    return line.said(), Certainty.PLAIN


def without_camera_advice(text: Text) -> Text:
    """A text without advice on how to hold a camera."""
    if text.lines or not text.complete:
        return replace(text, cut=(), problem=None, advice=Spoken())
    problem = TextProblem.NO_TEXT if text.problem is TextProblem.CUT_OFF else text.problem
    return replace(text, cut=(), problem=problem, advice=Spoken.of(DesktopLine.NO_TEXT.said()))
