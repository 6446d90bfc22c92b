"""The flow of reading: the places, the order, line after line, and the reason if nothing is read.

The first line is given as soon as it is read, so that it can be spoken while the rest is read. What
has been read of the last picture is kept: whoever asks about it goes on where reading stopped.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from assistant.camera.resize import shrunk
from assistant.protocol.geometry import Side, cut_sides
from assistant.protocol.spoken import Spoken
from assistant.protocol.text import Text, TextLine, TextProblem
from assistant.saying.messages.reading_lines import (
    CUT_LINES,
    HELD_LINES,
    PROBLEM_LINES,
    ReadingLine,
)
from assistant.skills.picture_session import PictureSession
from assistant.skills.reading import page
from assistant.skills.reading.held import ReloadingReader
from assistant.skills.reading.page import PageLine, TextPlace
from assistant.skills.reading.unread import SMALL, Unread, reason
from assistant.skills.wording import Facing
from assistant.skills.written import LARGE
from models.interfaces import (
    UNCANCELLED,
    Box,
    CancelToken,
    Corners,
    Picture,
    Problem,
    ReadText,
    TextReader,
    TextRegion,
)

SAID: Final = 0.7
"""The probability that a place must have to be read out; below, it is more often no text."""
FEW: Final = 2
"""Characters by themselves, which many an outline looks like."""
LONE: Final = 0.9
"""The probability that so few must have."""
NUMBER: Final = 0.99
"""The probability that a larger one must have that is a number."""
LARGEST: Final = 0.2
"""Their height at most, as a share of the picture's shorter side."""
CLEAR: Final = 0.8
"""The probability that a word must have to count as clear."""
TELLING: Final = 2
"""How many places are read in both directions to find the upper side."""
EVERY: Final = 0.3
"""Seconds between two parts of a text that are given."""
BORDER: Final = 0.002
"""How near to a border text runs out there, as a share of the picture's width or height;
`benchmarks/reading_reasons.py` chooses it."""
SEVERAL: Final = 3
"""Letters that a place must seem to hold to count as text that cannot be read."""
AROUND: Final = 16
"""Pixels around a part that is enlarged."""
WHITE: Final = 250
"""The darkest channel of a pixel that counts as white from light."""
REDUCED: Final = 640
"""Pixels of the longer side at which what is written large is looked for."""
MOST_LARGE: Final = 12
"""Places that are read of what is written large."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Where a line seems to stand."""

    box: Box
    height: float
    """That of its writing, in pixels."""


@dataclass
class _Page:
    """What is known of the text of a picture."""

    reader: TextReader
    picture: Picture
    regions: tuple[TextRegion, ...]
    direction: float
    lines: list[PageLine]
    read: list[TextLine] = field(default_factory=list)
    done: int = 0
    """How many of the lines have been read, whether something stood there or not."""
    known: dict[TextPlace, ReadText] = field(default_factory=dict)
    closer: bool = False
    """Whether the part with the places was enlarged, since nothing in them could be read."""
    small: bool = False
    """Whether text showed there, and could not be read either."""


