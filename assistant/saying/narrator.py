"""One natural sentence of names and claims about a picture, in no language. Pure.

`lead` is what the names and counts alone tell, so it can be spoken while other claims are still
computed, and `tell` with `led` goes on from there. Without a lead, `tell` is the whole sentence.
Who comes first is decided by whoever grades the names.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.protocol.events import SpokenObject
from assistant.protocol.spoken import Message, Spoken, as_message
from assistant.saying.messages.narrator_lines import NarratorLine
from assistant.saying.messages.sight_lines import SightLine
from assistant.saying.noun_phrases import (
    Act,
    Part,
    Quality,
    Thing,
    can_say,
    is_living,
    is_quality,
    is_relation,
    knows,
)
from models.certainty import least_sure
from models.claims import POSTURES, span
from models.interfaces import MANY, PERSON, SAYABLE, Certainty, Claim, ClaimKind, SeenObject

MOST_SURE, MOST_LIKELY, MOST_ACTS, MOST_MORE = 3, 2, 3, 4
"""How many sure things, likely things and acts one sentence has, and further claims."""
MATERIALS: Final = frozenset("wooden metal plastic glass leather brick stone concrete".split())
"""Said behind a colour."""
PLACES: Final = frozenset(
    "kitchen,bathroom,bedroom,living room,dining room,office,corridor,shop,room,garage,restaurant,"
    "market,station,airport,city,park,garden,yard,zoo,court,tennis court,baseball field,desert,"
    "gym,school,hotel,parking lot,forest,farm".split(",")
)
"""Where all of a picture is, not things in it."""
_MIRRORED: Final = {"left of": "right of", "right of": "left of"}
SOME: Final = "some"
"""The number of things of which only the plural is said."""
_ROUGHLY: Final = {"2+": SOME, **{f"{number}+": "several" for number in range(3, MANY)}}
"""How people put a number at a glance: "several", not "at least five"."""
_SPOTS: Final = frozenset(("on", "in", "at", "under"))
"""Of these, only one is said."""
_STILL: Final = frozenset(("sitting", "standing", "lying"))
"""What only the living are said to do."""
_SHARED: Final = frozenset(("wearing", "holding", "carrying", "eating"))
"""Acts that are said once for two things: "wearing a hat and sunglasses"."""
_OWN: Final = frozenset(
    "skateboard,surfboard,snowboard,bicycle,motorcycle,horse,tennis racket,baseball bat,cell phone,"
    "umbrella,laptop".split(",")
)
"""What one of several people has to himself, if only one of it is there."""
_IMPLIED: Final = {
    "skiing": "skis",
    "snowboarding": "snowboard",
    "surfing": "surfboard",
    "skateboarding": "skateboard",
    "talking on a phone": "cell phone",
    "talking on": "cell phone",
}
"""Things that go without saying beside an act."""


@dataclass(frozen=True, slots=True)
class GradedSentence:
    """A sentence with its grade, the things that it names and what else it claims."""

    text: Message
    certainty: Certainty
    probability: float
    objects: tuple[SpokenObject, ...] = ()
    claims: tuple[Claim, ...] = ()
    has_scene: bool = False
    is_whole: bool = False
    """Whether nothing may be added to it."""
    more: Spoken = Spoken()  # noqa: RUF009  # it is frozen
    """What follows it."""

    @property
    def spoken(self) -> Spoken:
        """The sentence as it is said."""
        return Spoken.of(self.text.as_sentence(), self.more)


def listed(things: Sequence[object], last: SightLine = SightLine.LIST_AND) -> Message:
    """Join one or more things: "a cup, a fork and a table"."""
    if len(things) == 1:
        return as_message(things[0])
    if len(things) == 2:
        return last.said(first=things[0], last=things[1])
    return SightLine.LIST.said(first=things[0], rest=listed(things[1:], last))


def graded(sure: Sequence[object], likely: Sequence[object]) -> Message:
    """Sure and likely things: "a table, and probably a cup"."""
    if not sure:
        return SightLine.PROBABLY.said(things=listed(likely))
    if not likely:
        return listed(sure)
    return SightLine.AND_PROBABLY.said(sure=listed(sure), likely=listed(likely))


@dataclass(frozen=True, slots=True)
class Facts:
    """What is claimed of things besides that they are there, as far as it may be said."""

    claims: tuple[Claim, ...] = ()
    room: str = ""
    """As in `Thing`."""

    @classmethod
    def of(
        cls, claims: Iterable[Claim], *, mirrored: bool = False, scene: str = "", room: str = ""
    ) -> "Facts":
        """The claims that may be said, the surest first.

        `mirrored` if left is the user's right; what is in the `scene` goes without saying.
        """
        sayable = (_turned(one) if mirrored else one for one in claims if one.certainty in SAYABLE)
        known = (one for one in sayable if knows(one.name) and _has_words(one))
        told = (one for one in known if not scene or scene not in (one.name, one.other))
        once = dict.fromkeys(told)
        return cls(tuple(sorted(once, key=lambda one: (-is_sure(one), -one.probability))), room)

    def places(self) -> tuple[Claim, ...]:
        """The places that are plainly there, such as a park, the surest first."""
        return tuple(
            one
            for one in self.claims
            if one.kind is ClaimKind.PRESENCE and one.name in PLACES and is_sure(one)
        )

    def about(self, name: str, *kinds: ClaimKind) -> tuple[Claim, ...]:
        """The claims of some kinds about a thing, the surest first."""
        return tuple(one for one in self.claims if one.name == name and one.kind in kinds)

    def count(self, name: str) -> Claim | None:
        """How many of a thing there are, if it is more than one.

        A probable number tells more than its own bound: "people, probably three", not "several".
        """
        guess = self.guess(name)
        most = math.inf if guess is None else int(guess.value)
        counts = [one for one in self._counts(name) if is_sure(one)]
        others = [one for one in counts if one.value.isdigit() or span(one.value)[0] != most]
        return max(others or counts, key=_tells, default=None) or guess

    def number(self, name: str) -> Claim | None:
        """How many of a thing there are, be it only one."""
        return self.count(name) or next(iter(self.about(name, ClaimKind.COUNT)), None)

    def guess(self, name: str) -> Claim | None:
        """How many of a thing there probably are, if that is a number."""
        counts = self._counts(name)
        return next((one for one in counts if not is_sure(one) and one.value.isdigit()), None)

    def _counts(self, name: str) -> list[Claim]:
        return [one for one in self.about(name, ClaimKind.COUNT) if one.value != "1"]

    def thing(self, name: str, *, sure: bool = True) -> tuple[Thing, tuple[Claim, ...]]:
        """A thing with its number and what it is like, as far as that is as sure as the thing."""
        count, used = self.count(name), []
        number = ""
        if count is not None and (not sure or is_sure(count)):
            number, used = _ROUGHLY.get(count.value, count.value), [count]
        qualities = [one for one in self._qualities(name, number) if not sure or is_sure(one)]
        used += qualities
        values = tuple(one.value for one in qualities)
        return Thing(name, number, values, room=self.room), tuple(used)

    def shares(self, claim: Claim, number: str) -> int | None:
        """How many of several things a claim is about; None: all of them."""
        if number in ("", "1"):
            return None
        if claim.box is None:
            alone = claim.other in _OWN and self.count(claim.other) is None
            return 1 if alone else None
        same = {
            one.box
            for one in self.about(claim.name, claim.kind)
            if (one.value, one.other) == (claim.value, claim.other)
        }
        return None if str(len(same)) == number else len(same)

    def _qualities(self, name: str, number: str) -> list[Claim]:
        """One colour and one other quality, in the order in which they are said."""
        found = []
        for kind in (ClaimKind.ATTRIBUTE, ClaimKind.COLOUR):
            shared = (one for one in self.about(name, kind) if not self.shares(one, number))
            found += [one for one in (next(shared, None),) if one is not None]
        return sorted(found, key=lambda one: one.value in MATERIALS)


def _tells(count: Claim) -> tuple[bool, float]:
    """How much a number tells: an exact one most, then the highest bound."""
    return count.value.isdigit(), span(count.value)[0]


def least(things: Sequence[SeenObject]) -> float:
    """The probability of the least likely thing."""
    return min((seen.probability for seen in things), default=0.0)


_LIMITS: Final = (
    *((MOST_SURE, likely, acts) for likely in (MOST_LIKELY, 1, 0) for acts in (MOST_ACTS, 1)),
    *((sure, 0, 1) for sure in (2, 1)),
    (1, 0, 0),
)
"""How many sure things, likely things and acts a sentence holds, from the richest on; the first
that makes it short enough counts."""


def lead(
    sure: Sequence[SeenObject],
    likely: Sequence[SeenObject],
    facts: Facts,
    *,
    to_user: bool = False,
) -> GradedSentence:
    """The main thing, as names and counts alone tell it; `tell` goes on from there.

    It is the first that lives, since that is what does something to others; but not the user.
    """
    named = [one.name for one in sure or likely[:MOST_LIKELY]][:MOST_SURE]
    living = (one for one in named if is_living(one) and not (to_user and one == PERSON))
    name = next(living, named[0])
    counts = Facts(facts.about(name, ClaimKind.COUNT), facts.room)
    thing, claims = counts.thing(name, sure=bool(sure))
    main = [one for one in (*sure, *likely) if one.name == name]
    if sure:
        objects = (SpokenObject(name, Certainty.PLAIN),)
        return GradedSentence(as_message(thing), Certainty.PLAIN, least(main), objects, claims)
    text = SightLine.PROBABLY.said(things=thing)
    objects = (SpokenObject(name, Certainty.PROBABLY),)
    return GradedSentence(text, Certainty.PROBABLY, least(main), objects, claims)


def tell(
    sure: Sequence[SeenObject],
    likely: Sequence[SeenObject],
    facts: Facts,
    most: int,
    *,
    to_user: bool = False,
    led: GradedSentence | None = None,
) -> GradedSentence:
    """The sentence about things, at least one of them sure or likely, of at most `most` words.

    `to_user`: a person who is there alone may be the user. `led`: the lead that was spoken already,
    so that the sentence goes on from there.
    """
    first = "" if led is None else led.objects[0].name
    is_user = to_user and not likely and [one.name for one in sure] == [PERSON]
    for limits in _LIMITS:
        plan = _planned(sure, likely, facts, limits, first)
        told = _Sentence(plan, facts, led, is_user=is_user).told()
        if len(str(told.text).split()) <= most:
            break
    return replace(told, probability=least(sure[:MOST_SURE] or likely))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What one sentence tells."""

    names: Sequence[str]
    """The things, the main one first."""
    plain: bool
    """Whether they are sure."""
    owner: str
    """Which of them acts; empty if none does."""
    acts: Sequence[Claim]
    likely: Sequence[str]
    """Things that are only probable beside sure ones."""


