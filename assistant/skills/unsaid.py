"""What is never said of anybody or anything, whatever the model guesses. Pure."""

import re
from enum import StrEnum
from typing import Final

from assistant.saying.messages.core import Line
from assistant.skills.plain_question import plain
from assistant.understanding.given_names import GIVEN_NAMES
from models.lexicon.unsayable import FACE, FEELING


class Unsaid(StrEnum):
    """What a question asks for and no answer gives."""

    IDENTITY = "identity"
    AGE = "age"
    EMOTION = "emotion"
    DISTANCE = "distance"


UNSAID_LINES: Final = {kind: Line[f"NEVER_{kind.name}"] for kind in Unsaid}
"""What is said in the place of an answer."""

_RELATION: Final = (
    r"(?:wife|husband|partner|fianc[eé]e?|(?:boy|girl)?friends?|(?:grand|step)?(?:mother|father|ma|pa|"
    r"sons?|daughters?|child(?:ren)?)|mum(?:my)?|mom(?:my)?|dad(?:dy)?|parents|brothers?|sisters?|"
    r"uncle|aunt(?:ie)?|cousins?|nephew|niece|bab(?:y|ies)|kids?|family|neighbou?rs?|colleagues?|"
    r"boss|teacher|doctor|nurse|carer)"
)
_PERSON: Final = (
    r"(?:person|people|someone|somebody|m[ae]n|wom[ae]n|gentlem[ae]n|guys?|lad(?:y|ies)|boys?|"
    rf"girls?|teenagers?|ones?|{_RELATION})"
)
NAMES: Final = rf"(?:{'|'.join(sorted(GIVEN_NAMES, key=len, reverse=True))})"
"""A given name, in small letters."""
_OF_PEOPLE: Final = rf"(?:the|this|that|these|those|my|our) (?:\w+ )?{_PERSON}\b"
_SOMEBODY: Final = rf"(?:he|she|they|him|her|them|this|that|it|i|{_OF_PEOPLE})"
_CLEARLY: Final = rf"(?:he|she|they|i|you|{_OF_PEOPLE})"
"""Who can be nothing but a person."""
_THING: Final = (
    rf"(?:it|(?:the|this|that|these|those|my|our) (?!(?:\w+ ){{0,2}}?{_PERSON}(?![\w']))\w+)\b"
)
_ASKS: Final = r"(?:is|are|was|were|does|do)"
_FEELS: Final = rf"(?:(?:{FEELING}|{FACE})\b|in (?:a )?(?:good|bad) mood)"
_YEARS: Final = (
    r"(?:(?:over|under|above|below|about|around|at least) )?(?:\d+|ten|eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?: \w+)?)"
    r"(?: years old)?$"
)
_LOOKS: Final = r"(?:look(?:ing)? |seem |feel(?:ing)? )?(?:very |really |so |still )?"
_OF_THINGS_TOO: Final = r"(?:calm|serious|glad|relaxed|tense|pleased|mad|stern|curious)"
"""Words of feelings that are also said of weather, of what happens and of what is sold."""
_AGED: Final = r"(?:teen\w*|adults?|minors?|seniors?|pensioners?)"
_YOUNG: Final = r"(?:child(?:ren)?|kids?|bab(?:y|ies)|toddlers?)"
_AGED_ALONE: Final = (
    rf"(?:(?:{_YOUNG}|{_PERSON}) or (?:an? )?)?{_AGED}"
    rf"(?: or (?:an? )?(?:{_AGED}|{_YOUNG}|{_PERSON}))?"
    r"(?: (?:here|there|over there|(?:in|on|at|with|by|near|beside|behind|next to|who|that|sitting|"
    r"standing|talking|walking|wearing|holding)\b.*))?$"
)
_ANYBODY: Final = rf"(?:{_SOMEBODY}|(?:any|some)(?:one|body)|everyone|everybody)"
_PLACE: Final = r"(?: (?:here|there|now|(?:or|in|on|at|next to|beside|behind|who|with) .+))?$"
_FAR: Final = (
    r"(?:far(?: away| off)?(?: from .+| to (?!the (?:left|right)).+)?|a long way(?: away| off)?|"
    r"near(?: me| us)?|close (?:to (?:me|us)|by|enough)|(?:very|too|so|really) close)$"
)