class ReadSkill:
    """Reads pictures; loads what it needs when somebody first reads."""

    def __init__(
        self, load: Callable[[], TextReader], verdict: Callable[[Picture], Problem | None]
    ) -> None:
        """`load` gives the reader, or raises CannotReadError.

        `verdict` finds what is wrong with the pixels.
        """
        self._held = ReloadingReader(load)
        self._verdict = verdict

    def release(self) -> None:
        """Let go of what reads; it is loaded again when it is needed."""
        self._held.release()

    def read(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        """Give the text of a picture, first its first line, then more and more, at last the whole.

        Raises WorkCancelledError, with what has been read by then kept, and CannotReadError.
        """
        now, given = self._page(session, cancel), 0.0
        while now.done < len(now.lines):
            cancel.raise_if_cancelled()
            line = self._line(now, now.lines[now.done])
            now.done += 1
            if line is None:
                continue
            now.read.append(line)
            if time.monotonic() - given >= EVERY and now.done < len(now.lines):
                yield self._text(now, session.facing, complete=False)
                given = time.monotonic()
        if not now.read and now.regions and not now.closer:
            cancel.raise_if_cancelled()
            near = self._look_closer(now, cancel)
            now.closer = True
            session.keep(now := near)
        yield self._text(now, session.facing, complete=True)

    def whole(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Text:
        """The whole text of a picture. Raises WorkCancelledError and CannotReadError."""
        *_, text = self.read(session, cancel)
        return text

    def largest(
        self,
        session: PictureSession,
        share: float = LARGE,
        cancel: CancelToken = UNCANCELLED,
    ) -> Text:
        """Only the lines whose height is at least a share of the picture's shorter side.

        Raises WorkCancelledError and CannotReadError.
        """
        picture, reader = session.pixels, self._held.taken(cancel)
        found = _enlarged(picture, reader.find(_reduced(picture), cancel))
        least = share * min(picture.shape[:2])
        regions = tuple(one for one in found if page.height(one) >= least)[:MOST_LARGE]
        cancel.raise_if_cancelled()
        now = self._laid_out(reader, picture, regions)
        for line in now.lines:
            cancel.raise_if_cancelled()
            now.read += filter(None, (self._line(now, line),))
        return Text(tuple(now.read), page.rotation(now.direction))

    def lines(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> list[FoundLine]:
        """Where lines seem to stand, in the order of reading, without reading them.

        Raises WorkCancelledError and CannotReadError.
        """
        now = self._page(session, cancel)
        places = [[place for cell in line for place in cell] for line in now.lines]
        return [FoundLine(_box(one, session.pixels), max(p.writing for p in one)) for one in places]

    def line(self, session: PictureSession, which: int) -> TextLine | None:
        """What stands in one of `lines`; None where that is no text. Raises CannotReadError."""
        now = self._page(session, UNCANCELLED)
        return self._line(now, now.lines[which])

    def _page(self, session: PictureSession, cancel: CancelToken) -> _Page:
        found = session.kept(_Page)
        if found is None:
            reader = self._held.taken(cancel)
            regions = reader.find(session.pixels, cancel)
            cancel.raise_if_cancelled()
            found = self._laid_out(reader, session.pixels, regions)
            session.keep(found)
        return found

    def _look_closer(self, now: _Page, cancel: CancelToken) -> _Page:
        """Look at the part around all places alone: small print is taken for one block there."""
        x0, y0, x1, y1 = _surrounding(now.regions, now.picture)
        part = np.ascontiguousarray(now.picture[y0:y1, x0:x1])
        if 2 * max(part.shape[:2]) > max(now.picture.shape[:2]):
            return now
        found = now.reader.find(part, cancel)
        regions = tuple(replace(one, corners=_moved(one.corners, x0, y0)) for one in found)
        near = self._laid_out(now.reader, now.picture, regions)
        near.closer = True
        for one in near.lines:
            cancel.raise_if_cancelled()
            near.read += filter(None, (self._line(near, one),))
        near.done, near.small = len(near.lines), len(regions) > 1
        return near if near.read or near.small else now

    def _laid_out(
        self, reader: TextReader, picture: Picture, regions: tuple[TextRegion, ...]
    ) -> _Page:
        """The lines of these places, once it is known which side is up."""
        angle = page.axis(regions)
        sums, read = {}, {}
        for direction in (angle, angle + math.pi):
            read[direction] = {
                (place := page.placed(region, direction)): reader.read(picture, place.corners)
                for region in page.telling(regions, angle, TELLING)
            }
            sums[direction] = sum(map(_weight, read[direction].values()))
        best = max(sums, key=lambda direction: sums[direction])
        lines = page.lines(regions, best)
        return _Page(reader, picture, regions, best, lines, known=read[best])

    def _line(self, now: _Page, line: PageLine) -> TextLine | None:
        """What stands in a line; None where nothing can be read."""
        cells = map(page.joined, line)
        read = [[(place, self._known(now, place)) for place in cell] for cell in cells]
        kept = [[one for one in cell if self._is_text(now, line, *one)] for cell in read]
        parts = [one for cell in kept for one in cell]
        if not parts:
            return None
        words = [word for _, text in parts for word in text.words]
        texts = ([word.text for _, text in cell for word in text.words] for cell in kept if cell)
        return TextLine(
            "  ".join(map(" ".join, texts)),
            sum(_weight(text) for _, text in parts) / sum(_letters(text) for _, text in parts),
            _box([place for place, _ in parts], now.picture),
            max(place.writing for place, _ in parts),
            tuple(number for number, word in enumerate(words) if word.probability < CLEAR),
        )

    def _is_text(self, now: _Page, line: PageLine, place: TextPlace, text: ReadText) -> bool:
        """Whether what was read in a line is to be believed."""
        if _letters(text) > FEW:
            return text.probability >= SAID
        number = text.probability >= NUMBER and all(word.text.isdecimal() for word in text.words)
        small = place.height <= LARGEST * min(now.picture.shape[:2])
        alone = small or number or self._has_longer_near(now, line, place)
        return text.probability >= LONE and alone

    def _has_longer_near(self, now: _Page, line: PageLine, place: TextPlace) -> bool:
        """Whether more than few characters of its size stand beside a place, above or below it."""
        at = now.lines.index(line)
        near = (one for row in now.lines[max(at - 1, 0) : at + 2] for cell in row for one in cell)
        alike = (one for one in near if 1 / page.ALIKE <= one.height / place.height <= page.ALIKE)
        read = (self._known(now, one) for one in alike)
        return any(_letters(text) > FEW and text.probability >= SAID for text in read)

    def _known(self, now: _Page, place: TextPlace) -> ReadText:
        """What stands in a place; read once."""
        if place not in now.known:
            now.known[place] = _best(now, place)
        return now.known[place]

    def _text(self, now: _Page, facing: Facing, *, complete: bool) -> Text:
        cut = _cut(now)
        problem = TextProblem.CUT_OFF if cut else None
        if complete and not now.read:
            problem = reason(self._unread(now))
        elif complete and _too_small([line.height for line in now.read]):
            problem = TextProblem.FAR
        advice = Spoken()
        if problem is TextProblem.FAR and now.read:
            advice = Spoken.of(ReadingLine.SMALL.said())
        elif problem is TextProblem.CUT_OFF and now.read:
            advice = _aim(cut, facing)
        elif problem is not None:
            advice = Spoken.of(PROBLEM_LINES[problem].said())
        rotation = page.rotation(now.direction)
        return Text(tuple(now.read), rotation, problem, cut, advice, complete)

    def unread(self, session: PictureSession) -> Unread:
        """What was measured in a picture that was read, for the reason if nothing was."""
        return self._unread(self._page(session, UNCANCELLED))

    def _unread(self, now: _Page) -> Unread:
        places = [place for place, text in now.known.items() if _letters(text) >= SEVERAL]
        shine = _shine(now.picture, places) if places else _white(now.picture)
        heights = tuple(sorted(place.writing for place in places))
        return Unread(self._verdict(now.picture), heights, shine, now.small, bool(_cut(now)))


def _too_small(heights: list[float]) -> bool:
    """Whether most lines are so low that they are often read wrong."""
    return sorted(heights)[len(heights) // 2] < SMALL


def _best(now: _Page, place: TextPlace) -> ReadText:
    """What stands there; a line that runs across the others is read up and down."""
    if not place.sideways:
        return now.reader.read(now.picture, place.corners)
    a, b, c, d = place.corners
    ways: tuple[Corners, ...] = ((b, c, d, a), (d, a, b, c))
    return max((now.reader.read(now.picture, way) for way in ways), key=_weight)


def _reduced(picture: Picture) -> Picture:
    """The picture, or where it is larger a copy with a longer side of `REDUCED`."""
    return shrunk(picture, REDUCED / max(picture.shape[:2]))


def _enlarged(picture: Picture, found: Sequence[TextRegion]) -> Iterator[TextRegion]:
    """What was found in the reduced copy, in pixels of the picture."""
    scale = max(1.0, max(picture.shape[:2]) / REDUCED)
    for one in found:
        a, b, c, d = ((x * scale, y * scale) for x, y in one.corners)
        yield replace(one, corners=(a, b, c, d))


def _surrounding(regions: Sequence[TextRegion], picture: Picture) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 in pixels of the part that holds all places, and a little around it."""
    height, width = picture.shape[:2]
    across = [x for region in regions for x, _ in region.corners]
    down = [y for region in regions for _, y in region.corners]
    x0, y0 = max(0, int(min(across)) - AROUND), max(0, int(min(down)) - AROUND)
    x1, y1 = int(max(across)) + AROUND, int(max(down)) + AROUND
    return x0, y0, min(width, x1), min(height, y1)


def _moved(corners: Corners, x0: int, y0: int) -> Corners:
    a, b, c, d = ((x + x0, y + y0) for x, y in corners)
    return a, b, c, d


def _aim(cut: Sequence[Side], facing: Facing) -> Spoken:
    """Where to move, for the user: before a camera that looks at them, left is right."""
    held = facing == "user"
    if len(cut) > 2 or set(cut) in ({Side.LEFT, Side.RIGHT}, {Side.TOP, Side.BOTTOM}):
        return Spoken.of((ReadingLine.HELD_CUT_MANY if held else ReadingLine.CUT_MANY).said())
    if not held:
        return Spoken.of(*(CUT_LINES[side].said() for side in cut))
    mirrored = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    return Spoken.of(*(HELD_LINES[mirrored.get(side, side)].said() for side in cut))


def _weight(text: ReadText) -> float:
    """How much a text looks like one: its letters, as sure as they are."""
    return text.probability * _letters(text)


def _letters(text: ReadText) -> int:
    return sum(len(word.text) for word in text.words)


def _box(places: Sequence[TextPlace], picture: Picture) -> Box:
    height, width = picture.shape[:2]
    across = [min(max(x / width, 0.0), 1.0) for place in places for x, _ in place.corners]
    down = [min(max(y / height, 0.0), 1.0) for place in places for _, y in place.corners]
    return min(across), min(down), max(across), max(down)


def _cut(now: _Page) -> tuple[Side, ...]:
    """The borders at which text runs out."""
    boxes = [line.box for line in now.read]
    if not boxes:
        boxes = [_box([place], now.picture) for place in now.known]
    touched = {side for box in boxes for side in cut_sides(box, BORDER)}
    return tuple(side for side in Side if side in touched)


def _shine(picture: Picture, places: Sequence[TextPlace]) -> float:
    """The share of white in the boxes around the places."""
    white, all_pixels = 0.0, 0
    for place in places:
        across, down = zip(*place.corners, strict=True)
        rows = slice(max(0, int(min(down))), max(0, int(max(down))) + 1)
        columns = slice(max(0, int(min(across))), max(0, int(max(across))) + 1)
        part = picture[rows, columns]
        size = part.shape[0] * part.shape[1]
        white += _white(part) * size
        all_pixels += size
    return white / max(all_pixels, 1)


def _white(picture: Picture) -> float:
    """The share of white pixels."""
    return float(np.mean(picture.min(axis=2) >= WHITE)) if picture.size else 0.0


def doubt(line: TextLine, text: Text) -> Spoken:
    """Why a line may be read wrong though its words are clear; empty: it is not."""
    if line.height < SMALL:
        return Spoken.of(ReadingLine.SMALL.said())
    return text.advice if cut_sides(line.box, BORDER) else Spoken()