def _planned(
    sure: Sequence[SeenObject],
    likely: Sequence[SeenObject],
    facts: Facts,
    limits: tuple[int, int, int],
    first: str = "",
) -> _Plan:
    """What a sentence within limits says; it begins with the thing `first` if that is in it."""
    most_sure, most_likely, most_acts = limits
    sure, likely = (sorted(row, key=lambda one: one.name != first) for row in (sure, likely))
    plain, seen = bool(sure), sure or likely[:MOST_LIKELY]
    names, held = [one.name for one in seen], {one.name for one in seen if one.held}
    owner, acts = _acting(names, facts, plain=plain)
    acts = acts[:most_acts]
    absorbed = {one.other or _IMPLIED.get(one.value, "") for one in acts} - held - {owner}
    told = [one for one in names if one == first or one not in absorbed][:most_sure]
    if owner not in told:
        owner, acts, absorbed, told = "", [], set(), names[:most_sure]
    left = [one.name for one in likely if one.name not in absorbed] if plain else []
    return _Plan(told, plain, owner, acts, left[:most_likely])


def _acting(names: Sequence[str], facts: Facts, *, plain: bool) -> tuple[str, list[Claim]]:
    """The first thing with an act or a relation, and these; the main one's may be probable."""
    for number, name in enumerate(names):
        acts = _acts_of(name, facts, plain=plain)
        leads = not set(names[:number]) - {one.other for one in acts}
        acts = [one for one in acts if leads or is_sure(one) or not plain]
        if acts:
            return name, acts
    return "", []


