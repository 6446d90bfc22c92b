"""Spoken or typed words without what does not change their meaning. Pure.

Contractions are spelled out, thanks and fillers left out, polite forms made plain, what recognisers
mishear mended, and an indirect question ("can you tell me if …") made a direct one. What counts as
any of these stands in the language's file.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from assistant.understanding.templates import Match, Template, spaced

_OUTSIDE: Final = " \t\r\n,.!?;:-\"'¿¡"
_WORD: Final = re.compile(r"(\w(?:[\w'-]*\w)?)")
_PAUSE: Final = re.compile(r"[,.!?;:]")
_INSERTED: Final = re.compile(r"\{(\w+)\}")
_MOST_TIMES: Final = 5
"""How often one rewriting is done in one sentence."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, with the blanks and signs before it."""

    text: str
    before: str = " "


@dataclass(frozen=True, slots=True)
class Words:
    """Words in their order, with the signs around them."""

    words: tuple[Word, ...]
    end: str = ""
    """The signs behind the last word."""

    @property
    def spaced(self) -> str:
        """As templates match them."""
        return spaced(word.text for word in self.words)

    @property
    def text(self) -> str:
        """As they were written, but for signs at either end that belong to no word."""
        every = "".join(f"{word.before}{word.text}" for word in self.words) + self.end
        return " ".join(every.split()).strip(_OUTSIDE)

    def part(self, span: tuple[int, int]) -> "Words":
        """The words of a part of `spaced`."""
        start, end = (self.spaced.count(" ", 0, at) for at in span)
        return Words(self.words[start:end], self.end if end == len(self.words) else "")

    def said(self, span: tuple[int, int]) -> str:
        """The words of a part of `spaced`, as they were written."""
        return self.part(span).text

    def groups(self, between: Template) -> list["Words"]:
        """The words between others, or between commas."""
        found: list[list[Word]] = [[]]
        for word in self.words:
            if "," in word.before:
                found.append([])
            if between.whole(spaced([word.text])):
                found.append([])
            else:
                found[-1].append(word)
        return [Words(tuple(words)) for words in found if words]

    def from_(self, start: int) -> "Words":
        """All words but those before a place in `spaced`."""
        return replace(self, words=self.words[self.spaced.count(" ", 0, start) :])

    def until(self, end: int) -> "Words":
        """The words before a place in `spaced`."""
        last = self.spaced.count(" ", 0, end)
        behind = self.words[last].before if last < len(self.words) else self.end
        return Words(self.words[:last], behind.rstrip(_OUTSIDE))


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A template, and the words that take the place of those that it matches."""

    template: Template
    to: tuple[str, ...]
    """Words, slots like "{name}", and "..." for each of the template's."""

    def of(self, words: Words) -> Words | None:
        """The words rewritten; None where the template does not match all of them."""
        found = self.template.whole(words.spaced)
        if found is None:
            return None
        rests = iter(found.rests)
        new: list[Word] = []
        for one in self.to:
            if one == "...":
                new += words.part(next(rests)).words
            elif (slot := _INSERTED.fullmatch(one)) and _is_whole(words, found, slot[1]):
                new += words.part(found.slots[slot[1]]).words
            else:
                new += map(Word, filter(None, [_filled(one, words, found)]))
        if not new:
            return replace(words, words=())
        first = replace(new[0], before=words.words[0].before)
        others = (replace(word, before=word.before or " ") for word in new[1:])
        return replace(words, words=(first, *others))


def _is_whole(words: Words, found: Match, slot: str) -> bool:
    """Whether a slot took whole words, and no part of one."""
    return slot in found.slots and words.spaced[: found.slots[slot][1]].endswith(" ")


def _filled(text: str, words: Words, found: Match) -> str:
    def said(slot: re.Match[str]) -> str:
        start, end = found.slots.get(slot[1], (0, 0))
        return words.spaced[start:end].strip()

    return _INSERTED.sub(said, text)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What a language's file says about cleaning."""

    contractions: tuple[Rewriting, ...]
    thanks: Template
    """What is said behind a sentence."""
    called: Template
    """What Lantern is called by, behind a pause or thanks."""
    fillers: Template
    """What is said before a sentence."""
    polite: tuple[Rewriting, ...]
    """What is said politely, as it is said to a friend."""
    misheard: tuple[Rewriting, ...]
    frames: Template
    """What stands before an indirect question."""
    direct: tuple[Rewriting, ...]
    """Indirect questions, and the direct ones."""
    untold: Template
    """How an indirect question begins that must become a direct one."""
    nothing: Template
    """What asks for nothing."""
    before: Template
    """What stands before a command and does not change it; and behind it; and within it."""
    behind: Template
    within: Template
    affirmed: tuple[Rewriting, ...]
    """What makes a question one without "not"."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """What a language's file says about questions as they are written."""

    asks: Template
    """How a question begins that is not one to Lantern ("can you …")."""
    commands: Template
    """How a command begins that is put to the picture."""
    doubtful: Template
    """What is no command where it has a question mark."""
    opening: str
    """The sign before a question; empty where there is none."""
    capitals: frozenset[str]
    """Words that are always written with a capital."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A sentence in the forms that are needed of it."""

    words: Words
    """Without manners, made plain; empty where nothing is asked."""
    said: Words
    """The same as politely as it was said."""
    bare: Words
    """`words` without what stands around a command."""
    affirmed: Words
    """`bare` without "not", and without hyphens."""
    indirect: bool
    """Whether it asked by way of another question."""
    mended: bool
    """Whether something was misheard."""


