"""What a receipt says of itself: the sum that was to be paid, other sums, what was bought, the shop
and its address. Pure.

A sum is known by what the receipt calls it and by the receipt's own arithmetic: cash less change,
subtotal and tax, sum and rounding, the items together. `benchmarks/receipts.py` measures it.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import combinations, product, takewhile
from typing import Final

from assistant.protocol.text import Text, TextLine
from assistant.skills.values import WORD, Written, stems
from models.interfaces import Certainty

_CURRENCY: Final = r"(?:€|\$|£|EUR|USD|GBP|CHF)"
_MONEY: Final = re.compile(
    rf"(?:{_CURRENCY} ?)?(?<![\d.,/:])(?:- ?)?(?P<whole>\d{{1,3}}(?:[.,']\d{{3}})+|\d+|(?<!\w))"
    rf"[.,] ?(?P<cents>\d\d)(?![\d%]|[.,/:-]\d| ?%| ?(?:[cm]?m|k?g|m?l)\b)(?: ?{_CURRENCY})?",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(rf"{_CURRENCY}|\bR[MHNW]\b", re.IGNORECASE)
"""What may stand beside a sum and says nothing of it; the ringgit, however it was read."""


class _Role(Enum):
    """What a sum on a receipt is."""

    CHANGE = auto()
    DISCOUNT = auto()
    ASIDE = auto()
    """Nothing that is counted: a quantity, a saving, a balance."""
    ROUNDING = auto()
    TAX = auto()
    FINAL = auto()
    """Surely the last sum: "grand total", "amount due"."""
    TENDER = auto()
    SUBTOTAL = auto()
    TOTAL = auto()


_TAXES: Final = r"(?:gst|sst|tax(?:es)?|vat|mwst|\w*steuer|ust|iva|impuestos?)\b"
_NAMES: Final = {
    _Role.CHANGE: r"\bchange|cambio|r[uü]ckgeld|zur[uü]ck|wechselgeld|vuelto",
    _Role.DISCOUNT: r"\bdis[cg]\b|discount|coupon|voucher|rabatt|gutschein|descuento",
    _Role.ASIDE: r"q(?:ty|uant)|\bsav(?:ed|ing)|deposit|pfand|points?\b|balance (?:before|after)",
    _Role.ROUNDING: r"^(?!.*t[ao]tal|.*\bam(?:oun)?t\b).*(?:\br\w?und|redonde)",
    _Role.TAX: rf"^\W*(?:total |\d[\d.,]* ?% ?)?(?:{_TAXES}|se?rv\w*\.? ?(?:chg|charge))|"
    rf"{_TAXES} total",
    _Role.FINAL: r"grand|payab|to (?:be )?pa(?:y|id)|\bdue\b|final|\br\w?und|zu zahlen|a pagar|"
    r"gesamt|endbetrag|importe total",
    _Role.TENDER: r"\b[cg]as[hn]|credit|visa|master|amex|debit|\bcard|tender|\bpaid|pay(?:ment)?\b|"
    r"received|\bbar\b|gegeben|karte|maestro|efectivo|tarjeta|entregado|bezahlt|pagado",
    _Role.SUBTOTAL: r"sub|zwischen|\be[xk][ck]?[l1]|before|without|netto|taxable",
    _Role.TOTAL: r"\b\w?[o0a]?tal\b|summe|betrag|\bsuma\b|importe|\btl\b|\bam(?:oun)?t\b|brutto",
}
"""What a receipt calls its sums, also where a letter was read wrong; the first that fits counts."""
_PATTERNS: Final = {role: re.compile(one, re.IGNORECASE) for role, one in _NAMES.items()}
_TOTALS: Final = (_Role.FINAL, _Role.TOTAL)
_SIDE_SUM: Final = re.compile(
    r"(?:total |sales )?(?:gst|sst|vat|tax(?:es)?|mwst|mehrwertsteuer|iva|impuestos?)|change|cash|"
    r"wechselgeld|r[uü]ckgeld|cambio|discount|rabatt|descuento|sub ?total|zwischensumme|"
    r"service charge",
    re.IGNORECASE,
)
"""What people call the sums of a receipt beside the one that is to be paid."""
_NUMBERED: Final = re.compile(r"\b(?:number|no|nr|code|id|nummer|n[uú]mero)\b", re.IGNORECASE)
_COLUMNS: Final = re.compile(
    r"\b(?:qty|quantity|price|amount|items?|artikel|menge|preis|betrag|art[ií]culo|cant\w*|precio|"
    r"importe)\b",
    re.IGNORECASE,
)
"""The heads of the columns above the items."""
_QUANTITY: Final = re.compile(
    r"(?<!\w)(?:\d{5,}|\d+(?:[.,]\d+)? ?(?:x|@|pcs?|pkts?|stk|uds?|ea)?|[x@*#])(?!\w)",
    re.IGNORECASE,
)
"""A number, how many, or what an item is numbered: nothing of its name."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each thing tells that a sum is the one that was to be paid.

    `benchmarks/receipts.py --weights` tries others.
    """

    final: float = 4.0
    total: float = 2.0
    subtotal: float = 0.5
    unnamed: float = -3.0
    again: float = 0.2
    """That it is named once more."""
    paid: float = 3.0
    """Cash less change."""
    reduced: float = 5.0
    """Another sum less a discount, and given."""
    rounded: float = 2.0
    """Another sum rounded."""
    added: float = 1.0
    """Sums added up, or given as they are."""


WEIGHTS: Final = Weights()
_ROUNDED_BY: Final = 9
"""Cents by which a sum is rounded, at most; more is not by what, but to what it was rounded."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum on a receipt."""

    role: _Role | None
    cents: int
    found: Written


