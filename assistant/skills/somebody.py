"""Whether a name is one of people, of whom nothing but that may be told. Pure."""

import re
from typing import Final

from assistant.protocol.spoken import ENGLISH
from assistant.saying.lexicon import words
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import of
from models.interfaces import PERSON
from models.lexicon.names import head, kind_of

_THINGS_TOO: Final = frozenset(
    "player players runner runners driver drivers rider worker team family baby".split()
)
"""What is no person after another word: a record player, a table runner."""


def is_somebody(name: str) -> bool:
    """Whether an English name without its article is of people: "person", "old man", "Anna"."""
    words = head(name)
    if kind_of(words) == PERSON and not (" " in words and words.split()[-1] in _THINGS_TOO):
        return True
    relative = of(ENGLISH).marks["relative"]
    return is_given_name(words) or relative.whole(f"{words.lower()} ") is not None


def names_somebody(text: str, language: str) -> bool:
    """Whether a glossed text may hold a person's name: what keeps a capital is not known.

    In German, where all nouns have one, two in a row may be a name, and what people are called.
    """
    own = words(language)
    capital = r"[A-ZÀ-ÖØ-Þ][a-zß-ÿ]+"
    if own is None or own.nouns_have_capitals:
        capitals = re.findall(rf"\b{capital}\b", text)
        return re.search(rf"\b{capital} {capital}\b", text) is not None or any(
            map(is_given_name, capitals)
        )
    return re.search(rf"\b{capital}\b", text) is not None
