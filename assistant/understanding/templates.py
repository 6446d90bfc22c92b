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
from itertools import groupby, product
from typing import Final, TypeAlias

WORD: Final = "[^ ]+ "
_TOKEN: Final = re.compile(
    r"(?P<open>[!+]?\(|\[)\s*|\s*(?P<close>\]\+?|\))|\s*(?P<or>\|)\s*|(?P<blank>\s+)"
    r"|(?P<rest>\.\.\.)|\{(?P<slot>\w+)\}|<(?P<rule>\w+)>|(?P<text>[\w'*#-]+)"
)
_WILD: Final = {"*": "[^ ]*", "#": r"\d+"}
_MANY: Final = 500
"""More ways to write a word than these are not listed."""
_NAMED: Final = re.compile(r"\(\?P<\w+>")
_AHEAD: Final = ("!(", "+(")
_GROUPS: Final = {"(": "{}", "[": "(?:{})?", "[+": "(?:{}){{0,4}}", "!(": "(?!{})", "+(": "(?={})"}


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

    def parsed(self) -> "_Either":
        """All templates of its values. Raises TemplateError."""
        return tuple(one for text in self.values.values() for one in _parsed(text))


Slot: TypeAlias = Wildcard | Choice


@dataclass(frozen=True, slots=True)
class _Node:
    kind: str
    """The name of its token; of a group its bracket, one of `_GROUPS`."""
    text: str = ""
    """The letters of a text, the name of a slot or rule."""
    either: "_Either" = ()


