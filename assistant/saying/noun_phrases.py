"""Values of messages that are things, what they are like and what they do, without a language.

A pattern says in which case a thing stands, "{thing:dat}"; else it is the first. What a language
has no words for is said in English. Pure but for reading the words once.
"""

import re
from dataclasses import dataclass, replace
from string import Formatter
from typing import Final

from assistant.protocol.spoken import Inflected, Segment
from assistant.saying.lexicon import CASES, Noun, Words, english_words, words

_COUNTED: Final = {"2+": "several", "several": "several", "many": "many"}
"""The tables of articles that stand for numbers."""


@dataclass(frozen=True, slots=True)
class Thing(Inflected):
    """A thing, or several of a kind.

    Its forms, besides the cases: "no" for none of the kind, "the" with the definite article, "is"
    with that verb, "who" for the word that begins a clause about it.
    """

    name: str
    """As in `ImageEncoding.objects`."""
    number: str = ""
    """As the value of a count's claim; empty: it is there."""
    qualities: tuple[str, ...] = ()
    """What it is like, said beside the noun."""
    the: bool = False
    """Whether it was spoken of before."""
    spoken: bool = False
    """Whether it was just spoken, so only what is said of it follows."""
    room: str = ""
    """Where it is, which some nouns depend on."""

    @property
    def is_several(self) -> bool:
        """Whether more than one is spoken of."""
        return self.number not in ("", "1")

    def in_words(self, language: str, form: str) -> Segment:
        """The thing in a language."""
        known, noun = _known(language, self.name, self.room)
        if form == "who":
            return Segment(known.form(known.articles.get("who", {}), _gender(noun, self)), language)
        if self.spoken:
            return Segment("", known.language)
        phrase = _noun_phrase(known, noun, self, form)
        if form == "is":
            phrase = f"{phrase} {known.link[_is_plural(noun, self)]}"
        return Segment(phrase, known.language)


@dataclass(frozen=True, slots=True)
class Part(Inflected):
    """How many things of a kind are meant, by itself: "one", "two", "several"."""

    of: Thing
    number: str = "1"
    """As the value of a count's claim."""

    def in_words(self, language: str, form: str) -> Segment:
        """The number in a language."""
        known, noun = _known(language, self.of.name)
        if self.number == "1":
            return Segment(known.form(known.articles.get("one", {}), noun.gender), known.language)
        article = _COUNTED.get(self.number)
        gender = noun.gender.removesuffix("p") + "p"
        text = _number(known, self.number)
        if article is not None:
            text = known.form(known.articles.get(article, {}), gender)
        return Segment(text, known.language)


@dataclass(frozen=True, slots=True)
class Quality(Inflected):
    """What a thing is like, by itself: "brown"."""

    value: str
    of: Thing | None = None

    def in_words(self, language: str, form: str) -> Segment:
        """The quality in a language, as it agrees with its thing."""
        known = words(language)
        if known is None or self.value not in known.qualities:
            known = english_words()
        gender = "m"
        if self.of is not None:
            gender = _gender(_known(known.language, self.of.name)[1], self.of)
        text = known.qualities.get(self.value, self.value).partition(",")[0]
        return Segment(known.agreed(text, gender), known.language)


@dataclass(frozen=True, slots=True)
class Act(Inflected):
    """What a thing does, or how it stands to another: "riding a horse", "on a table".

    Its forms: "main" as it stands behind its thing, "likely" with "probably" in it where a
    language puts it there, "last" with the verb at its end. Without `who`, only the act is named.
    """

    value: str
    """An act or a relation of the lexicon."""
    who: Thing | None = None
    other: Thing | None = None
    where: "Act | None" = None
    """A relation that belongs to it."""
    also: Thing | None = None
    """Another thing beside `other`."""

    def in_words(self, language: str, form: str) -> Segment:
        """The act in a language."""
        known = words(language)
        others = (self.other, self.also, None if self.where is None else self.where.other)
        names = [one.name for one in others if one is not None]
        if known is None or any(name not in known.nouns for name in names):
            known = english_words()
        return Segment(known.contracted(_act(known, self, form)), known.language)


def is_relation(value: str) -> bool:
    """Whether this is how a thing stands to another, and no act."""
    return value in english_words().relations


def can_say(act: Act) -> bool:
    """Whether there are words for an act and all in it, in every language."""
    english = english_words()
    things = [one for one in (act.who, act.other) if one is not None]
    if any(thing.name not in english.nouns for thing in things):
        return False
    if act.value in english.relations:
        return act.other is not None
    whole = english.acts.get(act.value, "")
    return bool(whole) and (act.other is not None or "{other" not in whole.partition(";")[0])


def knows(name: str) -> bool:
    """Whether there is a noun for a name, in every language."""
    return name in english_words().nouns


def is_living(name: str) -> bool:
    """Whether this is a person or an animal."""
    return name in english_words().animals


def is_only_plural(name: str) -> bool:
    """Whether a thing is only spoken of in the plural, such as stairs."""
    noun = english_words().noun(name)
    return noun is not None and not noun.one


def is_quality(value: str) -> bool:
    """Whether there is a word for what a thing is like, in every language."""
    return value in english_words().qualities


def _known(language: str, name: str, room: str = "") -> tuple[Words, Noun]:
    """The language in which a name has a noun, which may be English, and that noun."""
    known = words(language)
    noun = None if known is None else known.nouns.get(f"{room} {name}") or known.noun(name)
    if known is None or noun is None:
        known = english_words()
        noun = known.noun(name)
    assert noun is not None
    return known, noun


