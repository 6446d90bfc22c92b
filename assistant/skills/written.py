"""What a text holds: what is asked for by name (a date, a price, a telephone number), and what is
written largest. Pure.

The value is taken as it stands there, with its line. What is named as asked for comes before all
else, on the line of the name or on one of the next two that stand beside or below it; what is named
as something else does not count. Where several values fit, all are given.
"""

import re
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Final

from assistant.protocol.choices import Verbosity
from assistant.protocol.query import Intent, Kind, Query, Value
from assistant.protocol.spoken import Message, Spoken
from assistant.protocol.text import Text, TextLine
from assistant.saying.messages.core import and_list
from assistant.saying.messages.reading_lines import ReadingLine
from assistant.skills.caution import caution
from assistant.skills.receipts import (
    address,
    bought,
    cost,
    names_sum,
    paid,
    shop,
    side_sum,
)
from assistant.skills.values import (
    OF_VALUE,
    WORD,
    Label,
    ValueKind,
    Written,
    digits,
    doubtful,
    key,
    labels,
    matches,
    open_after,
    possible,
    surely,
    trimmed,
)
from models.interfaces import Certainty, Problem

_TOTALS: Final = frozenset({"bill", "pay", "sum", "total"})
_TOTAL: Final = re.compile(
    r"\btotal|summe\b|\bsuma\b|\bgesamt|zu zahlen|\ba pagar\b|\bto pay\b|\bdue\b|\bowed\b",
    re.IGNORECASE,
)
"""What a question calls the sum of a bill, and what the bill does."""
_MOST_HEADS: Final = 2
"""Names that may stand above another, or below it before the values."""
FEW: Final = 5
"""Unclear words that are said; of more, only the number."""


def asks_for_text(query: Query) -> bool:
    """Whether a question is for something that can only be read."""
    of_receipt = query.value in (Value.SHOP, Value.ADDRESS, Value.ITEMS)
    of_sum = query.value is Value.OTHER and names_sum(" ".join(query.subject), query.question)
    of_text = query.value in OF_VALUE or of_receipt or of_sum
    return query.kind is Kind.VALUE and of_text


def written(query: Query, text: Text) -> tuple[Written, ...]:
    """What the text holds of what the question asks for; several where it is open which."""
    whole = _of_receipt(query, text)
    kind = None if query.value is None else OF_VALUE.get(query.value)
    if kind is None or (whole is not None and whole.clear):
        return () if whole is None else (whole,)
    found = _found(kind, text)
    if asks_for_sum(query):
        found = _summed(kind, text) or guessed(found)
    if whole is None:
        return found
    likely = whole.certainty is Certainty.PROBABLY and len(found) == 1 and found[0].clear
    return found if likely and whole.key == digits(found[0].value) else (whole,)


def asks_for_sum(query: Query) -> bool:
    """Whether a question is for what a bill comes to."""
    of_bill = query.value is Value.PRICE and not _TOTALS.isdisjoint(query.subject)
    return of_bill or query.value in (Value.TOTAL, Value.TO_PAY)


def _of_receipt(query: Query, text: Text) -> Written | None:
    """What only the whole of a receipt tells."""
    match query.value:
        case Value.PRICE | Value.TOTAL | Value.TO_PAY if asks_for_sum(query) or not query.subject:
            return paid(text)
        case Value.PRICE:
            return cost(query.subject, text)
        case Value.OTHER:
            return side_sum(" ".join(query.subject), text)
        case Value.ITEMS:
            return bought(text)
        case Value.SHOP:
            return shop(text)
        case Value.ADDRESS:
            named = _behind("address", text)
            return named[0] if named else address(text)
    return None


def _found(kind: ValueKind, text: Text) -> tuple[Written, ...]:
    return _named(kind, text) or _all(kind, text.lines) or _alone(kind, text.lines)


