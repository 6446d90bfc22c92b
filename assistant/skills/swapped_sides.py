"""Swaps left and right in words, for a camera that faces its user. Pure.

A model speaks of the picture's sides; the user's are the other way round. Three things stay:
somebody's own left hand, "right" for correct, and "left" for what remains.
"""

import re
from typing import Final

from assistant.protocol.spoken import ENGLISH

_OF_A_BODY: Final = (
    r"(?:hands?(?! (?:side|corner|edge|half|door|drawer|shelf|part|page|lane)\b)|arms?|legs?|foot|"
    r"feet|eyes?|ears?|shoulders?|knees?|elbows?|wrists?|ankles?|thumbs?|fingers?|cheeks?|hips?|"
    r"shoes?|boots?|socks?|gloves?|sleeves?|paws?|handed)"
)
_WORN: Final = (
    rf"(?:\bwear(?: \w+){{1,2}}? {_OF_A_BODY}|{_OF_A_BODY} (?:(?:be )?worn|go|goes|fits?|belongs?))"
)
_EITHER_OF_A_BODY: Final = (
    r"\b(?:left|right),? (?:or|and) (?:in |on )?(?:(?:an?|the|his|her|their|my|your) )?"
    rf"(?:left|right) {_OF_A_BODY}\b"
    rf"|(?:\b(?:it|this|that)(?: \w+)? {_OF_A_BODY}|{_OF_A_BODY} for the|{_WORN} (?:on|to) the)"
    r" (?:left|right),? or (?:the )?(?:left|right)\b(?! (?:of|side)\b)"
)
_BESIDE: Final = "".join(
    rf"(?<!\b{word} )"
    for word in "the my your on to at or far top bottom upper lower more further".split()
)
"""No side is meant by what follows; after these words it is."""
_NOR_LEFT: Final = r"(?!.*\bor (?:\w+ )*left\b)"
_CORRECT: Final = (
    r"all right|\bright(?=[^.]*\bwrong\b)|(?<=\bwrong )(?:or|and) (?:the )?right"
    rf"|{_BESIDE}\bright{_NOR_LEFT} (?:now|here|there|away|up|down|in|on|at|by|next|behind|before|"
    r"after|under|above|below|beside|through|over|around|angle[ds]?|across)"
    r"|\bright (?:way|side) (?:up|out|round)|\bthe right (?:way|size|order|time|amount|change)"
    rf"|^(?:is|are|was|am) (?:it|this|that|they|these|those|i)(?: the)? right{_NOR_LEFT}"
    r"(?! (?:or|of|side|hand|end|half|part)\b)(?: \w+)?"
    r"|\bwhich (?:\w+ )?is the right(?! (?:or|of|side|hand|end|half|part|edge|corner)\b) \w+"
    r"|, right(?=\W*$)"
    r"|^(?:is|are|am|was|were|do|does|did|has|have) (?:(?!left|right)[^.])+ (?:in|on|"
    r"(?!(?:turn|mov|point|angl|tilt|fac|lean|look|shift|push|pull)e)\w+ed) right(?=\W*$)"
)
_REMAINING: Final = (
    r"\b(?:i|we|you|he|she|they|who|has|have|had|was|been|any(?:one|body)|some(?:one|body)|"
    r"everyone|nobody) left"
    r"(?! (?:or|of|side|hand)\b)"
    r"|\b(?:who|(?:what|which)(?: \w+){1,2}) (?:is|are) left(?! (?:or|of|side|hand)\b)"
    r"|\b(?:much|many|any|anything|something|nothing|some|enough|is there|are there|what is|what's)"
    r"(?: (?!(?:on|to|at|the|my|your|or|far|top|bottom|upper|lower)\b)[\w']+){0,4}? left"
    r"(?! (?:or|of|side|hand)\b)"
    rf"|{_BESIDE}(?<!ing )\bleft (?:on|in)\b(?!.*\bor (?:\w+ )*right\b)"
    rf"|{_BESIDE}\bleft (?:over|open|alone|unlocked|unattended|lying|standing|running|out|"
    r"off(?=\W*$))"
)
_SIDE: Final = re.compile(
    rf"(?P<none>(?:{_CORRECT}|{_REMAINING})\b|{_EITHER_OF_A_BODY}|\b(?:left|right) {_OF_A_BODY}\b)"
    r"|\b(?P<side>left|right)(?P<most>most)?\b",
    re.IGNORECASE,
)
_EXCHANGED: Final = {"left": "right", "right": "left"}


_ABROAD: Final = {
    "de": re.compile(r"\b(links|rechts|linke|rechte)(?=(?:[rnms]|sten?)?\b)", re.IGNORECASE),
    "es": re.compile(r"\b(izquierd|derech)(?=[ao]s?\b)", re.IGNORECASE),
}
_ABROAD_EXCHANGED: Final = dict(
    (pair, pair[::-1])[way]
    for pair in (("links", "rechts"), ("linke", "rechte"), ("izquierd", "derech"))
    for way in (0, 1)
)


def swap_sides(text: str, language: str = ENGLISH) -> str:
    """The words about the mirrored picture."""
    sides = _ABROAD.get(language)
    return _SIDE.sub(_other, text) if sides is None else sides.sub(_other_abroad, text)


def _other_abroad(found: re.Match[str]) -> str:
    other = _ABROAD_EXCHANGED[found[0].lower()]
    return other.capitalize() if found[0][0].isupper() else other


def _other(found: re.Match[str]) -> str:
    side = found["side"]
    if not side:
        return found[0]
    other = _EXCHANGED[side.lower()] + (found["most"] or "")
    return other.capitalize() if side[0].isupper() else other
