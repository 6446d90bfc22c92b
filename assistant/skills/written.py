"""What a text holds: what is asked for by name (a date, a price, a telephone number), and what is
written largest. Pure.

The value is taken as it stands there, with its line. What is named as asked for comes before all
else, on the line of the name or on the two below it; what is named as something else does not
count. Where several values fit, all are given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from assistant.choices import Words
from assistant.text import Text, TextLine
from models.interfaces import Problem

_MONTHS: Final = (
    r"(?:jan|feb|m[aä]r|apr|ma[iy]|june?|july?|aug|sept?|o[ck]t|nov|de[cz])[a-zä]{0,7}\.?"
)
_YEAR: Final = r"(?:20)?\d{2}"
_DATE: Final = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:20\d{{2}}[-./]\d{{1,2}}[-./]\d{{1,2}}"
    rf"|\d{{1,2}} ?[-./] ?\d{{1,2}} ?[-./] ?{_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[. ]{{0,2}}{_MONTHS} ?{_YEAR}"
    rf"|{_MONTHS} ?\d{{1,2}}(?:st|nd|rd|th)?,? 20\d{{2}}"
    rf"|{_MONTHS} ?20\d{{2}}|\d{{1,2}} ?[-./] ?20\d{{2}}|\d{{1,2}} \d{{1,2}} (?:20)?[2-4]\d)"
    r"(?![-./]?\d)",
    re.IGNORECASE,
)
_WHOLE: Final = r"(?:\d{1,3}(?:[.,' ]\d{3})+|\d+)"
_AMOUNT: Final = rf"{_WHOLE}(?:[.,](?:\d{{2}}|-+))?"
_EACH: Final = r"(?! ?(?:/|per |pro |je ) ?(?:100 ?)?(?:k?g|m?l|lit\w*|lb|oz|st\w*|piece|unit)\b)"
"""No price of so much."""
_PRICE: Final = re.compile(
    rf"(?:(?:€|\$|£|EUR|USD|GBP|CHF) ?{_AMOUNT}(?![.,]?\d)"
    rf"|(?<![\d.,]){_AMOUNT} ?(?:€|\$|£|EUR|USD|GBP|CHF|Euro?s?|kr\.?|zł)(?!\w)"
    rf"|(?<![\d.,]){_WHOLE}[.,](?:\d{{2}}|-+) ?Fr\.?(?!\w)|(?<![\d.,])\d{{1,2}}p(?!\w)){_EACH}",
    re.IGNORECASE,
)
_BARE_PRICE: Final = re.compile(
    rf"(?<![\d.,]){_WHOLE}[.,]\d{{2}}(?![.,]?\d)"
    rf"(?! ?(?:€|\$|£|EUR|USD|GBP|CHF|kr|zł|Fr)|"
    rf" ?(?:[kmµ]?g|[mcd]?l|lit\w*|lb|oz|%|kcal|kj|[cm]?m)(?!\w)){_EACH}",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![\w+])(?:\+|\(?0|1[ -]?8)(?:[\d().-]|/(?! )| (?![ /])){5,20}\d(?!\w)"
)
_MOST_DAYS: Final = 31
_HOURS: Final = re.compile(r"\d\d[.:]\d\d ?-.*")


@dataclass(frozen=True, slots=True)
class _Kind:
    """Something that can be asked for by its name."""

    asked: re.Pattern[str]
    """What a question for it holds."""
    named: str
    """What the text says before or above the value."""
    other: str
    """What it says before values that are something else; where both fit, this counts."""
    value: re.Pattern[str]
    named_value: re.Pattern[str] | None = None
    """What counts as the value only where it is named."""
    plain: re.Pattern[str] | None = None
    """Values that are surely meant though nothing names them."""
    last: bool = False
    """Of several values behind one name the last is meant, else the first."""


@cache
def _label(kind: _Kind) -> re.Pattern[str]:
    """What says of the value behind it what it is: the group `named`, or something else."""
    return _pattern(rf"(?:{kind.other})|(?P<named>{kind.named})")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NOTHING: Final = r"(?!)"
_ANYTHING: Final = re.compile("")
_OTHER_DATES: Final = (
    r"\b(?:prod\w*|pack\w*|mfg|mfd|manuf\w*|made|bottled|lot|since|born|hergest\w*)"
)

_KINDS: Final = (
    _Kind(
        _pattern(
            r"\b(?:best[ -]before|use[ -]by|best[ -]by|sell[ -]by|expir\w*|go(?:es)? off"
            r"|keep until)\b"
        ),
        r"best[ -](?:before|by|if)|use by|sell by|\bexp\b|expir|\bbbe?\b|\bmhd\b|haltbar|verbrauch|"
        r"consum|caduc",
        _OTHER_DATES,
        _DATE,
    ),
    _Kind(
        _pattern(r"^(?!.*\b(?:today|now)\b).*\b(?:what|which|the) (?:\w+ )?dates?\b"),
        r"\bdate\b|datum|fecha",
        _NOTHING,
        _DATE,
        plain=_ANYTHING,
    ),
    _Kind(
        _pattern(
            r"\bprices?\b|\b(?:total|sum)\b.*\b(?:bill|receipt)|\bhow much (?:does|do|is|are|will) "
            r"(?:this|that|it|these|those|they|(?:the|my) \w+)(?: cost)?\W*$"
            r"|\bwhat (?:does|do|will) .+ cost\b"
        ),
        r"price|\btotal\b|\bsum\b|preis|summe|betrag|precio|amount|to pay",
        r"sub[- ]?total|zwischensumme|(?:old|unit|list|regular) price|price per \w+|"
        r"\b(?:per|pro|je) (?:kg|g|100|l|litre|liter|piece|unit|stück)|\bwas\b|\bsaved?\b|"
        r"discount|rabatt|deposit|pfand|\bstatt\b|instead|\buvp\b|\brrp\b|\b(?:vat|tax|mwst|tip|items?)\b|change|cash",
        _PRICE,
        _BARE_PRICE,
        plain=_ANYTHING,
        last=True,
    ),
    _Kind(
        _pattern(
            r"\b(?:tele)?phone\b.*\bnumber|\b(?:tele)?phone (?:no|nr)\b|\bnumber\b.*\b(?:call|ring)"
            r"|\bnumber (?:of|for) the (?:tele)?phone"
        ),
        r"\btel\b|\btel[.:e]|phone|\bcall\b|\bfon\b|mobile?|hotline|\bring\b|\bt:",
        r"(?:tele)?fax|\biban|\border\b|bestell|\b(?:art|item|lot|ean|vat|ust|customer|kunden)\b",
        _PHONE,
        plain=re.compile(r"\+"),
    ),
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a text holds of what was asked for."""

    value: str
    """As it stands there."""
    line: str
    clear: bool
    """Whether every word of the line was clear."""