def paid(text: Text, weights: Weights = WEIGHTS) -> Written | None:
    """The sum that was to be paid; None where the text is no receipt that names it."""
    sums = _sums(text)
    proofs = _proofs(sums)
    # Of two that are as likely, the last is meant.
    weighed = (_weighed(one.cents, sums, proofs, weights) for one in reversed(sums))
    found = max(filter(None, weighed), key=lambda one: one[0], default=None)
    return None if found is None else found[1]


def gives_change(text: Text) -> bool:
    """Whether a text names the change, so that all was paid."""
    return any(one.role is _Role.CHANGE for one in _sums(text))


def names_sum(label: str, question: str) -> bool:
    """Whether a question asks for a sum of that name, and not for its number."""
    return _SIDE_SUM.fullmatch(label) is not None and not _NUMBERED.search(question)


def side_sum(label: str, text: Text) -> Written | None:
    """A sum with a name on a receipt, such as the tax or the change; None if it is open which."""
    role = _role(label)
    same = [one for one in _sums(text) if one.role is role and one.cents]
    return same[-1].found if len({one.cents for one in same}) == 1 else None


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that was bought."""

    name: str
    line: TextLine
    """That of the name."""
    cost: _Sum


def bought(text: Text) -> Written | None:
    """The names of what was bought; likely, unless the prices add up to what was paid."""
    items = _items(text)
    names = ", ".join(dict.fromkeys(one.name for one in items if one.name))
    if not names:
        return None
    unclear = any(one.line.unsure or not one.name for one in items)
    certainty = Certainty.PROBABLY if unclear or not _add_up(items, text) else Certainty.PLAIN
    line = TextLine(names, 1.0, items[0].line.box, items[0].line.height)
    return Written(names, line, certainty is Certainty.PLAIN, names, certainty)


def cost(subject: Sequence[str], text: Text) -> Written | None:
    """What was paid for the one item whose name has all words of a subject."""
    items = _items(text)
    asked = stems(" ".join(subject))
    named = [one for one in items if asked <= stems(one.name)]
    if len(named) != 1 or not asked:
        return None
    (one,) = named
    value, clear = one.cost.found.value, one.cost.found.clear and not one.line.unsure
    sure = clear and _add_up(items, text)
    line = replace(one.line, text=one.name, unsure=())
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    return Written(value, line, sure, str(one.cost.cents), certainty)


def _items(text: Text) -> list[_Item]:
    """What stands above the sums of a receipt, each with its price at the end of its line.

    A name stands before its price, or on a line of its own: above all prices, or below all.
    """
    rows = [(n, one) for n, one in enumerate(text.lines) if not _NEITHER.match(_before_price(one))]
    sums = ((n, _sum(text, one)) for n, one in rows) if _sums(text) else ()
    priced = list(takewhile(lambda one: one[1].role is None, ((n, one) for n, one in sums if one)))
    own = {n: _name(text.lines[n]) for n, _ in priced}
    near = {way: sum(bool(_alone(text, n + way)) for n in own if not own[n]) for way in (-1, 1)}
    # Below the heads of the columns a price comes first.
    headed = any(_is_head(text.lines[n - 1]) for n, _ in priced[:1] if n)
    way = 1 if near[1] > near[-1] or (near[1] == near[-1] and headed) else -1
    found = []
    for n, one in priced:
        other = "" if own[n] else _alone(text, n + way)
        found.append(_Item(own[n] or other, text.lines[n + way if other else n], one))
    return found


def _alone(text: Text, number: int) -> str:
    """The name on a line without a price; empty if there is none."""
    line = text.lines[number] if 0 <= number < len(text.lines) else None
    return "" if line is None or _MONEY.search(line.text) else _name(line)


def _is_head(line: TextLine) -> bool:
    return len(_COLUMNS.findall(line.text)) > 1


def _name(line: TextLine) -> str:
    """What a line calls an item; may be empty."""
    words = _before_price(line)
    named = _LETTERS.search(words) and not (_NEITHER.match(words) or _is_head(line) or _role(words))
    return words.strip(' .,;:*-"') if named else ""


def _before_price(line: TextLine) -> str:
    """What stands before the price, without numbers and quantities."""
    price = _MONEY.search(line.text)
    words = line.text[: price.start()] if price else line.text
    return " ".join(_UNIT.sub(" ", _QUANTITY.sub(" ", words)).split())


def _add_up(items: Sequence[_Item], text: Text) -> bool:
    """Whether the prices of items are together what was paid."""
    found = paid(text)
    return found is not None and found.key == str(sum(one.cost.cents for one in items))


def _sums(text: Text) -> list[_Sum]:
    """The sums of a receipt; none where the text is no receipt."""
    sums = [one for one in (_sum(text, line) for line in text.lines) if one is not None]
    return sums if len({one.role for one in sums} - {None, _Role.ASIDE}) > 1 else []


def _role(label: str) -> _Role | None:
    return next((one for one, name in _PATTERNS.items() if name.search(label)), None)


def _sum(text: Text, line: TextLine) -> _Sum | None:
    """The sum at the end of a line, by what stands before it or on a line beside it."""
    sums = list(_MONEY.finditer(line.text))
    if not sums:
        return None
    last = sums[-1]
    clear = not line.unclear(last.start(), last.end())
    label = _label(line)
    if not label:
        heads = [one for one in text.lines if one is not line and text.beside(one, line)]
        named = [one for one in heads if _label(one) and not _MONEY.search(one.text)]
        label = " ".join(map(_label, named))
        line = replace(line, text="  ".join(one.text for one in (*named, line)), unsure=())
    role = None
    if len(sums) == 1:
        role = _role(label)
    cents = int("0" + "".join(filter(str.isdigit, last["whole"]))) * 100 + int(last["cents"])
    if role is _Role.ROUNDING and cents > _ROUNDED_BY:
        role = _Role.FINAL
    return _Sum(role, cents, Written(last.group().lstrip("- "), line, clear, key=str(cents)))


def _label(line: TextLine) -> str:
    """What a line says beside its sums; empty where that are no words."""
    label = _UNIT.sub(" ", _MONEY.sub(" ", line.text))
    return label if WORD.search(label) else ""


def _proofs(sums: Sequence[_Sum]) -> Sequence[tuple[str, Set[int]]]:
    """Each way of reckoning, by its weight, and the sums that it gives."""
    of = {role: [one.cents for one in sums if one.role is role and one.cents] for role in _Role}
    given, totals = of[_Role.TENDER], [one.cents for one in sums if one.role in _TOTALS]
    back = [one.cents for one in sums if one.role is _Role.CHANGE]
    taxes = {sum(some) for n in (1, 2) for some in combinations({*of[_Role.TAX]}, n)}
    added = {one + tax for one, tax in product((*of[_Role.SUBTOTAL], *totals), taxes)}
    added |= {sum(two) for two in combinations({*totals}, 2)}
    reduced = {a - b for a, b in product((*of[_Role.SUBTOTAL], *totals), of[_Role.DISCOUNT])}
    added |= reduced
    before = {*of[_Role.SUBTOTAL], *totals, *added}
    rounded = {one + way * by for one, by, way in product(before, of[_Role.ROUNDING], (1, -1))}
    rounded |= {b for a, b in combinations(totals, 2) if 0 < abs(a - b) <= _ROUNDED_BY}
    items = sum(one.cents for one in takewhile(lambda one: one.role is None, sums))
    return (
        ("paid", {one - less for one, less in product(given, back)}),
        ("reduced", reduced & {*given}),
        ("rounded", rounded),
        ("added", added),
        ("added", {items}),
        ("added", {*given}),
    )


def _weighed(
    cents: int, sums: Sequence[_Sum], proofs: Sequence[tuple[str, Set[int]]], weights: Weights
) -> tuple[float, Written] | None:
    """How much tells that a sum was to be paid, with the sum; None if it is something else."""
    proved = [how for how, given in proofs if cents in given]
    rank: dict[_Role | None, float] = {
        _Role.FINAL: weights.final,
        _Role.TOTAL: weights.total,
        _Role.SUBTOTAL: weights.subtotal,
        None: weights.unnamed,
    }
    if "reduced" in proved:
        # Only then may what was given be what was to be paid.
        rank[_Role.TENDER] = weights.unnamed
    same = [one for one in sums if one.cents == cents > 0 and one.role in rank]
    if not same:
        return None
    best = max(same, key=lambda one: rank[one.role])
    names = sum(one.role in _TOTALS for one in same)
    score = rank[best.role] + sum(getattr(weights, how) for how in proved) + weights.again * names
    certainty = Certainty.UNSURE
    paid = "paid" in proved and (best.role is not None or len(proved) > 1)
    if paid or "reduced" in proved or (names and (proved or names > 1)):
        certainty = Certainty.PLAIN
    elif best.found.clear and ((names and not _contradicted(cents, sums)) or "paid" in proved):
        certainty = Certainty.PROBABLY
    clear = certainty is Certainty.PLAIN
    return score, replace(best.found, clear=clear, certainty=certainty)


def _contradicted(cents: int, sums: Sequence[_Sum]) -> bool:
    """Whether a sum is less than another total, or more than was given."""
    given = [one.cents for one in sums if one.role is _Role.TENDER]
    totals = (one.cents for one in sums if one.role in (*_TOTALS, _Role.SUBTOTAL))
    return any(one > cents for one in totals) or cents > max(given, default=cents)


_HEAD: Final = 12
"""Lines at the top among which a receipt names its shop and the address."""
_FORM: Final = re.compile(
    r"\b(?:s[iduo]n\.? ?bhd|s/b|gmbh|ohg|e\. ?k\.|ltd|limited|inc|llc|plc|s\.? ?[al]\.? ?u?\.?$|"
    r"enterprise|trading|restaurant|restoran)",
    re.IGNORECASE,
)
"""What the full name of a company holds."""
_BARE_FORM: Final = re.compile(
    r"\W*(?:co\W+)?(?:\(\w+\)\W*)*(?:s[iduo]n\.? ?bhd|gmbh|ltd)\b.*", re.IGNORECASE
)
"""The end of a name whose beginning stands on the line above."""
_NUMBER: Final = re.compile(
    r"(?<!\s)\s*\(?(?<![\w-])(?=[\w-]*\d{4})[\w-]+(?: ?[-x]? ?\w)?\)?$", re.IGNORECASE
)
_OWNED: Final = re.compile(r"^\W*(?:owned|own|operated) by\W*", re.IGNORECASE)
"""What stands behind the name of a company, and before it."""
_NEITHER: Final = re.compile(
    r"\b(?:tel|fax|phone|mobile|whatsapp|gst\w*|reg|roc|co\.? ?no|company (?:no|reg)|invoice|"
    r"taxinv\w*|receipt|date|time|e-?mail|www|https?|site|bill|table:? ?#?\d|order|document|doc|"
    r"cash(?! ?&)|cashier|tax|duplicate|original|posted|welcome|thank|again|ust|steuer|rechnung|"
    r"beleg|nif|cif|factura|ticket|fecha|datum)\b|@\w+\.|\d{1,2}:\d\d|\d{7}",
    re.IGNORECASE,
)
"""What stands at the top and is neither a shop nor an address."""
_STREET: Final = re.compile(
    r"\b(?:jalan|j[l1]n|lorong|lot|level|floor|street|st\.|road|rd|avenue|ave|lane|unit|calle|avda|"
    r"avenida|plaza|paseo|p\.? ?o\.? box)\b|\bno\.? ?\d|str\.|(?:stra(?:ß|ss)e|weg|platz|allee|"
    r"gasse)\b|^\W*(?:\w+:)?\d+\w?[ ,]+\D|^[a-z]{1,2}\d+,|\bc/",
    re.IGNORECASE,
)
_TOWN: Final = re.compile(r"\b\d{5} [^\W\d]|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
"""A postcode, mostly with its town."""
_LINES: Final = 6
"""Of an address, at most."""
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}|[^\W\d_]+ [^\W\d_]{2,}")


def shop(text: Text) -> Written | None:
    """The name of the shop at the top; None where no line can be one."""
    head = text.lines[: min(_address_at(text), _HEAD)]
    names = [one for one in head if _LETTERS.search(one.text) and not _is_neither(one)]
    full = [one for one in names if _FORM.search(one.text)]
    if not (full or (names and _sums(text))):
        return None
    at = names.index((full or names)[0])
    above = names[max(at - 1, 0) : at]
    parted = _BARE_FORM.fullmatch(names[at].text) or any(one.text.endswith("&") for one in above)
    lines = [*(above if parted else ()), names[at]]
    while lines[-1].text.endswith("&") or _opens(lines):
        at += 1
        if at == len(names):
            break
        lines.append(names[at])
    name = " ".join(_OWNED.sub("", one.text) for one in lines)
    return _told(_NUMBER.sub("", name), lines, sure=bool(full))


def _opens(lines: Sequence[TextLine]) -> bool:
    """Whether a bracket is still open."""
    name = "".join(one.text for one in lines)
    return name.count("(") > name.count(")")


def address(text: Text) -> Written | None:
    """The address below the name of the shop; None where no line can be one."""
    start, lines = _address_at(text), list[TextLine]()
    for line in takewhile(lambda one: not _is_neither(one), text.lines[start : start + _LINES]):
        town = any(_TOWN.search(one.text) for one in lines)
        if town and (any(map(str.isdigit, line.text)) or len(line.words) > 2):
            break
        lines.append(line)
    complete = any(_TOWN.search(one.text) for one in lines)
    if not (complete or _sums(text)):
        return None
    return _told(", ".join(one.text.rstrip(" ,") for one in lines), lines, complete)


def _address_at(text: Text) -> int:
    """The number of the first line of the address; the number of all lines without one."""
    lines = list(enumerate(text.lines[:_HEAD]))[1:]
    found = (n for n, one in lines if _STREET.search(one.text) and not _is_neither(one))
    return next(found, len(text.lines))


def _is_neither(line: TextLine) -> bool:
    return _NEITHER.search(line.text) is not None


def _told(value: str, lines: Sequence[TextLine], sure: bool) -> Written | None:
    """Lines as one value; likely, where it is not sure that they are complete and clear."""
    if not lines:
        return None
    sure = sure and not any(one.unsure for one in lines)
    certainty = Certainty.PLAIN if sure else Certainty.PROBABLY
    line = replace(lines[0], text=value, unsure=())
    return Written(value, line, clear=sure, key=value.casefold(), certainty=certainty)
