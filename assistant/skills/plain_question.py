"""A question as its patterns are looked for: whether it is put with "not" changes nothing. Pure."""

import re
from typing import Final

_ALIKE: Final = (
    (re.compile(r"[^\w\s']"), " "),
    (re.compile(r"\b(who|what|how|where)'s\b"), r"\1 is"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can"),
    (re.compile(r"\bwon't\b"), "will"),
    (re.compile(r"n't\b|\b(?:or )?not\b"), ""),
)
_VERB: Final = r"(?:is|are|am|was|were|do|does|did|has|have|can)"
_TWO_MEANINGS: Final = re.compile(
    r"(?<!\ba )(?<!\bthe )(?<!\bor )\bno\b|\b(?:nothing|nobody|none|neither)\b"
    rf"|^{_VERB}\b.*\band {_VERB}\b"
)

_NAMED_BY_PRINT: Final = re.compile(
    r"(?:what|which) (?:(?:kind|sort|type) of .+|(?:\w+ )?(?:brand|make|flavou?r|variety|title))"
    r" (?:is|are) (?:this|that|it|these|those)\b.*"
    r"|what (?:is|are) (?:the|its) (?:brand|make|flavou?r|variety|title|ingredients|product|"
    r"name of (?:the|this|that))\b.*"
    r"|what (?:is|are) (?:this|that|it|these|those) called\b.*"
)

_NEAR: Final = (
    r" (?:on|in|inside|next to|beside|near|by|close to|behind|under|underneath|below|above|over|"
    r"around|between|to the (?:left|right) of)\b.+"
)
_WHAT_IS_NEAR: Final = re.compile(
    r"(?:and )?what (?:else |things? |objects? |items? )?"
    r"(?:is|are|lies|stands|(?:do|can) (?:you|i|we) see|do i have|have i got)"
    rf"(?: (?:there|lying|standing|sitting))?{_NEAR}"
)
ANYTHING: Final = r"(?:(?:is )?(?:there )?|(?:do|can) (?:you|i|we) see )(?:any|some)thing(?: else)?"
"""How a question for anything begins."""
_ANYTHING_NEAR: Final = re.compile(rf"{ANYTHING}(?: (?:lying|standing|sitting))?{_NEAR}")


def plain(question: str) -> str:
    """The words in small letters and without punctuation, contractions and "not"."""
    words = question.lower().replace("\u2019", "'")
    for pattern, other in _ALIKE:
        words = pattern.sub(other, words)
    return " ".join(words.split())


def has_two_meanings(question: str) -> bool:
    """Whether it stays open what a mere yes or no would mean: of "is there no milk", or of two
    questions at once."""
    return _TWO_MEANINGS.search(plain(question)) is not None


def is_told_by_print(question: str) -> bool:
    """Whether what is asked for stands on most things that have it: a brand, a flavour, a title."""
    return _NAMED_BY_PRINT.fullmatch(plain(question)) is not None


def asks_what_is_near(question: str) -> bool:
    """Whether all that is seen tells something of it: "what is on the table"."""
    return _WHAT_IS_NEAR.fullmatch(plain(question)) is not None


def asks_for_anything_near(question: str) -> bool:
    """Whether what is seen tells more of it than yes or no: "is there anything on the table"."""
    return _ANYTHING_NEAR.fullmatch(plain(question)) is not None
