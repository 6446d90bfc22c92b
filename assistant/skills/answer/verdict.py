"""What the claims about a picture say to a question: the one place that decides an answer. Pure.

Space says the same claims, so an answer is as sure as Space about the same thing, or one grade
surer (`Claim.asked`), and contradicts nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

from assistant.protocol.query import Kind, Query
from assistant.saying.narrator import Facts
from assistant.skills import wording
from assistant.skills.answer.asked import asked, claimed, exactly, in_english, named, related
from assistant.skills.known import Known
from assistant.skills.where.placing import MOST, where_is
from models.certainty import least_sure
from models.claims import PATTERNS, SWITCHED, are_several, bare, if_asked, judged, together
from models.interfaces import (
    PERSON,
    SAYABLE,
    Certainty,
    Claim,
    ClaimKind,
    Scene,
    SeenObject,
    Verdict,
)
from models.lexicon.questions import read
from models.lexicon.sentences import LIVING
from models.lexicon.things import HOLDABLE
from models.relations import rests_on

SIDES: Final = frozenset(("left", "right", "top", "bottom", "middle"))
_OUTDOORS: Final = "street"
_VAGUE: Final = ("stairs", "outdoors")
"""They tell nothing: stairs are inside too, and a thing before a bare wall passes for outdoors."""
_ROOMS: Final = frozenset(
    ("kitchen", "bathroom", "bedroom", "living room", "dining room", "office", "corridor", "street")
)
_IN_ONE: Final = frozenset(("kitchen", "living room", "dining room"))
"""One room may be all of these."""
_PRESUMING: Final = (
    *(Kind.PLACE, Kind.IS_AT, Kind.WHICH_SIDE, Kind.COUNT, Kind.COLOUR, Kind.ACTION, Kind.STATE),
    *(Kind.LIKE, Kind.PATTERN),
)
"""Questions that take it for granted that their thing is there, so a no is only what is seen."""
_TOLD: Final = {
    Kind.COLOUR: ClaimKind.COLOUR,
    Kind.ACTION: ClaimKind.ACTION,
    Kind.PATTERN: ClaimKind.ATTRIBUTE,
}
"""Questions that a claim of some kind about their thing answers by its value."""
_OF_IT: Final = (Kind.PLACE, Kind.ACTION, Kind.PATTERN)
"""Questions that may ask of nothing but "it" or "him"."""
VACANT: Final = ("free", "taken")
"""What is asked of seats."""
EITHER: Final = "either"
LIT: Final = (*SWITCHED, EITHER)
"""What is asked of screens: whether one is off, on, or either."""
_RESTING: Final = ("on", "in", "at", "under")
"""The relations that say where a thing is."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the claims say to a question."""

    best: str
    """Bare: "yes", "no", "2", "red", "left", or the name of a thing."""
    certainty: Certainty
    probability: float
    claims: tuple[Claim, ...] = ()
    """What the answer claims, or denies if it is no; first the claim that its thing is there."""
    things: tuple[SeenObject, ...] = ()
    """The things that it names with their places."""
    scene: str = ""
    """The kind of place that it names."""

    @property
    def name(self) -> str:
        """The thing that it is about, if it is one."""
        return self.claims[0].name if self.claims and len(self.things) < 2 else ""


def answered(query: Query, known: Known) -> Answered | None:
    """What the claims about a picture say to a question; None: they leave it open."""
    kind = query.kind
    if kind in _OF_IT and not query.things:
        query = replace(query, things=_it(query, known))
    if kind is Kind.PRESENCE and not query.sides:
        return _yes_or_no(query, known)
    if kind in (Kind.PRESENCE, Kind.PLACE, Kind.IS_AT, Kind.WHICH_SIDE) and query.things:
        return _placed(query, known)
    if kind is Kind.COUNT and query.things:
        return _counted(query, known)
    if kind is Kind.IS_THIS:
        return _is_this(query, known)
    if kind in (Kind.WHAT_IS_AT, Kind.ANYTHING):
        return _on_side(known, query.sides[0]) if query.sides else _near_thing(query, known)
    if kind in _TOLD and query.things and not query.state:
        return _told_of(query, known)
    if kind in (Kind.STATE, Kind.PATTERN, Kind.OPEN):
        free = _free(query, known) if query.state in VACANT and query.things else None
        tell = _on_or_off if query.state == EITHER else _yes_or_no
        return None if query.two_meanings else free or tell(query, known)
    return _of_scene(query, known)


