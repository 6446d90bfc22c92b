"""Statements about a picture, in English for a model that knows nothing else. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.protocol.spoken import ENGLISH
from assistant.saying.gloss import gloss
from assistant.saying.noun_phrases import Thing
from assistant.understanding.language_file import Understanding, of
from assistant.understanding.normaliser import plain
from models.lexicon.sentences import parse

_LONGEST: Final = 5
"""Words of the name of a thing with its article: "una bolsa de patatas fritas"."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A statement in English."""

    english: str
    """Empty if nothing of it is known in English."""
    partly: bool = False
    """Whether it only says that the things are there which were named."""


def stated(words: str, language: Understanding) -> Stated:
    """A statement in English; of one with words that are not known, that its things are there."""
    own = language.likeness(words)
    if language.code == ENGLISH or of(ENGLISH).likeness(words) > own:
        return Stated(words)
    glossed = gloss(words, language.code)
    if glossed.whole:
        return Stated(glossed.text.rstrip(" .!"))
    things, other = [], False
    for phrase, thing in _named(plain(words).split(), language):
        if thing is not None:
            things.append(thing)
        elif phrase not in language.common:
            other = True
    if not things or parse(glossed.text).denies:
        return Stated("", partly=True)
    each = dict.fromkeys(str(Thing(name)) for name in things)
    return Stated(f"there is {' and '.join(each)}", partly=other or len(each) > 1)


def _named(words: list[str], language: Understanding) -> Iterator[tuple[str, str | None]]:
    """The words, each with the English name of the thing that it is, alone or with the next."""
    place = 0
    while place < len(words):
        for size in range(_LONGEST, 0, -1):
            phrase = " ".join(words[place : place + size])
            known = None if phrase in language.common else language.names.english(phrase)
            if known is not None:
                break
        yield phrase, known
        place += size
