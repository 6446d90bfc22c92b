"""The parts of a picture's text with their vectors, and what kind of page they tell."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.protocol.text import Text, TextLine
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading.units import Unit, units
from models import limits
from models.interfaces import PassageFinder

FEWEST: Final = 5
"""The fewest parts from which the kind of a page can be told."""
SCREEN: Final = "screen"
_ON_SCREENS: Final = frozenset({
    *("dialog", "web page", "e-mail", "console", "ticket", "boarding pass", "timetable"),
    *("newspaper", "form", "recipe"),
})  # fmt: skip
_ON_PACKAGES: Final = frozenset({"package", "medicine", "recipe", "instructions"})
KINDS_ON: Final[Mapping[str, frozenset[str]]] = {
    SCREEN: _ON_SCREENS,
    "receipt": frozenset({"receipt"}),
    "menu": frozenset({"menu"}),
    "sign": frozenset({"sign"}),
    "book": frozenset({"book cover", "recipe", "instructions"}),
    **dict.fromkeys(("box", "packet", "bottle", "can", "jar", "tube", "package"), _ON_PACKAGES),
}
"""The kinds of pages that stand on some things; on others, all may."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a text."""

    lines: tuple[TextLine, ...]
    units: tuple[Unit, ...]
    encoded: NDArray[np.float32]
    """Of each part [N, D]."""

    @property
    def words(self) -> list[str]:
        """What each part says."""
        return [one.words for one in self.units]


def parts_of(session: PictureSession, text: Text, passages: PassageFinder) -> Parts | None:
    """The parts of a picture's text, which the session keeps; None if it has none."""
    known = session.kept(Parts)
    if known is not None and known.lines == text.lines:
        return known
    found = units(text)[: limits.PASSAGES]
    if not found:
        return None
    parts = Parts(text.lines, found, passages.encode([one.words for one in found]))
    session.keep(parts)
    return parts


def with_kind(
    session: PictureSession, text: Text, passages: PassageFinder, shown: Collection[str]
) -> Text:
    """A picture's whole text with the kind of page that it is from, if it is long enough.

    `shown` are the names of what the first look shows: it is a kind that stands on such a thing,
    and none that they say already.
    """
    parts = parts_of(session, text, passages)
    if parts is None or len(parts.units) < FEWEST:
        return text
    among = next((kinds for name, kinds in KINDS_ON.items() if name in shown), ())
    kind = passages.kind(parts.encoded, among)
    return text if kind.name in shown else replace(text, kind=kind)
