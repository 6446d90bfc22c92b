"""Pictures of the computer's own that are no photos, told by their text and where it stands.

Only as much is read as is said: the lines that are written largest, then part by part the first
ones.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.desktop import Surface
from assistant.events import Description
from assistant.phrases import Line
from assistant.skills.layout import Part, Place, columns, parts
from assistant.skills.read import FoundLine, Read
from assistant.skills.sight import check
from assistant.skills.written import prominent
from assistant.text import Text, TextLine, TextProblem
from assistant.wordings.desktop import DesktopLine
from assistant.wordings.reading import ReadingLine
from models.interfaces import Certainty, Picture, Problem

FEW: Final = 6
"""Lines that are all read, so that they can be counted; of more, the number is a guess."""
SAID: Final = 3
"""Lines that are said of a screen, or of a part."""
TRIED: Final = 12
"""Lines that are read at most to find these."""
WORDS: Final = 16
"""Words of a part after which no further line is said."""
ALIKE: Final = 1.3
"""How many times higher one line may be than another that counts as of its size."""

_PLACES: Final = {place: DesktopLine[place.name] for place in Place}


class Screens:
    """Tells pictures, one at a time."""

    def __init__(self, read: Read) -> None:
        """`read` reads them."""
        self._read = read

    def describe(
        self,
        picture: Picture,
        detail: int = 0,
        abandoned: Callable[[], bool] = lambda: False,
        *,
        surface: Surface = Surface.SCREEN,
        problem: Problem | None = None,
    ) -> Description:
        """Say how much text there is and what is written largest; with `detail`, part by part.

        `problem` is what keeps a picture of the clipboard from being told as a photo.
        Raises AbandonedError and CannotReadError.
        """
        start = time.perf_counter()
        lines = self._read.lines(picture, abandoned)
        found = parts([line.box for line in lines])
        certainty = Certainty.PLAIN
        if not detail:
            spoken = self._first(picture, lines, found, abandoned, surface, problem)
            if not spoken:
                spoken, certainty = _without(picture, surface)
        elif detail <= len(found):
            spoken = self._part(picture, found[detail - 1], abandoned)
        else:
            spoken = Line.NO_MORE.said()
        sure = 1.0 if certainty is Certainty.PLAIN else 0.0
        said = Description(spoken, "", certainty, sure, problem=problem, english=False)
        return replace(said, milliseconds=(time.perf_counter() - start) * 1000)

    def _first(
        self,
        picture: Picture,
        lines: Sequence[FoundLine],
        found: Sequence[Part],
        abandoned: Callable[[], bool],
        surface: Surface,
        problem: Problem | None,
    ) -> str:
        """How much text there is, and what is written largest; empty where none can be read."""
        few = len(lines) <= FEW
        most = len(lines) if few else SAID
        read = self._clear(picture, _largest_first(lines), abandoned, most, unclear=True)
        if not read:
            return ""
        what = DesktopLine.PAGE if problem is Problem.NOT_A_PHOTO else DesktopLine.PICTURE
        if surface is Surface.SCREEN:
            what = DesktopLine.SCREEN
        count = len(read) if few else round(len(lines), -1)
        side_by_side = columns(found)
        line = DesktopLine.WITH_COLUMNS if side_by_side > 1 else DesktopLine.WITH
        spoken = line.said(what=what.said(), lines=_counted(count, few), columns=side_by_side)
        text = Text(tuple(read[which] for which in sorted(read)))
        if largest := prominent(text).rstrip("."):
            spoken = f"{spoken} {ReadingLine.THE_TEXT_SAYS.said(text=largest)}"
        return spoken

    def _part(self, picture: Picture, part: Part, abandoned: Callable[[], bool]) -> str:
        place = _PLACES[part.place].said(number=part.number)
        read = self._clear(picture, part.lines, abandoned, SAID)
        said: list[str] = []
        for which in sorted(read):
            if sum(len(text.split()) for text in said) < WORDS:
                said.append(read[which].text.replace("  ", ", ").rstrip("."))
        if not said:
            return DesktopLine.PART_WITHOUT.said(place=place)
        return DesktopLine.PART.said(place=place, text=". ".join(said))

    def _clear(
        self,
        picture: Picture,
        lines: Sequence[int],
        abandoned: Callable[[], bool],
        most: int,
        *,
        unclear: bool = False,
    ) -> dict[int, TextLine]:
        """The first lines that can be read, by their numbers, at most so many of them.

        Those with words that are not clear are left out unless `unclear`.
        """
        read: dict[int, TextLine] = {}
        for which in lines[:TRIED]:
            if len(read) == most:
                break
            check(abandoned)
            line = self._read.line(picture, which)
            if line is not None and (unclear or not line.unsure):
                read[which] = line
        return read


def _largest_first(lines: Sequence[FoundLine]) -> list[int]:
    """The numbers of lines by their size; those of one size in the order of reading."""
    size = [round(math.log(max(line.height, 1.0), ALIKE)) for line in lines]
    return sorted(range(len(lines)), key=lambda which: (-size[which], which))


def _counted(count: int, exactly: bool) -> str:
    if count == 1:
        return DesktopLine.LINE.said()
    return (DesktopLine.LINES if exactly else DesktopLine.ABOUT_LINES).said(count=count)


def _without(picture: Picture, surface: Surface) -> tuple[str, Certainty]:
    """What is said where no text can be read."""
    if surface is not Surface.SCREEN:
        return DesktopLine.PICTURE_WITHOUT.said(), Certainty.NONE
    empty = bool((picture == picture[0, 0]).all())
    line = DesktopLine.SCREEN_EMPTY if empty else DesktopLine.SCREEN_WITHOUT
    return line.said(), Certainty.PLAIN


def of_own(text: Text) -> Text:
    """A text without the advice for whoever holds a camera."""
    if text.lines or not text.complete:
        return replace(text, cut=(), problem=None, advice="")
    problem = TextProblem.NO_TEXT if text.problem is TextProblem.CUT_OFF else text.problem
    return replace(text, cut=(), problem=problem, advice=DesktopLine.NO_TEXT.said())
