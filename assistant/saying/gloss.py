"""A text about a picture put into English, word by word, so that its claims can be checked. Pure.

What counts are the words for things, numbers, qualities, acts and relations of `things/`; the order
of the words stays. No text that is made so is ever spoken.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from assistant.saying.lexicon import Noun, Words, english_words, words
from assistant.saying.noun_phrases import is_living
from models.lexicon.sentences import ACTS

_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*|\d+|[.,;:!?]")
_Phrase: TypeAlias = tuple[str, ...]
_STILL: Final = ("is standing", "is lying")
_LONGEST: Final = 3
"""Words of the longest phrase."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """A text in English, word by word."""

    text: str
    whole: bool
    """Whether each of its words is known."""


def gloss(text: str, language: str) -> Gloss:
    """A text in a language; what is not known in it stays as it is."""
    own = words(language)
    if own is None:
        return Gloss(text, whole=False)
    known, said = _known(language), _WORD.findall(text)
    found: list[str] = []
    whole, place = True, 0
    while place < len(said):
        count, english = _next(known, said[place : place + _LONGEST])
        whole = whole and (bool(english) or not said[place][0].isalpha())
        described = not own.described_first and english in own.qualities and found
        if described and found[-1] in _things():
            found.insert(-1, english)
        else:
            found.append(english or said[place])
        place += count
    return Gloss(" ".join(_at_rest(found)), whole)


def bare_gloss(text: str) -> str:
    """A glossed answer as models give it in English: without articles, a number in figures."""
    figures = {word: number for number, word in english_words().numbers.items()}
    said = [word for word in text.split() if word not in ("a", "the", "is", ".", ",")]
    return " ".join(figures.get(word, word) for word in said)


def _next(known: Mapping[_Phrase, str], said: Sequence[str]) -> tuple[int, str]:
    """How many words the next phrase has, and what it is in English; one word if unknown.

    A capital may be that of the sentence, but what is written with one is never without it.
    """
    for length in range(len(said), 0, -1):
        phrase = tuple(said[:length])
        small = tuple(word.lower() for word in phrase)
        english = known.get(phrase) or known.get(small)
        if english:
            return length, english
    return 1, ""


def _at_rest(found: Sequence[str]) -> Iterator[str]:
    """ "die Tasse steht" as "the cup is": a thing stands and lies as it is."""
    names = _things()
    for place, word in enumerate(found):
        nearest = (one for one in (*found[:place][::-1], *found[place:]) if one in names)
        still = word in _STILL and not is_living(names[next(nearest, "person")])
        yield "is" if still else word


@cache
def _things() -> Mapping[str, str]:
    """The English words for things, for one and for several, with their names."""
    nouns = english_words().nouns
    return {noun.several: name for name, noun in nouns.items()} | {name: name for name in nouns}


@cache
def _known(language: str) -> Mapping[_Phrase, str]:
    """The English word for each phrase; of several, the one that comes first."""
    own = words(language)
    assert own is not None
    made: dict[_Phrase, str] = {}
    for form, english in _forms(own):
        phrase = tuple(form.split())
        if 0 < len(phrase) <= _LONGEST:
            made.setdefault(phrase, english)
    for met, _, short in own.contractions:
        each = (made.get((word,), word) for word in met.split())
        made.setdefault((short.strip(),), " ".join(each))
    return made


def _forms(own: Words) -> Iterator[tuple[str, str]]:
    """Each phrase of a language, with what it is in English."""
    english = english_words()
    yield from _small(own, english)
    for name, value in own.relations.items():
        if value.endswith("}") and name in english.relations:
            yield value.partition("{")[0], name
    # Where acts are clauses, their verbs are finite.
    verb = f"{english.link[0]} " if own.clauses else ""
    for name, value in own.acts.items():
        if name in ACTS:
            yield from ((form, verb + name) for form in _acts(value))
    for name, noun in own.nouns.items():
        yield from _nouns(own, noun, name, english.noun(name))
    for name, value in own.qualities.items():
        yield from ((form, name) for form in _inflected(own, value))


def _small(own: Words, english: Words) -> Iterator[tuple[str, str]]:
    """The words that no thing, act or quality has for itself."""
    for name, forms in own.articles.items():
        said = name if name in ("no", "several", "many", "the") else "a"
        yield from ((form, said) for row in forms.values() for form in row.split())
    yield own.conjunction, english.conjunction
    yield from ((word, "is") for word in own.link)
    for name, value in own.glosses.items():
        yield from ((form.strip(), name) for form in value.split(","))
    for number, word in own.numbers.items():
        if number.isdigit():
            yield word, english.numbers.get(number, number)


def _acts(value: str) -> Iterator[str]:
    """The forms of an act, alone and with another thing."""
    alone = "{" not in value.partition(";")[0]
    for one in value.split(";"):
        before, _, behind = one.partition("{other")
        verb = behind.partition("}")[2]
        # "sentado en": the preposition behind it says a relation.
        if verb or not behind or not alone:
            yield from _chosen(verb or before)


def _nouns(own: Words, noun: Noun, name: str, english: Noun | None) -> Iterator[tuple[str, str]]:
    several = english.several if english is not None and english.several else name
    yield from ((form, name) for form in (noun.one, noun.oblique))
    yield noun.several, several
    ending, behind = own.dative
    if ending and noun.several.endswith(behind):
        yield noun.several + ending, several


def _inflected(own: Words, value: str) -> Iterator[str]:
    """The forms of a describing word."""
    first, _, second = (part.strip() for part in value.partition(","))
    yield from _chosen(first)
    stem = second or first
    endings = {ending for forms in own.endings.values() for row in forms.values()
               for ending in row.split()}  # fmt: skip
    if stem != "-" and " " not in stem:
        yield from (stem + ending for ending in endings if ending != "-")


def _chosen(text: str) -> Iterator[str]:
    """A text with each of its rows of forms: "roto/rota" gives "roto" and "rota"."""
    text = text.replace("+", "").strip()
    rows = re.search(r"[^\s/]+(?:/[^\s/]+)+", text)
    if rows is None:
        yield text
        return
    yield from (text.replace(rows[0], form) for form in rows[0].split("/"))
