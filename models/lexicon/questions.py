"""What a question asks for: a decision or not, the things it names, what it presupposes. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from models.lexicon.names import FUNCTION, head, mentioned

_POLITE: Final = re.compile(
    r"^(?:(?:hi|hello|hey|ok|please|so|and|well|now) |(?:can|could) you tell me (?:if )?)+|"
    r"(?: (?:please|thank you|thanks))+$"
)
_REALLY: Final = r"(?:(?:really|actually|still|also|maybe|perhaps) )?"
_SOMEBODY: Final = re.compile(r"\b(?:(?:any|every)(?:body|one)|nobody|no one|occupied)\b")
"""Words that imply a person: something occupied is occupied by somebody."""
_THERE_IS: Final = re.compile(
    rf"(?:is|are) there |(?:do|can) (?:you|i|we) {_REALLY}see |any |"
    r"(?:is|are|has|have|does|do|did|can) (?:any|some)(?:body|one) "
)
_IT_IS: Final = re.compile(r"(?:is|are) ((?:this|that|it|these|those|they)\b.*)")
_ASKS_YES_NO: Final = re.compile(
    r"(?:is|are|am|was|were|do|does|did|has|have|can|could|will|would|should|any)\b"
)
_NO_THING: Final = re.compile(
    r"(?:what|which) (?:size|pattern|brand|make|temperature|time|date|day|year|number|price|length|"
    r"weight|material|fabric)\b"
    r"|how (?:do|does|is|are|am) .+ (?:look|feel|smell|taste|sound)(?:ing)?\b"
    r"|how (?:big|large|small|long|short|tall|high|wide|deep|full|empty|heavy|hot|warm|cold|fast|"
    r"clean|dirty|many|much)\b"
)
"""Questions for a size, a number and the like, which no thing answers."""
_ASKS_WHAT: Final = re.compile(
    r"(?:what|which|who|whose|where|when|why|how)\b"
    r"|(?:tell|describe|name|list|say|about)\b(?!.*\b(?:if|whether)\b)"
)
_WHERE: Final = re.compile(r"(?:and )?where\b")
_WITHIN: Final = rf"(?!(?:{'|'.join(sorted(FUNCTION))})\b)[\w']+"
_DEFINITE: Final = r"\b(?:the|this|that|these|those|my|our|your|his|her|their)"
_GOES_ON: Final = rf"(?= (?:(?:{'|'.join(sorted(FUNCTION))})\b|[\w']+ing\b)|$"
"""What follows a thing that is not part of another's name, unlike in "the toilet paper"."""
_EITHER: Final = re.compile(r"\bor\b")
_ALIKE: Final = (
    (re.compile(r" or (?:not|(?:is|are)n't there)$"), ""),
    (re.compile(r"\b(is|are|was|were|do|does|did|has|have|could|would|should)n't\b"), r"\1"),
    (re.compile(r"\bcan(?:'t|not)\b"), "can"),
    (re.compile(r"\b(?:nobody|no one)\b"), "anybody"),
    (re.compile(r"^there (is|are)\b"), r"\1 there"),
    (re.compile(r"^there's\b"), "is there"),
)
"""Other wordings of the same question."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question asks for."""

    decides: bool
    """Whether it asks for yes or no."""
    things: tuple[str, ...]
    """The known things that it names."""
    granted: tuple[str, ...] = ()
    """Those that it presupposes: "the dog", not "a dog"."""
    either: bool = False
    """Whether one of its things is enough."""
    there: bool = False
    """Whether it asks if one of them is there."""
    what: bool = False
    """Whether neither yes nor no is an answer."""
    no_thing: bool = False
    """Whether no thing is an answer."""
    where: bool = False
    """Whether it asks where a thing is."""


def plain_words(question: str) -> str:
    """The words of a question, lower-case, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9']+", question.lower().replace("\u2019", "'")))


def read(question: str) -> Asking:
    """Parse a question."""
    whole = plain_words(question)
    words = _POLITE.sub("", whole).strip()
    for other, plain in _ALIKE:
        words = other.sub(plain, words)
    named = mentioned(_SOMEBODY.sub("somebody", whole))
    things = tuple(dict.fromkeys(name for _, name in named))
    if not _ASKS_YES_NO.match(words):
        no_thing = _NO_THING.match(words) is not None
        what = _ASKS_WHAT.match(words) is not None
        where = _WHERE.match(words) is not None
        granted = _granted(words, named, rf"{_GOES_ON})")
        return Asking(False, things, granted, no_thing=no_thing, what=what, where=where)
    if _EITHER.search(words):
        return Asking(False, things, either=True, there=_THERE_IS.match(words) is not None)
    if _THERE_IS.match(words):
        return Asking(True, things)
    this = _IT_IS.fullmatch(words)
    kinds = mentioned(head(this[1])) if this else []
    others = [one for one in named if one not in kinds]
    return Asking(True, things, _granted(words, others, rf"{_GOES_ON}| [\w']+$)"))


def _granted(words: str, named: list[tuple[str, str]], behind: str) -> tuple[str, ...]:
    """The things with a definite article, followed by `behind`."""
    pattern = rf"{_DEFINITE} (?:{_WITHIN} ){{0,2}}?"
    each = dict.fromkeys(named)
    found = (name for word, name in each if re.search(rf"{pattern}{word}{behind}", words))
    return tuple(dict.fromkeys(found))
