"""From words to what they ask for. Pure.

The words are cleaned; the first command, and the first question, that fits all of them counts. What
fits no command is a question, so that a command never swallows a sentence that only holds its word
("is there a stop sign").
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from assistant.protocol.query import Intent, Kind, Never, Query, Value
from assistant.protocol.spoken import ENGLISH
from assistant.saying.lexicon import several
from assistant.saying.noun_phrases import Thing
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import Sentence, Understanding, of
from assistant.understanding.marks import marked, offered
from assistant.understanding.normaliser import (
    Cleaned,
    Words,
    alone,
    as_question,
    clean,
    is_question,
    without_manners,
)
from assistant.understanding.statements import stated
from assistant.understanding.templates import Match
from assistant.understanding.typos import respelt
from models.lexicon.sentence_ends import sentences
from models.lexicon.sentences import name_of

_OF_THE_PICTURE: Final = frozenset(
    {
        *(Intent.READ, Intent.FIND, Intent.COLOUR, Intent.LIGHT, Intent.WHERE),
        *(Intent.PEOPLE, Intent.CODES),
    }
)
"""Commands that may be put as a question."""
_OF_THE_TEXT: Final = frozenset({Intent.PART, Intent.READ_FROM, Intent.SPELL, Intent.PAGE})
"""Commands that move in a text, whose words a picture is asked like any others."""
_HARMLESS: Final = _OF_THE_PICTURE | {Intent.DESCRIBE, Intent.MORE, Intent.HELP, Intent.REPEAT}
"""Commands that may be done where their words were mistyped."""
_KINDS: Final[Mapping[str, Kind]] = {
    Intent.DESCRIBE: Kind.DESCRIPTION,
    Intent.READ: Kind.TEXT,
    Intent.LINE: Kind.TEXT,
    Intent.COLOUR: Kind.COLOUR,
    Intent.LIGHT: Kind.LIGHT,
    Intent.KEEP: Kind.KEEP,
}
"""What commands ask for that is also asked by questions."""
_WHOLE: Final = (Kind.DESCRIPTION, Kind.TEXT)
"""Kinds whose commands say all."""
_NAMED: Final = (Kind.TALK, Kind.BEYOND)
"""Kinds whose name the file says, and which need no English."""
_NEVER: Final = {
    Kind.WHO: Never.IDENTITY,
    Kind.AGE: Never.AGE,
    Kind.FEELING: Never.EMOTION,
    Kind.DISTANCE: Never.DISTANCE,
    Kind.BEHIND: Never.BEHIND,
}
MOST_LETTERS: Final = 2_000
"""Of a question; the rest of a longer one is not read."""
_MOST_WORDS: Final = 60
"""A sentence of more words is taken for a question about anything."""
_MOST_SENTENCES: Final = 6
"""The last ones, which are read by themselves where the whole is not understood."""
_NAMES: Final = ("name", "kept", "mine", "certain", "priced", "sum")
"""The slots that hold what may have any name."""
_COMMANDED: Final = ("about", "called", "words", "page", "counted", "placed", "part")
"""The slots of commands that hold a name, a number or a `Part`."""
_DEFINITE: Final = {"the": "the", "owned": "my"}
"""How a certain room is named, by the details of the sentences."""
_CHECKED: Final[Mapping[str, Callable[[str], bool]]] = {
    "given": is_given_name,
    "proper": str.istitle,
    "listed": lambda words: "," in words,
    "page": str.isdecimal,
    "known": lambda words: name_of(words.lower()) is not None,
}
"""What the words of some slots must be: names of people, a list, a number, and a known thing."""
_BLANK: Final = re.compile(r"\{(\w+)\}")
_THINGS: Final = ("thing", "other", "known")
"""The slots that hold the name of a thing."""


def understand(
    words: str, language: Understanding | None = None, *, heard: bool = True
) -> Query | None:
    """What spoken or typed words ask for; None where they ask for nothing ("um", "please").

    They are in `language` (None: English). What is not understood in it may be English. Where they
    were written, not `heard`, nothing in them was misheard.
    """
    own = language or of(ENGLISH)
    return _mended(partial(_understood, own=own, heard=heard), words[:MOST_LETTERS], own)


def _mended(read: Callable[[str], Query | None], words: str, own: Understanding) -> Query | None:
    """What words mean; if nothing, then one of their sentences, or with typing mistakes mended."""
    query = read(words)
    if query is None or not (query.is_question and query.kind is Kind.OPEN):
        return query
    said = reversed(sentences(words)[-_MOST_SENTENCES:])
    last = next((one for one in map(read, said) if one and _asks_of_picture(one)), None)
    if last is not None:
        return replace(last, risk=last.risk or query.risk, never=last.never or query.never)
    tried = map(read, respelt(words, own.vocabulary))
    done = () if "?" in words else _HARMLESS
    found = [one for one in tried if one and (_is_read(one) or one.intent in done)]
    if not found:
        return query
    several = len({(one.intent, one.question) for one in found}) > 1
    return replace(found[0], mended=True, doubtful=several)


def _asks_of_picture(query: Query) -> bool:
    """Whether a sentence among others is one that asks something of the picture."""
    told = query.kind in (Kind.TALK, Kind.STATEMENT, Kind.AGAIN)
    return query.intent in _OF_THE_PICTURE or (_is_read(query) and not told)


def _is_read(query: Query) -> bool:
    """Whether it is a question of a kind that changes nothing."""
    changes = (Kind.OPEN, Kind.KEEP, Kind.FORGET, Kind.FORGET_KEPT, Kind.FORGET_SEEN)
    return query.is_question and query.kind not in changes


def _understood(words: str, own: Understanding, *, heard: bool) -> Query | None:
    english, query = of(ENGLISH), _query(words, own, heard=heard)
    if own.code == ENGLISH or query is None or not query.is_question:
        return query
    if query.english or query.kind in _NAMED:
        return query
    if english.likeness(words) > own.likeness(words):
        return _query(words, english, heard=heard)
    return query


def warm(language: Understanding) -> None:
    """Compile the sentences of a language and of English, which the first question waited for."""
    for one in (language, of(ENGLISH)):
        understand("is it", one)
        for sentence in (*one.commands, *one.questions):
            sentence.template.compile()


def asked(words: str, language: Understanding | None = None) -> Query | None:
    """What a written question to a picture asks for, however it is worded; None if for nothing.

    A command is put to the picture as well. `for_model` is empty where the words are in `language`
    and cannot be put in English.
    """
    own = language or of(ENGLISH)
    return _mended(partial(_asked, own=own), words[:MOST_LETTERS], own)


def _asked(words: str, own: Understanding) -> Query | None:
    english, query = of(ENGLISH), _query(words, own, heard=False, asks=True)
    if own is not english and (query is None or not (query.english or query.kind in _NAMED)):
        other = _query(words, english, heard=False, asks=True)
        reads = other is not None and other.kind is Kind.TEXT
        if reads or english.likeness(words) >= own.likeness(words):
            query = other
    return query


def named(words: str, language: Understanding, *, whole: bool = False) -> str:
    """The name in words of which nothing else was awaited: "my mug" of "This is my mug, please".

    `whole`: what the words end with belongs to it ("a gift for me").
    """
    how = language.cleaning
    name = alone(without_manners(words[:MOST_LETTERS], how), how, whole=whole)
    before = language.before.start(name.spaced)
    return (name.from_(before.end).text if before else "") or name.text


def goodbyes(language: Understanding) -> frozenset[str]:
    """The endings that a recogniser adds by itself which, said alone, end the program.

    Lantern asks back before it ends, so nothing is lost if they were not said.
    """
    queries = {one: understand(one, language) for one in language.hearing.endings}
    return frozenset(one for one, query in queries.items() if query and query.intent is Intent.QUIT)


def _query(text: str, language: Understanding, *, heard: bool, asks: bool = False) -> Query | None:
    """A query; what `asks` is a question, though it be worded as a command."""
    cleaned = clean(text, language.cleaning, heard=heard)
    if not cleaned.words.words:
        return None
    how, reading = language.sentences, Reading(cleaned, language, text.isupper())
    question = text if asks and not cleaned.indirect else as_question(cleaned.said, how)
    query = Query(Intent.QUESTION, question=question, language=language.code, mended=cleaned.mended)
    doubtful = "?" in text and how.doubtful.whole(cleaned.said.spaced)
    if doubtful or len(cleaned.bare.words) > _MOST_WORDS:
        return marked(query)
    command = reading.command()
    if asks and command is not None and command.intent in _OF_THE_TEXT:
        command = None
    if command is not None and not command.question and not asks:
        return command
    if command is not None:
        query = replace(command, question=question if asks else command.question)
    if query.kind in _WHOLE:
        carried = asks and language.code != ENGLISH
        english = in_english(query.kind, {}, of(ENGLISH)) if carried else ""
        return marked(replace(query, english=english))
    if language.code == ENGLISH and cleaned.words.spaced != cleaned.said.spaced:
        query = replace(query, english=as_question(cleaned.words, how))
    found = reading.question(query)
    if query.intent is Intent.LIGHT:
        return replace(query, kind=Kind.LAMP if found.kind is Kind.STATE else Kind.LIGHT)
    return _to_be_judged(found) if found.statement else marked(found)


def _to_be_judged(query: Query) -> Query:
    """A query about a statement with what the same as a question would say."""
    direct = _query(f"tell me if {query.statement}", of(ENGLISH), heard=False, asks=True)
    if direct is None:
        return marked(query)
    return replace(
        direct,
        intent=Intent.QUESTION,
        kind=Kind.STATEMENT,
        question=query.question,
        language=query.language,
        english=direct.for_model,
        statement=query.statement,
        partly=query.partly,
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A cleaned sentence that is read in a language."""

    cleaned: Cleaned
    language: Understanding
    shouted: bool
    """Whether it is written in capitals."""

    def command(self) -> Query | None:
        """What it commands."""
        found = self._first(self.cleaned.bare, self.language.commands)
        if found is None:
            return None
        sentence, slots = found
        known = sentence.means in list(Intent)
        intent = Intent(sentence.means) if known else sentence.means
        how, words, question = self.language.sentences, self.cleaned.words, ""
        if (intent in _OF_THE_PICTURE or not known) and is_question(words.text, how):
            question = as_question(words, how)
        return Query(
            intent,
            _KINDS.get(intent, Kind.OPEN),
            next((slots[one] for one in _COMMANDED if slots.get(one)), ""),
            question,
            self.language.code,
            of_picture=bool(self.language.pictures.anywhere(self.cleaned.bare.spaced)),
        )

    def question(self, query: Query) -> Query:
        """A query with what the sentence says that its question fits."""
        found = self._first(self.cleaned.affirmed, self.language.questions)
        if found is None:
            return query
        sentence, slots = found
        kind, code = Kind(sentence.means), self.language.code
        if kind in (Kind.KEEP, Kind.STATEMENT):
            slots = self._whole_name(sentence) or slots
        if kind is Kind.PLACE and kind in slots:
            slots = {**slots, "thing": slots[kind]}
        fields = _fields(kind, slots)
        if kind is Kind.STATEMENT:
            said = stated(slots["statement"], self.language)
            fields |= {"statement": said.english, "partly": said.partly}
            slots = {"statement": said.english} if said.english else {}
        if options := slots.get("options") or slots.get("listed"):
            offers, never, people = offered(options, self.cleaned.affirmed.spaced, self.language)
            fields |= {"things": offers, "offers": offers, "never": never, "names_people": people}
        if not query.is_question and kind is not Kind.KEEP:
            fields["name"] = query.name
        query = replace(query, kind=kind, **fields)
        if not query.is_question or (code == ENGLISH and not query.follows):
            return query
        english = in_english(kind, slots, of(ENGLISH))
        if english and code != ENGLISH:
            question = as_question(self.cleaned.words, self.language.sentences)
            query = replace(query, question=question)
        return replace(query, english=english)

    def _whole_name(self, sentence: Sentence) -> Mapping[str, str] | None:
        """The slots of a sentence with the name that its words end with ("a gift for me")."""
        words = alone(self.cleaned.words, self.language.cleaning, whole=True)
        found = sentence.template.whole(words.spaced)
        return None if found is None else self._slots(words, found)

    def _first(
        self, words: Words, sentences: Iterable[Sentence]
    ) -> tuple[Sentence, Mapping[str, str]] | None:
        """The first sentence that fits all of the words, and its slots."""
        text = words.spaced
        first = text.partition(" ")[0]
        for sentence in sentences:
            if sentence.begins is not None and first not in sentence.begins:
                continue
            found = sentence.template.whole(text)
            slots = None if found is None else self._slots(words, found)
            if slots is not None:
                return sentence, {**slots, **sentence.details}
        return None

    def _slots(self, words: Words, found: Match) -> dict[str, str] | None:
        """The words of the slots; None if a thing is not known, or two of them are the same."""
        slots, language = {}, self.language
        for name, span in found.slots.items():
            value = found.values[name]
            if name in _CHECKED and not _CHECKED[name](words.said(span)):
                return None
            if name in _THINGS:
                known = language.names.english(words.said(span))
                if known is None:
                    return None
                value = known
            elif language.code == ENGLISH and value == words.spaced[slice(*span)].strip():
                value = value if self.shouted else words.said(span)
            elif name in _NAMES:
                value = language.names.bare(value)
            slots[name] = value
        things = [slots[name] for name in _THINGS if name in slots]
        return slots if len(set(things)) == len(things) else None


