"""What is never said of anybody or anything, whatever the model guesses. Pure."""

import re
from enum import StrEnum
from typing import Final

from assistant.phrases import Line


class Unsaid(StrEnum):
    """What a question asks for and no answer gives."""

    IDENTITY = "identity"
    AGE = "age"
    EMOTION = "emotion"
    DISTANCE = "distance"


UNSAID_LINES: Final = {kind: Line[f"NEVER_{kind.name}"] for kind in Unsaid}
"""What is said in the place of an answer."""

_SOMEBODY: Final = (
    r"(?:he|she|they|him|her|them|this|that|it|i|(?:the|this|that|my) "
    r"(?:\w+ )?(?:person|man|woman|guy|lady|boy|girl|child|kid|baby|people|someone|somebody))"
)
_FEELINGS: Final = (
    r"(?:happy|sad|angry|upset|scared|afraid|worried|bored|nervous|excited|annoyed|jealous|lonely|"
    r"depressed|surprised|in (?:a )?(?:good|bad) mood|in love)"
)

_PATTERNS: Final = {
    Unsaid.IDENTITY: (
        rf"^who (?:is|are|am|was) {_SOMEBODY}(?: (?:person|man|woman|here|there|in .+))?$",
        r"^whose (?:face|picture|photo) is (?:this|that|it)",
        rf"what is (?:his|her|their|{_SOMEBODY}'?s?) name",
        r"(?:do|can) you (?:know|recogni[sz]e) (?:him|her|them|me|this|that|who)",
        r"what (?:is|are) (?:his|her|their) (?:name|job|religion|nationality|race)",
    ),
    Unsaid.AGE: (
        r"how old|what age|how young|years old|(?:his|her|their|my) age|the age of",
        rf"(?:is|are|does|do) {_SOMEBODY} (?:look )?(?:old|young|older|younger|elderly)\b",
    ),
    Unsaid.EMOTION: (
        rf"(?:is|are|am|does|do) {_SOMEBODY} (?:look |seem |feel )?(?:very |so )?{_FEELINGS}",
        rf"how (?:is|are|does|do|am) {_SOMEBODY} feel",
        r"what (?:mood|emotions?)|(?:his|her|their|my) (?:mood|emotions?|feelings)",
    ),
    Unsaid.DISTANCE: (
        r"how (?:far|close|near|distant)|what distance|the distance",
        r"how many (?:met(?:er|re)s|feet|steps|miles|inches|centimet(?:er|re)s|yards)"
        r" (?:away|is|are|to|until)\b",
    ),
}
"""Parts of a question, in small letters and without punctuation."""

_FOUND: Final = {
    kind: re.compile("|".join(f"(?:{one})" for one in patterns))
    for kind, patterns in _PATTERNS.items()
}


def unsaid(question: str) -> Unsaid | None:
    """Say what a question asks for that is never said; None: it may be answered."""
    words = " ".join(re.sub(r"[^\w\s']", " ", question.lower()).split())
    words = re.sub(r"\b(who|what|how)'s\b", r"\1 is", words)
    return next((kind for kind, pattern in _FOUND.items() if pattern.search(words)), None)
