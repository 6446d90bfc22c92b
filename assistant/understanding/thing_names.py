"""What things are called in a language, and in English. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.saying.lexicon import english_words
from assistant.understanding.templates import Template, spaced, without_accent

ANY: Final = re.compile(r"(?:an?|any|some) ", re.IGNORECASE)
"""How an English name for any one of a kind begins: "a cup", not "my cup"."""


@dataclass(frozen=True, slots=True)
class ThingNames:
    """The names of things in one language."""

    english_only: bool
    """Whether this is English, where every name is known."""
    articles: Template
    """What stands before a name and does not belong to it."""
    behind: Template
    """What begins what stands behind a name and does not say what kind of thing it is."""
    things: Mapping[str, tuple[str, str]]
    """Every spelling in small letters: the name as it is written, and in English."""
    in_english: frozenset[str]
    """The English names."""
    written: frozenset[str]
    """The names as they are written, also without the letters that a keyboard abroad lacks."""
    first_endings: Mapping[str, str]
    """Endings of the words before the last, with what they are in the first form."""
    last_endings: Mapping[str, str]
    head_first: bool
    """Whether what kind of thing it is stands first in its name ("taza roja")."""

    def bare(self, thing: str) -> str:
        """A thing without its article or owner, in small letters."""
        words = unicodedata.normalize("NFC", thing).lower().strip(" .?!¿¡").split()
        text = spaced(words)
        article = self.articles.start(text)
        kept = text[article.end :] if article is not None and article.end < len(text) else text
        return kept.strip()

    def is_article(self, words: str) -> bool:
        """Whether words end before the name: "the", of "find the"."""
        return self.articles.whole(spaced(words.split())) is not None

    def has_article(self, thing: str) -> bool:
        """Whether a name begins with an article or an owner: "the cup", "your cup"."""
        return self.articles.start(spaced(thing.split())) is not None

    def called(self, thing: str) -> str:
        """A thing as this language writes it, without its article; as it was said if not known."""
        known = self._known(self.bare(thing))
        return self.bare(thing) if known is None else known[0]

    def english(self, thing: str, *, exactly: bool = True) -> str | None:
        """The English name of a thing; None where it has none here. English names count too.

        Unless it must be `exactly` that, what is said of the thing may be left out ("red cup").
        """
        if self.english_only:
            return thing
        names = [self.bare(thing)]
        words = self._before_place(names[0].split())
        if words and not exactly:
            names += (" ".join(words), words[0 if self.head_first else -1])
        for name in names:
            if known := self._known(name):
                return known[1]
            if name in self.in_english:
                return name
        return None

    def own(self, english: str) -> str | None:
        """What a thing with an English name is called first; None where that is not known."""
        noun = english_words().nouns.get(english)
        wanted = (english, noun.one or noun.several) if noun else (english,)
        owns = (own for one in wanted for own, name in self.things.values() if name == one)
        return next(owns, None)

    def _before_place(self, words: list[str]) -> list[str]:
        """The words of a name before the place of the thing ("on the table")."""
        inner = enumerate(words[1:-1], start=1)
        first = (n for n, word in inner if self.behind.whole(spaced([word])))
        return words[: next(first, len(words))]

    def _known(self, bare: str) -> tuple[str, str] | None:
        """A thing's own spelling and English name, by its name as it is or as it is inflected."""
        if bare in self.things:
            return self.things[bare]
        *first, last = bare.split() or [""]
        words = [_ended(word, self.first_endings) for word in first]
        name = " ".join((*words, _ended(last, self.last_endings)))
        return self.things[name] if name in self.written else None


def things_of(
    table: Mapping[str, Sequence[str]], letters: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, str]]:
    """Every spelling of every name, with the name as it is written and in English.

    `table` has the names by the English one; `letters` are those that may be written otherwise.
    """
    found: dict[str, tuple[str, str]] = {}
    for english, names in table.items():
        for name in names:
            spellings = {name.lower()}
            for letter, others in letters.items():
                spellings |= {one.replace(letter, other) for one in spellings for other in others}
            for one in (*spellings, *map(without_accent, spellings)):
                found.setdefault(one, (name, english))
    return found


def written(names: Iterable[str], letters: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Names in small letters, and the same as they are written abroad."""
    abroad = str.maketrans({letter: others[0] for letter, others in letters.items()})
    small = {name.lower() for name in names}
    return frozenset(small | {name.translate(abroad) for name in small})


def _ended(word: str, endings: Mapping[str, str]) -> str:
    """A word with another ending, where it has one of these behind its first letter."""
    fitting = (end for end in endings if len(word) > len(end) and word.endswith(end))
    end = max(fitting, key=len, default="")
    return word.removesuffix(end) + endings[end] if end else word