def asks_for_text(question: str) -> bool:
    """Whether a question is for something that can only be read."""
    return any(kind.asked.search(question) for kind in _KINDS)


def written(question: str, text: Text) -> tuple[Written, ...]:
    """What the text holds of what the question asks for; several where it is open which."""
    for kind in _KINDS:
        if kind.asked.search(question):
            return _named(kind, text.lines) or _all(kind, text.lines)
    return ()


@dataclass(frozen=True, slots=True)
class _Value:
    """A value on a line, and what the text before it says of it."""

    found: Written
    named: bool | None
    """Whether it is what is asked for, or something else; None: nothing says what it is."""


def _named(kind: _Kind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    """The values that are named, each on the line of its name or on one of the two below."""
    found: dict[str, Written] = {}
    for number, line in enumerate(lines):
        if not _names(kind, line):
            continue
        for below, near in enumerate(lines[number : number + 3]):
            values = _values(kind, near, named=True if below else None)
            if below:
                values = _in_columns(kind, line, values)
            good = [one.found for one in values if one.named]
            if not good and not below and len(values) == 1 and values[0].named is None:
                good = [values[0].found]
            open_which = any(one.named is None for one in values) and bool(good or below)
            if open_which:
                found |= {one.found.value: one.found for one in values}
            elif good:
                one = good[-1 if kind.last else 0]
                found[one.value] = one
            if values or (below and _label(kind).search(near.text)):
                break
    return tuple(found.values())


def _in_columns(kind: _Kind, heads: TextLine, values: list[_Value]) -> list[_Value]:
    """The values below a line of names, each with its own; where names are missing it is open."""
    names = [label["named"] is not None for label in _label(kind).finditer(heads.text)]
    if all(names):
        return values
    of_each: Sequence[bool | None] = names if len(names) == len(values) else [None] * len(values)
    return [replace(one, named=name) for one, name in zip(values, of_each, strict=True)]


def _names(kind: _Kind, line: TextLine) -> bool:
    return any(label["named"] for label in _label(kind).finditer(line.text))


def _all(kind: _Kind, lines: Sequence[TextLine]) -> tuple[Written, ...]:
    """The values that nothing names; not surely those that are meant."""
    found = {}
    for line in lines:
        for one in _values(kind, line, named=None):
            if one.named is None:
                plain = kind.plain is not None and kind.plain.match(one.found.value) is not None
                found[one.found.value] = replace(one.found, clear=one.found.clear and plain)
    return tuple(found.values())


def _values(kind: _Kind, line: TextLine, named: bool | None) -> list[_Value]:
    """The values of a line in their order; before its first label they are `named`."""
    found, at = [], 0
    for match in _matches(kind, line.text):
        for label in _label(kind).finditer(line.text, at, match.start()):
            named = label["named"] is not None
        at = match.end()
        value = match.group().strip()
        counts = match.re is kind.value or named or (named is None and _names(kind, line))
        if counts and _possible(kind, value):
            found.append(_Value(Written(value, line.text, not line.unsure), named))
    return found


def _matches(kind: _Kind, line: str) -> list[re.Match[str]]:
    """Whatever looks like a value, in its order."""
    whole = list(kind.value.finditer(line))
    if kind.named_value is None:
        return whole
    taken = [(one.start(), one.end()) for one in whole]
    bare = [
        one
        for one in kind.named_value.finditer(line)
        if not any(one.start() < end and start < one.end() for start, end in taken)
    ]
    return sorted([*whole, *bare], key=lambda one: one.start())


def _possible(kind: _Kind, value: str) -> bool:
    """Whether a value can be what it looks like."""
    if kind.value is _PHONE:
        # A date has the digits of a short telephone number, and so have opening hours.
        return not _DATE.fullmatch(value) and not _HOURS.match(value)
    return kind.value is not _DATE or _in_calendar(value)


def _in_calendar(date: str) -> bool:
    """Whether a date in digits has a month and a day."""
    if any(letter.isalpha() for letter in date):
        return True
    *rest, last = map(int, re.findall(r"\d+", date))
    month_and_day = [*rest[1:], last] if rest[0] > _MOST_DAYS else rest
    return min(month_and_day) in range(1, 13) and max(month_and_day) in range(1, _MOST_DAYS + 1)


PROMINENT: Final = 0.6
"""Share of the largest line's height from which a line is prominent too."""
MOST_LINES, MOST_WORDS = 3, 10


LARGE, SURE = 0.05, 0.99
"""The height that a line must have, as a share of the picture's shorter side, and its probability,
to be mentioned unasked; `benchmarks/prominent_text.py` chooses them."""
LETTERS: Final = 3
"""Letters and digits that it must have."""
_LATIN: Final = 0x250
"""Where the Latin letters end: others no voice of a Latin language can speak."""
LEGIBLE: Final = (None, Problem.NOT_A_PHOTO)
"""What may stand against a picture whose text is looked for unasked."""


def wanted(problem: Problem | None, words: Words) -> bool:
    """Whether text is looked for after a description: not where that is to be short."""
    return words != "short" and problem in LEGIBLE


def mentioned(largest: Text) -> str:
    """Of the lines that are written large, the words that are worth a mention; may be none."""
    sure = (line for line in largest.lines if line.probability >= SURE)
    return prominent(replace(largest, lines=tuple(filter(_speakable, sure)))).rstrip(".")


def _speakable(line: TextLine) -> bool:
    letters = [letter for letter in line.text if letter.isalnum()]
    return len(letters) >= LETTERS and all(ord(letter) < _LATIN for letter in letters)


def prominent(text: Text) -> str:
    """The few words that are written largest and clearly, in the order of reading; may be none."""
    clear = [line for line in text.lines if not line.unsure]
    if not clear:
        return ""
    largest = max(line.height for line in clear)
    said: list[str] = []
    for line in clear:
        words = sum(len(one.split()) for one in (*said, line.text))
        fits = len(said) < MOST_LINES and words <= MOST_WORDS
        if line.height >= PROMINENT * largest and fits:
            said.append(line.text.replace("  ", ", "))
    return ". ".join(said)
