"""Questions for whether this is a certain thing, and for whose it is, by words. Pure."""

import re
from typing import Final

from assistant.understanding.language_file import of
from assistant.understanding.matcher import command
from assistant.understanding.query import ENGLISH

_BE: Final = r"(?:is|are|was|were)(?:n't)?(?: not)?"
_THIS: Final = r"(?:this|that|it|these|those)(?: one)?(?: here)?"
_REALLY: Final = r"(?: (?:not|really|actually|still|also|perhaps|maybe))*"
_OWNER: Final = r"(?:my|our|your|his|her|their)"
_OWNERS: Final = r"(?:mine|ours|yours|his|hers|theirs)"
_A_THING: Final = rf"(?:the|this|that|these|those|{_OWNER}) (?!an? )[\w'-]+(?: [\w'-]+)?"
_THING: Final = rf"(?:{_THIS}|{_A_THING})"
_ENDS: Final = r"(?: (?:here|there|now|or not))*"
_IS_IT: Final = re.compile(rf"{_BE} {_THIS}{_REALLY} (?P<name>.+?){_ENDS}")
_WHOSE: Final = re.compile(
    rf"{_BE} {_THIS}{_REALLY} {_OWNER} .+"
    rf"|{_BE} {_THING}{_REALLY} {_OWNERS}(?: or .+)?{_ENDS}"
    rf"|(?:do|does|did)(?:n't)? {_THING}{_REALLY} belong(?: to .+)?"
    r"|whose .+|who (?:do|does|did) .+ belong to|who owns .+"
)
_OR: Final = re.compile(r" or (?!not\b)")
_OR_OWNER: Final = re.compile(
    rf" or (?!my (?:left|right)\b)(?:{_OWNER}|{_OWNERS})(?: |$)"
    r"| or (?:some|any)(?:body|one) else|'s$"
)


def certain_thing(question: str) -> str | None:
    """The thing of which it is asked whether it is this: "my mug"; None where none is."""
    found = _IS_IT.fullmatch(command(question, of(ENGLISH)))
    return None if found is None else found["name"]


def asks_whose(question: str) -> bool:
    """Whether the answer would say whose a thing is, which no picture shows."""
    words = command(question, of(ENGLISH))
    if _WHOSE.fullmatch(words) is None:
        return False
    # Of "my left or my right hand" the side is asked for.
    return _OR.search(words) is None or _OR_OWNER.search(words) is not None
