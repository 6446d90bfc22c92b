"""Typing mistakes, and the words that were probably meant. Pure.

A word counts as mistyped if no question uses it and nothing known here is called so. What was meant
is a known word one change away, as Damerau counts changes (https://doi.org/10.1145/363958.363994),
preferably one with two neighbouring letters swapped.
"""

from collections.abc import Iterator, Set
from itertools import islice, pairwise, product
from typing import Final

from assistant.understanding.normaliser import split

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzäöüßáéíóúñ"
_ROWS: Final = "qwertzuiopü", "asdfghjklöä", "yxcvbnm", "qwertyuiop", "zxcvbnm"
_BESIDE: Final = {pair for row in _ROWS for pair in (*pairwise(row), *pairwise(row[::-1]))}
"""Letters whose keys are neighbours."""
_VOWELS: Final = frozenset("aeiouy")
_LONG: Final = 5
"""Letters of a word in which one may have been hit for another. In shorter ones, what was typed may
well be right: "coke" is no slip for "cake", nor "fat" for "far"."""
_SHORTEST: Final = 3
"""A shorter word may be anything."""
_ENDLESS: Final = 40
"""A word with more letters is none."""
_LONGEST: Final = 14
"""Words of a sentence; a longer one is not mended."""
_MOST: Final = 12
"""Readings of a sentence that are tried."""


def respelt(text: str, known: Set[str]) -> Iterator[str]:
    """The sentences that a text may have been meant as, with all its mistakes mended."""
    words = split(text).words
    if len(words) > _LONGEST:
        return
    each = [near(word.text.lower(), known) or (word.text,) for word in words]
    for reading in islice(product(*each), _MOST):
        if any(new != word.text for new, word in zip(reading, words, strict=True)):
            yield "".join(f"{one.before}{new}" for new, one in zip(reading, words, strict=True))


def near(word: str, known: Set[str]) -> tuple[str, ...]:
    """The known words nearest to one that is not known; () where there are none."""
    if word in known or not _SHORTEST <= len(word) <= _ENDLESS or not word.isalpha():
        return ()
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    swapped = {a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1}
    changed = {a + b[1:] for a, b in parts if b}
    changed |= {
        a + letter + b[1:]
        for a, b in parts
        for letter in _LETTERS
        if b and _mistaken(b[0], letter, len(word))
    }
    changed |= {a + letter + b for a, b in parts for letter in _LETTERS}
    return tuple(sorted(swapped & known)) or tuple(sorted(changed & known))


def _mistaken(typed: str, meant: str, length: int) -> bool:
    """Whether one letter of a word may be typed for another; a short word may well be right."""
    return length >= _LONG and ((typed, meant) in _BESIDE or _VOWELS.issuperset((typed, meant)))
