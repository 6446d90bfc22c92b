"""Whether a name is one of people, of whom nothing but that may be told. Pure."""

from typing import Final

from assistant.protocol.spoken import ENGLISH
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import of
from models.lexicon.names import head, kind_of

PERSON: Final = "person"
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
