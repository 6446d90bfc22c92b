"""Money is not recognised: a guess at what a note is worth would be believed. Pure."""

import re
from typing import Final

_MONEY: Final = (
    r"(?:bank ?|dollar |euro |pound )?(?:notes?|bills?|coins?)|bank ?notes?|money|cash|currency|"
    r"denominations?|dollars?|euros?|pounds?|cents?|pence"
)
_THIS: Final = r"(?:this|that|it|these|those)"
_ASKED: Final = re.compile(
    rf"(?:what|which|how much|how many)(?: kind of| type of| sort of)? (?:{_MONEY})"
    rf"(?: .*)?|what (?:is|are)(?: the)? (?:{_MONEY}|value|denomination)(?: of)?(?: .*)?"
    rf"|how much (?:is|are) (?:{_THIS}|the|my)(?: (?:{_MONEY}|worth))+"
    rf"|(?:is|are) {_THIS} (?:an? )?(?:(?:one|two|five|ten|twenty|fifty|hundred|\d+)[ -])?"
    rf"(?:{_MONEY})(?: .*)?"
)


def asks_which_money(question: str) -> bool:
    """Whether a question asks what money is worth, or which it is."""
    words = " ".join(re.sub(r"[^\w\s-]", " ", question.lower()).split())
    return _ASKED.fullmatch(words) is not None
