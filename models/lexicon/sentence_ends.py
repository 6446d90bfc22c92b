"""Where the sentences of a text end. Pure."""

import re
from collections.abc import Iterator
from typing import Final

from models.lexicon.names import FUNCTION

_END: Final = re.compile(r"[.!?]+[\"')\u2019\u201d]*(?=\s|$)")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[^\w])(?:(?:[^\W\d_]\.)+[^\W\d_]|dr|st|mr|mrs|ms|vs|jr|sr|prof|mt|ave|approx|etc)$",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"(?:^|[^\w])(?:no|nr|pp?|fig)$", re.IGNORECASE)
"""Abbreviations before a number."""
_NUMBER: Final = re.compile(r"\.\s+\d")
_LETTER: Final = re.compile(r"(?:^|[^\w.'\u2019-])[A-Z]$")
_AFTER_NAME: Final = re.compile(
    r"(?:[A-ZÀ-ÖØ-Þ][\w'\u2019-]+|[A-Z]\.|\b(?:Dr|Mrs?|Ms|Prof)\.) [A-Z]$"
)
_CAPITALISED: Final = re.compile(r"\.\s+([A-ZÀ-ÖØ-Þ]\w+)")
_INITIAL: Final = re.compile(r"\.\s+[A-Z](?:\.|$)")


def sentence_ends(text: str) -> Iterator[int]:
    """The index after each sentence; a price, an abbreviation or an initial ends none."""
    for end in _END.finditer(text):
        if end[0] != "." or not _goes_on(text[: end.start()], text[end.start() :]):
            yield end.end()


def _goes_on(before: str, rest: str) -> bool:
    """Whether a sentence goes on after the full stop at the beginning of `rest`."""
    if _ABBREVIATION.search(before):
        return True
    if _NUMBERED.search(before) and _NUMBER.match(rest):
        return True
    if not _LETTER.search(before):
        return False
    follows = _CAPITALISED.match(rest)
    named = follows is not None and follows[1].lower() not in FUNCTION
    return _INITIAL.match(rest) is not None or (named and _AFTER_NAME.search(before) is not None)