def _gender(noun: Noun, thing: Thing) -> str:
    return noun.gender + ("p" if _is_plural(noun, thing) else "")


def _is_plural(noun: Noun, thing: Thing) -> bool:
    return not noun.one or (thing.is_several and bool(noun.several))


def _noun_phrase(known: Words, noun: Noun, thing: Thing, form: str) -> str:
    case = CASES.index(form) if form in CASES else int(form == "no")
    plural, gender = _is_plural(noun, thing), _gender(noun, thing)
    kind = _article(known, noun, thing, form)
    article = known.form(known.articles.get(kind, {}), gender, case)
    number = "" if article or not plural or form == "no" else _number(known, thing.number)
    before, after = _described(known, thing, gender, kind if article else "none", case)
    word = _plural(known, noun.several, case) if plural else noun.oblique if case else noun.one
    return known.contracted(" ".join(filter(None, (article, number, *before, word, *after))))


def _article(known: Words, noun: Noun, thing: Thing, form: str) -> str:
    """The table of articles that a thing takes its own from."""
    unique = thing.name in known.unique
    counted = bool(noun.one and noun.several) and not unique
    if form == "no" and (known.negates or counted):
        return "no"
    if thing.the or form == "the" or unique:
        return "the"
    if thing.is_several and noun.several:
        return _COUNTED.get(thing.number, "none")
    return "a" if noun.several and form != "no" else "none"


def _number(known: Words, number: str) -> str:
    """Words for a number, "2" or "3+"; empty for others."""
    digits = number.removesuffix("+")
    if not digits.isdigit() or digits == "1":
        return ""
    word = known.numbers.get(digits, digits)
    return known.numbers["least"].format(number=word) if number.endswith("+") else word


def _described(
    known: Words, thing: Thing, gender: str, article: str, case: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a thing is like, as it stands before its noun and after it."""
    endings = known.endings.get(article) or known.endings.get("none", {})
    ending = known.form(endings, gender, case)
    before, after = [], []
    for value in thing.qualities:
        alone, _, beside = known.qualities.get(value, value).partition(", ")
        text = known.agreed(alone if beside in ("", "-") else beside, gender)
        if not known.described_first or (" " in text and not beside):
            after.append(text)
        else:
            before.append(text if beside == "-" else text + ending)
    return tuple(before), tuple(after)


def _plural(known: Words, several: str, case: int) -> str:
    ending, behind = known.dative
    if case == CASES.index("dat") and ending and several.endswith(behind):
        return several + ending
    return several


def _act(known: Words, act: Act, form: str) -> str:
    gender = "p"
    if act.who is not None:
        gender = _gender(_known(known.language, act.who.name)[1], act.who)
    elif not known.clauses:
        gender = "m"
    text = _filled(known, _template(known, act), act, gender)
    where = "" if act.where is None else _act(known, act.where, "")
    if act.value in known.relations and act.value not in known.acts:
        return text
    if not known.clauses:
        return f"{text} {where}".strip()
    before, _, verb = text.rpartition(" ")
    before = _with_place(before, where, known.reflexive)
    left, _, stem = verb.rpartition("+")
    if act.who is None or form not in ("main", "likely"):
        return " ".join(filter(None, (before, left + stem)))
    if form == "likely":
        before = _with_place(before, known.probably, known.reflexive)
    return " ".join(filter(None, (stem, before, left)))


def _with_place(before: str, where: str, reflexive: str) -> str:
    """What stands before a verb, with a place; a reflexive word stays first."""
    first, _, rest = before.partition(" ")
    if first == reflexive:
        return " ".join(filter(None, (first, where, rest)))
    return " ".join(filter(None, (where, before)))


def _template(known: Words, act: Act) -> str:
    """The text for an act, with its blank."""
    name = "" if act.other is None else act.other.name
    table = known.acts if act.value in known.acts else known.relations
    kinds = (name, "animal") if name in known.animals else (name,)
    described = act.other is not None and (act.other.is_several or act.other.qualities)
    for kind in kinds:
        special = table.get(f"{act.value} {kind}", "")
        if special and ("{other" in special or not described):
            return special
    if table is known.relations:
        return table.get(act.value, act.value)
    key = act.value
    if act.who is not None and act.who.name in known.animals:
        key = f"animal {key}" if f"animal {key}" in known.acts else key
    alone, _, other = known.acts[key].partition("; ")
    return other or alone if name else alone


def _filled(known: Words, template: str, act: Act, gender: str) -> str:
    text = ""
    for literal, field, spec, _ in Formatter().parse(template):
        text += known.agreed(literal, gender)
        if field is not None and act.other is not None:
            text += _in_place(known, act.other, spec or "", text)
            if act.also is not None:
                text += f" {known.conjunction} {_in_place(known, act.also, spec or '', text)}"
    return re.sub(r"\s+", " ", text).strip()


def _in_place(known: Words, thing: Thing, form: str, before: str) -> str:
    """A thing behind a text; one that is a place is spoken of as known ("in the water")."""
    noun = known.noun(thing.name)
    assert noun is not None
    nouns, behind = known.places
    there = thing.name in nouns and before.rpartition(" ")[0].rpartition(" ")[2] in behind
    known_place = there and not thing.is_several and not thing.qualities
    return _noun_phrase(known, noun, replace(thing, the=thing.the or known_place), form)
