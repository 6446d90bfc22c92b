"""Reads the text of a picture line by line, or says why it cannot be read.

The first line comes as soon as it is read, so that it can be spoken meanwhile. Reading that was
cancelled goes on where it stopped.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median_high
from typing import Final

import numpy as np

from assistant.camera.resize import shrunk
from assistant.protocol.geometry import Side, cut_sides
from assistant.protocol.spoken import Spoken
from assistant.protocol.text import Framing, Text, TextLine, TextProblem
from assistant.saying.messages.desktop_lines import DesktopLine
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
"""The probability from which a place is read out; below, it is more often no text."""
FEW: Final = 2
"""Up to so many characters look like many an outline."""
LONE: Final = 0.9
"""The probability from which so few count."""
NUMBER: Final = 0.99
"""The probability from which a large number counts."""
LARGEST: Final = 0.2
"""The height up to which few characters count, as a share of the picture's shorter side."""
CLEAR: Final = 0.8
"""The probability from which a word is clear."""
TELLING: Final = 2
"""Places that are read in both directions to find which side is up."""
UPRIGHT: Final = 1.1
"""How much more what is upright counts: a number may read both ways."""
EVERY: Final = 0.3
"""Seconds between two updates of a text."""
BORDER: Final = 0.002
"""The distance to a border, as a share of the picture, at which text is cut off;
`benchmarks/reading_reasons.py` chooses it."""
SEVERAL: Final = 3
"""Letters from which a place counts as text, even if it cannot be read."""
AROUND: Final = 16
"""Pixels around a part that is looked at again."""
WHITE: Final = 250
"""The value of all channels from which a pixel counts as glare."""
REDUCED: Final = 640
"""The longer side, in pixels, at which large text is searched for."""
MOST_LARGE: Final = 8
"""Lines of large text that are read, at most."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Where a line seems to be."""

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
    """How many of `lines` have been tried."""
    known: dict[TextPlace, ReadText] = field(default_factory=dict)
    closer: bool = False
    """Whether the part around the places was looked at again, since nothing could be read."""
    small: bool = False
    """Whether that showed text that could not be read either."""