def in_english(kind: Kind, slots: Mapping[str, str], english: Understanding) -> str:
    """The English question for a kind; empty where there is none with these slots."""
    said = {name: english.phrases.get(value, value) for name, value in slots.items()}
    things = {name: slots[name] for name in _THINGS if name in slots}
    said |= {f"a_{name}": str(Thing(thing)) for name, thing in things.items()}
    said |= {f"{name}s": several(thing) for name, thing in things.items()}
    for detail in (*slots.values(), ""):
        for line in english.english.get(f"{kind} {detail}".strip(), ()):
            if set(_BLANK.findall(line)) <= set(said):
                return line.format(**said)
    return ""


def _fields(kind: Kind, slots: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a `Query` that the slots of a sentence fill."""
    things = tuple(slots[one] for one in _THINGS if one in slots)
    texts = ("near", "state", "room")
    if kind is Kind.PATTERN:
        slots = {**slots, "state": slots.get(kind, "")}
    detail = slots.get(kind, "")
    name = next((slots[one] for one in _NAMES if one in slots), "")
    if kind in _NAMED:
        name = detail
    if kind is Kind.IS_PLACE and detail in _DEFINITE:
        name = f"{_DEFINITE[detail]} {slots['room']}"
    if kind is Kind.WHAT_IS_AT and things:
        slots, things = {**slots, "near": f"{detail} the {things[0]}"}, ()
    return {
        "name": name,
        "things": things,
        "sides": tuple(slots[one] for one in ("side", "or_side") if one in slots),
        "value": Value(slots["value"]) if "value" in slots else None,
        "offers": things if kind is Kind.CHOICE else (),
        "owned": kind is Kind.WHOSE or detail == "owned",
        "follows": detail == "follows",
        "never": None if detail == "it" else _NEVER.get(kind),
    } | {one: slots[one] for one in texts if one in slots}