def _acts_of(name: str, facts: Facts, *, plain: bool) -> list[Claim]:
    """Up to two acts of a thing and a relation; those of one grade and one share."""
    acts = facts.about(name, ClaimKind.ACTION)
    acts = _different(sorted(acts, key=lambda one: (-is_sure(one), not one.other)))
    done_to = {one.other for one in acts}
    places = [one for one in facts.about(name, ClaimKind.RELATION) if one.other not in done_to]
    found = [*acts[:1], *places[:1], *acts[1:2]]
    sure = any(map(is_sure, found))
    found = [one for one in found if is_sure(one) is sure]
    number = facts.thing(name)[0].number
    fitting = [one for one in found if facts.shares(one, number) == facts.shares(found[0], number)]
    if sure:
        return fitting
    guess = facts.guess(name)
    if plain and guess is not None and found and guess.probability >= found[0].probability:
        # Two probable additions to one thing are hard to follow.
        return []
    return fitting[: 2 if any(is_relation(one.value) for one in fitting[1:2]) else 1]


_PREDICATES: Final = {
    (True, True, True): NarratorLine.PART_DOES,
    (True, True, False): NarratorLine.PART_PROBABLY,
    (True, False, True): NarratorLine.PART_AT,
    (True, False, False): NarratorLine.PART_AT_PROBABLY,
    (False, True, False): NarratorLine.DOES_PROBABLY,
    (False, False, True): NarratorLine.IS_AT,
    (False, False, False): NarratorLine.IS_AT_PROBABLY,
}
"""What joins an act to a thing: whether it is of a part of them, has a verb, and is sure."""