def clean(text: str, how: Cleaning, *, heard: bool = True) -> Cleaned:
    """Clean a sentence; where it was not `heard` but written, nothing in it was misheard."""
    misheard = how.misheard if heard else ()
    plain = without_manners(text, how)
    polite = _rewritten(plain, how.polite)
    mended = _rewritten(polite, misheard)
    words, frame = mended, _start(how.frames, mended)
    if frame:
        inner = _without_start(mended.from_(frame), how.fillers)
        direct = _rewritten(_direct(inner, how.direct), misheard)
        words = mended if _start(how.untold, direct) else direct
    said = words if frame else _rewritten(plain, misheard)
    if how.nothing.whole(words.spaced):
        words = Words(())
    bare = alone(words, how)
    return Cleaned(words, said, bare, _affirmed(bare, how), frame > 0, mended != polite)


def without_manners(text: str, how: Cleaning) -> Words:
    """A sentence without fillers and thanks, as it was heard; a name is spoken like this."""
    words = _once(split(text))
    if words.words and not words.words[0].text[1:2].isupper():
        first = words.words[0].text
        small = replace(words.words[0], text=first[:1].lower() + first[1:])
        words = replace(words, words=(small, *words.words[1:]))
    words = _rewritten(words, how.contractions)
    return _without_start(_without_thanks(words, how), how.fillers)


def alone(words: Words, how: Cleaning, *, whole: bool = False) -> Words:
    """Words without what stands around a command; where they are kept `whole`, not behind it."""
    kept = [word for word in words.words[:-1] if not how.within.whole(spaced([word.text]))]
    words = replace(words, words=(*kept, *words.words[-1:]))
    words = words.from_(_start(how.before, words))
    while not whole and (end := _end(how.behind, words)) is not None:
        words = words.until(end)
    return words


def affirmed(text: str, how: Cleaning) -> Words:
    """A sentence without "not"."""
    return _affirmed(_rewritten(split(text), how.contractions), how)


def _affirmed(words: Words, how: Cleaning) -> Words:
    """Words without "not", and without hyphens between them."""
    parts = (
        Word(part, "-" if number else word.before)
        for word in words.words
        for number, part in enumerate(word.text.split("-"))
        if part
    )
    return _rewritten(replace(words, words=tuple(parts)), how.affirmed)


def as_question(words: Words, how: Sentences) -> str:
    """Cleaned words as a sentence: a capital, and a question mark if there is none."""
    each = (
        replace(one, text=one.text.capitalize()) if one.text.lower() in how.capitals else one
        for one in words.words
    )
    text = replace(words, words=tuple(each)).text
    asks = not how.commands.start(words.spaced) and "?" not in text
    sentence = text[:1].upper() + text[1:]
    return f"{how.opening}{sentence}?" if asks else f"{sentence}."


def is_question(text: str, how: Sentences) -> bool:
    """Whether cleaned words are worded as a question, and not one to Lantern ("can you …")."""
    return how.asks.start(split(text).spaced) is not None


def plain(text: str) -> str:
    """Words in small letters with one blank between them, and without signs."""
    return " ".join(re.sub(r"[^\w\s'-]", " ", text.lower()).split())


def split(text: str) -> Words:
    """The words of a text."""
    text = unicodedata.normalize("NFC", text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    *parts, end = _WORD.split(text.lstrip(_OUTSIDE))
    return Words(tuple(map(Word, parts[1::2], parts[::2])), end.rstrip(_OUTSIDE))


def _once(words: Words) -> Words:
    """A sentence that is said twice or more, as Whisper likes to write it, said once."""
    small = [word.text.lower() for word in words.words]
    for size in range(1, len(small) // 2 + 1):
        if len(small) % size == 0 and small == small[:size] * (len(small) // size):
            return replace(words, words=words.words[:size])
    return words


def _rewritten(words: Words, rewritings: Iterable[Rewriting]) -> Words:
    for rewriting in rewritings:
        for _ in range(_MOST_TIMES):
            new = rewriting.of(words)
            if new is None or new == words:
                break
            words = new
    return words


def _direct(words: Words, rewritings: Iterable[Rewriting]) -> Words:
    """A direct question out of an indirect one, which ends at the first pause."""
    pauses = (n for n, word in enumerate(words.words) if n and _PAUSE.search(word.before))
    first = next(pauses, len(words.words))
    for rewriting in rewritings:
        new = rewriting.of(Words(words.words[:first]))
        if new is not None:
            return replace(words, words=new.words + words.words[first:])
    return words


def _start(template: Template, words: Words) -> int:
    """Where a template that matches the first words ends, before the last word; else 0."""
    found = template.start(words.spaced)
    return 0 if found is None or found.end >= len(words.spaced) else found.end


def _without_start(words: Words, template: Template) -> Words:
    while end := _start(template, words):
        words = words.from_(end)
    return words


def _end(template: Template, words: Words) -> int | None:
    """Where a template that matches the last words begins, behind the first word; else None."""
    text = words.spaced
    starts = (found.end() for found in re.finditer(" ", text[:-1]))
    return next((start for start in starts if template.whole(text[start:])), None)


def _without_thanks(words: Words, how: Cleaning) -> Words:
    while how.thanks.whole(words.spaced) is None:
        end, name = _end(how.thanks, words), _end(how.called, words)
        if end is None and name is not None:
            paused = _PAUSE.search(words.from_(name).words[0].before)
            end = name if paused or _end(how.thanks, words.until(name)) is not None else None
        if end is None:
            return words
        words = words.until(end)
    return words
