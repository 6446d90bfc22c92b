"""A stronger model's answer in the words by which answers are compared."""

import re
from typing import Final

from models.embedded.answering import UNANSWERABLE
from models.unsayable import unsayable

MOST_WORDS: Final = 8
"""Of an answer."""
_OUTSIDE: Final = ".,;:!?\"'*` "
_DECIDED: Final = re.compile(
    r"(yes|no)(?:[,.;:!](?! ?\d)| (?:it|there|they|he|she|this|that|i|you)\b)"
)
_CANNOT: Final = re.compile(
    r"(?:(?:i am |i'm )?(?:sorry|afraid),? (?:but )?)?"
    r"(?:(?:i )?(?:can(?:not|'t| not)|could(?:n't| not)|(?:(?:i am|i'm) )?(?:not able|unable) to) "
    r"(?:tell|see|say|determine|read|answer|know|identify|make out)\b|"
    r"i (?:do not|don't) (?:know|see)\b|(?:(?:i am|i'm) )?(?:not (?:quite )?sure|unsure)\b|"
    r"(?:(?:it|this|that)(?: is|'s) )?(?:not (?:visible|clear|possible|shown)|unclear|unknown|"
    r"(?:too )?(?:hard|difficult|impossible) to (?:tell|say|see|determine|know|read)|"
    r"too (?:blurry|blurred|dark|small|far))\b|"
    r"(?:the |this )?(?:image|picture|photo) (?:does not|doesn't) (?:show|say|tell)\b|none$)"
)


def bare(text: str) -> str:
    """An answer without article, capitals and punctuation: "A red cup." is "red cup".

    Of "Yes, it is." the yes is left, and "I cannot tell." is `UNANSWERABLE`; empty where it is
    longer than an answer or, as its capitals tell, names somebody.
    """
    said = " ".join(text.lower().replace("\u2019", "'").strip(_OUTSIDE).split())
    if _CANNOT.match(said):
        return UNANSWERABLE
    decided = _DECIDED.match(said)
    if decided:
        return decided[1]
    words = said.split()
    while len(words) > 1 and words[0] in ("a", "an", "the"):
        words.pop(0)
    if len(words) > MOST_WORDS or unsayable(text.strip(_OUTSIDE)):
        return ""
    return " ".join(filter(None, (word.strip(_OUTSIDE) for word in words)))
