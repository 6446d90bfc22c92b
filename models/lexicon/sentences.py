"""What an English sentence about a picture claims. Pure.

A shallow parse: words get tags from tables, noun phrases are put together, and verbs and
prepositions join them. What no table knows makes no claim. `stated` gives all claims of a sentence,
`parse` those of a statement that can be checked one by one.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, TypeAlias

from models.interfaces import PERSON, Claim, ClaimKind
from models.lexicon.kinds import kind_named
from models.lexicon.names import FUNCTION, mentioned_at, thing_of, tokens_of

_TABLES: Final[Mapping[str, Any]] = tomllib.loads(
    Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8")
)
LIVING: Final = frozenset(_TABLES["living"]["living"].split())
"""What can act."""
_PAIRS: Final = frozenset(_TABLES["living"]["pairs"].split())
_LONGEST: Final = 3
"""Words of the longest phrase in a table."""


class _Tag(Enum):
    THING = auto()
    COUNT = auto()
    COLOUR = auto()
    QUALITY = auto()
    ACT = auto()
    RELATION = auto()
    ARTICLE = auto()
    AND = auto()
    LINK = auto()
    OTHER = auto()


_Phrase: TypeAlias = tuple[str, ...]


def _phrases(section: str) -> dict[_Phrase, str]:
    """The values of a table by the phrases that assert them."""
    return {
        tuple(form.replace("_", " ").replace("-", " ").split()): value
        for value, forms in _TABLES[section].items()
        for form in forms.split()
    }


_KNOWN: Final[dict[_Phrase, tuple[_Tag, str]]] = {
    phrase: (tag, value)
    for tag, section in (
        (_Tag.THING, "things"),
        (_Tag.RELATION, "relations"),
        (_Tag.ACT, "acts"),
        (_Tag.QUALITY, "qualities"),
        (_Tag.COLOUR, "colours"),
        (_Tag.COUNT, "counts"),
    )
    for phrase, value in _phrases(section).items()
}
_SMALL: Final = {
    **dict.fromkeys("a an the his her its their this that one some".split(), _Tag.ARTICLE),
    **dict.fromkeys("and or".split(), _Tag.AND),
    **dict.fromkeys("is are was were being be".split(), _Tag.LINK),
}


_STATED: Final = {" ".join(phrase): name for phrase, name in _phrases("things").items()}


def name_of(phrase: str) -> str | None:
    """The thing, or the kind of thing, that a claim about this phrase is about: exactly that."""
    return thing_of(phrase) or _STATED.get(phrase) or kind_named(phrase)


ACTS: Final[tuple[str, ...]] = tuple(_TABLES["acts"])
COLOURS: Final[tuple[str, ...]] = tuple(_TABLES["colours"])


@dataclass(frozen=True, slots=True)
class _Tagged:
    tag: _Tag
    value: str
    words: _Phrase
    start: int

    @property
    def places(self) -> range:
        """The places of its words in the sentence."""
        return range(self.start, self.start + len(self.words))


@dataclass(frozen=True, slots=True)
class _Found:
    """A claim, and what makes it."""

    claim: Claim
    thing: _Tagged
    by: _Tagged
    loose: bool = False
    """Whether the thing may only qualify the next word, which is unknown."""

    @property
    def is_before(self) -> bool:
        """Whether it is made by a word before the thing: its number or its colour."""
        return self.claim.kind in _CHECKED and self.by.start < self.thing.start


_FORMS: Final[dict[tuple[ClaimKind, str], tuple[str, ...]]] = {
    (kind, value): tuple(form.replace("_", " ") for form in forms.split())
    for kind, section in (
        (ClaimKind.COUNT, "counts"),
        (ClaimKind.COLOUR, "colours"),
        (ClaimKind.ATTRIBUTE, "qualities"),
        (ClaimKind.ACTION, "acts"),
        (ClaimKind.RELATION, "relations"),
    )
    for value, forms in _TABLES[section].items()
}


def forms(claim: Claim) -> tuple[str, ...]:
    """The words and phrases that assert a claim's value: "running", "runs" and "run"."""
    return _FORMS.get((claim.kind, claim.value), (claim.value,) if claim.value else ())


def stated(text: str) -> tuple[Claim, ...]:
    """What a sentence claims, in its order, each claim once; how likely it is, is unknown."""
    found = _Parse().run(_tagged(tokens_of(text)))
    return tuple(dict.fromkeys(one.claim for one in found if not one.loose))