class _Sentence:
    """A sentence of a plan, phrase by phrase, and the claims that these make."""

    def __init__(
        self, plan: _Plan, facts: Facts, led: GradedSentence | None, *, is_user: bool
    ) -> None:
        """`is_user`: the main thing may be the user."""
        self._plan, self._facts, self._led, self._is_user = plan, facts, led, is_user
        self._claims: list[Claim] = []

    def told(self) -> GradedSentence:
        """The sentence: the main thing, the others, and what is only probable."""
        plan, led = self._plan, self._led
        text = self._main()
        others: list[object] = []
        others += [self._thing(name) for name in plan.names[1:] if name != plan.owner]
        if plan.owner in plan.names[1:]:
            others.append(self._with_acts(self._thing(plan.owner), main=False))
        goes_on = led is not None or not isinstance(text, Thing)
        if others and goes_on and plan.plain:
            goes_on = False
            if plan.likely and not str(text):
                # The lead is a bare thing: "a cup", "a table, and probably a bowl".
                text = SightLine.LIST.said(first=text, rest=listed(others))
            else:
                text = NarratorLine.ALSO.said(sentence=text, things=listed(others))
        else:
            # Where all is behind "probably", no comma may end that.
            text = listed([*others, text] if goes_on and led is None else [text, *others])
        if not plan.plain and led is None:
            text = SightLine.PROBABLY.said(things=text)
        if plan.likely:
            likely = listed([self._thing(name, sure=False) for name in plan.likely])
            if goes_on:
                text = NarratorLine.ALSO_PROBABLY.said(sentence=text, things=likely)
            else:
                text = SightLine.AND_PROBABLY.said(sure=text, likely=likely)
        said = () if led is None else led.claims
        claims = tuple(one for one in dict.fromkeys(self._claims) if one not in said)
        objects = self._objects()
        return GradedSentence(as_message(text), self._certainty, 0.0, objects, claims)

    @property
    def _certainty(self) -> Certainty:
        return Certainty.PLAIN if self._plan.plain else Certainty.PROBABLY

    def _thing(self, name: str, *, sure: bool | None = None) -> Thing:
        thing, used = self._facts.thing(name, sure=self._plan.plain if sure is None else sure)
        self._claims += used
        return thing

    def _main(self) -> object:
        """The main thing with all that is said of it."""
        thing = self._thing(self._plan.names[0])
        text: object = thing if self._led is None else self._after(self._led, thing)
        if self._is_user:
            text = NarratorLine.YOU.said(thing=text)
        quality: Part | Quality | None = None
        acts = self._plan.acts if thing.name == self._plan.owner else ()
        if self._plan.plain and (not acts or is_sure(acts[0])):
            quality = self._probable_number(thing)
        if quality is None and (not acts or is_sure(acts[0])):
            quality = self._probable_colour(thing)
        if quality is not None:
            more = isinstance(quality, Part) and thing.number != SOME
            line = NarratorLine.MORE_PROBABLY if more else NarratorLine.IS_PROBABLY
            text = line.said(thing=text, quality=quality)
        return self._with_acts(thing, text, main=True) if acts else text

    def _after(self, led: GradedSentence, thing: Thing) -> object:
        """What is said of the main thing behind the lead that named it."""
        text: object = replace(thing, spoken=True)
        known = ("", "1", *(_ROUGHLY.get(one.value, one.value) for one in led.claims))
        if thing.number not in known:
            number = Part(thing, "several" if thing.number == SOME else thing.number)
            text = NarratorLine.IN_FACT.said(thing=text, quality=number)
        for value in thing.qualities:
            text = NarratorLine.IS.said(thing=text, quality=Quality(value, thing))
        return text

    def _probable_number(self, thing: Thing) -> Part | None:
        guess = self._facts.guess(thing.name) if thing.number in ("", SOME) else None
        if guess is None:
            return None
        self._claims.append(guess)
        return Part(thing, guess.value)

    def _probable_colour(self, thing: Thing) -> Quality | None:
        for one in self._facts.about(thing.name, ClaimKind.COLOUR)[:1]:
            said = is_sure(one) or not self._plan.plain
            if not said and not self._facts.shares(one, thing.number):
                self._claims.append(one)
                return Quality(one.value, thing)
        return None

    def _with_acts(self, thing: Thing, text: object | None = None, *, main: bool) -> object:
        """A thing, or what is said of it, with what it does; `main`: it begins the sentence."""
        text, acts = text or thing, self._plan.acts
        self._claims += acts
        share = self._facts.shares(acts[0], thing.number)
        who = thing if share is None else Thing(thing.name, str(share))
        act, does = self._joined(who)
        sure, bare = is_sure(acts[0]) or not self._plan.plain, isinstance(text, Thing)
        values = {"thing": text, "who": who, "act": act, "place": act}
        if share is not None:
            values["part"] = Part(thing, str(share))
            return _PREDICATES[True, does, sure].said(**values)
        if main and does and not sure:
            quality = self._probable_colour(thing)
            if quality is not None:
                return NarratorLine.IS_AND_DOES_PROBABLY.said(**values, quality=quality)
        if sure and does and not (main and self._plan.plain):
            return NarratorLine.WHO_DOES.said(**values)
        if sure and does:
            return (NarratorLine.DOES if bare else NarratorLine.COMMA_DOES).said(**values)
        if sure and not bare:
            return NarratorLine.COMMA_AT.said(**values)
        return _PREDICATES[False, does, sure].said(**values)

    def _joined(self, who: Thing) -> tuple[object, bool]:
        """The acts as one, with the relation at the first, and whether it has a verb."""
        places = [one for one in self._plan.acts if is_relation(one.value)]
        acts = [one for one in self._plan.acts if not is_relation(one.value)]
        where = self._act(places[0], who) if places else None
        if where is not None:
            acts.sort(key=lambda one: bool(one.other))
        if not acts:
            return where, False
        values: list[Act] = []
        for one in (self._act(claim, who) for claim in acts):
            if values and values[-1].value == one.value:
                values[-1] = replace(values[-1], also=one.other)
            else:
                values.append(one)
        if where is not None:
            values[0] = replace(values[0], where=where)
        return listed(values), True

    def _act(self, claim: Claim, who: Thing) -> Act:
        """An act or a relation; several things may do it to several others."""
        if not claim.other:
            return Act(claim.value, who)
        other, used = self._facts.thing(claim.other)
        if not who.is_several:
            other = replace(other, number="")
            used = tuple(one for one in used if one.kind is not ClaimKind.COUNT)
        self._claims += used
        return Act(claim.value, who, other)

    def _objects(self) -> tuple[SpokenObject, ...]:
        sure = self._certainty
        objects = [SpokenObject(name, sure) for name in self._plan.names]
        objects += [
            SpokenObject(one.other, least_sure(sure, one.certainty))
            for one in self._plan.acts
            if one.other and knows(one.other)
        ]
        objects += [SpokenObject(name, Certainty.PROBABLY) for name in self._plan.likely]
        found: dict[str, SpokenObject] = {}
        for spoken in objects:
            found.setdefault(spoken.name, spoken)
        return tuple(found.values())


