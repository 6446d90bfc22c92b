"""Whose price, date or number is asked for: the coffee's, in "What does the coffee cost?" Pure."""

import re
from typing import Final

_DOCUMENT: Final = r"(?:bill|invoice|receipt|letter|menu|ticket|label)"
_PLACED: Final = re.compile(rf" (?:(?:on|in|at|from)\b|of (?:the|this|my) {_DOCUMENT}\b).*")
_NOT_MEANT: Final = frozenset(
    """
    all altogether an and any are article as amount bottle box can cost costs date dates did do does
    for have here how is it item letter many menu much must my need now number numbers of one or our
    owe package packet phone please price prices product receipt should telephone that the there
    these they thing this those to today was we were what when which will with you your
    """.split()
)
"""Words that do not say whose it is."""
_TOTALS: Final = frozenset({"bill", "pay", "sum", "total"})
TOTAL: Final = re.compile(
    r"\btotal|summe\b|\bsuma\b|\bgesamt|zu zahlen|\ba pagar\b|\bto pay\b|\bdue\b|\bowed\b",
    re.IGNORECASE,
)


def subject_words(question: str) -> list[str]:
    """The words that say whose it is, in small letters."""
    words = re.findall(r"[^\W_]+", _PLACED.sub("", question.casefold()))
    return [word for word in words if len(word) > 1 and word not in _NOT_MEANT]


def subject(question: str) -> tuple[re.Pattern[str], ...]:
    """What a line holds that is about it; empty: whatever the text has."""
    words = subject_words(question)
    return tuple(TOTAL if word in _TOTALS else _as_word(word) for word in words)


def _as_word(word: str) -> re.Pattern[str]:
    return re.compile(rf"\b{word.removesuffix('s')}s?\b", re.IGNORECASE)