def unclaimed(text: str) -> tuple[str, ...]:
    """The words of a sentence that say something which none of its claims holds."""
    tags = _tagged(tokens_of(text))
    found = [one for one in _Parse().run(tags) if not one.loose]
    covered = {place for one in found for place in (*one.thing.places, *one.by.places)}
    content = (one for one in tags if one.tag not in _SMALL.values() and one.start not in covered)
    words = (word for one in content for word in one.words)
    return tuple(word for word in words if word not in FUNCTION and word not in _FRAME)


def begins_with_act(text: str) -> bool:
    """Whether a text begins with what somebody does: "riding a wave"."""
    tags = _tagged(tokens_of(text))
    return bool(tags) and tags[0].tag is _Tag.ACT


def is_phrase(text: str) -> bool:
    """Whether a text only names a thing, a number, a quality, a place or an act.

    A phrase that tells somebody to do something begins with a verb, which other words follow. So
    a word that no table knows can only be the last one, and an act needs its "-ing" or a thing
    before it; numbers and articles stand before what they count.
    """
    spelled = _SPELLED.fullmatch(text.lower())
    tags = _tagged(_NUMERAL.sub("two", text.lower()).translate(_JOINTS).split()) if spelled else []
    before = _Tag.AND
    for place, one in enumerate(tags, 1):
        if not _may_follow(before, one, is_last=place == len(tags)):
            return False
        before = one.tag
    return bool(tags) and before not in (_Tag.ARTICLE, _Tag.AND, _Tag.LINK, _Tag.RELATION)


def orders(text: str) -> bool:
    """Whether a clause of a text may tell somebody to do something.

    It begins like an imperative: with an act without an ending, or with a word that no table knows
    before an article, a number or another such word. A few descriptions do so as well.
    """
    for clause in _CLAUSE_END.split(_DIGITS.sub(" two ", text.lower())):
        before = _Tag.AND
        tags = _tagged(tokens_of(clause))
        for one, following in zip_longest(tags, tags[1:]):
            if before is _Tag.AND and _may_order(one, following):
                return True
            before = one.tag
    return not _ADDRESSED.isdisjoint(tokens_of(text))


def _may_order(one: _Tagged, following: _Tagged | None) -> bool:
    if one.tag is _Tag.ACT:
        return not any(word.endswith(("ing", "s")) for word in one.words)
    if one.tag is not _Tag.OTHER or one.value in FUNCTION or following is None:
        return False
    described = following.tag is _Tag.OTHER and not one.value.endswith(("ed", "en", "ing"))
    return described or following.tag in (_Tag.ARTICLE, _Tag.COUNT)


def _may_follow(before: _Tag, one: _Tagged, *, is_last: bool) -> bool:
    match one.tag:
        case _Tag.OTHER:
            return one.value in _PLACING or (is_last and one.value not in FUNCTION)
        case _Tag.ARTICLE:
            return before not in (_Tag.THING, _Tag.COUNT, _Tag.COLOUR, _Tag.QUALITY)
        case _Tag.COUNT:
            within = before in (_Tag.THING, _Tag.COLOUR, _Tag.QUALITY)
            return before is not _Tag.COUNT and (is_last or not within)
        case _Tag.ACT:
            return before is _Tag.THING or one.words[0].endswith("ing")
        case _Tag.LINK:
            return before is _Tag.THING
    return True


def _tagged(words: list[str], *, further: bool = False) -> list[_Tagged]:
    mentioned = mentioned_at(words, further=further)
    names = {span.start: (span.stop, name) for span, name in mentioned}
    found: list[_Tagged] = []
    place = 0
    while place < len(words):
        described = bool(found) and found[-1].tag in _DESCRIBING
        end, tag, value = _longest(words, place, names, described=described)
        found.append(_Tagged(tag, value, tuple(words[place:end]), place))
        place = end
    return found


def _longest(
    words: list[str], place: int, names: Mapping[int, tuple[int, str]], *, described: bool
) -> tuple[int, _Tag, str]:
    """The longest phrase at a place: its end, tag and value; two skis are `described` things."""
    stop, name = names.get(place, (place, ""))
    for end in range(min(place + _LONGEST, len(words)), place, -1):
        known = _KNOWN.get(tuple(words[place:end]))
        is_noun = described and end == stop and known is not None and known[0] is _Tag.ACT
        if known is not None and end >= stop and not is_noun:
            return (end, *known)
        if end == stop:
            return end, _Tag.THING, name
    word = words[place]
    return place + 1, _SMALL.get(word, _Tag.OTHER), word


