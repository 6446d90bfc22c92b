"""What can be asked for by its name in a text: how it is printed, and what names it there. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from assistant.protocol.query import Value
from assistant.protocol.text import TextLine
from models import limits
from models.interfaces import Certainty

_MONTH: Final = (
    r"(?:jan|ene|feb|m[aä]r|a[pb]r|ma[iy]|june?|july?|aug|ago|sept?|o[ck]t|nov|de[cz]|dic)"
    r"[a-zä]{0,7}\.?"
)
_DAY_OF: Final = rf"\d{{1,2}}(?:st|nd|rd|th)?(?:[-/. ]{{0,2}}| de ){_MONTH}"
_YEAR: Final = r"(?:19|20)?\d{2}"
_DATE: Final = re.compile(
    rf"(?<!\d)(?<!\d[-./])(?:(?:19|20)\d{{2}}[-./]\d{{1,2}}[-./]\d{{1,2}}|20\d{{2}} \d{{2}} \d{{2}}"
    rf"|\d{{1,2}} ?[-./] ?\d{{1,2}} ?[-./] ?(?:19|20)\d{{2}}"
    rf"|\d{{1,2}} ?(?P<mark>[-./]) ?\d{{1,2}} ?(?P=mark) ?\d{{2}}"
    rf"|20\d{{2}}[-./ ]?{_MONTH}[-./ ]?\d{{1,2}}|{_DAY_OF}(?:[-/ ]?| del? ){_YEAR}"
    rf"|{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}"
    rf"|{_MONTH} \d{{2}} [2-4]\d(?! ?(?:[%°]|(?:oz|lb|ct|hr?|k?g|m?l)\b))"
    rf"|{_MONTH}(?:[-/ ]?| de )20\d{{2}}|\d{{1,2}} ?[-./] ?20\d{{2}}"
    r"|\d{1,2} \d{1,2} (?:20)?[2-4]\d)(?:(?![-./:]?\d)|(?=\d\d:\d\d))",
    re.IGNORECASE,
)
_LASTS: Final = (
    r"(?:day|week|month|year|hour|hr|d[ií]a|semana|a[ñn]o|hora)s?|mes(?:es)?|tage?n?|wochen?"
    r"|monate?n?|jahre?n?|stunden?"
)
_SHORT_DATE: Final = re.compile(
    r"(?:(?<![\w,/-])(?<!\d[.:])|(?<=exp|bbe|mhd|cad))"
    r"(?<!\d[.:]\d\d [-\u2013] )(?<!\d[.:]\d\d\. [-\u2013] )"
    rf"(?:20\d{{2}}[-./ ]\d{{2}}|\d{{2}} 20\d{{2}}|\d{{1,2}} ?/ ?\d{{2}}"
    r"|(?<!\d )(?<!\d [-\u2013] )\d{2} [2-4]\d(?! ?[-\u2013]? ?\d)"
    rf"|\d{{2}}[-.]\d{{2}}\.?|{_DAY_OF}|{_MONTH}[-/ ]?\d{{2}})"
    r"(?![-./:,]?\d)(?!\w)(?!\.? ?[-\u2013] ?\d{1,2}[.:]\d\d)"
    rf"(?! ?(?:[%€$£°]|(?:EUR|k?g|[mc]?l|h|uhr|[ap]m|{_LASTS})\b))",
    re.IGNORECASE,
)
"""A month with a year of two digits, or a day without a year."""
_SPAN: Final = re.compile(r"\d\d-\d\d")
_DURATION: Final = re.compile(rf"\d ?(?:{_LASTS})\b", re.IGNORECASE)
"""What a date may only be the beginning of."""
_OF_SOMETHING: Final = re.compile(r" ?(?!Lot|Los)[A-ZÄÖÜ]?[a-zäöüñ]{2}")
_MOST_DAYS: Final = 31
_WHOLE: Final = r"(?:\d{1,3}(?:[.,' ]\d{3}){1,4}|\d+)"
_AMOUNT: Final = rf"{_WHOLE}(?:[.,](?:\d{{2}}|-+))?"
_NO_NUMBER: Final = r"(?:(?<![\d.,])|(?<=\.\.))"
"""Nothing stands before it that belongs to it; dots may lead to it."""
_ON: Final = rf".{{0,{limits.LINE_AHEAD}}}"
"""The rest of a line."""
_EACH: Final = (
    r"(?! ?(?:/|per |pro |je ) ?(?:10{0,3} ?)?(?:k?g|m?l|lit\w*|lb|oz|st\w*|piece|unit)\b)"
    r"(?! ?(?:off|rabatt|discount|gespart|sparen|saved|(?:de )?descuento|pfand|deposit)\b"
    rf"(?!{_ON}\d[.,]\d\d))"
)
"""No price of so much, and nothing that is taken off or given back."""
_PRICE: Final = re.compile(
    rf"(?:(?:€|\$|£|EUR|USD|GBP|CHF) ?{_AMOUNT}(?![.,]?\d)"
    rf"|{_NO_NUMBER}{_AMOUNT} ?(?:€|\$|£|EUR|USD|GBP|CHF|Euro?s?|kr\.?|zł)(?!\w)"
    rf"|{_NO_NUMBER}{_WHOLE}[.,](?:\d{{2}}|-+) ?Fr\.?(?!\w)|{_NO_NUMBER}\d{{1,2}}p(?!\w)){_EACH}",
    re.IGNORECASE,
)
_BARE_PRICE: Final = re.compile(
    rf"{_NO_NUMBER}{_WHOLE}[.,]\d{{2}}(?![.,]?\d)"
    rf"(?! ?(?:€|\$|£|EUR|USD|GBP|CHF|kr|zł|Fr)|"
    rf" ?(?:[kmµ]?g|[mcd]?l|lit\w*|lb|oz|%|kcal|kj|[cm]?m)(?!\w)){_EACH}",
    re.IGNORECASE,
)
_FROM: Final = re.compile(r"\d ?[-\u2013] ?$")
_LONGEST_FROM: Final = 4
_UP_TO: Final = re.compile(
    r" ?[-\u2013] ?[€$£]? ?\d+(?:[.,]\d\d)?"
    r"(?![.,:/]?\d| ?(?:%|(?:k?g|[mc]?l|oz|lb|for|items?)\b))"
)
"""What stands before and behind a price that is only the end of a range."""
_PHONE: Final = re.compile(
    r"(?<![\w+])(?:\+(?:\d{2,3} ?(?:\(0\) ?)?\(?\d{2,5}\)? / (?=\d{2}))?"
    r"|(?<!\d[ ().-])(?<!\d[().-][ (])(?<!\d \()\(?0"
    r"(?:(?:0\d{2,3} ?(?:\(0\) ?)?\(?)?\d{2,4}\)? / (?=\d{2}))?|1[ -]?8"
    r"|(?:(?<=[^\W\d_] \d )|(?<=[.:] \d )|(?<=[^\W\d_] \d\d )|(?<=[.:] \d\d )|(?<=\d-\d )"
    r"|(?<=\d-\d\d )|(?<=24/7 ))0(?=(?:[ ()./-]{0,2}\d){8,14}(?![ ()./-]{0,2}\d)))"
    r"(?:[\d().-]|/(?! )| (?![ /])){5,20}\d(?!\w)"
)
"""A long one that begins with 0 may stand behind a number of one or two digits, or behind hours."""
_JOINT: Final = r"(?:[ .-]|\) ?| \()?"
_NAMED_PHONE: Final = re.compile(
    rf"(?<![\w+])(?<!\d[ ./,-])\(?\d(?:{_JOINT}\d){{8,10}}(?!{_JOINT}/?\d)(?![\w:])"
)
"""Nine to eleven digits, whatever they begin with."""
_HOURS: Final = re.compile(r"\d\d[.:]\d\d ?-.*")
_HOURS_BEHIND: Final = re.compile(r"(?<=\d{3}) +(?P<opens>\d{1,2})-(?P<closes>\d{1,2})$")
_CLOSES_LAST: Final = 24
_MORNING: Final = range(6, 13)
_TIME_BEHIND: Final = re.compile(
    r" +(?:24/7|\d{1,2}\.\d\d ?- ?\d{1,2}(?:\.\d\d)?|\d{1,2}\.\d{1,2}\.(?:20)?\d\d)$"
)
_COUNT_BEHIND: Final = re.compile(r" +\d{1,2}(?:\.\d\d)?(?: ?- ?\d{1,2})?$")
_COUNTED: Final = re.compile(
    r":\d\d|,\d\d ?(?:€|(?:eur|ct)\b)|\.(?:20)?\d\d\b|\. ?(?:og|ug|eg|stock|etage)\b"
    r"| ?(?:ct|cents?|h|hours?|hrs?|uhr|std|stunden|horas?|days?|tage|d[ií]as)\b"
    r"| (?:to|till|bis|a) \d",
    re.IGNORECASE,
)
"""What goes on with a number that is none of the telephone number: "24" in "24 hours"."""
_LETTERS_BEHIND: Final = re.compile(
    r"[ .-]?(?!\d{1,2}(?:[ap]m|h|p|ct|[Uu]hr)\b)(?=\w*\d)(?=\w*[^\W\d_])\w"
)
_SPELT_BEHIND: Final = re.compile(r"[ -](?!FAX)[A-Z]{3}")
"""Where a telephone number goes on with letters, or with digits that were read as letters."""
_WHOLE_DIGITS: Final = 10
_LEAST_DIGITS: Final = 6
_DAY_AND_HOUR: Final = re.compile(r"(?:\d{1,2}[-./]){2}20\d\d \d{1,2}")
_NOTE_BEHIND: Final = re.compile(r" *\([^)]*$")
_FEWEST_DIGITS: Final = 8
"""Of a telephone number that opening hours or a note may stand behind."""

WORD: Final = re.compile(r"(?!(?:EUR|USD|GBP|CHF)\b)\b[^\W\d_]{2,}")
_NOTHING: Final = r"(?!)"
_ANYTHING: Final = re.compile("")


@dataclass(frozen=True, slots=True)
class Written:
    """What a text holds of what was asked for."""

    value: str
    """As it stands there."""
    line: TextLine
    clear: bool
    """Whether every word of the line was clear, and it is surely this that is meant."""
    key: str
    """The same for values that are only printed otherwise."""
    certainty: Certainty | None = None
    """How sure the rest of the text makes it; None: only its own line tells."""


@dataclass(frozen=True, slots=True)
class ValueKind:
    """Something that can be asked for by its name."""

    asked: tuple[Value, ...]
    """What a question asks for that it answers."""
    named: str
    """What the text says before or above the value."""
    other: str
    """What it says before values that are something else; where both fit, this counts."""
    value: re.Pattern[str]
    named_value: re.Pattern[str]
    """What counts as the value only where it is named."""
    aside: str = _NOTHING
    """What may stand between a name and its value, and says nothing of it."""
    lead: re.Pattern[str] = re.compile(_NOTHING)
    """What may lead to a value below its name, and says nothing of it."""
    ends: re.Pattern[str] = re.compile(_NOTHING)
    """What says behind a value of something else that the next one is none."""
    plain: re.Pattern[str] | None = None
    """Values that are surely meant though nothing names them."""
    last: re.Pattern[str] | None = None
    """What says before several values behind one name that the last is meant. Without it, it is
    open which is; None: the first is."""
    of_things: bool = False
    """Whether a value is that of the thing that stands beside it."""
    same_line: bool = False
    """Digits behind the name are the value, even where they cannot be read as one."""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_INCLUDING: Final = r"in(?:cl?|kl)\w*\.?"
_NOW: Final = r"jetzt|nur|now|only|ahora|s[oó]lo"
_SENDING: Final = r"(?:delivery|shipping|versand\w*|env[ií]o)"
_TAX: Final = r"(?:vat|tax|mwst|iva)"
_BIRTH: Final = (
    r"(?:date of )?\bbirth\w*(?: ?date)?|\bd\.?o\.?b\b|\bgeb(?:oren|urts\w*|\.)|"
    r"(?:fecha de )?\b(?:nacimiento|nacid[oa]|nac\.)"
)

_KINDS: Final = (
    ValueKind(
        (Value.EXPIRY, Value.EXPIRED),
        r"best[ -](?:before|by|if)|use by|sell by|\b(?:exp|bb[de]?|mhd|cad)(?![^\W\d_])|expir|"
        r"haltbar|verbrauche(?!r)|verbraucht|verbrauchs(?:datum|frist)|verbrauch bis|"
        r"consum(?!er|ption|o\b(?! pref))|caduc|\bvenc\w*|\bvto\b|"
        r"verw(?:\.|endbar)? ?bis|verbr\.? ?bis|\b(?:valid|good) (?:thru|through|until)|"
        r"g[uü]ltig bis|v[aá]lid[oa] hasta|pref(?:\.|erentemente) antes",
        r"\b(?:prod\w*|pack\w*|mfg|mfd|manuf\w*|made|bottled|lot|since|born|frozen|display until|"
        r"herst|hergest\w*|verpackt|abgepackt|abgef[uü]llt|eingefroren|envas\w*|elab\w*|fabric\w*|"
        r"(?<!\b\d )(?<!,\d )(?<!,\d\d )l(?=[ .:]{0,2}\d\d?[-./]\d)|stand\b|ausgestellt|issued?\b|"
        r"fecha del? (?!caduc|consum|venc|vto|exp)\w+)",
        _DATE,
        _SHORT_DATE,
        same_line=True,
    ),
    ValueKind(
        (Value.BIRTH,),
        _BIRTH,
        _NOTHING,
        re.compile(_NOTHING),
        _DATE,
        same_line=True,
    ),
    ValueKind(
        (Value.APPOINTMENT,),
        r"appointment|meeting|deadline|termin|besprechung|\bfrist|\bcita\b|reuni[oó]n|plazo",
        _BIRTH,
        _DATE,
        re.compile(_NOTHING),
    ),
    ValueKind(
        (Value.DATE,),
        r"\bdate\b|datum|fecha",
        _BIRTH,
        _DATE,
        re.compile(_NOTHING),
        plain=_ANYTHING,
    ),
    ValueKind(
        (Value.PRICE, Value.TOTAL, Value.TO_PAY),
        r"(?:price|\btotal\b|\bsum\b|preis|summe|betrag|precio|amount|to pay|balance due|"
        r"^\W*(?:gesamt|importe)\b|zu zahlen|\ba pagar\b)"
        rf"(?: {_INCLUDING}(?= ?(?:EUR|[€$£])? ?\d)(?! ?\d+ ?%)"
        rf"(?!{_ON}\b(?:{_TAX}|{_SENDING})\b))?",
        r"sub[- ]?total|zwischensumme|nettobetrag|\bnet total|"
        r"(?:old|unit|list|regular|\breg\.?) price|price per \w+|"
        r"\b(?:(?:grund|kilo|liter|normal)|kg[ -])preis|"
        r"(?<!\d)(?<!\d )(?:EUR|[€$£]) ?/ ?(?:10{0,3} ?)?(?:k?g|m?l)\b|precio (?:por|al|kilo|unit)|"
        r"(?:price|preis|precio) ?/|"
        r"\b(?:per|pro|je) (?:kg|g|100|l|litre|liter|piece|unit|stück)|"
        r"(?<![\d.,])(?<!\d )\b(?:10?0? ?)?(?:k?g|m?l|lb|oz) ?=|\bwas\b|"
        r"\bsav(?:ed?|ings?)\b(?: total)?|"
        r"discount|rabatt|descuento|\bdto\b|\bsparst\b|sparen|ersparnis|ahorr|deposit|pfand|"
        r"\bstatt\b|instead|\bantes\b|vorher|bisher|anterior|\buvp\b|\brrp\b|\b(?:vat|tax|mwst|iva|tip|items?)\b|"
        r"\bin(?:cl?|kl)\.? ?(?=[€$£]? ?\d)|"
        r"change|cash|tendered|"
        r"(?:(?<![^\W\d_] )|(?<=EUR ))\bbar:? (?:eur |€ ?)?(?=\d+,\d\d)|"
        r"gegeben|r[uü]ckgeld|zur[uü]ck|"
        r"efectivo|cambio|entregado|delivery|shipping|versand|\benv[ií]o\b",
        _PRICE,
        _BARE_PRICE,
        aside=rf"\b(?:{_INCLUDING}|con) (?:\d+ ?% )?{_TAX}\b|\b{_TAX}\.? {_INCLUDING}|"
        r"\b\d+ items?\b|"
        rf"\b(?:{_INCLUDING}|con|with|mit) {_SENDING}\b|"
        r"\bfree (?:delivery|shipping)(?=:? ?[€$£] ?\d+[.,]\d\d)",
        lead=_pattern(
            rf"\b(?:{_NOW}|visa|master ?card|(?:debit|credit)(?: card)?|card|karte|kartenzahlung|"
            r"tarjeta|maestro|girocard|amex|euros?|pln|zu zahlen|a pagar)\b"
        ),
        ends=_pattern(rf"\b(?:{_NOW})\b"),
        plain=_ANYTHING,
        of_things=True,
        last=_pattern(r"\d ?[x\u00d7*@] ?(?:EUR|[€$£])? ?$"),
    ),
    ValueKind(
        (Value.PHONE,),
        r"(?:\btel\b|\btel[eé]\w*|\w{0,30}telefon\w*|\btfno\b|\b(?:free)?phone|\bcall\b|\bfon\b|"
        r"\bmobil\w*|m[oó]vil|hotline|\bring\b|\bt:)"
        r"(?:[ .(]+(?:us|on|at|now|free|number|no|nr|nummer|n[uú]mero|gratuito|de contacto)\b\)?)*"
        r"(?:\.?(?: ?[/+&] ?| (?:u\.?|und|and|y) )(?:tele)?fax\b)?",
        r"(?:tele)?fax|\biban|\border\b|bestell|\bcustomer\b(?! service)|"
        r"\b(?:art|item|lot|ean|vat|gst|ust|nif|cif|id|kunden)\b",
        _PHONE,
        _NAMED_PHONE,
        plain=re.compile(r"\+(?:\D*\d){8}"),
    ),
)


OF_VALUE: Final = {value: kind for kind in _KINDS for value in kind.asked}


@dataclass(frozen=True, slots=True)
class Label:
    """What a text says of the value behind it."""

    start: int
    end: int
    named: bool
    """Whether that is what is asked for, or else something else."""


@cache
def _label(kind: ValueKind) -> re.Pattern[str]:
    return _pattern(rf"(?P<aside>{kind.aside})|(?:{kind.other})|(?P<named>{kind.named})")


def labels(kind: ValueKind, text: str) -> tuple[Label, ...]:
    """The labels of a line, in their order."""
    return tuple(
        Label(one.start(), one.end(), one["named"] is not None)
        for one in _label(kind).finditer(text)
        if one["aside"] is None
    )


def matches(kind: ValueKind, line: str) -> list[re.Match[str]]:
    """Whatever looks like a value, in its order."""
    whole = list(kind.value.finditer(line))
    starts = [one.start() for one in whole]

    def is_apart(one: re.Match[str]) -> bool:
        before = bisect_left(starts, one.end())
        return not before or whole[before - 1].end() <= one.start()

    bare = filter(is_apart, kind.named_value.finditer(line))
    return sorted([*whole, *bare], key=lambda one: one.start())


def trimmed(kind: ValueKind, match: re.Match[str]) -> str:
    """A value without the opening hours behind it, or the beginning of something else."""
    value = match.group().strip()
    if kind.value is not _PHONE:
        return value
    counted = _COUNTED.match(match.string, match.end()) is not None
    for end in (_NOTE_BEHIND, _TIME_BEHIND, *((_COUNT_BEHIND,) if counted else ()), _HOURS_BEHIND):
        found = end.search(value)
        shorter = value[: found.start()] if found else value
        if found and len(digits(shorter)) >= _FEWEST_DIGITS and _is_end(found):
            value = shorter
    return value


def _is_end(found: re.Match[str]) -> bool:
    """Whether what looks like opening hours behind a telephone number can be some."""
    if found.re is not _HOURS_BEHIND:
        return True
    opens, closes = int(found["opens"]), int(found["closes"])
    return opens < closes <= _CLOSES_LAST or (opens in _MORNING and closes in range(1, 13))


def doubtful(match: re.Match[str], between: str) -> bool:
    """Whether a value may be none though it is named, by what stands before it and behind."""
    text, end = match.string, match.end()
    if match.re is _NAMED_PHONE and WORD.search(between) is not None:
        return True
    if match.re in (_PHONE, _NAMED_PHONE):
        count = len(digits(match.group()))
        mixed = count < _WHOLE_DIGITS and _LETTERS_BEHIND.match(text, end)
        return bool(mixed or (count < _FEWEST_DIGITS and _SPELT_BEHIND.match(text, end)))
    if match.re in (_PRICE, _BARE_PRICE):
        start = match.start()
        from_before = _FROM.search(text, max(0, start - _LONGEST_FROM), start)
        return bool(from_before or _UP_TO.match(text, end))
    span = match.re is _SHORT_DATE and _SPAN.fullmatch(match.group())
    return bool(_DURATION.search(between) or (span and _OF_SOMETHING.match(text, end)))


def open_after(kind: ValueKind, before: str, first: str, value: str) -> bool:
    """Whether it is open which of two values behind one name is meant, by what is before both."""
    same = digits(first) == digits(value)
    return kind.last is not None and not same and kind.last.search(before) is None


STEM: Final = 5
"""Letters of a word that its forms share."""
_WORDS: Final = re.compile(r"\w{3,}")


def stems(text: str) -> frozenset[str]:
    """The beginnings of its words, by which their forms are known."""
    return frozenset(word[:STEM] for word in _WORDS.findall(text.casefold()))


def digits(value: str) -> str:
    """Its digits alone."""
    return "".join(filter(str.isdigit, value))


def key(kind: ValueKind, value: str) -> str:
    """What values have in common that are only printed otherwise."""
    if kind.value is _PHONE:
        return digits(value)
    return "".join(value.casefold().split())


def surely(kind: ValueKind, value: str) -> bool:
    """Whether a value is meant though nothing names it."""
    return kind.plain is not None and kind.plain.match(value) is not None


def possible(kind: ValueKind, value: str) -> bool:
    """Whether a value can be what it looks like."""
    if kind.value is _PHONE:
        # A date has the digits of a short telephone number, and so have opening hours.
        others = (_DATE.fullmatch(value), _HOURS.match(value), _DAY_AND_HOUR.fullmatch(value))
        return len(digits(value)) >= _LEAST_DIGITS and not any(others)
    return kind.value is not _DATE or _in_calendar(value)


def _in_calendar(date: str) -> bool:
    """Whether a date in digits has a month and a day."""
    if any(letter.isalpha() for letter in date):
        return True
    numbers = list(_numbers(date))
    if len(numbers) == 2:
        return min(numbers) in range(1, 13)
    *rest, last = numbers
    month_and_day = [*rest[1:], last] if rest[0] > _MOST_DAYS else rest
    return min(month_and_day) in range(1, 13) and max(month_and_day) in range(1, _MOST_DAYS + 1)


def _numbers(date: str) -> Iterator[int]:
    return map(int, re.findall(r"\d+", date))
