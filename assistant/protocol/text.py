"""The text of a picture. It is read out to the user and never obeyed."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.protocol.geometry import Side
from assistant.protocol.spoken import Spoken
from models.interfaces import Box

UNCLEAR: Final = "[?]"


class CannotReadError(Exception):
    """What reads cannot be loaded; the text is a sentence that says what to do."""


class TextProblem(StrEnum):
    """Why nothing can be read, or for the last: that more stands there than the picture shows."""

    NO_TEXT = "no_text"
    BLURRED = "blurred"
    DARK = "dark"
    GLARE = "glare"
    FAR = "far"
    CUT_OFF = "cut_off"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line as it stands there."""

    text: str
    """Verbatim; between the cells of a table's row are two spaces."""
    probability: float
    """0…1, the mean over its characters; not calibrated."""
    box: Box
    height: float = 0.0
    """That of its writing, in pixels."""
    unsure: tuple[int, ...] = ()
    """Which of its words, counted from 0, were not clear."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its words in their order."""
        return tuple(self.text.split())

    @property
    def spoken(self) -> str:
        """For a voice, which makes no pause for the two spaces between cells."""
        return re.sub(r"(?<=[\w)%€$£])  ", ", ", self.text)

    @property
    def marked(self) -> str:
        """The line with a mark behind each word that was not clear."""
        # Every second part is the space between two words.
        parts = re.split(r"(\s+)", self.text)
        for which in self.unsure:
            parts[2 * which] += UNCLEAR
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a picture, so far as it is read."""

    lines: tuple[TextLine, ...] = ()
    """In the order of reading."""
    rotation: int = 0
    """By how many degrees clockwise it is turned in the picture: 0, 90, 180 or 270."""
    problem: TextProblem | None = None
    cut: tuple[Side, ...] = ()
    """The borders of the picture at which it runs out."""
    advice: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    """Why nothing is read, or where the text runs out, and what to do."""
    complete: bool = True
    """Whether there is no more to come."""

    @property
    def verbatim(self) -> str:
        """All lines, one below the other."""
        return "\n".join(line.text for line in self.lines)

    @property
    def marked(self) -> str:
        """The same, with a mark behind each word that was not clear."""
        return "\n".join(line.marked for line in self.lines)

    @property
    def unsure(self) -> tuple[str, ...]:
        """The words that were not clear, in their order."""
        return tuple(line.words[which] for line in self.lines for which in line.unsure)