@dataclass
class _Parse:
    """What was read of a sentence so far."""

    subject: _Tagged | None = None
    """Who acts, or what the sentence is about."""
    last: _Tagged | None = None
    """The thing that was named last."""
    joining: tuple[ClaimKind, _Tagged, _Tagged] | None = None
    """The kind of what joins the next thing to another, that one, and the joining word."""
    describing: list[_Tagged] = field(default_factory=list)
    """Words before a thing that say how many, and how it is."""
    linked: bool = False
    """Whether the word before is "is" or the like."""

    def run(self, tags: list[_Tagged]) -> Iterator[_Found]:
        """The claims in turn."""
        for place, one in enumerate(tags):
            following = tags[place + 1 :]
            match one.tag:
                case _Tag.THING:
                    yield from self._thing(one, following)
                case _Tag.COLOUR | _Tag.QUALITY if self.linked and self.last:
                    yield from self._described(self.last, [one])
                case _Tag.COUNT:
                    # Of "a group of four" the last tells most.
                    self.describing = [one]
                case _Tag.COLOUR | _Tag.QUALITY:
                    self.describing.append(one)
                case _Tag.ARTICLE | _Tag.LINK:
                    self.describing = []
                case _Tag.ACT:
                    yield from self._act(one, _object_follows(following))
                case _Tag.RELATION:
                    self._relation(one)
                case _Tag.OTHER:
                    self._unknown(one)
            self.linked = one.tag is _Tag.LINK

    def _thing(self, one: _Tagged, following: list[_Tagged]) -> Iterator[_Found]:
        if following and _qualifies(one, following[0]):
            # The first of two nouns only qualifies the other.
            if following[0].tag is _Tag.OTHER:
                described = self._described(one, self.describing)
                yield from (replace(found, loose=True) for found in described)
                self.describing = []
            return
        yield _Found(Claim(ClaimKind.PRESENCE, one.value, ""), one, one)
        yield from self._described(one, self.describing)
        if self.joining is not None and self.joining[1].value != one.value:
            kind, of, by = self.joining
            yield _Found(Claim(kind, of.value, by.value, one.value), of, by)
        if self.subject is None or (self.subject.value not in LIVING and one.value in LIVING):
            self.subject = one
        self.last, self.joining, self.describing = one, None, []

    def _described(self, thing: _Tagged, words: list[_Tagged]) -> Iterator[_Found]:
        for word in words:
            # People are not described: not by age, size or the colour of their skin.
            described = thing.value != PERSON or word.tag is _Tag.COUNT
            single = word.words == _PAIR and thing.value in _PAIRS
            if described and not single:
                yield _Found(Claim(_KINDS[word.tag], thing.value, word.value), thing, word)

    def _act(self, one: _Tagged, done_to: bool) -> Iterator[_Found]:
        self.describing = []
        who = self.last if self.last and self.last.value in LIVING else self.subject
        if who is None:
            return
        if done_to:
            self.joining = ClaimKind.ACTION, who, one
        else:
            yield _Found(Claim(ClaimKind.ACTION, who.value, one.value), who, one)
            self.joining = None
        self.subject = self.last = who

    def _relation(self, one: _Tagged) -> None:
        self.describing = []
        if self.last is not None:
            self.joining = ClaimKind.RELATION, self.last, one

    def _unknown(self, one: _Tagged) -> None:
        if one.value not in FUNCTION or one.value in _APART:
            self.joining = None


_DESCRIBING: Final = (_Tag.ARTICLE, _Tag.COUNT, _Tag.COLOUR, _Tag.QUALITY)
_KINDS: Final = {
    _Tag.COUNT: ClaimKind.COUNT,
    _Tag.COLOUR: ClaimKind.COLOUR,
    _Tag.QUALITY: ClaimKind.ATTRIBUTE,
}
_CHECKED: Final = (ClaimKind.COUNT, ClaimKind.COLOUR)
_PAIR: Final = ("pair", "of")
_APART: Final = frozenset("of for from to off out between while as where which who".split())
"""Words behind which the next thing stands in a relation that no claim has."""


def _qualifies(one: _Tagged, following: _Tagged) -> bool:
    """Whether a noun only qualifies the next one, which may be unknown."""
    noun = following.tag in (_Tag.THING, _Tag.OTHER) and following.value not in FUNCTION
    return noun and following.start == one.start + len(one.words)


