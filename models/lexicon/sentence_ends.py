"""Where the sentences of a text end. Pure."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from models.lexicon.names import FUNCTION

_END: Final = re.compile(r"(?<![.!?])[.!?]++[\"')\u2019\u201d]*+(?=\s|$)")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[^\w])(?:(?:[^\W\d_]\.)+[^\W\d_]|dr|st|mr|mrs|ms|vs|jr|sr|prof|mt|ave|approx|etc)$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(?:^|[^\w])(?:no|nr|pp?|fig)$", re.IGNORECASE)
"""Abbreviations before a number."""
_NUMBER: Final = re.compile(r"\.\s+\d")
_DAY: Final = re.compile(r"(?:^|[^\w.,])\d{1,2}$")
_AFTER_DAY: Final = re.compile(
    r"\.\s+(?:[a-zß-ÿ]|(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)[a-zä]*\b)"
)
"""A German ordinal, and what follows it: "2. bis 20. März"."""
_LETTER: Final = re.compile(r"(?:^|[^\w.'\u2019-])[A-Z]$")
_AFTER_NAME: Final = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w'\u2019-]+|[A-Z]\.|\b(?:Dr|Mrs?|Ms|Prof)\.) [A-Z]$"
)
_CAPITALISED: Final = re.compile(r"\.\s+([A-ZÀ-ÖØ-Þ]\w+)")
_INITIAL: Final = re.compile(r"\.\s+[A-Z](?:\.|$)")
_BEFORE: Final = 80
"""Letters before a full stop that say whether it ends a sentence."""


def sentence_ends(text: str) -> Iterator[int]:
    """The index after each sentence; a price, an abbreviation or an initial ends none."""
    for end in _END.finditer(text):
        if end[0] != "." or not _goes_on(text, end.start()):
            yield end.end()


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the space around them; the last one may not end."""
    places = pairwise((0, *sentence_ends(text), len(text)))
    return [one for start, end in places if (one := text[start:end].strip())]


def _goes_on(text: str, stop: int) -> bool:
    """Whether a sentence goes on after the full stop at `stop`."""
    # Of the text before, only the last words matter, and a long one has many full stops.
    before = max(0, stop - _BEFORE), stop
    if _ABBREVIATION.search(text, *before):
        return True
    if _NUMBERED.search(text, *before) and _NUMBER.match(text, stop):
        return True
    if _DAY.search(text, *before) and _AFTER_DAY.match(text, stop):
        return True
    if not _LETTER.search(text, *before):
        return False
    follows = _CAPITALISED.match(text, stop)
    named = follows is not None and follows[1].lower() not in FUNCTION
    initial = _INITIAL.match(text, stop) is not None
    return initial or (named and _AFTER_NAME.search(text, *before) is not None)