_Sequence: TypeAlias = tuple[_Node, ...]
_Either: TypeAlias = tuple[_Sequence, ...]


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

    def __init__(self, pattern: str, grammar: "Grammar") -> None:
        """Take the pattern that `grammar` made; it is compiled when it is used."""
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
        return self._match(self._pattern.fullmatch(text))

    def start(self, text: str) -> Match | None:
        """The match of how a spaced text begins."""
        return self._match(self._pattern.match(text))

    def anywhere(self, text: str) -> Match | None:
        """The first match of whole words within a spaced text."""
        at = 0
        while at < len(text):
            if found := self._pattern.match(text, at):
                return self._match(found)
            at = text.index(" ", at) + 1
        return None

    def _match(self, found: re.Match[str] | None) -> Match | None:
        if found is None:
            return None
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
        self._rules: dict[str, _Either] = {}
        self._written: dict[tuple[str, bool], str] = {}
        self._choices: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        self._open: list[str] = []
        self._numbers = 0

    def template(self, source: str) -> Template:
        """One template. Raises TemplateError."""
        return Template(self._either(_parsed(source)), self)

    def each_of(self, source: str) -> Iterator[tuple[Template, frozenset[str] | None]]:
        """A template for each alternative of one, with the words that it can begin with.

        None in their place: any. Raises TemplateError.
        """
        for sequence in _parsed(source):
            begins = self._beginnings((sequence,)) or {""}
            words = frozenset(one.rstrip() for one in begins)
            yield Template(self._sequence(sequence), self), None if "" in words else words

    def any_of(self, sources: Iterable[str]) -> Template:
        """One template that fits where any of several does. Raises TemplateError."""
        text = "|".join(self._either(_parsed(source)) for source in sources)
        return Template(f"(?:{text})" if text else "(?!)", self)

    def value(self, name: str, words: str) -> str:
        """The value of a choice by the words of its slot; of a wildcard, the words."""
        slot = self._slots[name]
        if isinstance(slot, Wildcard):
            return words.strip()
        if name not in self._choices:
            each = ((value, _parsed(text)) for value, text in slot.values.items())
            self._choices[name] = [
                (value, re.compile(f"{self._either(said)}|{self._either(said, tight=True)}"))
                for value, said in each
            ]
        found = (value for value, pattern in self._choices[name] if pattern.fullmatch(words))
        return next(found, "") or words.strip()

    def _either(self, either: _Either, *, tight: bool = False) -> str:
        """The pattern of alternatives; `tight`: of parts of one word, else of words."""
        parts = [self._sequence(one, tight=tight) for one in either]
        return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"

    def _sequence(self, sequence: _Sequence, *, tight: bool = False) -> str:
        if tight:
            return "".join(self._node(node, tight=True) for node in sequence)
        found = ""
        for blank, nodes in groupby(sequence, lambda node: node.kind == "blank"):
            word = tuple(nodes)
            if not blank and len(word) == 1 and word[0].kind != "text":
                found += self._node(word[0], tight=False)
            elif not blank:
                found += self._sequence(word, tight=True) + " "
        return found

    def _node(self, node: _Node, *, tight: bool) -> str:
        match node.kind:
            case "text":
                return "".join(map(self._letter, node.text))
            case "blank":
                return " "
            case "rest":
                self._numbers += 1
                return f"(?P<_{self._numbers}>(?:{WORD})*?)"
            case "rule":
                return self._rule(node.text, tight=tight)
            case "slot":
                return self._slot(node.text, tight=tight)
        text = self._either(node.either, tight=tight)
        if node.kind in _AHEAD:
            text = _NAMED.sub("(?:", text)
        return _GROUPS[node.kind].format(text)

    def _letter(self, letter: str) -> str:
        if letter in _WILD:
            return _WILD[letter]
        spellings = self._spellings(letter)
        return re.escape(letter) if len(spellings) == 1 else f"(?:{'|'.join(spellings)})"

    def _spellings(self, letter: str) -> tuple[str, ...]:
        if letter.isascii():
            return (letter,)
        return (letter, *(self._letters.get(letter) or (without_accent(letter),)))

    def _rule(self, name: str, *, tight: bool) -> str:
        text = self._written.get((name, tight))
        if text is None:
            with self._opened(name) as either:
                text = self._either(either, tight=tight)
            if "(?P<" not in text:
                self._written[name, tight] = text
        return text

    @contextmanager
    def _opened(self, name: str) -> Iterator[_Either]:
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

    def _beginnings(self, either: _Either) -> set[str] | None:
        """How any of the sequences can begin, up to the first blank; None: in too many ways.

        A text without a blank at its end may go on.
        """
        found: set[str] = set()
        for sequence in either:
            texts = {""}
            for node in sequence:
                unended = {text for text in texts if not text.endswith(" ")}
                more = self._beginnings_of(node) if unended else set[str]()
                if more is None or (len(unended) > 1 and len(unended) * len(more) > _MANY):
                    return None
                texts -= unended
                texts |= {f"{text}{one}".lstrip() for text in unended for one in more}
            found |= texts
        return found

    def _beginnings_of(self, node: _Node) -> set[str] | None:
        match node.kind:
            case "text" if not set(node.text) & set(_WILD):
                return set(map("".join, product(*map(self._spellings, node.text))))
            case "blank":
                return {" "}
            case "rule":
                with self._opened(node.text) as either:
                    return self._beginnings(either)
            case "slot" if isinstance(choice := self._slots.get(node.text), Choice):
                return self._beginnings(choice.parsed())
            case kind if kind in _AHEAD:
                return {""}
            case kind if kind in _GROUPS:
                texts = self._beginnings(node.either)
                return texts if texts is None or kind == "(" else texts | {""}
        return None


def spaced(words: Iterable[str]) -> str:
    """Words as templates match them: in small letters, each with one blank behind it."""
    return "".join(f"{word.lower()} " for word in words)


def without_accent(text: str) -> str:
    """A text without the marks above and below its letters."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _parsed(source: str) -> _Either:
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
        kind = str(token.lastgroup)
        match kind:
            case "open":
                stack.append((token[kind], either))
                either = [[]]
            case "close":
                if not stack or (stack[-1][0] == "[") is not token[kind].startswith("]"):
                    raise TemplateError(f"{source!r} closes what is not open")
                bracket, outer = stack.pop()
                bracket += token[kind][1:]
                outer[-1].append(_Node(bracket, either=tuple(map(tuple, either))))
                either = outer
            case "or":
                either.append([])
            case _:
                either[-1].append(_Node(kind, token[kind]))
    if stack:
        raise TemplateError(f"{source!r} leaves a bracket open")
    return tuple(map(tuple, either))