def more(names: Sequence[str], said: Sequence[Claim], facts: Facts) -> tuple[GradedSentence, ...]:
    """A sentence for each thing of which claims are left: "The dog: brown, lying on a bed.".

    How many there probably are is a sentence by itself: "Probably several dogs."
    """
    told, left = [], MOST_MORE
    for name in names:
        wanted: list[Claim] = []
        for one in facts.claims:
            if one.name == name and _is_new(one, (*said, *wanted)):
                wanted.append(one)
        wanted = wanted[:left]
        left -= len(wanted)
        counts = [one for one in wanted if one.kind is ClaimKind.COUNT and not is_sure(one)]
        for one in counts:
            text = NarratorLine.PROBABLY.said(told=Thing(name, one.value))
            objects = (SpokenObject(name, Certainty.PLAIN),)
            sure = one.certainty, one.probability
            told.append(GradedSentence(text, *sure, objects, (one,)))
        wanted = [one for one in wanted if one not in counts]
        if not wanted:
            continue
        number = facts.thing(name)[0].number
        thing = Thing(name, number, the=True)
        if any(facts.shares(one, number) for one in wanted):
            thing = Thing(name)
        values = [_told(one, thing) for one in wanted]
        text = NarratorLine.MORE.said(thing=thing, told=tuple(values))
        named = [SpokenObject(name, Certainty.PLAIN)]
        named += [SpokenObject(one.other, one.certainty) for one in wanted if one.other]
        sure = wanted[0].certainty, min(one.probability for one in wanted)
        told.append(GradedSentence(text, *sure, tuple(named), tuple(wanted)))
    return tuple(told)


