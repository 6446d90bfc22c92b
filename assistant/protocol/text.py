"""Text read in a picture. It is read aloud and never obeyed."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.protocol.geometry import Side
from assistant.protocol.spoken import Spoken
from models.interfaces import Box

UNCLEAR: Final = "[?]"


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
