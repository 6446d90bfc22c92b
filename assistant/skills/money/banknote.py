"""Tells a banknote by what is printed on it; never a guess.

The number, the currency's word and the note's colour have to agree, in two looks. One of these must
also show what only banknotes have, such as the serial number: a price is no note.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from assistant.camera.resize import enlarged, shrunk, turned
from assistant.protocol.spoken import Message
from assistant.protocol.text import Text, TextLine
from assistant.saying.messages.money_lines import MoneyLine, MoneyNumber
from assistant.skills.colour.colour_space import FloatArray, lab, linear
from assistant.skills.money.currencies import CURRENCIES, Currency
from models.interfaces import Picture

CLEAR: Final = 0.75
"""The probability from which a line counts."""
_AROUND: Final = " .,;:'\"|*★°©"
"""What may be read around a number or a word."""
_NEAR: Final = 1.2
"""The distance from a number to the currency's word, in its longer sides, up to which they belong
together."""
_MOST_ALONE: Final = 3
"""How often one note shows its number without the currency's word."""
_ALONG, _ABOVE, _LARGER = (1.0, 2.6), (0.5, 1.7), 1.25
"""Where the front of a euro note repeats the number that has the word beside it: to the right and
up, in lengths of both; and how many times larger."""
_AREA: Final = 40_000
"""Pixels of the part whose colour counts, at most."""
_PAPER: Final = 0.95
"""The quantile of the light that is white paper, so that the lamp's colour does not count."""
_LARGE: Final = 1280
"""Pixels of the longer side of the enlarged look."""
_TURN: Final = 7.0
"""Degrees by which a look is turned."""


@dataclass(frozen=True, slots=True)
class Banknote:
    """What is known of a banknote."""

    missing: MoneyLine | None
    """Why its value may not be said; None: it may."""
    amount: MoneyLine = MoneyLine.EUROS
    value: int = 0
    """0 if it was not read."""

    @property
    def answer(self) -> str:
        """The value in figures, such as "50 euros"; empty if it may not be said."""
        return "" if self.missing else str(self._amount(self.value))

    @property
    def spoken(self) -> Message:
        """The value in words, or what is missing to tell it."""
        if self.missing is not None:
            return self.missing.said()
        amount = self._amount(MoneyNumber[f"N{self.value}"].said())
        return MoneyLine.NOTE.said(amount=amount).as_sentence()

    def _amount(self, number: object) -> Message:
        line = MoneyLine.DOLLAR if self.value == 1 else self.amount
        return line.said(number=number)


@dataclass
class _Printed:
    """What is printed of a currency."""

    named: list[tuple[int, TextLine]] = field(default_factory=list)
    """Values with the currency's word."""
    alone: list[tuple[int, TextLine]] = field(default_factory=list)
    """Values without it."""
    words: list[TextLine] = field(default_factory=list)
    """That word without a value."""
    proofs: list[TextLine] = field(default_factory=list)
    """What only banknotes have."""
    notes: int = 0
    """How many notes there are at least; a front and a back are two."""


def banknote(text: Text, picture: Picture) -> Banknote:
    """What one look at a picture, with its text, shows of a banknote."""
    lines = [line for line in text.lines if line.probability >= CLEAR]
    each = [(currency, _printed(currency, lines)) for currency in CURRENCIES]
    found = [(currency, one) for currency, one in each if one.named or one.words or one.proofs]
    if not found:
        numbers = any(one.alone for _, one in each)
        return Banknote(MoneyLine.UNREAD if numbers else MoneyLine.NOTHING)
    if len(found) > 1:
        return Banknote(MoneyLine.SEVERAL)
    ((currency, printed),) = found
    named = printed.named = printed.named or list(_beside(printed, picture))
    if not named:
        return Banknote(MoneyLine.UNREAD)
    values = {value for value, _ in named + printed.alone}
    if len(values) > 1 or printed.notes > 1 or len(printed.alone) > _MOST_ALONE:
        return Banknote(MoneyLine.SEVERAL)
    doubt = _doubt(currency, printed, text.rotation, picture)
    return Banknote(doubt, currency.amount, named[0][0])


def agreed(looks: Iterable[Banknote]) -> Banknote:
    """What looks at a note agree on: two must show one value, and none another.

    It may be said if one of these shows what only banknotes have.
    """
    seen = list(looks)
    if any(one.missing is MoneyLine.SEVERAL for one in seen):
        return Banknote(MoneyLine.SEVERAL)
    read = [one for one in seen if one.value and one.missing is not MoneyLine.COLOUR]
    if not read:
        reasons = (one for one in seen if one.missing is not MoneyLine.NOTHING)
        return next(reasons, Banknote(MoneyLine.NOTHING))
    if len(read) < 2 or len({(one.amount, one.value) for one in read}) > 1:
        return Banknote(MoneyLine.ONCE)
    return next((one for one in read if one.missing is None), read[0])