def _summed(kind: ValueKind, text: Text) -> tuple[Written, ...]:
    """The values on lines that name a sum, or below those without one; none where it is open."""
    lines: list[TextLine] = []
    for number, line in enumerate(text.lines):
        if _TOTAL.search(line.text) and not _stacked(kind, number, text):
            lines += text.lines[number : number + (1 if matches(kind, line.text) else 2)]
    return _found(kind, replace(text, lines=tuple(lines)))


def guessed(found: Iterable[Written]) -> tuple[Written, ...]:
    """Values of which it is not sure that they are meant."""
    return tuple(replace(one, clear=False) for one in found)


_SIGNS: Final = r"(?-i:\S*\d\S*|[A-Z]{2,}\b)"
"""A word of a number or a code, without a sign before it."""
_MOST_BELOW: Final = 6
"""Words of a value on the line after its name: those of an IBAN."""


def called(name: str, text: Text) -> tuple[Written, ...]:
    """What stands in a text under a name, such as "total" or "password"; several if it is open."""
    for value, kind in OF_VALUE.items():
        if any(label.named for label in labels(kind, name)):
            asked = Value.TOTAL if _TOTAL.search(name) else value
            found = written(Query(Intent.QUESTION, Kind.VALUE, value=asked), text)
            if found:
                return found
    return _behind(name, text)


def _behind(name: str, text: Text) -> tuple[Written, ...]:
    """The values behind a name anywhere in a line, or in the line after one that is the name."""
    label = rf"\b{re.escape(name)}\b(?: (?:number|no|nr)\b)?\.?"
    cell, run = (
        r"(?: ?[:=#] ?|\s{2,})\s*(?P<cell>\S.*?)(?=\s{2}|$)",
        rf"(?P<run>{_SIGNS}(?: {_SIGNS})*)",
    )
    beside = re.compile(rf"{label}(?:{cell}| (?:(?:is|ist|lautet|es):? )?{run})", re.IGNORECASE)
    above = re.compile(rf"(?:[\w-]+[ -]){{0,2}}{label}\W*", re.IGNORECASE)
    found = {}
    for line, after in zip(text.lines, (*text.lines[1:], None), strict=True):
        if (match := beside.search(line.text)) is not None:
            value = match["cell"] or match["run"].rstrip(".,;")
            clear = not line.unclear(*match.span(match.lastgroup or 0))
            found[value] = Written(value, line, clear, value)
        elif after is None or len(after.words) > _MOST_BELOW:
            continue
        elif above.fullmatch(line.text) and _follows(line, after, text):
            clear = _has_digits(after) and not after.unsure
            found[after.text] = Written(after.text, after, clear, after.text)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Value:
    """A value on a line, and what the text before it says of it."""

    found: Written
    named: bool | None
    """Whether it is what is asked for, or something else; None: nothing says what it is."""
    label: int
    """Where the label before it ends on its line."""


def _named(kind: ValueKind, text: Text) -> tuple[Written, ...]:
    """The values that are named, each on the line of its name or on a near one."""
    found: dict[str, Written] = {}
    for number, line in enumerate(text.lines):
        if not _names(kind, line):
            continue
        stacked = _stacked(kind, number, text)
        if stacked:
            found |= {one.key: replace(one, clear=False) for one in stacked}
            continue
        near = [one for one in text.lines[number + 1 : number + 3] if _follows(line, one, text)]
        for below, one in enumerate((line, *near)):
            found |= _of_name(kind, line, one if below else None, text.lines[number + 1 :])
            behind = kind.same_line and not below and _digits_behind(kind, line)
            labelled = below and labels(kind, one.text)
            if behind or labelled or _values(kind, one, named=True if below else None):
                break
    return tuple(found.values())


def _stacked(kind: ValueKind, number: int, text: Text) -> list[Written]:
    """The values below names that stand one below the other, where it is open whose each is."""
    line, before, after = text.lines[number], text.lines[:number], text.lines[number + 1 :]
    if _has_digits(line):
        return []
    after = tuple(one for one in after if _follows(line, one, text))
    above, below = (_heads(kind, lines) for lines in (before[::-1], after))
    heads = above + 1 + below
    values = _meant(kind, after[below : below + heads])
    return values if heads > 1 and len(values) > 1 else []


