"""Whether a name is one of people, of whom nothing but that may be told. Pure."""

import re
from typing import Final

from assistant.skills.unsaid import NAMES, Unsaid, unsaid
from models.lexicon import head, kind_of

PERSON: Final = "person"
_GIVEN: Final = re.compile(NAMES, re.IGNORECASE)
_THINGS_TOO: Final = frozenset(
    "player players runner runners driver drivers rider worker team family baby".split()
)
"""What is no person after another word: a record player, a table runner."""


def is_given_name(name: str) -> bool:
    """Whether a name is one that people have, and perhaps a pet: "Lucy"."""
    return _GIVEN.fullmatch(name) is not None


def is_somebody(name: str) -> bool:
    """Whether an English name without its article is of people: "person", "old man", "Anna"."""
    words = head(name)
    if kind_of(words) == PERSON and not (" " in words and words.split()[-1] in _THINGS_TOO):
        return True
    asked = (f"is this {words}", f"is this my {words}")
    return any(unsaid(question) is Unsaid.IDENTITY for question in asked)