def _it(query: Query, known: Known) -> tuple[str, ...]:
    """What "it" and "he" mean before anything was told: what is there, or who."""
    there = known.sayable()
    if query.kind is Kind.ACTION or (query.kind is Kind.PLACE and not query.pronoun):
        there = tuple(name for name in there if name in LIVING)
    return there[:1]


def missing(query: Query, known: Known) -> Claim | None:
    """The claim that the thing is there of which a question takes that for granted, if it is not
    there."""
    if query.kind not in _PRESUMING or not query.things:
        return None
    return _denied(exactly(query.things[0]), known)


def presumed(query: Query, known: Known) -> Claim | None:
    """The same of what an open question speaks of as known: "the dog"."""
    # "Is it locked?" is too hard, whatever "it" is.
    beyond = query.kind is Kind.BEYOND and query.pronoun
    granted = () if query.offers or beyond else read(in_english(query)).granted
    return next(filter(None, (_denied(name, known) for name in granted)), None)


def _denied(name: str | None, known: Known) -> Claim | None:
    there = _presence(name, known)
    return there if there is not None and there.denied in SAYABLE else None


def is_absent(query: Query, known: Known) -> bool:
    """Whether the thing that a question names is not there."""
    name = query.things[0] if query.things else query.name
    return _denied(named(name), known) is not None


def _presence(name: str | None, known: Known) -> Claim | None:
    return None if name is None else known.presence(name)


def _yes(there: Claim, known: Known, *more: Claim, certainty: Certainty | None = None) -> Answered:
    grade = there.asked if certainty is None else certainty
    return Answered("yes", grade, there.if_asked, (there, *more), known.seen(there))


def _no(there: Claim) -> Answered:
    return Answered("no", there.denied, 1 - there.if_asked, (there,))


def _open(there: Claim) -> Answered:
    """Neither yes nor no can be told, nor how many; only what is likelier."""
    best, likely = ("yes", there.if_asked) if there.if_asked >= 0.5 else ("no", 1 - there.if_asked)
    return Answered(best, Certainty.NONE, likely, (there,))


def _yes_or_no(query: Query, known: Known) -> Answered | None:
    """Whether all that is asked for is there and so."""
    wanted = asked(query, mirrored=known.facing == "user")
    each = [
        judged(one.claim, known.claims, text=one.text, exact=one.exact) for one in wanted.claims
    ]
    if not each:
        return None
    verdict, certainty, probability = together(each)
    main = wanted.claims[0].claim
    there = known.presence(main.name) or replace(main, kind=ClaimKind.PRESENCE, value="")
    if verdict is Verdict.FALSE:
        both = zip(wanted.claims, each, strict=True)
        wrong = next(one.claim for one, found in both if found.verdict is verdict)
        absent = known.presence(wrong.name)
        if absent is not None and absent.denied in SAYABLE:
            return _no(absent)
        return Answered("no", certainty, 1 - probability, (wrong,))
    if verdict is Verdict.TRUE and not wanted.more:
        claims = (one.claim for one in wanted.claims)
        return replace(_yes(there, known, *claims, certainty=certainty), probability=probability)
    # No relation, and nothing of another thing.
    of_it = [one.claim.kind for one in wanted.claims if one.claim.name == main.name]
    of_colour = set(of_it) - {ClaimKind.PRESENCE} == {ClaimKind.COLOUR}
    of_colour = of_colour and len(of_it) == len(wanted.claims)
    either = _either(main.name, known) if of_colour and there.asked in SAYABLE else None
    if either is not None and not wanted.more:
        return _told(there, either)
    only_there = [one.claim.kind for one in wanted.claims] == [ClaimKind.PRESENCE]
    if wanted.more or not (only_there or query.kind is Kind.PRESENCE):
        return None
    return _open(there)


def _on_or_off(query: Query, known: Known) -> Answered | None:
    """Whether a thing is on or off, in a word."""
    told = _yes_or_no(replace(query, state="on"), known)
    if told is None or told.claims[-1].value not in SWITCHED:
        return told
    return replace(told, best="on" if told.best == "yes" else "off")


