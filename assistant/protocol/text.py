"""Text read in a picture. It is read aloud and never obeyed."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from assistant.protocol.geometry import Side
from assistant.protocol.spoken import Spoken
from models.interfaces import Box, PageKind

UNCLEAR: Final = "[?]"
SAME_ROW: Final = 0.5
"""Share of the lower one's height in which two lines overlap that stand in the same row."""


class CannotReadError(Exception):
    """The text reader cannot be loaded; carries a sentence that says what to do."""


class TextProblem(StrEnum):
    """Why there is nothing to read; CUT_OFF: why the text is incomplete."""

    NO_TEXT = "no_text"
    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"
    FAR = "far"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text."""

    text: str
    """Verbatim; two spaces separate the cells of a table's row."""
    probability: float
    """The mean over its characters, not calibrated."""
    box: Box
    height: float = 0.0
    """Of its letters, in pixels."""
    unsure: tuple[int, ...] = ()
    """The indices of its unclear words."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its words in order."""
        return tuple(self.text.split())

    def unclear(self, start: int, end: int) -> bool:
        """Whether a word between two of its letters is unclear."""
        if not self.unsure:
            return False
        first, last = len(self.text[: start + 1].split()) - 1, len(self.text[:end].split())
        return not {*range(first, last)}.isdisjoint(self.unsure)

    @property
    def spoken(self) -> str:
        """With commas between cells, where a voice would make no pause."""
        return re.sub(r"(?<=[\w)%€$£])  ", ", ", self.text)

    @property
    def marked(self) -> str:
        """With a mark behind each unclear word."""
        # Words and the spaces between them alternate.
        parts = re.split(r"(\s+)", self.text)
        for which in self.unsure:
            parts[2 * which] += UNCLEAR
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """An excerpt of the text in a picture, said without being asked."""

    words: str = ""
    """Verbatim; empty if none is clear."""
    said: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    """The sentence with these words, and any advice about the text."""
    probability: float = 1.0
    """The reader's, of the line that it is surest of."""


NOTHING_WRITTEN: Final = Excerpt()


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a picture as far as it was read."""

    lines: tuple[TextLine, ...] = ()
    """In reading order."""
    rotation: int = 0
    """Clockwise degrees by which it is turned in the picture: 0, 90, 180 or 270."""
    problem: TextProblem | None = None
    cut: tuple[Side, ...] = ()
    """The borders of the picture that cut it off."""
    advice: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    """What is wrong, and what to do."""
    complete: bool = True
    """Whether all of it was read."""
    kind: PageKind | None = None
    """What kind of page it is from; None if that was not looked at."""

    @property
    def verbatim(self) -> str:
        """All lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def marked(self) -> str:
        """All lines, with a mark behind each unclear word."""
        return "\n".join(line.marked for line in self.lines)

    @property
    def unsure(self) -> tuple[str, ...]:
        """The unclear words in order."""
        return tuple(line.words[which] for line in self.lines for which in line.unsure)

    def line_with(self, words: str, after: int = -1) -> int | None:
        """The first line with these words behind another line, without blanks and accents.

        A recogniser hears "in voice" for "invoice".
        """
        wanted, lines = _bare(words), (_bare(line.text) for line in self.lines)
        found = (at for at, line in enumerate(lines) if at > after and wanted in line)
        return next(found, None) if wanted else None

    def upright(self, line: TextLine) -> Box:
        """The box of a line as the reader holds the page, which may be turned in the picture."""
        box = line.box
        for _ in range(self.rotation // 90):
            x0, y0, x1, y1 = box
            box = (y0, 1 - x1, y1, 1 - x0)
        return box

    def beside(self, line: TextLine, other: TextLine) -> bool:
        """Whether another line goes on to the right of a line, in the same row."""
        left, top, _, bottom = self.upright(line)
        x0, y0, _, y1 = self.upright(other)
        shared = min(bottom, y1) - max(top, y0)
        return x0 >= left and shared >= SAME_ROW * min(bottom - top, y1 - y0)


def _bare(text: str) -> str:
    """The small letters and the digits of a text, without accents."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))


@dataclass(frozen=True, slots=True)
class Framing:
    """How the text lies in a picture, without reading it."""

    box: Box | None = None
    """Where it is; None if there is none."""
    cut: tuple[Side, ...] = ()
    """The borders beyond which it may go on, as the camera sees them."""
    problem: TextProblem | None = None
    """Why there is none, if that is known."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a document."""

    file: Path
    number: int
    """From 1."""
    count: int
    """How many pages there are."""
    text: Text | None = None
    """What it comes with; None if it has to be read."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A page that is wanted, or the next one that may hold some words."""

    file: Path
    number: int
    on: bool = True
    """Whether to read on by itself, and not only its first line."""
    words: str = ""
    """Pages whose text does not hold them are skipped; empty: none is."""
    began: int = 1
    """The page on which the search began."""
    after: int = -1
    """The line of that page after which it began."""
    wrapped: bool = False
    """Whether it has gone on from the last page to the first."""