def words_of(claim: Claim) -> Message:
    """A claim as it would be said by itself: "two dogs", "a person riding a horse"."""
    match claim.kind:
        case ClaimKind.PRESENCE:
            return as_message(Thing(claim.name))
        case ClaimKind.COUNT:
            return as_message(Thing(claim.name, claim.value))
        case ClaimKind.COLOUR | ClaimKind.ATTRIBUTE:
            return as_message(Thing(claim.name, "", (claim.value,)))
    thing = Thing(claim.name)
    act = _named_act(claim, thing)
    if is_relation(claim.value):
        return NarratorLine.IS_AT.said(thing=thing, place=act)
    return NarratorLine.WHO_DOES.said(thing=thing, act=act, who=thing)


def _told(claim: Claim, thing: Thing) -> Message:
    value: object
    if claim.kind in (ClaimKind.COLOUR, ClaimKind.ATTRIBUTE):
        value = Quality(claim.value, thing)
    elif claim.kind is ClaimKind.COUNT:
        value = Part(thing, claim.value)
    else:
        value = _named_act(claim, thing)
    if is_sure(claim):
        return NarratorLine.TOLD.said(told=value)
    doing = isinstance(value, Act) and not is_relation(claim.value)
    return (NarratorLine.PROBABLY_DOES if doing else NarratorLine.PROBABLY).said(told=value)


def _is_new(claim: Claim, said: Sequence[Claim]) -> bool:
    """Whether a claim says what no other one said, and does not contradict it."""
    if claim.kind is ClaimKind.PRESENCE:
        return False
    if claim.kind is ClaimKind.COUNT and claim.value == "1":
        return False
    return not any(one.name == claim.name and _excludes(one, claim) for one in said)


def _excludes(one: Claim, other: Claim) -> bool:
    """Whether a thing cannot well have both claims, or they are the same."""
    if one.kind is not other.kind:
        return False
    match one.kind:
        case ClaimKind.COUNT | ClaimKind.COLOUR:
            return True
        case ClaimKind.ACTION if one.value in POSTURES and other.value in POSTURES:
            return True
        case ClaimKind.RELATION if one.value in _SPOTS and other.value in _SPOTS:
            return True
    return (one.value, one.other) == (other.value, other.other)


def _different(acts: Iterable[Claim]) -> tuple[Claim, ...]:
    """Acts without those that say again what one does; some may be done with two things."""
    kept: list[Claim] = []
    for one in acts:
        if any(_excludes(other, one) for other in kept):
            continue
        same = [other for other in kept if other.value == one.value]
        if not same or (one.value in _SHARED and one.other and len(same) < 2):
            kept.append(one)
    return tuple(kept)


def _named_act(claim: Claim, who: Thing) -> Act:
    return Act(claim.value, who, Thing(claim.other) if claim.other else None)


def _has_words(claim: Claim) -> bool:
    """Whether a claim can be said in every language."""
    match claim.kind:
        case ClaimKind.PRESENCE:
            return True
        case ClaimKind.COUNT:
            return claim.value.removesuffix("+").isdigit() or claim.value == "many"
        case ClaimKind.COLOUR | ClaimKind.ATTRIBUTE:
            return is_quality(claim.value) and claim.value != claim.name and not claim.other
    still = claim.kind is ClaimKind.ACTION and claim.value in _STILL
    return can_say(_named_act(claim, Thing(claim.name))) and (not still or is_living(claim.name))


def is_sure(claim: Claim) -> bool:
    """Whether a claim may be said plainly."""
    return claim.certainty is Certainty.PLAIN


def _turned(claim: Claim) -> Claim:
    if claim.kind is not ClaimKind.RELATION:
        return claim
    return replace(claim, value=_MIRRORED.get(claim.value, claim.value))
