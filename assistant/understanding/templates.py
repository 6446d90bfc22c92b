"""Sentence templates, as Home Assistant's translators write them, compiled to patterns. Pure.

    what (is|are) [the] {thing} <here>

`(a|b)` is either, `[x]` may be left out, `{name}` is a slot and `<name>` another template. The
rest goes beyond hassil's syntax: `[x]+` takes x up to four times, `...` stands for any words, `*`
for any letters and `#` for digits within a word, and `!(x)` or `+(x)` says that x must not, or
must, come next.

A template matches words in small letters, each with one blank behind it (`spaced`).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

WORD: Final = "[^ ]+ "
_TOKEN: Final = re.compile(
    r"(?P<blank>\s+)|(?P<rest>\.\.\.)|\{(?P<slot>\w+)\}|<(?P<rule>\w+)>|(?P<open>[!+]?\(|\[)"
    r"|(?P<close>\]\+?|\))|(?P<or>\|)|(?P<text>[\w'*#-]+)"
)
_WILD: Final = {"*": "[^ ]*", "#": r"\d+"}
_MANY: Final = 500
"""More ways to write a word than these are not listed."""


class TemplateError(ValueError):
    """A template cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A slot that takes any words, but for some."""

    least: int = 1
    most: int = 1
    none_of: str = ""
    """A template of words that it does not hold."""
    first: str = ""
    """A template of how it must begin."""
    not_first: str = ""
    not_last: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A slot that takes one of several values, each said in one or more ways."""

    values: Mapping[str, str]
    """Each value with its template; the value "" stands for the words as they were said."""

    def parsed(self) -> tuple["_Sequence", ...]:
        """All templates of its values. Raises TemplateError."""
        return tuple(one for text in self.values.values() for one in _parsed(text))


Slot: TypeAlias = Wildcard | Choice


@dataclass(frozen=True, slots=True)
class _Text:
    letters: str


@dataclass(frozen=True, slots=True)
class _Blank:
    pass


@dataclass(frozen=True, slots=True)
class _Rest:
    pass


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str


@dataclass(frozen=True, slots=True)
class _Rule:
    name: str


@dataclass(frozen=True, slots=True)
class _Group:
    kind: str
    """ "(" either, "[" optional, "[+" any number of times, "!(" not next, "+(" next."""
    either: tuple["_Sequence", ...]


