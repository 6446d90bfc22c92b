"""What is found anywhere in a question, whatever kind it is, and what its "it" stands for. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from assistant.protocol.query import Kind, Never, Query, Risk, Value
from assistant.protocol.spoken import ENGLISH
from assistant.understanding.given_names import is_given_name
from assistant.understanding.language_file import Understanding, of
from assistant.understanding.normaliser import Words, affirmed, split
from assistant.understanding.templates import Template
from models.lexicon.unsayable import unsayable

_MOST_OFFERS: Final = 10
"""A question that offers more things is none."""
_ANYWHERE: Final = ("two_meanings", "own_side", "asks_where", "asks_colour")
"""The marks that are fields of a query."""
_NAME: Final = re.compile(r"[A-ZÀ-Ý][a-zß-ÿ]+(?: [A-ZÀ-Ý][a-zß-ÿ]+)+")
"""What may be the whole name of somebody."""
_OWNED: Final = ("my ", "our ", "your ", "his ", "her ", "their ")
"""What needs no article."""


def marked(query: Query) -> Query:
    """A query with what is found anywhere in its English question."""
    english = of(ENGLISH)
    words = affirmed(query.for_model, english.cleaning)
    text = words.spaced
    risk = _risk(query, text, english)
    if not query.for_model:
        own = of(query.language)
        risk = _risk(query, affirmed(query.question, own.cleaning).spaced, own)
    marks = english.marks
    pronoun = None if marks["impersonal"].anywhere(text) else marks["pronoun"].anywhere(text)
    found: dict[str, Any] = {one: bool(marks[one].anywhere(text)) for one in _ANYWHERE}
    return replace(
        query,
        risk=risk,
        pronoun=text[pronoun.start : pronoun.end].strip() if pronoun else "",
        follows=query.follows or pronoun is not None,
        describes=bool(marks["describes"].whole(text)),
        subject=_subject(query, text, english) if query.kind is Kind.VALUE else (),
        singles=tuple(_singles(words, english)),
        **found,
    )


def resolved(query: Query, about: str) -> Query:
    """A whole question out of one in which "it" is `about` a thing of the last answer."""
    if not about or query.offers or query.owned:
        return query
    if not query.pronoun:
        return replace(query, about=about)
    english = of(ENGLISH)
    thing = about if about.lower().startswith(_OWNED) else f"the {about}"
    pattern = rf"\b{re.escape(query.pronoun)}\b"

    def filled(text: str) -> str:
        return re.sub(pattern, lambda _: thing, text, count=1, flags=re.IGNORECASE)

    question = filled(query.for_model)
    text = affirmed(question, english.cleaning).spaced
    of_thing = query.kind in _OF_A_THING and not query.things
    aged = query.kind is Kind.AGE and english.marks["somebody"].whole(f"{about.lower()} ")
    return replace(
        query,
        english=question,
        statement=filled(query.statement),
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
_OF_A_THING: Final = frozenset({
    *(Kind.PLACE, Kind.IS_AT, Kind.WHICH_SIDE, Kind.COLOUR, Kind.PATTERN, Kind.ACTION, Kind.STATE),
    *(Kind.LIKE, Kind.COUNT),
})  # fmt: skip
"""Questions about a thing, where "it" may take its place."""


def _risk(query: Query, text: str, language: Understanding) -> Risk | None:
    """The risk of this kind of question, else the first that is found in its words."""
    if query.kind in _RISKY:
        return _RISKY[query.kind]
    if query.value is Value.INGREDIENTS:
        return Risk.FOOD
    risks = language.risks
    while "harmless" in risks and (part := risks["harmless"].anywhere(text)):
        text = f"{text[: part.start]}something {text[part.end :]}"
    return next((one for one in Risk if one in risks and risks[one].anywhere(text)), None)


def _subject(query: Query, text: str, english: Understanding) -> tuple[str, ...]:
    """The words that say whose price, date or number is asked for."""
    words = f"{query.name} " if query.name else text
    placed = english.marks["placed"].anywhere(words)
    words = words[: placed.start if placed else None].replace("-", " ")
    each = re.findall(r"[^\W_]+", words)
    of_none = english.marks["no_subject"]
    return tuple(one for one in each if len(one) > 1 and not of_none.whole(f"{one} "))


def _singles(words: Words, english: Understanding) -> Iterator[str]:
    """What is named as one of a kind, at the end or before an "or": "a mug or a jar"."""
    for group in words.groups(english.offers["or"]):
        each = group.spaced.split()
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
    marks, every, found = how.offers, [], []
    for words in split(options).groups(marks["or"]):
        before = marks["before"].start(words.spaced)
        option = words.from_(before.end) if before else words
        if option.words:
            every.append(option)
            if not marks["else"].whole(option.spaced):
                found.append(option)
    never, named = _unsaid(every, found, said, marks)
    distinct = list(dict.fromkeys(one.spaced for one in found))
    no_things = any(marks["no_thing"].whole(one) for one in distinct)
    numbers = [one for one in distinct if marks["number"].anywhere(one)]
    # Which number it is has to be read.
    if no_things or not 2 <= len(distinct) <= _MOST_OFFERS or len(numbers) > 1:
        distinct = []
    return tuple(one.strip() for one in distinct), never, named


def _unsaid(
    every: Iterable[Words], found: list[Words], said: str, marks: Mapping[str, Template]
) -> tuple[Never | None, bool]:
    """What is never said of the things that a question leaves the choice between."""
    aged = [one for one in found if marks["aged"].whole(one.spaced)]
    people = [one for one in found if marks["person"].whole(one.spaced)]
    if aged and len(aged) + len(people) == len(found):
        return Never.AGE, False
    plain = [one.spaced.replace("-", " ") for one in every]
    for name, never in (("of_an_age", Never.AGE), ("feeling", Never.EMOTION)):
        if any(marks[name].anywhere(one) for one in plain):
            return never, False
    names = [one for one in found if _NAME.fullmatch(one.text) and unsayable(one.text)]
    if not names or len(names) + len(people) < len(found):
        return None, False
    of_people = people or any(is_given_name(one.words[0].text) for one in names)
    if of_people and marks["of_somebody"].whole(said):
        return Never.IDENTITY, True
    return None, True