def _heads(kind: ValueKind, lines: Sequence[TextLine]) -> int:
    """How many of the first lines may be names of other values."""
    heads = takewhile(lambda one: not (_has_digits(one) or _names(kind, one)), lines)
    return len(list(islice(heads, _MOST_HEADS)))


def _has_digits(line: TextLine) -> bool:
    return any(map(str.isdigit, line.text))


def _meant(kind: ValueKind, lines: Sequence[TextLine]) -> list[Written]:
    """The values of lines below a name that are not named as something else."""
    values = (one for line in lines for one in _values(kind, line, named=True))
    return [one.found for one in values if one.named is not False]


def _of_name(
    kind: ValueKind, line: TextLine, below: TextLine | None, after: Sequence[TextLine]
) -> dict[str, Written]:
    """The values on a line of names, or on one below it."""
    if below is None:
        values = _values(kind, line, named=None)
    else:
        values = _in_columns(kind, line, _values(kind, below, named=True))
    good = [one.found for one in values if one.named]
    keys = {one.key for one in good}
    heads = {one.label for one in values if one.named}
    if below is None and kind.last is None and min(len(heads), len(keys)) > 1:
        return {one.key: replace(one, clear=False) for one in good}
    unnamed = [one.found for one in values if one.named is None and one.found.key not in keys]
    if not good and len(values) == 1:
        alone = kind.plain is not None and len({one.key for one in _meant(kind, after)}) == 1
        if below is None or alone:
            good, unnamed = unnamed, []
    if unnamed and (good or below is not None):
        meant = [one.found for one in values if one.named is not False]
        return {one.key: replace(one, clear=False) for one in meant}
    chosen = good[-1 if kind.last else 0] if good else None
    return {} if chosen is None else {chosen.key: chosen}


def _in_columns(kind: ValueKind, heads: TextLine, values: list[_Value]) -> list[_Value]:
    """The values below a line of names, each with its own; where names are missing it is open."""
    names = [label.named for label in labels(kind, heads.text)]
    if all(names) and len(values) <= 1:
        return values
    of_each: Sequence[bool | None] = names if len(names) == len(values) else [None] * len(values)
    return [replace(one, named=name) for one, name in zip(values, of_each, strict=True)]


def _names(kind: ValueKind, line: TextLine) -> bool:
    return any(label.named for label in labels(kind, line.text))


def _digits_behind(kind: ValueKind, line: TextLine) -> bool:
    """Whether digits stand behind the last name of a line."""
    ends = [label.end for label in labels(kind, line.text) if label.named]
    return any(map(str.isdigit, line.text[ends[-1] :]))


def _follows(name: TextLine, other: TextLine, text: Text) -> bool:
    """Whether a line stands beside one with a name, or below it."""
    left, top, right, _ = text.upright(name)
    x0, y0, x1, _ = text.upright(other)
    return text.beside(name, other) or (y0 >= top and min(right, x1) > max(left, x0))


