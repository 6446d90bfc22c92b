"""From words to what they ask for. Pure.

The words are cleaned; the first command, and the first question, that fits all of them counts. What
fits no command is a question, so that a command never swallows a sentence that only holds its word
("is there a stop sign").
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from assistant.protocol.spoken import ENGLISH
from assistant.saying.english_nouns import with_article
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import (
    Sentence,
    Table,
    Understanding,
    of,
)
from assistant.understanding.normaliser import (
    Cleaned,
    Words,
    affirmed,
    alone,
    as_question,
    clean,
    is_question,
    split,
    without_manners,
)
from assistant.understanding.query import READ_ALL, Intent, Kind, Never, Query, Risk, Value
from assistant.understanding.templates import Match, Template

_OF_THE_PICTURE: Final = frozenset(
    {
        *(Intent.READ, Intent.FIND, Intent.COLOUR, Intent.LIGHT, Intent.WHERE),
        *(Intent.PEOPLE, Intent.CODES),
    }
)
"""Commands that may be put as a question."""
_KINDS: Final[Mapping[str, Kind]] = {
    Intent.DESCRIBE: Kind.DESCRIPTION,
    Intent.READ: Kind.TEXT,
    Intent.COLOUR: Kind.COLOUR,
    Intent.KEEP: Kind.KEEP,
}
"""What commands ask for that is also asked by questions."""
_NEVER: Final = {
    Kind.WHO: Never.IDENTITY,
    Kind.AGE: Never.AGE,
    Kind.FEELING: Never.EMOTION,
    Kind.DISTANCE: Never.DISTANCE,
}
_MOST_OFFERS: Final = 10
"""A question that offers more things is none."""
_MOST_WORDS: Final = 60
"""A sentence of more words is taken for a question about anything."""
_DEEDS: Final = frozenset({Kind.KEEP, Kind.FORGET, Kind.FORGET_KEPT, Kind.FORGET_SEEN})
"""What is asked of the memory, in whatever polite words."""
_NAMES: Final = ("name", "kept", "mine", "certain", "priced")
"""The slots that hold what may have any name."""
_CHECKED: Final[Mapping[str, Callable[[str], bool]]] = {
    "given": is_given_name,
    "proper": str.istitle,
    "listed": lambda words: "," in words,
}
"""What the words of some slots must be: the names of people, and a list."""
_BLANK: Final = re.compile(r"\{(\w+)\}")
_THINGS: Final = ("thing", "other")
"""The slots that hold the name of a thing."""


def understand(
    words: str, language: Understanding | None = None, *, heard: bool = True
) -> Query | None:
    """What spoken or typed words ask for; None where they ask for nothing ("um", "thanks").

    They are in `language` (None: English). What is not understood in it may be English. Where they
    were written, not `heard`, nothing in them was misheard.
    """
    english = of(ENGLISH)
    own = language or english
    query = _query(words, own, heard=heard)
    if own.code == ENGLISH or query is None or not query.is_question or query.english:
        return query
    if english.likeness(words) > own.likeness(words):
        return _query(words, english, heard=heard)
    return query


def in_english(question: str, language: Understanding) -> str | None:
    """A written question as an English-only model is asked it, without what makes it indirect.

    What asks for all that is written becomes one question for that. None if it is in `language` and
    cannot be asked in English.
    """
    english = of(ENGLISH)
    query = _query(question, language, heard=False)
    for one in (query, _query(question, english, heard=False)):
        if one is not None and one.intent is Intent.READ:
            return READ_ALL
    if query is not None and query.english:
        return query.english
    if language.code != ENGLISH and english.likeness(question) < language.likeness(question):
        return None
    cleaned = clean(question, english.cleaning, heard=False)
    if not cleaned.indirect or not cleaned.words.words:
        return question
    return as_question(cleaned.said, english.sentences)


def named(words: str, language: Understanding, *, whole: bool = False) -> str:
    """The name in words of which nothing else was awaited: "my mug" of "This is my mug, please".

    `whole`: what the words end with belongs to it ("a gift for me").
    """
    how = language.cleaning
    name = alone(without_manners(words, how), how, whole=whole)
    before = None if language.before is None else language.before.start(name.spaced)
    if before is not None and before.end < len(name.spaced):
        name = name.from_(before.end)
    return name.text


def command(words: str, language: Understanding, *, whole: bool = False) -> str:
    """The words in small letters, without politeness and what stands around ("can you").

    `whole` is that of `named`.
    """
    how = language.cleaning
    return alone(clean(words, how).words, how, whole=whole).text.lower()


def spelled(name: str, words: str) -> str:
    """A name that was found in small letters, with the capitals that it has in the words."""
    if words.isupper():
        return name
    pattern = r"\s+".join(map(re.escape, name.split()))
    found = re.search(rf"(?<!\w){pattern}(?!\w)", words, re.IGNORECASE)
    return name if found is None else " ".join(found[0].split())


def goodbyes(language: Understanding) -> frozenset[str]:
    """The endings that a recogniser adds by itself which, said alone, end the program.

    Lantern asks back before it ends, so nothing is lost if they were not said.
    """
    queries = {one: understand(one, language) for one in language.hearing.endings}
    return frozenset(one for one, query in queries.items() if query and query.intent is Intent.QUIT)


def _query(text: str, language: Understanding, *, heard: bool) -> Query | None:
    cleaned = clean(text, language.cleaning, heard=heard)
    if not cleaned.words.words:
        return None
    how, shouted = language.sentences, text.isupper()
    asked = Query(Intent.QUESTION, question=as_question(cleaned.said, how), language=language.code)
    doubtful = how.doubtful is not None and how.doubtful.whole(cleaned.said.spaced)
    if ("?" in text and doubtful) or len(cleaned.bare.words) > _MOST_WORDS:
        return asked
    query = _command(cleaned, language, shouted=shouted)
    if query is not None and not query.question:
        return query
    return _question(cleaned, language, query or asked, shouted=shouted)


def _command(cleaned: Cleaned, language: Understanding, *, shouted: bool) -> Query | None:
    found = _first(cleaned.bare, language.commands, language, shouted=shouted)
    if found is None:
        return None
    sentence, slots = found
    known = sentence.means in list(Intent)
    intent = Intent(sentence.means) if known else sentence.means
    question = ""
    of_picture = intent in _OF_THE_PICTURE or not known
    if of_picture and is_question(cleaned.words.text, language.sentences):
        question = as_question(cleaned.words, language.sentences)
    name = slots.get("about") or slots.get("called", "")
    kind = _KINDS.get(intent, Kind.OPEN)
    return Query(intent, kind, name, question, language.code)


def _question(cleaned: Cleaned, language: Understanding, query: Query, *, shouted: bool) -> Query:
    """A query with all that its question says."""
    found = _first(cleaned.affirmed, language.questions, language, shouted=shouted)
    if found is not None:
        sentence, slots = found
        kind = Kind(sentence.means)
        fields = _fields(kind, slots)
        if options := slots.get("options") or slots.get("listed"):
            fields["things"] = fields["offers"] = _offers(options, language.offers)
        if not query.is_question:
            fields["name"] = query.name
        query = replace(query, kind=kind, **fields)
        english = cleaned.bare.plain if kind in _DEEDS else ""
        if language.code != ENGLISH:
            english = _asked(kind, slots, of(ENGLISH))
        if query.is_question and english:
            question = as_question(cleaned.words, language.sentences)
            query = replace(query, english=english, question=question)
    return _marked(query)


def _marked(query: Query) -> Query:
    """A query with what is found anywhere in its English question."""
    english = of(ENGLISH)
    text = affirmed(query.for_model, english.cleaning)
    found = {name for name, one in english.marks.items() if one.anywhere(text) is not None}
    risky = text
    harmless = english.risks.get("harmless")
    while harmless is not None and (part := harmless.anywhere(risky)) is not None:
        risky = f"{risky[: part.start]}something {risky[part.end :]}"
    risks = (risk for risk in Risk if (one := english.risks.get(risk)) and one.anywhere(risky))
    return replace(
        query,
        risk=next(risks, None),
        never=_NEVER.get(query.kind),
        two_meanings="two_meanings" in found,
        own_side="own_side" in found,
        follows=query.follows or ("pronoun" in found and "impersonal" not in found),
    )


def _first(
    words: Words, table: Table, language: Understanding, *, shouted: bool
) -> tuple[Sentence, Mapping[str, str]] | None:
    """The first sentence of a table that fits all of the words, and its slots."""
    text = words.spaced
    for sentence in table.that_begin(text.partition(" ")[0]):
        found = sentence.template.whole(text)
        slots = None if found is None else _slots(words, found, language, shouted=shouted)
        if slots is not None:
            return sentence, {**slots, **sentence.details}
    return None


def _slots(
    words: Words, found: Match, language: Understanding, *, shouted: bool
) -> dict[str, str] | None:
    """The words of the slots; None if a thing is not known, or two of them are the same."""
    slots = {}
    for name, span in found.slots.items():
        value = found.values[name]
        if name in _THINGS:
            known = language.names.english(words.said(span))
            if known is None:
                return None
            value = known
        elif name in _CHECKED and not _CHECKED[name](words.said(span)):
            return None
        elif language.code == ENGLISH and value == words.spaced[slice(*span)].strip():
            value = value if shouted else words.said(span)
        elif name in _NAMES:
            value = language.names.bare(value)
        slots[name] = value
    things = [slots[name] for name in _THINGS if name in slots]
    return slots if len(set(things)) == len(things) else None


def _asked(kind: Kind, slots: Mapping[str, str], english: Understanding) -> str:
    """The English question for a kind; empty where there is none with these slots."""
    said = {name: english.phrases.get(value, value) for name, value in slots.items()}
    said |= {f"a_{name}": with_article(slots[name]) for name in _THINGS if name in slots}
    for detail in (*slots.values(), ""):
        for line in english.english.get(f"{kind} {detail}".strip(), ()):
            if set(_BLANK.findall(line)) <= set(said):
                return line.format(**said)
    return ""


def _offers(options: str, how: Mapping[str, Template]) -> tuple[str, ...]:
    """The things that stand between "or" and commas; () where they are no things."""
    found = []
    for words in split(options).groups(how["or"]):
        before = how["before"].start(words.spaced) if "before" in how else None
        option = words.from_(before.end) if before is not None else words
        if option.words and not _is(how.get("else"), option.spaced):
            found.append(option.spaced)
    distinct = list(dict.fromkeys(found))
    if not 2 <= len(distinct) <= _MOST_OFFERS or any(_is(how.get("no_thing"), o) for o in distinct):
        return ()
    numbers = [o for o in distinct if "number" in how and how["number"].anywhere(o)]
    # Which number it is has to be read.
    return tuple(one.strip() for one in distinct) if len(numbers) < 2 else ()


def _is(template: Template | None, text: str) -> bool:
    return template is not None and template.whole(text) is not None


def _fields(kind: Kind, slots: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a `Query` that the slots of a sentence fill."""
    things = tuple(slots[one] for one in _THINGS if one in slots)
    texts = ("near", "state", "label", "room")
    return {
        "name": next((slots[one] for one in _NAMES if one in slots), ""),
        "things": things,
        "sides": tuple(slots[one] for one in ("side", "or_side") if one in slots),
        "value": Value(slots["value"]) if "value" in slots else None,
        "offers": things if kind is Kind.CHOICE else (),
        "owned": kind is Kind.WHOSE or slots.get(kind) == "owned",
        "follows": slots.get(kind) == "follows",
    } | {one: slots[one] for one in texts if one in slots}
