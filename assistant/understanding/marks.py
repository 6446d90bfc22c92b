"""What is found anywhere in a question, whatever kind it is, and what its "it" stands for. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from assistant.protocol.query import Kind, Never, Query, Risk
from assistant.protocol.spoken import ENGLISH
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import Understanding, of
from assistant.understanding.normaliser import Words, affirmed, split
from assistant.understanding.templates import Template
from models.lexicon.unsayable import unsayable

_MOST_OFFERS: Final = 10
"""A question that offers more things is none."""
_ANYWHERE: Final = ("two_meanings", "own_side", "asks_where", "asks_side", "asks_colour")
"""The marks that are fields of a query."""
_OWNED: Final = ("my ", "our ", "your ", "his ", "her ", "their ")
"""What needs no article."""


def marked(query: Query) -> Query:
    """A query with what is found anywhere in its English question."""
    english = of(ENGLISH)
    words = affirmed(query.for_model, english.cleaning)
    text = words.spaced
    marks = english.marks
    pronoun = None if marks["impersonal"].anywhere(text) else marks["pronoun"].anywhere(text)
    found: dict[str, Any] = {one: marks[one].anywhere(text) is not None for one in _ANYWHERE}
    label = marks["label"].whole(text)
    return replace(
        query,
        risk=_risk(query, text, english),
        pronoun=text[pronoun.start : pronoun.end].strip() if pronoun else "",
        follows=query.follows or pronoun is not None,
        describes=marks["describes"].whole(text) is not None,
        label=query.label or (label.values["label"] if label else ""),
        subject=_subject(query, text, english) if query.kind is Kind.VALUE else (),
        singles=tuple(_singles(words, english)),
        **found,
    )


def resolved(query: Query, about: str) -> Query:
    """A whole question out of one in which "it" is `about` a thing of the last answer."""
    alone = query.offers or query.owned
    if not about or alone:
        return query
    if not query.pronoun:
        return replace(query, about=about)
    english = of(ENGLISH)
    thing = about if about.lower().startswith(_OWNED) else f"the {about}"
    pattern = rf"\b{re.escape(query.pronoun)}\b"
    question = re.sub(pattern, lambda _: thing, query.for_model, count=1, flags=re.IGNORECASE)
    text = affirmed(question, english.cleaning).spaced
    of_thing = query.kind in _OF_A_THING and not query.things
    aged = query.kind is Kind.AGE and _is(english.marks["somebody"], f"{about.lower()} ")
    return replace(
        query,
        english=question,
        name=thing if query.name.lower() == query.pronoun else query.name,
        things=(about,) if of_thing else query.things,
        subject=_subject(query, text, english) if query.kind is Kind.VALUE else (),
        risk=query.risk or _risk(query, text, english),
        never=Never.AGE if aged else query.never,
        about=about,
    )


_RISKY: Final = {
    Kind.CROSSING: Risk.TRAFFIC,
    Kind.SIGNAL: Risk.TRAFFIC,
    Kind.SAFE: Risk.DANGER,
    Kind.EAT: Risk.FOOD,
    Kind.DRINK: Risk.FOOD,
}
"""Kinds that are risky in any words."""
_OF_A_THING: Final = frozenset(
    (Kind.PLACE, Kind.IS_AT, Kind.WHICH_SIDE, Kind.COLOUR, Kind.ACTION, Kind.STATE)
)
"""Questions about a thing, where "it" may take its place."""


def _risk(query: Query, text: str, english: Understanding) -> Risk | None:
    """The risk of this kind of question, else the first that is found in its English words."""
    if query.kind in _RISKY:
        return _RISKY[query.kind]
    harmless = english.risks.get("harmless")
    while harmless is not None and (part := harmless.anywhere(text)) is not None:
        text = f"{text[: part.start]}something {text[part.end :]}"
    return next((one for one in Risk if english.risks[one].anywhere(text)), None)


def _subject(query: Query, text: str, english: Understanding) -> tuple[str, ...]:
    """The words that say whose price, date or number is asked for."""
    placed = english.marks["placed"].anywhere(text)
    words = text[: placed.start if placed else None].replace("-", " ").split()
    each = re.findall(r"[^\W_]+", " ".join(words))
    of_none = english.marks["no_subject"]
    return tuple(one for one in each if len(one) > 1 and of_none.whole(f"{one} ") is None)


def _singles(words: Words, english: Understanding) -> Iterator[str]:
    """What is named as one of a kind, at the end or before an "or": "a mug or a jar"."""
    for group in words.groups(english.offers["or"]):
        each = group.plain.split()
        behind = (place + 1 for place, word in enumerate(each) if word in ("a", "an"))
        for name in (" ".join(each[place:]) for place in behind):
            if english.marks["single"].whole(f"{name} "):
                yield name


def offered(
    options: str, said: str, how: Understanding
) -> tuple[tuple[str, ...], Never | None, bool]:
    """The things that stand between "or" and commas; what is never said of them; and whether
    they may be names of people. () where they are no things.
    """
    every, found = [], []
    for words in split(options).groups(how.offers["or"]):
        before = how.offers["before"].start(words.spaced) if "before" in how.offers else None
        option = words.from_(before.end) if before is not None else words
        if not option.words:
            continue
        every.append(option)
        if not _is(how.offers.get("else"), option.spaced):
            found.append(option)
    never, named = _unsaid(every, found, said, how)
    distinct = list(dict.fromkeys(one.spaced for one in found))
    no_things = any(_is(how.offers.get("no_thing"), one) for one in distinct)
    numbers = [o for o in distinct if "number" in how.offers and how.offers["number"].anywhere(o)]
    # Which number it is has to be read.
    if no_things or not 2 <= len(distinct) <= _MOST_OFFERS or len(numbers) > 1:
        distinct = []
    return tuple(one.strip() for one in distinct), never, named


def _unsaid(
    every: Iterable[Words], found: list[Words], said: str, how: Understanding
) -> tuple[Never | None, bool]:
    """What is never said of the things that a question leaves the choice between."""
    marks = how.offers
    aged = [one for one in found if _is(marks.get("aged"), one.spaced)]
    people = [one for one in found if _is(marks.get("person"), one.spaced)]
    plain = [one.spaced.replace("-", " ") for one in every]
    if aged and len(aged) + len(people) == len(found):
        return Never.AGE, False
    for name, never in (("of_an_age", Never.AGE), ("feeling", Never.EMOTION)):
        if name in marks and any(marks[name].anywhere(one) for one in plain):
            return never, False
    names = [one for one in found if _is_name(one.text)]
    if not names or len(names) + len(people) < len(found):
        return None, False
    of_people = people or any(is_given_name(one.words[0].text) for one in names)
    if of_people and _is(marks.get("of_somebody"), said):
        return Never.IDENTITY, True
    return None, True


def _is_name(words: str) -> bool:
    """Whether words may be the whole name of somebody."""
    return re.fullmatch(r"[A-ZÀ-Ý][a-zß-ÿ]+(?: [A-ZÀ-Ý][a-zß-ÿ]+)+", words) is not None and (
        unsayable(words)
    )


def _is(template: Template | None, text: str) -> bool:
    return template is not None and template.whole(text) is not None