def _object_follows(tags: list[_Tagged]) -> bool:
    """Whether a thing stands directly behind a verb."""
    for one in tags:
        if one.tag is _Tag.THING:
            return True
        if one.tag not in _DESCRIBING:
            return False
    return False


_DENIED: Final = frozenset("no without nobody none nothing neither".split())
_NOT: Final = frozenset("not never nor isn aren doesn don wasn weren didn hasn haven".split())
_FRAME: Final = frozenset(
    "there is are was were be a an the some any picture photo photograph image shows show showing "
    "shown see can i you we here visible it this".split()
)
"""Words that say no more than that the things are there."""
_RELATING: Final = frozenset(
    "on in at to for from by into onto off up down over under near next through across around "
    "along behind beside between above below front top side middle back together which where "
    "while left right his her their".split()
)
"""Words of `FUNCTION` that say how things stand to one another."""


_PLACING: Final = _RELATING - set("up down off which where while".split()) | set(
    "of with without can s t".split()
)
"""Words of `FUNCTION` inside a phrase; a "can" is a thing there, and "s" and "t" parts of words."""
_NUMERAL: Final = re.compile(r"[$€£]?\d{1,4}(?:[.:,]\d{1,2})?%?")
_SPELLED: Final = re.compile(
    rf"(?:(?:[a-z]+(?:['-][a-z]+)*|{_NUMERAL.pattern})(?: |$))+",
)
_DIGITS: Final = re.compile(r"\d+")
_CLAUSE_END: Final = re.compile(r"[,;:.!?()]|\s-|\b(?:then|so|but)\b")
_ADDRESSED: Final = frozenset(("you", "your"))
_JOINTS: Final = str.maketrans("'-", "  ")


@dataclass(frozen=True, slots=True)
class StatedClaim:
    """A claim in a statement."""

    text: str
    """Its words without an article: "two dogs"."""
    claim: Claim
    exact: bool
    """Whether the words mean the claim's thing exactly; else only a kind of it, such as a woman."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and what it claims."""

    text: str
    claims: tuple[StatedClaim, ...]
    more: bool
    """Whether it says more than its claims."""
    denies: bool
    """Whether it says that something is not so."""


def parse(text: str) -> Statement:
    """What a statement claims: each thing once, then how many of it, and its colour."""
    words = tokens_of(text)
    whole = " ".join(word for word in words if word not in _FRAME and word not in _DENIED)
    if (name := name_of(whole)) is not None:
        there = StatedClaim(whole, Claim(ClaimKind.PRESENCE, name, ""), exact=True)
        return Statement(text, (there,), more=False, denies=not _DENIED.isdisjoint(words))
    tags = _tagged(words, further=True)
    described = [one for one in _Parse().run(tags) if one.is_before]
    counting = {place for one in tags if one.tag is _Tag.COUNT for place in one.places}
    covered: set[int] = set()
    claims: dict[tuple[ClaimKind, str], StatedClaim] = {}
    for span, name in mentioned_at(words, further=True):
        if span.start in counting:
            # The "crowd" in "a crowd of people".
            continue
        noun = " ".join(words[span])
        own = [one for one in described if one.thing.start == span.start]
        if len({one.claim for one in own if one.claim.kind is ClaimKind.COLOUR}) > 1:
            own = [one for one in own if one.claim.kind is not ClaimKind.COLOUR]
        covered.update(range(span.start, span.stop))
        for one in _checked(name, noun, own):
            claims.setdefault((one.claim.kind, name), one)
        covered.update(place for one in own for place in one.by.places)
    rest = {word for place, word in enumerate(words) if place not in covered} - _FRAME
    more = bool(rest & _RELATING or rest - FUNCTION - _DENIED)
    exact = bool(claims) and all(one.exact for one in claims.values())
    denies = not _DENIED.union(_NOT).isdisjoint(words)
    return Statement(text, tuple(claims.values()), more or not exact, denies)


def _checked(name: str, noun: str, described: Sequence[_Found]) -> Iterator[StatedClaim]:
    """What is claimed of one thing: its number, or that it is there, and its colour."""
    exact = thing_of(noun) == name
    if not any(one.claim.kind is ClaimKind.COUNT for one in described):
        yield StatedClaim(noun, Claim(ClaimKind.PRESENCE, name, ""), exact)
    for one in described:
        text = noun if len(one.by.words) > 1 else f"{one.by.words[0]} {noun}"
        yield StatedClaim(text, one.claim, exact)
