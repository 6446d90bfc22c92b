"""Which known things a text names: a table of words and a longest-match reader.

What a caption asserts, which words are barred, and what the training counts as said all come from
one table, `things.toml`; `words.toml` has the words around them.
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

from models.lexicon.things import SEEN, column, phrases, words_of

_WORDS: Final[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
)


COCO_WORDS: Final = words_of("coco")
"""COCO's names and the words that assert them; `_` joins the words of a phrase."""
OTHER_WORDS: Final = words_of("other")
"""Other names that captions use and the witness knows."""
SPOKEN: Final = column("spoken")
"""What names are called, best first, where it is not the name alone."""
FUNCTION: Final = frozenset(_WORDS["function"].split())
"""Words that assert nothing."""
_FORMS: Final = {name: phrases(forms) for name, forms in (COCO_WORDS | OTHER_WORDS).items()}
_NAME_OF: Final = {
    tuple(form.split()): name
    # The first name that claims a word keeps it.
    for name, forms in reversed(_FORMS.items())
    for form in forms
}
_KNOWN: Final = FUNCTION.union(*_NAME_OF)
_FURTHER: Final = {
    tuple(form.split()): name
    for name, forms in words_of("further").items()
    for form in phrases(forms)
    if tuple(form.split()) not in _NAME_OF
}
"""What captions seldom name: surfaces, produce and the like."""
_ALL: Final = _FURTHER | _NAME_OF
_LONGEST: Final = 4
"""Words of the longest name."""

_PART_OF: Final = re.compile(
    r"^(?:[\w-]+ )*?"
    r"(?:pair|piece|sheet|slice|roll|bunch|set|stack|pile|flight|group|couple|lot|kind|sort|type)"
    r"s? of "
)
_BEHIND: Final = re.compile(
    r" (?:above|across|against|and|around|at|before|behind|below|beneath|beside|between|by|for|"
    r"from|in|inside|into|near|next|of|on|onto|opposite|or|over|that|to|under|underneath|which|who|"
    r"with|without)(?: .*|$)"
)


def head(name: str) -> str:
    """A name without what stands behind it: "red cup" for "red cup on the table".

    Words that only say how much are left out as well: "scissors" for "a pair of scissors".
    """
    words = " ".join(name.lower().split())
    return _BEHIND.sub("", _PART_OF.sub("", words))


@cache
def _exact() -> dict[str, str]:
    """Each name's phrases, in singular and plural, and its synonyms."""
    table = {also: name for name, forms in column("also").items() for also in forms}
    for name in names():
        for word in (name, *SPOKEN.get(name, ())):
            for many in (word, f"{word}s", f"{word}es", re.sub("y$", "ies", word)):
                table.setdefault(many, name)
    for form, name in _FURTHER.items():
        table.setdefault(" ".join(form), name)
    for name in SEEN:
        if tuple(name.split()) not in _NAME_OF:
            table.setdefault(name, name)
    return table


def thing_of(phrase: str) -> str | None:
    """The thing that a phrase means exactly: a cup for "cups", but no person for "baby"."""
    return _exact().get(phrase)


def kind_of(phrase: str) -> str | None:
    """The thing that a phrase names a kind of: glasses for sunglasses, a cup for a red mug.

    The last words decide: a cup holder is no cup.
    """
    words = tokens_of(phrase)
    lasts = (words[-2:], words[-1:])
    each = (_NAME_OF.get(tuple(one)) or _WORDS["resembling"].get(" ".join(one)) for one in lasts)
    return next(filter(None, each), None)


def single_words(name: str) -> tuple[str, ...]:
    """The single words that assert a name, such as "puppy" for "dog"."""
    return tuple(form for form in _FORMS.get(name, ()) if " " not in form)


def spellings(name: str) -> tuple[str, ...]:
    """The words and phrases that assert a name; of an unknown name, it and its plural."""
    return _FORMS.get(name, (name, f"{name}s"))


def names() -> tuple[str, ...]:
    """All names that a text can mention, COCO's first."""
    return tuple(_FORMS)


def claims(text: str) -> tuple[str, ...]:
    """The words that assert something which no name covers: colours, actions, unknown things."""
    return tuple(word for word in tokens_of(text) if word not in _KNOWN)


def tokens_of(text: str) -> list[str]:
    """The lower-case words of a text."""
    return re.findall(r"[a-z]+", text.lower())


def mentions(text: str) -> tuple[str, ...]:
    """The names that a text asserts, each once, in the order of the text."""
    return tuple(dict.fromkeys(name for _, name in mentioned(text)))


def mentioned(text: str) -> list[tuple[str, str]]:
    """The words of a text that assert names, each with its name: "woman" and "person".

    A word inside a longer known phrase counts for the phrase only ("hot dog" is no dog), and a
    word that only qualifies the next one ("ski lift", "bus stop") does not count.
    """
    words = tokens_of(text)
    return [(" ".join(words[span]), name) for span, name in mentioned_at(words)]


def mentioned_at(words: list[str], *, further: bool = False) -> list[tuple[slice, str]]:
    """As `mentioned`, with the places among these words of a text.

    `further`: what captions seldom name counts too, such as a sheet of paper.
    """
    table = _ALL if further else _NAME_OF
    found: list[tuple[slice, str]] = []
    place = 0
    while place < len(words):
        sizes = range(min(_LONGEST, len(words) - place), 1, -1)
        size = next((size for size in sizes if tuple(words[place : place + size]) in table), 1)
        phrase = tuple(words[place : place + size])
        if phrase in table and not (size == 1 and _qualified(words, place)):
            found.append((slice(place, place + size), table[phrase]))
        place += size
    return found


def _qualified(words: list[str], place: int) -> bool:
    before, word, after = " ".join(["", *words[:place]]), words[place], [*words, ""][place + 1]
    not_after, not_before = (_WORDS[one] for one in ("not_after", "not_before"))
    ends = phrases(f"{not_after.get(word, '')} {not_after['any']}")
    led = before.endswith(tuple(f" {one}" for one in ends))
    return led or after in not_before.get(word, "").split()
