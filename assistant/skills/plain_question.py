"""A question as its patterns are looked for: whether it is put with "not" changes nothing. Pure."""

import re
from typing import Final

_ALIKE: Final = (
    (re.compile(r"[^\w\s']"), " "),
    (re.compile(r"\b(who|what|how)'s\b"), r"\1 is"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can"),
    (re.compile(r"\bwon't\b"), "will"),
    (re.compile(r"n't\b|\b(?:or )?not\b"), ""),
)


def plain(question: str) -> str:
    """The words in small letters and without punctuation, contractions and "not"."""
    words = question.lower().replace("\u2019", "'")
    for pattern, other in _ALIKE:
        words = pattern.sub(other, words)
    return " ".join(words.split())
