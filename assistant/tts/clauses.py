"""Cuts text into clauses, so that the first plays while the rest is rendered. Pure."""

import re
from collections.abc import Iterator
from typing import Final

FEWEST_WORDS: Final = 3
"""A cut inside a sentence leaves at least this many words on either side."""
MOST_WORDS: Final = 30
"""Longer stretches without punctuation are cut at a space."""

_BREAK: Final = re.compile(
    r"""(?<=[.!?;:,…])["')\]]*(?=\s)|\s(?=[\u2013\u2014-]\s)|(?=\n[^\S\n]*\n)"""
)
_BEFORE: Final = 40
"""Letters before a pause that say whether it is one."""
_WORD: Final = re.compile(r"\S+")
_SENTENCE_END: Final = re.compile(r"""[.!?…]["')\]]*$""")
_ABBREVIATION: Final = re.compile(
    r"(?:^|\s)(?:[A-Za-z]|(?:[a-z]\.)+[a-z]|Mr|Mrs|Ms|Dr|St|No|vs|etc|approx|Prof|Nr|Tel|ca|bzw|"
    r"Sra?|Uds?|Avda|[Nn]úm|[Pp]ág|\w*[Ss]tr)\.$"
)
_NUMBER: Final = re.compile(r"(?:^|\s)\d{1,2}\.$")
_GOES_ON: Final = re.compile(
    r"\s*(?:[a-zäöü]|(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)\w*\b)"
)
"""What follows the full stop of an ordinal number: "12. Januar"."""


def clauses(text: str) -> tuple[str, ...]:
    """Cut a text into clauses; joined by single spaces they give it back, white space aside."""
    found = []
    for part in _parts(text):
        words = part.split()
        for start in range(0, len(words), MOST_WORDS):
            found.append(" ".join(words[start : start + MOST_WORDS]))
    return tuple(found)


def ends_sentence(clause: str) -> bool:
    """Whether a clause ends with a full stop, question mark or exclamation mark."""
    return _SENTENCE_END.search(clause) is not None


def _parts(text: str) -> Iterator[str]:
    """Cut where a speaker would pause; a short part stays with its neighbour."""
    start = 0
    for found in _BREAK.finditer(text):
        end = found.end()
        before = max(start, end - _BEFORE), end
        words = _enough_words(text, start, end)
        if words is None:
            start = end
            continue
        if _ABBREVIATION.search(text, *before):
            continue
        if _NUMBER.search(text, *before) and _GOES_ON.match(text, end):
            continue
        long_enough = words and _enough_words(text, end, len(text), to_pause=True)
        if long_enough or ends_sentence(text[slice(*before)]) or "\n" in text[end : end + 2]:
            yield text[start:end].strip()
            start = end
    if text[start:].strip():
        yield text[start:].strip()


def _enough_words(text: str, start: int, end: int, *, to_pause: bool = False) -> bool | None:
    """Whether a part of a text, or its first sentence, has `FEWEST_WORDS`; None: it has no word."""
    count = 0
    for count, word in enumerate(_WORD.finditer(text, start, end), start=1):
        if count == FEWEST_WORDS:
            return True
        if to_pause and ends_sentence(word[0][-1]):
            return False
    return False if count else None