_Node: TypeAlias = _Text | _Blank | _Rest | _Slot | _Rule | _Group
_Sequence: TypeAlias = tuple[_Node, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a template found, by the names of its slots."""

    slots: Mapping[str, tuple[int, int]]
    """Where the words of each slot begin and end, in letters."""
    values: Mapping[str, str]
    """Which value a choice took, or the words of a wildcard."""
    rests: tuple[tuple[int, int], ...]
    """The same of each `...`."""
    start: int
    end: int


class Template:
    """A compiled template."""

    def __init__(self, source: str, pattern: str, grammar: "Grammar") -> None:
        """Take the pattern that `Grammar` made of the source; it is compiled when it is used."""
        self.source = source
        self._text = pattern
        self._grammar = grammar

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._text)

    def compile(self) -> None:
        """Compile it now, which takes a while."""
        assert self._pattern

    def whole(self, text: str) -> Match | None:
        """The match of all of a spaced text."""
        found = self._pattern.fullmatch(text)
        return None if found is None else self._match(found)

    def start(self, text: str) -> Match | None:
        """The match of how a spaced text begins."""
        found = self._pattern.match(text)
        return None if found is None else self._match(found)

    def anywhere(self, text: str) -> Match | None:
        """The first match of whole words within a spaced text."""
        at = 0
        while at < len(text):
            if found := self._pattern.match(text, at):
                return self._match(found)
            at = text.index(" ", at) + 1
        return None

    def _match(self, found: re.Match[str]) -> Match:
        slots: dict[str, tuple[int, int]] = {}
        values: dict[str, str] = {}
        rests = []
        for group, words in found.groupdict().items():
            name, _, number = group.rpartition("_")
            if not name:
                rests.append((int(number), found.span(group)))
            elif words is not None:
                slots[name] = found.span(group)
                values[name] = self._grammar.value(name, words)
        return Match(slots, values, tuple(span for _, span in sorted(rests)), *found.span())


class Grammar:
    """Compiles the templates of a language, which share rules, slots and spellings."""

    def __init__(
        self,
        rules: Mapping[str, str],
        slots: Mapping[str, Slot],
        letters: Mapping[str, Sequence[str]],
    ) -> None:
        """`letters` are those that may be written otherwise, each with its other spellings."""
        self._sources = rules
        self._slots = slots
        self._letters = letters
        self._rules: dict[str, tuple[_Sequence, ...]] = {}
        self._written: dict[tuple[str, bool], str] = {}
        self._choices: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._open: list[str] = []
        self._numbers = 0

    def template(self, source: str) -> Template:
        """One template. Raises TemplateError."""
        return Template(source, self._either(_parsed(source)), self)

    def each_of(self, source: str) -> Iterator[tuple[Template, frozenset[str] | None]]:
        """A template for each alternative of one, with the words that it can begin with.

        None in their place: any. Raises TemplateError.
        """
        for sequence in _parsed(source):
            words, empty = self._firsts((sequence,))
            text = self._sequence(sequence, tight=False)
            yield Template(source, text, self), None if empty else words

    def any_of(self, sources: Iterable[str]) -> Template | None:
        """Compile several templates to one that fits where any of them does; None without any.

        Raises TemplateError.
        """
        every = list(sources)
        if not every:
            return None
        text = "|".join(self._either(_parsed(source)) for source in every)
        return Template(every[0], f"(?:{text})", self)

    def value(self, name: str, words: str) -> str:
        """The value of a choice by the words of its slot; of a wildcard, the words."""
        slot = self._slots[name]
        if isinstance(slot, Wildcard):
            return words.strip()
        if name not in self._choices:
            self._choices[name] = [
                (value, re.compile(f"(?:{self._either(_parsed(text))}|{self._tight(text)})"))
                for value, text in slot.values.items()
            ]
        found = (value for value, pattern in self._choices[name] if pattern.fullmatch(words))
        return next(found, "") or words.strip()

    def _tight(self, source: str) -> str:
        return self._either(_parsed(source), tight=True)

    def _either(self, either: tuple[_Sequence, ...], *, tight: bool = False) -> str:
        parts = [self._sequence(one, tight=tight) for one in either]
        return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"

    def _sequence(self, sequence: _Sequence, *, tight: bool) -> str:
        if tight:
            return "".join(self._node(node, tight=True) for node in sequence)
        found = []
        for word in _words(sequence):
            if len(word) == 1 and not isinstance(word[0], _Text):
                found.append(self._node(word[0], tight=False))
            else:
                found.append("".join(self._node(node, tight=True) for node in word) + " ")
        return "".join(found)

    def _node(self, node: _Node, *, tight: bool) -> str:
        if isinstance(node, _Text):
            return "".join(map(self._letter, node.letters))
        if isinstance(node, _Blank):
            return " "
        if isinstance(node, _Rest):
            self._numbers += 1
            return f"(?P<_{self._numbers}>(?:{WORD})*?)"
        if isinstance(node, _Rule):
            return self._rule(node.name, tight=tight)
        if isinstance(node, _Slot):
            return self._slot(node.name, tight=tight)
        text = self._either(node.either, tight=tight)
        if node.kind in _AHEAD:
            text = _NAMED.sub("(?:", text)
        return _GROUPS[node.kind].format(text)

    def _letter(self, letter: str) -> str:
        if letter in _WILD:
            return _WILD[letter]
        spellings = self._written_as(letter)
        return re.escape(letter) if len(spellings) == 1 else f"(?:{'|'.join(spellings)})"

    def _rule(self, name: str, *, tight: bool) -> str:
        text = self._written.get((name, tight))
        if text is None:
            with self._opened(name) as either:
                text = self._either(either, tight=tight)
            if "(?P<" not in text:
                self._written[name, tight] = text
        return text

    @contextmanager
    def _opened(self, name: str) -> Iterator[tuple[_Sequence, ...]]:
        """A rule that must not be opened again meanwhile."""
        if name not in self._sources:
            raise TemplateError(f"there is no rule <{name}>")
        if name in self._open:
            raise TemplateError(f"the rule <{name}> contains itself")
        if name not in self._rules:
            self._rules[name] = _parsed(self._sources[name])
        self._open.append(name)
        try:
            yield self._rules[name]
        finally:
            self._open.pop()

    def _slot(self, name: str, *, tight: bool) -> str:
        slot = self._slots.get(name)
        if slot is None:
            raise TemplateError(f"there is no slot {{{name}}}")
        self._numbers += 1
        group = f"{name}_{self._numbers}"
        if isinstance(slot, Choice):
            return f"(?P<{group}>{self._either(slot.parsed(), tight=tight)})"
        return f"(?P<{group}>{'[^ ]+?' if tight else self._wildcard(slot)})"

    def _wildcard(self, slot: Wildcard) -> str:
        def without(source: str) -> str:
            return f"(?!{self._either(_parsed(source))})" if source else ""

        word = f"{without(slot.none_of)}{WORD}"
        first, last = without(slot.not_first), without(slot.not_last)
        if slot.first:
            first = f"(?={self._either(_parsed(slot.first))}){first}"
        if not last:
            return f"{first}(?:{word}){{{slot.least},{slot.most}}}?"
        least, most = max(slot.least - 2, 0), max(slot.most - 2, 0)
        longer = f"{word}(?:{word}){{{least},{most}}}?{last}{word}"
        return f"{first}(?:{last}{word}|{longer})"

    def _firsts(self, either: tuple[_Sequence, ...]) -> tuple[frozenset[str] | None, bool]:
        """The first words of any of the sequences, and whether one of them can be empty."""
        words: set[str] = set()
        empty = False
        for sequence in either:
            found, skipped = self._first(sequence)
            if found is None:
                return None, True
            words |= found
            empty = empty or skipped
        return frozenset(words), empty

    def _first(self, sequence: _Sequence) -> tuple[frozenset[str] | None, bool]:
        words: set[str] = set()
        for word in _words(sequence):
            found, skipped = self._first_of(word)
            if found is None:
                return None, False
            words |= found
            if not skipped:
                return frozenset(words), False
        return frozenset(words), True

    def _first_of(self, word: _Sequence) -> tuple[frozenset[str] | None, bool]:
        node = word[0]
        if len(word) > 1 or isinstance(node, _Text):
            texts = self._texts(word)
            return (None, False) if texts is None else (self._spellings(texts), False)
        if isinstance(node, _Rule):
            with self._opened(node.name) as either:
                return self._firsts(either)
        if isinstance(node, _Group) and node.kind in _AHEAD:
            return frozenset(), True
        if isinstance(node, _Group):
            words, empty = self._firsts(node.either)
            return words, empty or node.kind.startswith("[")
        if isinstance(node, _Slot) and isinstance(choice := self._slots.get(node.name), Choice):
            return self._firsts(choice.parsed())
        return None, False

    def _texts(self, word: _Sequence) -> set[str] | None:
        """All ways to write a word of a template; None where they are not few."""
        texts = {""}
        for node in word:
            more = self._texts_of(node)
            if more is None or len(texts) * len(more) > _MANY:
                return None
            texts = {start + end for start in texts for end in more}
        return texts

    def _texts_of(self, node: _Node) -> set[str] | None:
        if isinstance(node, _Text):
            return None if set(node.letters) & set(_WILD) else {node.letters}
        if isinstance(node, _Blank):
            return {" "}
        if isinstance(node, _Rule):
            with self._opened(node.name) as either:
                return self._texts_of_any(either)
        if isinstance(node, _Group) and node.kind not in _AHEAD:
            texts = self._texts_of_any(node.either)
            return texts if texts is None or node.kind == "(" else texts | {""}
        if isinstance(node, _Slot) and isinstance(choice := self._slots.get(node.name), Choice):
            return self._texts_of_any(choice.parsed())
        return None

    def _texts_of_any(self, either: tuple[_Sequence, ...]) -> set[str] | None:
        every = [self._texts(one) for one in either]
        return None if None in every else {text for texts in every for text in texts or ()}

    def _spellings(self, texts: Iterable[str]) -> frozenset[str]:
        """The first words of texts, in every spelling."""
        every: set[str] = set()
        for text in texts:
            found = {""}
            for letter in text.partition(" ")[0]:
                found = {start + one for start in found for one in self._written_as(letter)}
            every |= found
        return frozenset(every)

    def _written_as(self, letter: str) -> tuple[str, ...]:
        if letter.isascii():
            return (letter,)
        return (letter, *(self._letters.get(letter) or (without_accent(letter),)))


_NAMED: Final = re.compile(r"\(\?P<\w+>")
_AHEAD: Final = ("!(", "+(")
_GROUPS: Final = {"(": "{}", "[": "(?:{})?", "[+": "(?:{}){{0,4}}", "!(": "(?!{})", "+(": "(?={})"}


def spaced(words: Iterable[str]) -> str:
    """Words as templates match them: in small letters, each with one blank behind it."""
    return "".join(f"{word.lower()} " for word in words)


def without_accent(text: str) -> str:
    """A text without the marks above and below its letters."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _words(sequence: _Sequence) -> Iterator[_Sequence]:
    """The parts of a sequence that blanks set apart."""
    word: list[_Node] = []
    for node in sequence:
        if not isinstance(node, _Blank):
            word.append(node)
        elif word:
            yield tuple(word)
            word = []
    if word:
        yield tuple(word)


def _parsed(source: str) -> tuple[_Sequence, ...]:
    """The sequences that a template leaves the choice between. Raises TemplateError."""
    either: list[list[_Node]] = [[]]
    stack: list[tuple[str, list[list[_Node]]]] = []
    at = 0
    text = source.strip()
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise TemplateError(f"{source!r} has a {text[at]!r} that means nothing")
        at = token.end()
        if token["open"]:
            stack.append((token["open"], either))
            either = [[]]
        elif token["close"]:
            if not stack or (stack[-1][0] == "[") is not token["close"].startswith("]"):
                raise TemplateError(f"{source!r} closes what is not open")
            kind, outer = stack.pop()
            kind = "[+" if token["close"] == "]+" else kind
            outer[-1].append(_Group(kind, _stripped(either)))
            either = outer
        elif token["or"]:
            either.append([])
        else:
            either[-1].append(_leaf(token))
    if stack:
        raise TemplateError(f"{source!r} leaves a bracket open")
    return _stripped(either)


def _stripped(either: Iterable[list[_Node]]) -> tuple[_Sequence, ...]:
    """Sequences without the blanks at their ends."""
    found = []
    for nodes in either:
        kept = [n for n, node in enumerate(nodes) if not isinstance(node, _Blank)]
        found.append(tuple(nodes[kept[0] : kept[-1] + 1]) if kept else ())
    return tuple(found)


def _leaf(token: re.Match[str]) -> _Node:
    if token["blank"]:
        return _Blank()
    if token["rest"]:
        return _Rest()
    if token["slot"]:
        return _Slot(token["slot"])
    if token["rule"]:
        return _Rule(token["rule"])
    return _Text(token["text"])
