"""Which things another model's text names, of all that the witness knows."""

from functools import cache
from typing import Final

from models.embedded import files, manifest
from models.lexicon.names import FUNCTION, claims, mentions, names, spellings, tokens_of

_MANY_SENSES: Final = frozenset("bass ginger lemon lime peach plum tick".split())
"""Names of things that are also colours, verbs or parts of other names."""
_VERB_AFTER: Final = frozenset("to they who".split())
_OTHERS: Final = frozenset(
    {("conveyor", "belt"), ("seat", "belt"), ("potato", "chips"), ("potato", "chip")}
)
"""Names of other things in which one word is a name by itself."""
_BEFORE_A_THING: Final = frozenset("a an the one his her their".split())


@cache
def _further() -> dict[tuple[str, ...], str]:
    """The phrases of the witness's names that `mentions` does not know."""
    known = manifest.read(files.WEIGHTS).names
    further = (name for name in known if name not in names())
    return {tuple(word.split()): name for name in further for word in spellings(name)}


def named(text: str) -> tuple[str, ...]:
    """The things that a text names, out of all that the witness knows."""
    words, alone = tokens_of(text), set(claims(text))
    found = dict.fromkeys(mentions(text))
    for place, word in enumerate(words):
        phrase = tuple(words[place : place + 2])
        name = _further().get(phrase) if len(phrase) == 2 else None
        if name is None and word in alone and _stands(words, place):
            name = _further().get((word,))
        if name is not None:
            found.setdefault(name)
    return tuple(found)


def _stands(words: list[str], place: int) -> bool:
    """Whether a word names a thing, rather than another thing's colour or kind."""
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if words[place] in _MANY_SENSES:
        return before in _BEFORE_A_THING and (not after or after in FUNCTION)
    if {(before, words[place]), (words[place], after)} & _OTHERS:
        return False
    if words[place] == "watch":
        verb = mentions(before) or before in _VERB_AFTER or after in _BEFORE_A_THING
        return not verb and (not after or after in FUNCTION)
    return not mentions(after)