def _free(query: Query, known: Known) -> Answered | None:
    """Whether a seat is free or taken; None if somebody may be there, or something is on it."""
    there, person = _presence(exactly(query.things[0]), known), known.presence(PERSON)
    if there is None or person is None or person.denied not in SAYABLE:
        return None
    upon = any(one.other == there.name and one.asked in SAYABLE for one in known.claims)
    if there.asked not in SAYABLE or upon:
        return None
    best = "yes" if query.state == "free" else "no"
    likely = min(there.if_asked, 1 - person.if_asked)
    return Answered(best, Certainty.PROBABLY, likely, (there, person))


def _placed(query: Query, known: Known) -> Answered | None:
    """Where a thing is, or whether it is on a side."""
    colour = _coloured(query.things[0], known)
    exact = colour.name if colour else exactly(query.things[0])
    there = _presence(exact or _of_kind(query, known), known)
    if there is None or query.near or query.two_meanings:
        return None
    if there.denied in SAYABLE:
        return _no(there)
    seen = next(iter(known.seen(there)), None)
    if there.asked not in SAYABLE or seen is None or seen.box is None:
        return None
    if there.certainty not in SAYABLE:
        there = if_asked(there)
    side = query.sides[0] if len(query.sides) == 1 else ""
    asks_on_what = query.kind is Kind.PLACE and colour is None
    at = _resting(there.name, known) if asks_on_what else None
    if at is not None:
        return Answered(at.other, at.certainty, at.probability, (there, at), (seen,))
    fills = where_is(seen, known.facing) == "FILLS"
    place = "filling the picture" if fills else str(wording.place(seen.box, known.facing))
    best = place
    if side:
        there_too = fills or SIDES.intersection(place.split()).issuperset(side.split("_"))
        if not there_too and (query.kind is Kind.PRESENCE or are_several(there.name, known.claims)):
            # Another of its kind may be there as well.
            return replace(_open(there), best="", things=(seen,))
        best = "yes" if there_too else "no"
    claims = (there, colour) if colour else (there,)
    certainty = least_sure(there.certainty, colour.certainty) if colour else there.certainty
    return Answered(best, certainty, claims[-1].probability, claims, (seen,))


def _of_kind(query: Query, known: Known) -> str | None:
    """The only thing there of the kind whose place is asked for: a person for a man."""
    if query.kind is not Kind.PLACE or " " in query.things[0]:
        return None
    name = named(query.things[0])
    alone = name in known.sayable() and not are_several(name, known.claims)
    return name if alone else None


def _coloured(thing: str, known: Known) -> Claim | None:
    """That a thing has the colour that it is asked for with, "the red cup", if it has."""
    if exactly(thing) is not None:
        return None
    stated = claimed(f"there is {thing}")
    claims = [one.claim for one in stated.claims if one.exact]
    if stated.more or [one.kind for one in claims] != [ClaimKind.PRESENCE, ClaimKind.COLOUR]:
        return None
    colour = judged(claims[1], known.claims)
    if colour.verdict is not Verdict.TRUE:
        return None
    return replace(claims[1], certainty=colour.certainty, probability=colour.probability)


def _resting(name: str, known: Known) -> Claim | None:
    """On or in what a thing is, if that may be said."""
    about = Facts.of(known.claims).about(name, ClaimKind.RELATION)
    return next((one for one in about if one.value in _RESTING), None)


def _counted(query: Query, known: Known) -> Answered | None:
    """How many things of a name the whole picture shows."""
    there = _presence(exactly(query.things[0]), known)
    if there is None or query.near or query.sides or len(query.things) > 1:
        return None
    if there.asked not in SAYABLE:
        return _open(there)
    counts = [one for one in known.claims if (one.kind, one.name) == (ClaimKind.COUNT, there.name)]
    exact = max(
        (one for one in counts if one.value.isdigit()),
        key=lambda one: one.probability,
        default=None,
    )
    if exact is None:
        return None
    said = Facts.of(counts).number(there.name)
    if said is None:
        return Answered(exact.value, Certainty.NONE, exact.probability, (there,))
    return Answered(said.value, said.certainty, said.probability, (there, said))


def _is_this(query: Query, known: Known) -> Answered | None:
    """Whether this is a thing: it is what the description names first, or there as well."""
    if query.about and query.pronoun:
        return None
    there = _presence(exactly(query.name), known)
    if there is None:
        return None
    if there.denied in SAYABLE:
        return _no(there)
    if there.certainty not in SAYABLE:
        return None
    main = known.sayable()[:1] == (there.name,)
    return replace(_yes(there, known), things=()) if main else _yes(there, known)