def recognised(picture: Picture, read: Callable[[Picture], Text]) -> Banknote:
    """The banknote in one picture, which is read as it is, and then enlarged or turned."""
    looks: list[Banknote] = []
    for view in _views(picture):
        looks.append(banknote(read(view), view))
        known = agreed(looks)
        nothing = known.missing is MoneyLine.NOTHING and len(looks) > 1
        if nothing or known.missing in (None, MoneyLine.SEVERAL):
            break
    return known


def _views(picture: Picture) -> Iterator[Picture]:
    yield picture
    large = enlarged(picture, _LARGE / max(picture.shape[:2]))
    yield turned(picture, -_TURN) if large is picture else large
    yield turned(picture, _TURN)
    yield turned(large, 2 * _TURN)


def _printed(currency: Currency, lines: Sequence[TextLine]) -> _Printed:
    """What these lines have of a currency."""
    found = _Printed()
    front = back = worded = 0
    for line in lines:
        named = list(currency.worth.finditer(line.text))
        found.named += ((currency.value(one), line) for one in named)
        # A note has its value before the currency's word only once.
        worded += any(line.text[one.start()].isdigit() for one in named)
        for cell in currency.worth.sub("  ", line.text).split("  "):
            if alone := currency.alone.fullmatch(cell.strip(_AROUND)):
                found.alone.append((int(alone[1]), line))
        if currency.word.fullmatch(line.text.strip(_AROUND)):
            found.words.append(line)
        is_front, is_back = (one.search(line.text) for one in (currency.front, currency.back))
        if is_front or is_back or currency.either.search(line.text):
            found.proofs.append(line)
        front |= is_front is not None or currency.like_front.search(line.text) is not None
        back |= is_back is not None
    found.notes = max(front + back, worded)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a line is, in pixels, to someone who reads it."""

    x: float
    y: float
    """Its middle."""
    width: float
    height: float


def _place(line: TextLine, rotation: int, picture: Picture) -> _Place:
    high, wide = picture.shape[:2]
    x0, y0, x1, y1 = np.array(line.box) * (wide, high, wide, high)
    turn = math.radians(rotation)
    right, down = (
        np.array([math.cos(turn), math.sin(turn)]),
        np.array([-math.sin(turn), math.cos(turn)]),
    )
    middle, size = np.array([x0 + x1, y0 + y1]) / 2, np.array([x1 - x0, y1 - y0])
    return _Place(
        float(middle @ right),
        float(middle @ down),
        float(size @ abs(right)),
        float(size @ abs(down)),
    )


def _beside(printed: _Printed, picture: Picture) -> Iterator[tuple[int, TextLine]]:
    """The number that has the currency's word next to it, above or below."""
    for word in printed.words:
        for value, line in printed.alone:
            one, other = (_place(each, 0, picture) for each in (line, word))
            across = abs(one.x - other.x) - (one.width + other.width) / 2
            down = abs(one.y - other.y) - (one.height + other.height) / 2
            if math.hypot(max(across, 0), max(down, 0)) <= _NEAR * max(one.width, one.height):
                yield value, line
                return


def _doubt(
    currency: Currency, printed: _Printed, rotation: int, picture: Picture
) -> MoneyLine | None:
    """Why the value that was read may be wrong; None if it is proven."""
    proven = bool(printed.proofs)
    if currency.hues is None:
        return None if proven and printed.alone else MoneyLine.UNPROVEN
    lines = [line for _, line in printed.named + printed.alone]
    colours = _colours([*lines, *printed.words, *printed.proofs], picture)
    value = printed.named[0][0]
    if not currency.hues[value].fit(colours):
        return MoneyLine.COLOUR
    # The 5 and a price in grey look alike.
    repeated = value > 5 and _repeated(printed, rotation, picture)
    return None if proven or repeated else MoneyLine.UNPROVEN


def _repeated(printed: _Printed, rotation: int, picture: Picture) -> bool:
    """Whether the number is repeated as on the front of a euro note."""
    for (_, line), (_, other) in itertools.product(printed.named, printed.alone):
        one, large = (_place(each, rotation, picture) for each in (line, other))
        length = max(one.width, 1.0)
        along, above = (large.x - one.x) / length, (one.y - large.y) / length
        at = _ALONG[0] <= along <= _ALONG[1] and _ABOVE[0] <= above <= _ABOVE[1]
        if at and other.height >= _LARGER * line.height:
            return True
    return False


def _colours(lines: Sequence[TextLine], picture: Picture) -> FloatArray:
    """CIELAB's a and b of the pixels around these lines, in the light of their paper [N, 2]."""
    high, wide = picture.shape[:2]
    boxes = np.array([line.box for line in lines]) * (wide, high, wide, high)
    (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).astype(int), boxes[:, 2:].max(axis=0).astype(int)
    part = picture[y0 : y1 + 1, x0 : x1 + 1]
    light = linear(shrunk(part, math.sqrt(_AREA / (part.shape[0] * part.shape[1])))).reshape(-1, 3)
    paper = np.maximum(np.quantile(light, _PAPER, axis=0), 1e-3)
    return lab(np.minimum(light / paper, 1.0))[:, 1:]