class ReadSkill:
    """Reads the text of pictures; loads its networks at the first one."""

    def __init__(
        self, load: Callable[[], TextReader], verdict: Callable[[Picture], Problem | None]
    ) -> None:
        """`load` gives the reader, or raises CannotReadError.

        `verdict` finds what is wrong with the pixels.
        """
        self._held = ReloadingReader(load)
        self._verdict = verdict

    def prepare(self) -> None:
        """Begin to load the reader, so that the first text is not late."""
        self._held.begin()

    def release(self) -> None:
        """Unload the reader; the next picture loads it again."""
        self._held.release()

    def read(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Iterator[Text]:
        """The text of a picture as it grows: first one line, at last the whole.

        The page of a document may come with it. Raises WorkCancelledError, after which it can go
        on, and CannotReadError.
        """
        known = session.kept(Text)
        if known is not None:
            yield known
            return
        now, given = self._page(session, cancel), 0.0
        while now.done < len(now.lines):
            cancel.raise_if_cancelled()
            line = self._line(now, now.lines[now.done])
            now.done += 1
            if line is None:
                continue
            now.read.append(line)
            if time.monotonic() - given >= EVERY and now.done < len(now.lines):
                yield self._text(now, session, complete=False)
                given = time.monotonic()
        if not now.read and now.regions and not now.closer:
            cancel.raise_if_cancelled()
            near = self._look_closer(now, cancel)
            now.closer = True
            session.keep(now := near)
        yield self._text(now, session, complete=True)

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
        """The first of the largest lines, all at least a share of the picture's shorter side high.

        Raises WorkCancelledError and CannotReadError.
        """
        picture, reader = session.pixels, self._held.taken(cancel)
        found = _enlarged(picture, reader.find(_reduced(picture), cancel))
        least = share * min(picture.shape[:2])
        regions = tuple(one for one in found if page.height(one) >= least)
        cancel.raise_if_cancelled()
        now = self._laid_out(reader, picture, regions)
        chosen = sorted(now.lines, key=_size, reverse=True)[:MOST_LARGE]
        for line in filter(chosen.__contains__, now.lines):
            cancel.raise_if_cancelled()
            now.read += filter(None, (self._line(now, line),))
        return self._text(now, session, complete=True)

    def framing(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> Framing:
        """How the text lies in a picture. Raises WorkCancelledError and CannotReadError."""
        picture, reader = session.pixels, self._held.taken(cancel)
        found = tuple(_enlarged(picture, reader.find(_reduced(picture), cancel)))
        cancel.raise_if_cancelled()
        angle = page.axis(found)
        likeliest = sorted(found, key=lambda one: one.score * page.height(one), reverse=True)[:1]
        for direction in (angle, angle + math.pi):
            for region in likeliest:
                read = reader.read(picture, _beginning(page.placed(region, direction)))
                if _letters(read) > FEW and read.probability >= SAID:
                    return _framed(found, picture)
        wrong = self._verdict(picture)
        problem = reason(Unread(wrong, (), _white(picture), parted=False, cut=False))
        return Framing(problem=None if problem is TextProblem.NO_TEXT else problem)

    def lines(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> list[FoundLine]:
        """Where lines seem to be, in reading order, without reading them.

        Raises WorkCancelledError and CannotReadError.
        """
        now = self._page(session, cancel)
        places = [[place for cell in line for place in cell] for line in now.lines]
        return [FoundLine(_box(one, session.pixels), max(p.writing for p in one)) for one in places]

    def line(self, session: PictureSession, which: int) -> TextLine | None:
        """The text of one of `lines`; None if it is no text. Raises CannotReadError."""
        now = self._page(session, UNCANCELLED)
        return self._line(now, now.lines[which])

    def labels(self, session: PictureSession, cancel: CancelToken = UNCANCELLED) -> list[TextLine]:
        """Every group of words by itself, as on the buttons of a panel.

        Raises WorkCancelledError and CannotReadError.
        """
        now = self._page(session, cancel)
        found: list[TextLine] = []
        for line in now.lines:
            for one in (label for cell in line for label in page.split(cell, page.SAME_LABEL)):
                cancel.raise_if_cancelled()
                found += filter(None, (self._line(now, line, one),))
        return found

    def _page(self, session: PictureSession, cancel: CancelToken) -> _Page:
        found = session.kept(_Page)
        if found is None:
            reader = self._held.taken(cancel)
            regions = reader.find(session.pixels, cancel, faint=True)
            cancel.raise_if_cancelled()
            found = self._laid_out(reader, session.pixels, regions)
            session.keep(found)
        return found

    def _look_closer(self, now: _Page, cancel: CancelToken) -> _Page:
        """Look at the part around all places alone, where small print shows as lines."""
        points = np.array([one.corners for one in now.regions]).reshape(-1, 2)
        x0, y0 = np.maximum(points.min(axis=0).astype(int) - AROUND, 0).tolist()
        x1, y1 = (points.max(axis=0).astype(int) + AROUND).tolist()
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
        """The page with these places, once it is known which side is up."""
        angle = page.axis(regions)
        sums, read = {}, {}
        for direction in (angle, angle + math.pi):
            read[direction] = {
                (place := page.placed(region, direction)): reader.read(picture, place.corners)
                for region in page.telling(regions, angle, TELLING)
            }
            upright = abs(math.remainder(direction, math.tau)) <= math.pi / 4
            weight = UPRIGHT if upright else 1.0
            sums[direction] = weight * sum(map(_weight, read[direction].values()))
        best = max(sums, key=lambda direction: sums[direction])
        lines = page.lines(regions, best)
        return _Page(reader, picture, regions, best, lines, known=read[best])

    def _line(self, now: _Page, line: PageLine, only: PageLine | None = None) -> TextLine | None:
        """The text of a line, or `only` of some of its cells; None if nothing can be read."""
        cells = map(page.joined, only or line)
        read = [[(place, self._known(now, place)) for place in cell] for cell in cells]
        kept = [[one for one in cell if self._is_text(now, line, *one)] for cell in read]
        parts = [one for cell in kept for one in cell]
        if not parts:
            return None
        texts = [[word for _, text in cell for word in text.words] for cell in kept if cell]
        words = [word for cell in texts for word in cell]
        return TextLine(
            "  ".join(" ".join(word.text for word in cell) for cell in texts),
            sum(_weight(text) for _, text in parts) / sum(_letters(text) for _, text in parts),
            _box([place for place, _ in parts], now.picture),
            max(place.writing for place, _ in parts),
            tuple(number for number, word in enumerate(words) if word.probability < CLEAR),
        )

    def _is_text(self, now: _Page, line: PageLine, place: TextPlace, text: ReadText) -> bool:
        """Whether what was read in a place is likely text."""
        if _letters(text) > FEW:
            return text.probability >= SAID
        number = text.probability >= NUMBER and all(word.text.isdecimal() for word in text.words)
        small = place.height <= LARGEST * min(now.picture.shape[:2])
        alone = small or number or self._has_longer_near(now, line, place)
        return text.probability >= LONE and alone

    def _has_longer_near(self, now: _Page, line: PageLine, place: TextPlace) -> bool:
        """Whether a longer text of the same size is beside, above or below a place."""
        at = now.lines.index(line)
        near = (one for row in now.lines[max(at - 1, 0) : at + 2] for cell in row for one in cell)
        alike = (one for one in near if 1 / page.ALIKE <= one.height / place.height <= page.ALIKE)
        read = (self._known(now, one) for one in alike)
        return any(_letters(text) > FEW and text.probability >= SAID for text in read)

    def _known(self, now: _Page, place: TextPlace) -> ReadText:
        if place not in now.known:
            now.known[place] = _best(now, place)
        return now.known[place]

    def _text(self, now: _Page, session: PictureSession, *, complete: bool) -> Text:
        rotation = page.rotation(now.direction)
        if session.part:
            # A line that its border cuts would be half a line.
            lines = tuple(one for one in now.read if not cut_sides(one.box, BORDER))
            if lines or not complete:
                return Text(lines, rotation, complete=complete)
            nothing = Spoken.of(DesktopLine.NO_TEXT.said())
            return Text((), rotation, TextProblem.NO_TEXT, advice=nothing)
        cut = _cut(now)
        problem = TextProblem.CUT_OFF if cut else None
        if complete and not now.read:
            problem = reason(self._unread(now))
        elif complete and median_high(line.height for line in now.read) < SMALL:
            problem = TextProblem.FAR
        advice = Spoken()
        if problem is TextProblem.FAR and now.read:
            advice = Spoken.of(ReadingLine.SMALL.said())
        elif problem is TextProblem.CUT_OFF and now.read:
            advice = _aim(cut, session.facing)
        elif problem is not None:
            advice = Spoken.of(PROBLEM_LINES[problem].said())
        return Text(tuple(now.read), rotation, problem, cut, advice, complete)

    def unread(self, session: PictureSession) -> Unread:
        """What was measured in a picture, for the reason why nothing was read."""
        return self._unread(self._page(session, UNCANCELLED))

    def _unread(self, now: _Page) -> Unread:
        places = [place for place, text in now.known.items() if _letters(text) >= SEVERAL]
        shine = _shine(now.picture, places) if places else _white(now.picture)
        heights = tuple(sorted(place.writing for place in places))
        return Unread(self._verdict(now.picture), heights, shine, now.small, bool(_cut(now)))


def _best(now: _Page, place: TextPlace) -> ReadText:
    """The text of a place; a line that runs across the others is read up and down."""
    if not place.sideways:
        return now.reader.read(now.picture, place.corners)
    a, b, c, d = place.corners
    ways: tuple[Corners, ...] = ((b, c, d, a), (d, a, b, c))
    return max((now.reader.read(now.picture, way) for way in ways), key=_weight)


def _reduced(picture: Picture) -> Picture:
    return shrunk(picture, REDUCED / max(picture.shape[:2]))


def _enlarged(picture: Picture, found: Sequence[TextRegion]) -> Iterator[TextRegion]:
    """Regions of the reduced copy in pixels of the picture."""
    scale = max(1.0, max(picture.shape[:2]) / REDUCED)
    for one in found:
        a, b, c, d = ((x * scale, y * scale) for x, y in one.corners)
        yield replace(one, corners=(a, b, c, d))


def _moved(corners: Corners, x0: int, y0: int) -> Corners:
    a, b, c, d = ((x + x0, y + y0) for x, y in corners)
    return a, b, c, d


def _aim(cut: Sequence[Side], facing: Facing) -> Spoken:
    """Which way to move; if the camera faces the user, left is right."""
    held = facing == "user"
    if len(cut) > 2 or set(cut) in ({Side.LEFT, Side.RIGHT}, {Side.TOP, Side.BOTTOM}):
        return Spoken.of((ReadingLine.HELD_CUT_MANY if held else ReadingLine.CUT_MANY).said())
    if not held:
        return Spoken.of(*(CUT_LINES[side].said() for side in cut))
    return Spoken.of(*(HELD_LINES[side.mirrored].said() for side in cut))


def _size(line: PageLine) -> int:
    """The class of a line's height; those of one class are about as high."""
    height = max(place.writing for cell in line for place in cell)
    return math.floor(math.log(height) / math.log(page.EVEN))


def _weight(text: ReadText) -> float:
    return text.probability * _letters(text)


def _letters(text: ReadText) -> int:
    return sum(len(word.text) for word in text.words)


def _box(places: Sequence[TextPlace], picture: Picture) -> Box:
    points = np.array([one.corners for one in places]).reshape(-1, 2) / picture.shape[1::-1]
    (x0, y0), (x1, y1) = (end.clip(0, 1).tolist() for end in (points.min(0), points.max(0)))
    return x0, y0, x1, y1


def _cut(now: _Page) -> tuple[Side, ...]:
    """The borders that cut text off."""
    boxes = [line.box for line in now.read]
    if not boxes:
        boxes = [_box([place], now.picture) for place in now.known]
    touched = {side for box in boxes for side in cut_sides(box, BORDER)}
    return tuple(side for side in Side if side in touched)


def _beginning(place: TextPlace) -> Corners:
    """So much of a place that its text tells whether it is one: a whole line takes long to read."""
    a, b, c, d = place.corners
    share = min(1.0, page.TELLS * place.height / max(math.dist(a, b), 1.0))
    return a, _between(a, b, share), _between(d, c, share), d


def _between(
    start: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    (x0, y0), (x1, y1) = start, end
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _framed(regions: Sequence[TextRegion], picture: Picture) -> Framing:
    """Where text is, and the borders that are nearer than a line is high.

    Another line could be hidden there.
    """
    heights = sorted(map(page.height, regions))
    usual = heights[len(heights) // 2]
    alike = [one for one in regions if 1 / page.ALIKE <= page.height(one) / usual <= page.ALIKE]
    points = np.array([one.corners for one in alike]).reshape(-1, 2)
    (x0, y0), (x1, y1) = points.min(0).tolist(), points.max(0).tolist()
    height, width = picture.shape[:2]
    room = (x0, width - x1, y0, height - y1)
    cut = tuple(side for side, left in zip(Side, room, strict=True) if left < usual)
    return Framing(box=(x0 / width, y0 / height, x1 / width, y1 / height), cut=cut)


def _shine(picture: Picture, places: Sequence[TextPlace]) -> float:
    """The share of glare in the boxes around places."""
    parts = []
    for place in places:
        across, down = zip(*place.corners, strict=True)
        rows = slice(max(0, int(min(down))), max(0, int(max(down))) + 1)
        columns = slice(max(0, int(min(across))), max(0, int(max(across))) + 1)
        parts.append(picture[rows, columns].reshape(-1, 3))
    return _white(np.concatenate(parts))


def _white(pixels: Picture) -> float:
    return float(np.mean(pixels.min(axis=-1) >= WHITE)) if pixels.size else 0.0


def doubt(line: TextLine, text: Text) -> Spoken:
    """Why a line may be wrong though its words are clear; empty if it is not."""
    if line.height < SMALL:
        return Spoken.of(ReadingLine.SMALL.said())
    return text.advice if cut_sides(line.box, BORDER) else Spoken()