def _on_side(known: Known, side: str) -> Answered | None:
    """What may be said and is there, or else fills the picture; None if nothing does."""
    wanted = set(side.upper().split("_"))
    told = known.sure + known.likely
    there = [
        one for one in told if wanted.issubset((where_is(one, known.facing) or "").split("_"))
    ][:MOST]
    if not there:
        filling = [one for one in told if where_is(one, known.facing) == "FILLS"]
        # The user is on no side of their own picture.
        there = [one for one in filling if (one.name, known.facing) != (PERSON, "user")][:MOST]
    if not there:
        return None
    claims = tuple(filter(None, (known.presence(one.name) for one in there)))
    grade = Certainty.PLAIN if any(one in known.sure for one in there) else Certainty.PROBABLY
    return Answered(there[0].name, grade, there[0].probability, claims, tuple(there))


def _near_thing(query: Query, known: Known) -> Answered | None:
    """What is on another thing or next to it: as is claimed, or likely by their boxes."""
    relation = related(query.near)
    if relation is None:
        return None
    told = known.sure + known.likely
    boxes = {one.name: one.box for one in told if one.box is not None and one.outlined}
    so = {bare(one) for one in known.claims if one.certainty in SAYABLE}

    def is_so(name: str) -> bool:
        if bare(replace(relation, name=name)) in so:
            return True
        one, other = boxes.get(name), boxes.get(relation.other)
        if relation.value != "on" or name not in HOLDABLE or one is None or other is None:
            return False
        return rests_on(one, other)

    there = [one for one in told if one.name != relation.other and is_so(one.name)][:MOST]
    if not there:
        return None
    claims = filter(None, (known.presence(one.name) for one in there))
    likely = tuple(replace(one, certainty=Certainty.PROBABLY) for one in claims)
    first = there[0]
    return Answered(first.name, Certainty.PROBABLY, first.probability, likely, tuple(there))


def _told_of(query: Query, known: Known) -> Answered | None:
    """Which colour or pattern a thing has, or what it does."""
    name = named(query.things[0])
    kind = _TOLD[query.kind]
    there = _presence(name, known)
    if there is None or query.near:
        return None
    told = Facts.of(map(if_asked, known.claims), mirrored=known.facing == "user")
    each = (
        one
        for one in told.about(there.name, kind)
        if query.kind is not Kind.PATTERN or one.value in PATTERNS
    )
    one = next(each, None)
    if one is None and query.kind is Kind.COLOUR:
        one = _either(there.name, known)
    return None if one is None else _told(there, one)


def _told(there: Claim, one: Claim) -> Answered:
    """What a claim says of a thing."""
    either = one.kind is ClaimKind.COLOUR and one.other
    best = f"{one.value} or {one.other}" if either else one.value
    return Answered(best, one.certainty, one.probability, (there, one))


def _either(name: str, known: Known) -> Claim | None:
    """That a thing has one of two colours."""
    colours = (one for one in known.claims if (one.kind, one.name) == (ClaimKind.COLOUR, name))
    return next((if_asked(one) for one in colours if one.other), None)


def _of_scene(query: Query, known: Known) -> Answered | None:
    """What a scene tells of the question which place this is."""
    scene = known.sure_scene
    if scene is None:
        return None
    if query.kind is Kind.IS_PLACE:
        return _is_place(query.room, scene)
    if scene.name in _VAGUE:
        return None
    if query.kind in (Kind.INDOORS, Kind.OUTDOORS):
        if (query.kind is Kind.INDOORS) is (scene.name != _OUTDOORS):
            return Answered("yes", Certainty.PLAIN, scene.probability)
        return Answered("no", Certainty.PROBABLY, scene.probability)
    if query.kind is not Kind.WHICH_PLACE:
        return None
    return Answered(scene.name, Certainty.PLAIN, scene.probability, scene=scene.name)


def _is_place(room: str, scene: Scene) -> Answered | None:
    if room not in _ROOMS or scene.name not in _ROOMS:
        return None
    if room == scene.name:
        return Answered("yes", Certainty.PLAIN, scene.probability)
    if room in _IN_ONE and scene.name in _IN_ONE:
        return None
    return Answered("no", Certainty.PROBABLY, scene.probability, scene=scene.name)