def _all(kind: ValueKind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    """The values that nothing names; not surely those that are meant."""
    found = {}
    for line in lines:
        for one in _values(kind, line, named=None):
            if one.named is None:
                clear = one.found.clear and surely(kind, one.found.value)
                found[one.found.key] = replace(one.found, clear=clear)
    return tuple(found.values())


def _alone(kind: ValueKind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    """Of things, what only looks like a value and has a line of its own; not surely one."""
    found = {}
    for line in lines:
        if kind.of_things and kind.named_value.fullmatch(line.text):
            which = key(kind, line.text)
            found[which] = Written(line.text, line, clear=False, key=which)
    return tuple(found.values())


def _values(kind: ValueKind, line: TextLine, named: bool | None) -> list[_Value]:
    """The values of a line in their order; before its first label they are `named`.

    What other words lead to is not surely the same again.
    """
    found: list[_Value] = []
    at, below, lead, label = 0, named is True, "", 0
    said = labels(kind, line.text)
    names, ahead = any(one.named for one in said), deque(said)
    for match in matches(kind, line.text):
        before: Label | None = None
        while ahead and ahead[0].end <= match.start():
            passed = ahead.popleft()
            before = passed if passed.start >= at else before
        between = line.text[before.end if before else at : match.start()]
        if before:
            named, label = before.named, before.end
        elif (WORD if named else kind.ends).search(between):
            named = None
        value = trimmed(kind, match)
        if before or not found:
            lead = between
        elif named and open_after(kind, lead, found[-1].found.value, value):
            named = None
        at = match.end()
        loose = named is None and (names or (below and surely(kind, value)))
        if (match.re is kind.value or named or loose) and possible(kind, value):
            led = match.re is kind.value or not WORD.search(kind.lead.sub("", between))
            start = before.start if before else match.start()
            unclear = line.unclear(start, match.end()) or doubtful(match, between)
            clear = (led or not below) and not unclear
            found.append(_Value(Written(value, line, clear, key(kind, value)), named, label))
    return found


def last_words(text: Text, risky: Message | None = None) -> Spoken:
    """What was unclear, what to check, and where the text runs out.

    `risky` is what to check by the question, whatever the text holds.
    """
    unsure = text.unsure
    said = None
    if 0 < len(unsure) <= FEW:
        said = ReadingLine.UNCLEAR.said(count=len(unsure), words=and_list(unsure))
    elif unsure:
        said = ReadingLine.UNCLEAR_MANY.said(count=len(unsure))
    return Spoken.of(said, risky or caution(text.verbatim), text.advice)


PROMINENT: Final = 0.6
"""Share of the largest line's height from which a line is prominent too."""
MOST_LINES, MOST_WORDS = 3, 10


LARGE, SURE = 0.05, 0.99
"""The height that a line must have, as a share of the picture's shorter side, and its probability,
to be mentioned unasked; `benchmarks/prominent_text.py` chooses them."""
LETTERS, SHORT = 3, 2
"""Letters and digits that it must have, and others beside it: "NO", above "ENTRY"."""
_LATIN: Final = 0x250
"""Where the Latin letters end: others no voice of a Latin language can speak."""
LEGIBLE: Final = (None, Problem.NOT_A_PHOTO)
"""What may stand against a picture whose text is looked for unasked."""


def wanted(problem: Problem | None, words: Verbosity) -> bool:
    """Whether text is looked for after a description: not where that is to be short."""
    return words != "short" and problem in LEGIBLE


def mentioned(largest: Text) -> str:
    """Of the lines that are written large, the words that are worth a mention; may be none."""
    sure = [
        line
        for line in largest.lines
        if line.probability >= SURE and letters_of(line.text) >= SHORT
    ]
    if all(letters_of(line.text) < LETTERS for line in sure):
        return ""
    return prominent(replace(largest, lines=tuple(sure))).rstrip(".")


def letters_of(text: str) -> int:
    """The number of its letters and digits; 0 if a voice cannot speak them."""
    letters = [letter for letter in text if letter.isalnum()]
    return len(letters) if all(ord(letter) < _LATIN for letter in letters) else 0


def prominent(text: Text) -> str:
    """The few words that are written largest and clearly, in the order of reading; may be none."""
    clear = [line for line in text.lines if not line.unsure]
    if not clear:
        return ""
    largest = max(line.height for line in clear)
    said: list[str] = []
    for line in (one for one in clear if one.height >= PROMINENT * largest):
        words = sum(len(one.split()) for one in (*said, line.text))
        if len(said) == MOST_LINES or words > MOST_WORDS:
            break
        said.append(line.spoken)
    return in_one(said)


def in_one(lines: Iterable[str]) -> str:
    """Spoken lines as one sentence after the other, without the last full stop."""
    told = filter(None, (line.rstrip(" .,;:") for line in lines))
    return " ".join(one if one.endswith(("!", "?")) else f"{one}." for one in told).rstrip(".")