_PATTERNS: Final = {
    Unsaid.IDENTITY: (
        rf"^who (?:is|are|am|was) {_SOMEBODY}(?: (?:person|man|woman|here|there|in .+))?$",
        rf"^(?:is|are|am|was) (?:{_SOMEBODY}|these|those|{_OF_PEOPLE} (?:in|on|at|with) \w+ \w+) "
        rf"(?:my|your|his|her|our|their) (?:\w+ )?{_RELATION}{_PLACE}",
        rf"^(?:is|are|was) (?:{_SOMEBODY} {NAMES}|{_CLEARLY} {NAMES} \w+){_PLACE}",
        rf"^(?:is|are|(?:can|do) you see) (?:(?:my|our) {_RELATION}|{NAMES})"
        r"(?: (?:here|there|in (?:the|this) (?:picture|photo|image|room)))?$",
        r"^whose (?:face|picture|photo) is (?:this|that|it)",
        rf"what is (?:his|her|their|{_OF_PEOPLE}'?s?) name|^is (?:his|her|their) name\b",
        rf"(?:do|can) you (?:know|recogni[sz]e) (?:him|her|them|me|who|{_OF_PEOPLE})",
        r"what (?:is|are) (?:his|her|their) (?:name|job|religion|nationality|race)",
    ),
    Unsaid.AGE: (
        rf"how (?:old|young)\b(?! {_ASKS} {_THING})|what age(?! {_ASKS} {_THING})",
        rf"^(?!{_ASKS} {_THING}).*years old|(?:his|her|their|my) age|the age of(?! {_THING})",
        rf"{_ASKS} {_CLEARLY} (?:look )?(?:very |so |too )?"
        r"(?:old|young|older|younger|elderly|middle aged)\b",
        rf"{_ASKS} (?!\w+ (?:\w+ )?ones? ){_CLEARLY} (?:look )?{_YEARS}",
        rf"{_ASKS} {_CLEARLY} (?:an? )?{_AGED}\b(?! (?:dog|cat|horse|bird|animal)s?\b)",
        rf"{_ASKS} (?:this|that|it) an? {_AGED_ALONE}",
        r"in (?:his|her|their|my) (?:\w+ )?"
        r"(?:\d\ds|(?:twen|thir|for|fif|six|seven|eigh|nine)ties|teens)\b",
    ),
    Unsaid.EMOTION: (
        rf"(?:is|are|am|does|do) (?!(?:it|this|that) {_LOOKS}{_OF_THINGS_TOO}\b)"
        rf"{_ANYBODY} {_LOOKS}{_FEELS}",
        rf"^who (?:is|looks|seems) {_FEELS}",
        rf"how (?:is|are|does|do|am) {_SOMEBODY} feel|what (?:is|are|does|do|am) {_CLEARLY} feel",
        r"what (?:kind of |sort of )?(?:facial )?(?:mood|emotions?|expression)",
        rf"(?:his|her|their|my|{_OF_PEOPLE}(?:'s)?) (?:facial )?"
        r"(?:mood|emotions?|feelings|expression)",
    ),
    Unsaid.DISTANCE: (
        r"how (?:far|close|near|distant)|what distance|the distance",
        r"how many (?:met(?:er|re)s|miles|inches|centimet(?:er|re)s|yards)"
        r" (?:away|is|are|to|until)\b",
        r"how many (?:steps|feet)(?: (?:is|are) (?!there|in\b)\w+(?: \w+)?)? (?:away|to|until)\b",
        r"how many feet (?:ahead|in front)|^am i (?:still |too |very )?(?:far|near|close)\b",
        rf"^(?:is|are|was) (?!there\b|any|some)(?:[\w']+ ){{1,5}}?{_FAR}",
    ),
}
"""Parts of a question, in small letters and without punctuation."""

_FOUND: Final = {
    kind: re.compile("|".join(f"(?:{one})" for one in patterns))
    for kind, patterns in _PATTERNS.items()
}
_CALLED: Final = re.compile(
    rf"(?i:is|was)(?:n['\u2019]t)? (?i:he|she|{_OF_PEOPLE}) [A-ZÀ-Ý][a-zß-ÿ]+"
)
"""A name, where the question is written with capital letters."""


def unsaid(question: str) -> Unsaid | None:
    """Say what a question asks for that is never said; None: it may be answered."""
    words = plain(question)
    if _CALLED.match(question):
        return Unsaid.IDENTITY
    return next((kind for kind, pattern in _FOUND.items() if pattern.search(words)), None)
