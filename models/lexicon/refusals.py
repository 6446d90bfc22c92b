"""Texts that say nothing about a picture: refusals, and what is absent. Pure."""

import re
from typing import Final

_IMAGE: Final = r"(?:image|picture|photo(?:graph)?|question|text|label|print|writing)s?"
_SEEN: Final = (
    r"(?:visible|clear|legible|readable|known|shown|seen|given|provided|specified|stated|mentioned|"
    r"determined|identified|possible|certain|sure|applicable|enough)"
)
_TELL: Final = (
    r"(?:tell|see|say|determine|read|answer|know|identify|make\ out|help|assist|describe|view|"
    r"provide|recogni[sz]e|be\ (?:seen|read|determined|identified|told|answered|known)|"
    r"do\ (?:that|this)|comply|access|look)"
)
_CANNOT: Final = re.compile(
    rf"""(?:
    (?:(?:i\ am|i'm|i\ was)\ )?(?:sorry|afraid)(?:$|[,.!]|\ (?:but|i|that)\b)
    | unfortunately\b | (?:my\ )?apolog(?:y|ies|i[sz]e)\b | i\ apologi[sz]e\b
    | please\ (?:provide|upload|share|attach|send|show|try|give|check|clarify|specify|let|note)\b
    | as\ an?\ (?:ai|language|text)\b
    | (?:\w+\ ){{0,3}}?(?:can(?:not|'t|\ not)|could(?:n't|\ not)
      | (?:(?:am|is|are|i'm|be)\ )?(?:not\ able|unable)\ to)(?:\ {_TELL}\b|$)
    | i\ (?:do\ not|don't)\ (?:know|see|have|think)\b
    | (?:i\ )?(?:dunno|don't\ know|do\ not\ know)\b
    | i\ (?:would\ )?need\b | i\ (?:have|see)\ no\b | no\ (?:idea|answer|{_IMAGE})\b
    | n/a\b | none$ | there(?:\ is|\ are|'s)\ (?:none$|no(?:t\ enough)?\ )
    | (?:maybe|perhaps|possibly|probably|likely)(?:\ not)?$ | (?:i\ think\ so|yes\ and\ no)$
    | (?:\w+\ ){{0,3}}?(?:is|are|'s|i'm|am|it's|that's)?\ ?not\ (?:quite\ |really\ )?{_SEEN}\b
    | (?:\w+\ ){{0,3}}?(?:(?:is|are|it's|that's|i'm|am)\ )?(?:unclear|unknown|unsure|uncertain
      | un(?:identifi(?:able|ed)|readable|determined|answerable)|indeterminate|illegible
      | (?:too\ )?(?:hard|difficult|impossible)\ to\ (?:tell|say|see|determine|know|read)
      | too\ (?:blurry|blurred|dark|small|far)|blurry|blurred)(?:$|[,.]|\ (?:to|for|from|what)\b)
    | (?:the\ |this\ )?(?:image|picture|photo)\ (?:does\ not|doesn't)\ (?:show|say|tell)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_ABSENT: Final = re.compile(
    r"\b(?:not|cannot|without|nobody|nothing|none|unable)\b|n't\b|\bno one\b"
    r"|\bno (?!(?:parking|smoking|entry|stopping|exit|left|right|trespassing|littering|\d|dogs)\b)",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(
    r"\"[^\"]+\"|\u201c[^\u201d]+\u201d|(?<!\w)'[^']+'(?!\w)"
    r"|(?<=\ba )(?:no|do not|don't) (?:[\w-]+ ){1,3}?(?=signs?\b)",
    re.IGNORECASE,
)
_OF_ITSELF: Final = re.compile(
    r"(?:the|this|that) (?:image|picture|photo(?:graph)?) (?:itself )?"
    r"(?:is|appears|seems|looks)\b"
    r"(?! (?:of|to (?:show|depict)|(?:to be )?an? (?:[\w-]+ ){0,4}?"
    r"(?:image|picture|photo(?:graph)?|close-?up|shot|view|screenshot|drawing|painting) of)\b)",
    re.IGNORECASE,
)
"""Statements about the picture itself."""


def cannot_tell(answer: str) -> bool:
    """Whether an answer only says that there is none."""
    return _CANNOT.match(answer.strip().replace("\u2019", "'")) is not None


def refuses(caption: str) -> bool:
    """Whether a description refuses, judges the picture itself, or says what is absent.

    No picture supports that something is absent.
    """
    text = _QUOTED.sub("it", caption.strip().replace("\u2019", "'"))
    return bool(cannot_tell(text) or _ABSENT.search(text) or _OF_ITSELF.match(text))
