"""Money is not recognised: a guess at what a note is worth would be believed. Pure."""

import re
from typing import Final

from assistant.skills.plain_question import plain

_MONEY: Final = (
    r"(?:bank ?notes?|(?:dollar |euro |pound )(?:notes?|bills?|coins?)|coins?|money|cash|currency|"
    r"denominations?|dollars?|euros?|pounds?|cents?|pence)"
)
_PAPER: Final = r"(?:notes?|bills?)"
"""What may be money, a letter or what is to be paid."""
_THIS: Final = r"(?:this|that|it|these|those)"
_ITS: Final = r"(?:this|that|these|those|the|my)"
_WHICH: Final = r"(?:what|which|how much|how many)(?: kind of| type of| sort of)?"
_MEANT: Final = r"(?:(?: (?:is|are) (?!due|for|from|about)| (?:do|did|have|am) i\b| worth\b).*)?"
_WORTH: Final = r"(?:one|two|five|ten|twenty|fifty|hundred|\d+)"
_NUMBER: Final = rf"{_WORTH} "
_ASKED: Final = re.compile(
    rf"{_WHICH} {_MONEY}(?!.* (?:weighs?|heavy))(?: .*)?|{_WHICH} {_PAPER}{_MEANT}"
    rf"|what (?:is|are)(?: {_ITS})? (?:{_MONEY}|value|denomination)(?: .*)?"
    rf"|what (?:is|are)(?: {_ITS})? {_PAPER} worth"
    rf"|how much (?:is|are) (?:{_THIS}|the|my)(?: {_MONEY}(?: worth)?|(?: {_PAPER})? worth)"
    rf"|how much (?:is|are) {_THIS} {_PAPER}"
    rf"|(?:is|are) {_THIS} (?:an? )?(?:(?:{_NUMBER})?{_MONEY}(?: .*)?|{_NUMBER}{_PAPER}(?: .*)?"
    rf"|{_PAPER})"
    rf"|(?:is|are) {_ITS} {_PAPER} (?:an? )?{_WORTH}(?: or (?:an? )?{_WORTH})?(?: {_PAPER})?"
)


def asks_which_money(question: str) -> bool:
    """Whether a question asks what money is worth, or which it is."""
    return _ASKED.fullmatch(plain(question)) is not None
